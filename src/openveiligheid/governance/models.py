"""Bodies and decisions."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from openveiligheid.core.models import NAME, Tenanted
from openveiligheid.core.permissions import Permission


class Body(Tenanted):
    """A body that decides, advises or directs: council, college, driehoek, management team."""

    class Kind(models.TextChoices):
        COUNCIL = "council", _("gemeenteraad")
        COLLEGE = "college", _("college van burgemeester en wethouders")
        MAYOR = "mayor", _("burgemeester")
        DRIEHOEK = "driehoek", _("driehoek")
        MANAGEMENT = "management", _("managementteam")
        OTHER = "other", _("ander gremium")

    read_permission = Permission.DECISION_READ

    name = models.CharField(_("naam"), max_length=NAME)
    kind = models.CharField(_("soort"), max_length=12, choices=Kind.choices)
    role = models.TextField(_("rol"), blank=True)

    class Meta(Tenanted.Meta):
        abstract = False
        verbose_name = _("gremium")
        verbose_name_plural = _("gremia")
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(
                fields=("municipality", "name"),
                name="body_name_is_unique_in_municipality",
                violation_error_message=_("Er is al een gremium met deze naam."),
            ),
        )

    def __str__(self) -> str:
        return self.name


class Decision(Tenanted):
    """What a body decided, on what date, about which frozen document."""

    read_permission = Permission.DECISION_READ

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    decided_on = models.DateField(_("datum van het besluit"))
    title = models.CharField(_("besluit"), max_length=NAME)
    subject = models.CharField(_("onderwerp"), max_length=NAME)
    reference = models.CharField(
        _("kenmerk"),
        max_length=NAME,
        blank=True,
        help_text=_("Zaaknummer of nummer van het raadsbesluit."),
    )
    explanation = models.TextField(_("toelichting"), blank=True)
    document_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    is_fictitious = models.BooleanField(_("fictief"), default=False)

    class Meta(Tenanted.Meta):
        abstract = False
        verbose_name = _("besluit")
        verbose_name_plural = _("besluiten")
        ordering = ("-decided_on", "-created_at")

    def __str__(self) -> str:
        return self.title
