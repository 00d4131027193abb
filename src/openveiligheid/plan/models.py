"""The plan as a living structure, its frozen versions, and proposals read from existing plans."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from openveiligheid.core.actors import Actor
from openveiligheid.core.json import sha256
from openveiligheid.core.models import NAME, Tenanted
from openveiligheid.core.permissions import Permission
from openveiligheid.framework.models import SafetyField, SafetyTheme
from openveiligheid.governance.models import Decision
from openveiligheid.organisation.models import Partner

SENTENCE = 1000


class SafetyPlan(Tenanted):
    """An integral safety plan (integraal veiligheidsplan) for some years."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("concept")
        ADOPTED = "adopted", _("vastgesteld")

    read_permission = Permission.PLAN_READ

    title = models.CharField(_("titel"), max_length=NAME)
    year_from = models.PositiveSmallIntegerField(_("van jaar"))
    year_to = models.PositiveSmallIntegerField(_("tot en met jaar"))
    mission = models.TextField(_("missie"), blank=True)
    vision = models.TextField(_("visie"), blank=True)
    principles = models.TextField(_("uitgangspunten"), blank=True)
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.DRAFT, editable=False
    )
    source_sha256 = models.CharField(max_length=64, blank=True, editable=False)

    class Meta(Tenanted.Meta):
        abstract = False
        verbose_name = _("veiligheidsplan")
        verbose_name_plural = _("veiligheidsplannen")
        ordering = ("-year_from", "title")
        constraints = (
            models.CheckConstraint(
                name="plan_ends_after_it_starts",
                condition=models.Q(year_to__gte=models.F("year_from")),
                violation_error_message=_("Het laatste jaar ligt vóór het eerste jaar."),
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def is_adopted(self) -> bool:
        return self.status == self.Status.ADOPTED

    @classmethod
    def visibility(cls, by: Actor) -> models.Q:
        return _adopted_or_editor(by, "")


def _adopted_or_editor(by: Actor, path: str) -> models.Q:
    """Drafts are for those who write or adopt them: everybody else sees adopted plans only."""
    if by.may(Permission.PLAN_EDIT) or by.may(Permission.PLAN_ADOPT):
        return models.Q()
    return models.Q(**{f"{path}status": SafetyPlan.Status.ADOPTED})


class PlanField(Tenanted):
    """A priority of the plan: a safety field that the council gives precedence."""

    read_permission = Permission.PLAN_READ

    plan = models.ForeignKey(SafetyPlan, on_delete=models.CASCADE, related_name="fields")
    position = models.PositiveSmallIntegerField(_("volgorde"), default=0)
    number = models.CharField(_("nummer"), max_length=20, blank=True)
    title = models.CharField(_("titel"), max_length=NAME)
    summary = models.TextField(_("samenvatting"), blank=True)
    framework_field = models.ForeignKey(
        SafetyField,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("veiligheidsveld van het Kernbeleid"),
    )

    class Meta(Tenanted.Meta):
        abstract = False
        verbose_name = _("prioriteit")
        verbose_name_plural = _("prioriteiten")
        ordering = ("position", "number", "title")

    def __str__(self) -> str:
        return self.title

    @classmethod
    def visibility(cls, by: Actor) -> models.Q:
        return _adopted_or_editor(by, "plan__")


class PlanTheme(Tenanted):
    """A theme of a priority, with the context in which the approach is chosen."""

    read_permission = Permission.PLAN_READ

    field = models.ForeignKey(PlanField, on_delete=models.CASCADE, related_name="themes")
    position = models.PositiveSmallIntegerField(_("volgorde"), default=0)
    number = models.CharField(_("nummer"), max_length=20, blank=True)
    title = models.CharField(_("titel"), max_length=NAME)
    context = models.TextField(_("context"), blank=True)
    framework_themes = models.ManyToManyField(
        SafetyTheme, blank=True, related_name="+", verbose_name=_("thema's van het Kernbeleid")
    )
    partners = models.ManyToManyField(
        Partner, blank=True, related_name="+", verbose_name=_("partners")
    )

    class Meta(Tenanted.Meta):
        abstract = False
        verbose_name = _("thema")
        verbose_name_plural = _("thema's")
        ordering = ("field__position", "position", "number", "title")

    def __str__(self) -> str:
        return self.title

    @classmethod
    def visibility(cls, by: Actor) -> models.Q:
        return _adopted_or_editor(by, "field__plan__")


class Objective(Tenanted):
    """What the approach of a theme aims at."""

    class Kind(models.TextChoices):
        OBJECTIVE = "objective", _("doelstelling")
        GOAL = "goal", _("doel")
        ACTION = "action", _("voorgenomen actie")

    read_permission = Permission.PLAN_READ

    theme = models.ForeignKey(PlanTheme, on_delete=models.CASCADE, related_name="objectives")
    position = models.PositiveSmallIntegerField(_("volgorde"), default=0)
    text = models.TextField(_("tekst"), max_length=SENTENCE)
    kind = models.CharField(_("soort"), max_length=10, choices=Kind.choices, default=Kind.OBJECTIVE)

    class Meta(Tenanted.Meta):
        abstract = False
        verbose_name = _("doelstelling")
        verbose_name_plural = _("doelstellingen")
        ordering = ("theme__field__position", "theme__position", "position")

    def __str__(self) -> str:
        return self.text

    @classmethod
    def visibility(cls, by: Actor) -> models.Q:
        return _adopted_or_editor(by, "theme__field__plan__")


class CrossLink(Tenanted):
    """Two themes that touch each other, and why (dwarsverband)."""

    read_permission = Permission.PLAN_READ

    theme = models.ForeignKey(PlanTheme, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(
        PlanTheme, on_delete=models.CASCADE, related_name="+", verbose_name=_("ander thema")
    )
    reason = models.CharField(_("wat ze verbindt"), max_length=SENTENCE)

    class Meta(Tenanted.Meta):
        abstract = False
        verbose_name = _("dwarsverband")
        verbose_name_plural = _("dwarsverbanden")
        ordering = ("theme__position", "other__position")
        constraints = (
            models.UniqueConstraint(
                fields=("theme", "other"),
                name="two_themes_are_linked_once",
                violation_error_message=_("Deze thema's zijn al verbonden."),
            ),
            models.CheckConstraint(
                name="a_theme_is_not_linked_to_itself",
                condition=~models.Q(theme=models.F("other")),
                violation_error_message=_("Kies twee verschillende thema's."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.theme} – {self.other}"

    @classmethod
    def visibility(cls, by: Actor) -> models.Q:
        return _adopted_or_editor(by, "theme__field__plan__")


class PlanVersion(Tenanted):
    """The plan as a body adopted it; never changes."""

    read_permission = Permission.PLAN_READ

    plan = models.ForeignKey(SafetyPlan, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("versie"))
    content = models.JSONField(_("inhoud"))
    sha256 = models.CharField(max_length=64)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+")

    class Meta(Tenanted.Meta):
        abstract = False
        verbose_name = _("vastgestelde versie")
        verbose_name_plural = _("vastgestelde versies")
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=("plan", "number"), name="plan_versions_are_numbered"),
        )

    def __str__(self) -> str:
        return f"{self.plan} – {self.number}"

    @property
    def is_intact(self) -> bool:
        """Whether the content is still what was decided on, by its hash."""
        return sha256(self.content) == self.sha256


class PlanProposal(Tenanted):
    """What the reader found in an existing plan, while a person checks it."""

    class Status(models.TextChoices):
        OPEN = "open", _("te beoordelen")
        ACCEPTED = "accepted", _("overgenomen")
        REJECTED = "rejected", _("verworpen")

    read_permission = Permission.PLAN_EDIT

    title = models.CharField(_("titel"), max_length=NAME)
    year_from = models.PositiveSmallIntegerField(_("van jaar"))
    year_to = models.PositiveSmallIntegerField(_("tot en met jaar"))
    file_name = models.CharField(_("bestand"), max_length=NAME)
    file_sha256 = models.CharField(max_length=64)
    content = models.JSONField(_("voorstel"))
    source = models.JSONField(_("brontekst"))
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.OPEN
    )
    plan = models.ForeignKey(
        SafetyPlan, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta(Tenanted.Meta):
        abstract = False
        verbose_name = _("ingelezen plan")
        verbose_name_plural = _("ingelezen plannen")
        ordering = ("-created_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("municipality", "file_sha256"),
                name="a_plan_file_is_read_once",
                violation_error_message=_("Dit bestand is al ingelezen."),
            ),
        )

    def __str__(self) -> str:
        return self.title
