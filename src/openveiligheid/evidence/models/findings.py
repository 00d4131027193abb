"""What somebody concludes from the evidence, in one sentence."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from openveiligheid.core.models import Tenanted
from openveiligheid.core.permissions import Permission
from openveiligheid.framework.models import SafetyTheme

SENTENCE = 500


class Finding(Tenanted):
    """A statement about safety here. It rests on what cites it; resting on nothing, it is opinion.

    What it rests on points to the finding: today signals, see `Signal.finding`.
    """

    class Direction(models.TextChoices):
        RISING = "rising", _("stijgt")
        FALLING = "falling", _("daalt")
        CONSTANT = "constant", _("blijft gelijk")
        NEW = "new", _("is nieuw")

    read_permission = Permission.SIGNALS_READ

    statement = models.CharField(_("bevinding"), max_length=SENTENCE)
    direction = models.CharField(_("richting"), max_length=10, choices=Direction.choices)
    theme = models.ForeignKey(
        SafetyTheme,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("thema van het Kernbeleid"),
    )
    note = models.TextField(_("toelichting"), blank=True)

    class Meta(Tenanted.Meta):
        abstract = False
        verbose_name = _("bevinding")
        verbose_name_plural = _("bevindingen")
        ordering = ("-created_at", "statement")

    def __str__(self) -> str:
        return self.statement
