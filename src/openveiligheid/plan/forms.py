"""Forms for writing, adopting and importing plans."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from openveiligheid.core.access import visible_to
from openveiligheid.core.actors import Actor
from openveiligheid.framework import queries as framework
from openveiligheid.governance.models import Body, Decision
from openveiligheid.organisation.models import Partner
from openveiligheid.plan.models import CrossLink, Objective, PlanField, PlanTheme, SafetyPlan
from openveiligheid.ui.forms import DateField

FIRST_YEAR, LAST_YEAR = 2000, 2100
MEGABYTE = 1024 * 1024
LARGEST = 50 * MEGABYTE


def _year(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=FIRST_YEAR, max_value=LAST_YEAR)


class PlanForm(forms.ModelForm[SafetyPlan]):
    """The plan itself."""

    year_from = _year(_("Eerste jaar"))
    year_to = _year(_("Laatste jaar"))

    class Meta:
        model = SafetyPlan
        fields = ("title", "year_from", "year_to", "mission", "vision", "principles")
        widgets = {
            name: forms.Textarea(attrs={"rows": 4}) for name in ("mission", "vision", "principles")
        }


class FieldForm(forms.ModelForm[PlanField]):
    """A priority."""

    class Meta:
        model = PlanField
        fields = ("number", "title", "summary", "framework_field", "position")
        widgets = {"summary": forms.Textarea(attrs={"rows": 4})}
        help_texts = {"position": _("Prioriteiten staan op volgorde van dit getal.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kernbeleid = self.fields["framework_field"]
        kernbeleid.queryset = framework.fields()  # type: ignore[attr-defined]
        kernbeleid.empty_label = _("Geen veld van het Kernbeleid")  # type: ignore[attr-defined]


class ThemeForm(forms.ModelForm[PlanTheme]):
    """A theme with its context, partners and place in the Kernbeleid."""

    class Meta:
        model = PlanTheme
        fields = ("number", "title", "context", "framework_themes", "partners", "position")
        widgets = {
            "context": forms.Textarea(attrs={"rows": 6}),
            "framework_themes": forms.CheckboxSelectMultiple,
            "partners": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["framework_themes"].queryset = framework.themes()  # type: ignore[attr-defined]
        self.fields["partners"].queryset = visible_to(by, Partner)  # type: ignore[attr-defined]


class ObjectiveForm(forms.ModelForm[Objective]):
    """An objective."""

    class Meta:
        model = Objective
        fields = ("text", "kind", "position")
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"text": _("Waar de aanpak zich op richt, in één zin.")}


class LinkForm(forms.ModelForm[CrossLink]):
    """A link between two themes of one plan."""

    class Meta:
        model = CrossLink
        fields = ("other", "reason")

    def __init__(self, *args: Any, theme: PlanTheme, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.theme = theme
        others = visible_to(by, PlanTheme).filter(field__plan=theme.field.plan)
        self.fields["other"].queryset = others.exclude(pk=theme.pk)  # type: ignore[attr-defined]


class AdoptionForm(forms.ModelForm[Decision]):
    """The decision that adopts a plan."""

    decided_on = DateField(label=_("Datum van het besluit"))

    class Meta:
        model = Decision
        fields = ("body", "decided_on", "title", "reference", "explanation")
        widgets = {"explanation": forms.Textarea(attrs={"rows": 3})}
        labels = {"body": _("Wie stelt vast")}

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = visible_to(by, Body)  # type: ignore[attr-defined]


class ImportForm(forms.Form):
    """A file with an existing plan."""

    file = forms.FileField(
        label=_("Bestand met het plan"),
        help_text=_("Een PDF met tekst of een tekstbestand, tot 50 MB. Geen scan."),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".pdf,.txt,application/pdf,text/plain"}),
    )
    title = forms.CharField(
        label=_("Titel"),
        required=False,
        max_length=200,
        help_text=_("Laat leeg om de titel uit het bestand te nemen."),
    )
    year_from = forms.IntegerField(
        label=_("Eerste jaar"), required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR
    )
    year_to = forms.IntegerField(
        label=_("Laatste jaar"), required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(
                _("Het bestand is groter dan 50 MB. Verklein de PDF of sla haar op als tekst.")
            )
        return file

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        start, end = cleaned.get("year_from"), cleaned.get("year_to")
        if start and end and end < start:
            self.add_error("year_to", _("Het laatste jaar ligt vóór het eerste jaar."))
        return cleaned
