"""Forms for signals and findings."""

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openveiligheid.core.actors import Actor
from openveiligheid.evidence.models import Finding, Signal, Triage
from openveiligheid.evidence.models.findings import SENTENCE
from openveiligheid.evidence.queries import signals as queries
from openveiligheid.framework import queries as framework
from openveiligheid.framework.models import SafetyTheme

REASON, NOTE = 2_000, 10_000
EVERYTHING = "alle"


class FindingForm(forms.ModelForm[Finding]):
    """What is concluded, in which direction it goes, and to which theme it belongs."""

    use_required_attribute = False

    class Meta:
        model = Finding
        fields = ("statement", "direction", "theme", "note")
        widgets = {
            "statement": forms.Textarea(attrs={"rows": 3}),
            "note": forms.Textarea(attrs={"rows": 4}),
        }
        help_texts = {
            "statement": gettext_lazy("Eén zin. Noem geen personen of adressen."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].validators.append(MaxLengthValidator(NOTE))
        _offer_themes(self.fields["theme"])


class LinkForm(forms.Form):
    """The finding to which a signal leads: a known one, or a new one."""

    use_required_attribute = False

    finding: forms.ModelChoiceField[Finding] = forms.ModelChoiceField(
        label=gettext_lazy("Bevinding die er al is"),
        queryset=None,
        required=False,
        empty_label=gettext_lazy("Geen bevinding"),
    )
    statement = forms.CharField(
        label=gettext_lazy("Of een nieuwe bevinding"),
        required=False,
        max_length=SENTENCE,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Eén zin: wat concludeert u? Noem geen personen of adressen."),
    )
    theme: forms.ModelChoiceField[SafetyTheme] = forms.ModelChoiceField(
        label=gettext_lazy("Thema van de nieuwe bevinding"), queryset=None, required=False
    )

    def __init__(self, *args: Any, by: Actor, signal: Signal | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["finding"].queryset = queries.findings(by)  # type: ignore[attr-defined]
        self.fields["finding"].initial = signal.finding_id if signal else None
        _offer_themes(self.fields["theme"])

    def clean(self) -> dict[str, Any]:
        """Take one finding, not two; who writes a new one leaves the list on the old one."""
        cleaned = super().clean() or {}
        known = cleaned.get("finding")
        if cleaned.get("statement") and known and known.pk != self.fields["finding"].initial:
            self.add_error("statement", _("Kies een bevinding, of schrijf een nieuwe; niet beide."))
        return cleaned

    @property
    def chosen(self) -> Finding | None:
        """The finding, not saved yet when it is new; None when none was named."""
        known: Finding | None = self.cleaned_data["finding"]
        statement: str = self.cleaned_data["statement"]
        if not statement:
            return known
        theme = self.cleaned_data["theme"]
        return Finding(statement=statement, direction=Finding.Direction.RISING, theme=theme)


class TriageForm(LinkForm):
    """Whether a signal is relevant, why, and to which finding it leads."""

    verdict = forms.ChoiceField(
        label=gettext_lazy("Is dit signaal relevant?"),
        choices=[
            (Triage.Verdict.RELEVANT.value, gettext_lazy("Relevant: dit vraagt aandacht")),
            (Triage.Verdict.IRRELEVANT.value, gettext_lazy("Niet relevant")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Waarom?"),
        max_length=REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "Wat weet u dat de cijfers niet zeggen? Collega's lezen dit later terug."
        ),
    )
    field_order = ("verdict", "reason", "finding", "statement", "theme")


class ReopenForm(forms.Form):
    """Why a judgement is taken back."""

    use_required_attribute = False

    why = forms.CharField(
        label=gettext_lazy("Waarom heropent u dit signaal?"),
        max_length=REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class SignalFilter(forms.Form):
    """What the list of signals shows; made for addresses, so never an error."""

    state = forms.ChoiceField(label=gettext_lazy("Stand"), required=False)
    month = forms.ChoiceField(label=gettext_lazy("Maand"), required=False)
    area = forms.ChoiceField(label=gettext_lazy("Gebied"), required=False)
    subject = forms.ChoiceField(label=gettext_lazy("Soort"), required=False)
    sort = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, by: Actor, months: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = [(value, str(label).capitalize()) for value, label in Signal.State.choices]
        offered: dict[str, list[tuple[str, str]]] = {
            "state": [(EVERYTHING, _("Alle standen")), *states],
            "month": [("", _("Alle maanden")), *months],
            "area": [("", _("Alle gebieden")), *queries.areas(by)],
            "subject": [("", _("Alle soorten")), *((s, s) for s in queries.subjects(by))],
        }
        for name, choices in offered.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    @property
    def choice(self) -> queries.Choice:
        """The valid choices: one that does not exist chooses nothing; no state means waiting."""
        self.is_valid()
        chosen = {name: self.cleaned_data.get(name) or "" for name in self.fields}
        state = chosen["state"] or Signal.State.NEW
        return queries.Choice(
            state="" if state == EVERYTHING else state,
            month=chosen["month"],
            area=chosen["area"],
            subject=chosen["subject"],
            sort=chosen["sort"] or "-month",
        )


def _offer_themes(field: forms.Field) -> None:
    field.queryset = framework.themes()  # type: ignore[attr-defined]
    field.empty_label = _("Geen thema")  # type: ignore[attr-defined]
