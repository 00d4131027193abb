"""Reference data: one framework version holds fields, a field holds themes."""

import uuid

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from openveiligheid.core.models import NAME


class FrameworkVersion(models.Model):
    """One edition of the Kernbeleid Veiligheid."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(_("sleutel"), max_length=40, unique=True)
    name = models.CharField(_("naam"), max_length=NAME)
    source = models.TextField(_("bron"))
    valid_from = models.DateField(_("geldig vanaf"))
    sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("versie van het Kernbeleid")
        verbose_name_plural = _("versies van het Kernbeleid")
        ordering = ("-valid_from",)

    def __str__(self) -> str:
        return self.name


class _Titled(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(_("nummer"), max_length=5)
    title_nl = models.CharField(_("titel"), max_length=NAME)
    title_en = models.CharField(_("titel in het Engels"), max_length=NAME)

    class Meta:
        abstract = True

    @property
    def title(self) -> str:
        """The title in the reader's language."""
        return self.title_en if get_language() == "en" else self.title_nl

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class SafetyField(_Titled):
    """One of the safety fields (veiligheidsvelden)."""

    version = models.ForeignKey(FrameworkVersion, on_delete=models.PROTECT, related_name="fields")

    class Meta:
        verbose_name = _("veiligheidsveld")
        verbose_name_plural = _("veiligheidsvelden")
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(
                fields=("version", "number"), name="field_number_is_unique_in_version"
            ),
        )


class SafetyTheme(_Titled):
    """One of the safety themes (veiligheidsthema's) of a field."""

    field = models.ForeignKey(SafetyField, on_delete=models.PROTECT, related_name="themes")

    class Meta:
        verbose_name = _("veiligheidsthema")
        verbose_name_plural = _("veiligheidsthema's")
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(
                fields=("field", "number"), name="theme_number_is_unique_in_field"
            ),
        )
