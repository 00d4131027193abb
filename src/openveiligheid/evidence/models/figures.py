"""Figures as they are shown: which table, which cells, at which theme."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from openveiligheid.core.models import NAME, Tenanted
from openveiligheid.core.permissions import Permission
from openveiligheid.framework.models import SafetyTheme


class Figure(Tenanted):
    """A reading of an imported table: one topic, some regions, over time."""

    class Shape(models.TextChoices):
        SERIES = "series", _("verloop in de tijd")
        AREAS = "areas", _("vergelijking van gebieden")

    read_permission = Permission.FIGURES_READ

    title = models.CharField(_("titel"), max_length=NAME)
    note = models.TextField(_("kanttekening"), blank=True)
    shape = models.CharField(
        _("weergave"), max_length=10, choices=Shape.choices, default=Shape.SERIES
    )
    table = models.CharField(_("tabel"), max_length=40)
    topic = models.CharField(_("onderwerp"), max_length=NAME)
    filters = models.JSONField(_("uitsplitsing"), default=dict, blank=True)
    regions = models.JSONField(_("gebieden"), default=list, blank=True)
    region_prefix = models.CharField(_("gebieden die beginnen met"), max_length=10, blank=True)
    unit = models.CharField(_("eenheid"), max_length=NAME, blank=True)
    themes = models.ManyToManyField(
        SafetyTheme, blank=True, related_name="+", verbose_name=_("thema's van het Kernbeleid")
    )
    # None: at every theme of the plan under these themes; a list: only at the themes it names.
    plan_labels = models.JSONField(_("thema's van het plan"), null=True, blank=True)
    counts_events = models.BooleanField(
        _("telt gebeurtenissen"),
        default=False,
        help_text=_(
            "Zoals misdrijven of meldingen. Dan rekent het systeem uit wat toeval kan zijn."
        ),
    )
    position = models.PositiveSmallIntegerField(_("volgorde"), default=0)

    class Meta(Tenanted.Meta):
        abstract = False
        verbose_name = _("cijfer")
        verbose_name_plural = _("cijfers")
        ordering = ("position", "title")

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Refuse a figure that does not say about which areas it goes."""
        if self.shape == self.Shape.SERIES and not self.regions:
            raise ValidationError({"regions": _("Noem minstens één gebied.")})
        if self.shape == self.Shape.AREAS and not self.region_prefix:
            raise ValidationError({"region_prefix": _("Zeg waarmee de gebiedscodes beginnen.")})


class Gap(Tenanted):
    """A theme of the plan about which no honest figure is known, and why."""

    read_permission = Permission.FIGURES_READ

    label = models.CharField(_("thema van het plan"), max_length=20)
    reason = models.TextField(_("waarom hier geen cijfer staat"))

    class Meta(Tenanted.Meta):
        abstract = False
        verbose_name = _("ontbrekend cijfer")
        verbose_name_plural = _("ontbrekende cijfers")
        ordering = ("label",)
        constraints = (
            models.UniqueConstraint(
                fields=("municipality", "label"), name="gap_label_is_unique_in_municipality"
            ),
        )

    def __str__(self) -> str:
        return self.label
