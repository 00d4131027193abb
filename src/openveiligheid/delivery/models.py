"""Actions and the progress that is reported on them."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from openveiligheid.core.actors import Actor
from openveiligheid.core.models import NAME, Tenanted
from openveiligheid.core.permissions import Permission
from openveiligheid.evidence.models import Signal
from openveiligheid.organisation.models import Member, Partner, Team
from openveiligheid.plan.models import Objective, SafetyPlan


class Action(Tenanted):
    """A piece of work for an objective. How it stands is computed from dates and progress."""

    class State(models.TextChoices):
        PLANNED = "planned", _("nog niet begonnen")
        UNDERWAY = "underway", _("in uitvoering")
        DONE = "done", _("afgerond")
        STOPPED = "stopped", _("gestopt")

    read_permission = Permission.ACTION_READ

    objective = models.ForeignKey(
        Objective, on_delete=models.PROTECT, related_name="+", verbose_name=_("doelstelling")
    )
    title = models.CharField(_("titel"), max_length=NAME)
    description = models.TextField(_("omschrijving"), blank=True)
    lead = models.ForeignKey(
        Member,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("trekker"),
    )
    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    partners = models.ManyToManyField(
        Partner, blank=True, related_name="+", verbose_name=_("partners")
    )
    starts_on = models.DateField(_("start"))
    due_on = models.DateField(_("gereed op"))
    budget_euros = models.PositiveIntegerField(_("begrote kosten in euro"), null=True, blank=True)
    state = models.CharField(
        _("voortgang"), max_length=10, choices=State.choices, default=State.PLANNED, editable=False
    )
    percentage = models.PositiveSmallIntegerField(
        _("percentage"), default=0, validators=[MaxValueValidator(100)], editable=False
    )
    closed_on = models.DateField(_("afgerond op"), null=True, blank=True, editable=False)
    reported_on = models.DateField(_("laatst bijgewerkt"), null=True, blank=True, editable=False)
    is_fictitious = models.BooleanField(_("fictief"), default=False, editable=False)
    answers_signal = models.ForeignKey(
        Signal,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("antwoord op een signaal"),
    )

    class Meta(Tenanted.Meta):
        abstract = False
        verbose_name = _("actie")
        verbose_name_plural = _("acties")
        ordering = ("due_on", "title")
        constraints = (
            models.CheckConstraint(
                name="action_is_due_after_its_start",
                condition=models.Q(due_on__gte=models.F("starts_on")),
                violation_error_message=_("De einddatum ligt vóór de startdatum."),
            ),
            models.CheckConstraint(
                name="action_percentage_is_at_most_100", condition=models.Q(percentage__lte=100)
            ),
        )

    def __str__(self) -> str:
        return self.title

    @classmethod
    def visibility(cls, by: Actor) -> models.Q:
        return _adopted_or_own(by, "")


def _adopted_or_own(by: Actor, path: str) -> models.Q:
    """Actions of a draft plan are for its writers and for who leads them."""
    if by.may(Permission.PLAN_EDIT):
        return models.Q()
    status = f"{path}objective__theme__field__plan__status"
    adopted = models.Q(**{status: SafetyPlan.Status.ADOPTED})
    return adopted | models.Q(**{f"{path}lead": by.actor_id}) if by.actor_id else adopted


class ProgressUpdate(Tenanted):
    """One report on an action; reports are added, never changed."""

    read_permission = Permission.ACTION_READ

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="updates")
    reported_on = models.DateField(_("datum"))
    reported_by = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(_("voortgang"), max_length=10, choices=Action.State.choices)
    percentage = models.PositiveSmallIntegerField(
        _("percentage gereed"), validators=[MaxValueValidator(100)]
    )
    due_on = models.DateField(_("gereed op"))
    note = models.TextField(_("toelichting"), blank=True)

    class Meta(Tenanted.Meta):
        abstract = False
        verbose_name = _("voortgangsmelding")
        verbose_name_plural = _("voortgangsmeldingen")
        ordering = ("-reported_on", "-created_at")

    def __str__(self) -> str:
        return f"{self.action} {self.reported_on}"

    @classmethod
    def visibility(cls, by: Actor) -> models.Q:
        return _adopted_or_own(by, "action__")
