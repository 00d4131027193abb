"""Figures as they are shown: which table, which cells, at which theme; and known facts."""

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
    position = models.PositiveSmallIntegerField(_("volgorde"), default=0)

    class Meta(Tenanted.Meta):
        abstract = False
        verbose_name = _("cijfer")
        verbose_name_plural = _("cijfers")
        ordering = ("position", "title")

    def __str__(self) -> str:
        return self.title
