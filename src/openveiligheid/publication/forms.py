"""The form to make a report."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from openveiligheid.publication.compiling import Choices


class ReportForm(forms.Form):
    """Name, language and what is asked of the council; all else the system knows."""

    title = forms.CharField(label=_("Titel"), max_length=200)
    language = forms.ChoiceField(
        label=_("Taal"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )
    asks = forms.CharField(
        label=_("Wat wordt van de raad gevraagd"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Eén vraag of voorstel per regel. Leeg als de rapportage ter kennisname is."),
    )

    @property
    def choices(self) -> Choices:
        """What was chosen."""
        chosen: dict[str, Any] = self.cleaned_data
        asks = tuple(line.strip() for line in chosen["asks"].splitlines() if line.strip())
        return Choices(chosen["title"], chosen["language"], asks)
