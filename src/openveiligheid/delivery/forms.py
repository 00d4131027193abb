"""Forms for actions, progress and the action list."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from openveiligheid.core.access import visible_to
from openveiligheid.core.actors import Actor
from openveiligheid.core.permissions import Permission
from openveiligheid.delivery.models import Action, ProgressUpdate
from openveiligheid.delivery.schedule import Schedule
from openveiligheid.delivery.words import WORDS
from openveiligheid.evidence.models import Signal
from openveiligheid.organisation.models import Member, Partner, Team
from openveiligheid.plan.models import Objective, PlanField, SafetyPlan
from openveiligheid.ui.forms import DateField

SHORT = 90


class ActionForm(forms.ModelForm[Action]):
    """An action: what, for which objective, who, when and at what cost."""

    starts_on = DateField(label=_("Start"))
    due_on = DateField(label=_("Gereed op"))

    class Meta:
        model = Action
        fields = (
            "objective",
            "title",
            "description",
            "lead",
            "team",
            "partners",
            "starts_on",
            "due_on",
            "budget_euros",
            "answers_signal",
        )
        widgets = {
            "description": forms.Textarea(attrs={"rows": 4}),
            "partners": forms.CheckboxSelectMultiple,
        }
        help_texts = {
            "title": _(
                "Kort en met een werkwoord, zoals: Elke maand controleren op vakantieparken."
            ),
            "lead": _("Wie de actie trekt en de voortgang meldt."),
            "answers_signal": _("Signalen die als relevant zijn beoordeeld."),
        }

    def __init__(self, *args: Any, by: Actor, plan: SafetyPlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        objectives = visible_to(by, Objective).filter(theme__field__plan=plan)
        self._limit("objective", objectives.select_related("theme"))
        self._limit("lead", _leads(by, self.instance.lead_id))
        self._limit("team", visible_to(by, Team))
        self._limit("partners", visible_to(by, Partner))
        self.fields["lead"].empty_label = _("Nog geen trekker")  # type: ignore[attr-defined]
        self.fields["team"].empty_label = _("Geen team")  # type: ignore[attr-defined]
        self._offer_signals(by)
        self.fields["objective"].choices = _grouped(objectives)  # type: ignore[attr-defined]

    def _offer_signals(self, by: Actor) -> None:
        """Let an action answer a relevant signal; without any, nothing is asked."""
        relevant = Q(state=Signal.State.RELEVANT) | Q(pk=self.instance.answers_signal_id)
        signals = visible_to(by, Signal).filter(relevant).select_related("run")
        self._limit("answers_signal", signals.defer("cells", "peers"))
        field = self.fields["answers_signal"]
        field.empty_label = _("Geen signaal")  # type: ignore[attr-defined]
        if not signals.exists():
            del self.fields["answers_signal"]

    def _limit(self, name: str, rows: Any) -> None:
        self.fields[name].queryset = rows  # type: ignore[attr-defined]


def _leads(by: Actor, kept: object) -> Any:
    """Members who can report, and whoever leads the action now."""
    members = visible_to(by, Member).select_related("account")
    able = [m.pk for m in members if m.may(Permission.ACTION_REPORT) or m.pk == kept]
    return members.filter(pk__in=able)


def _grouped(objectives: Any) -> list[tuple[str, Any]]:
    """Objectives under their theme, as a select shows them."""
    groups: dict[str, list[tuple[Any, str]]] = {}
    for objective in objectives.select_related("theme"):
        theme = f"{objective.theme.number} {objective.theme.title}".strip()
        text = objective.text
        short = text if len(text) <= SHORT else f"{text[:SHORT].rsplit(' ', 1)[0]} …"
        groups.setdefault(theme, []).append((objective.pk, short))
    return [("", _("Kies een doelstelling")), *groups.items()]


def _states() -> list[tuple[str, str]]:
    return [(str(value), str(label).capitalize()) for value, label in Action.State.choices]


class ProgressForm(forms.ModelForm[ProgressUpdate]):
    """A report on an action, in under a minute."""

    state = forms.ChoiceField(
        label=_("Hoe staat het ervoor?"), choices=_states, widget=forms.RadioSelect
    )
    due_on = DateField(label=_("Gereed op"))

    class Meta:
        model = ProgressUpdate
        fields = ("state", "percentage", "due_on", "note")
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "percentage": _("Uw eigen schatting, van 0 tot en met 100."),
            "note": _(
                "Deze tekst komt in de voortgangsrapportage. Verplicht als de actie stopt of een "
                "andere einddatum krijgt."
            ),
        }

    def __init__(self, *args: Any, action: Action, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.action = action
        self.fields["percentage"].widget.attrs |= {"min": 0, "max": 100}


class ActionFilter(forms.Form):
    """What the action list shows, and in which order; made for addresses, so never an error."""

    SORTS = ("title", "priority", "lead", "due", "progress", "status")
    SOON = timedelta(days=30)

    q = forms.CharField(label=_("Zoek in acties"), required=False, max_length=100)
    priority: forms.ModelChoiceField[PlanField] = forms.ModelChoiceField(
        label=_("Prioriteit"),
        queryset=None,
        required=False,
        empty_label=_("Alle prioriteiten"),
    )
    stand = forms.ChoiceField(label=_("Stand"), required=False)
    mine = forms.BooleanField(label=_("Alleen mijn acties"), required=False)
    soon = forms.BooleanField(label=_("Binnen 30 dagen gereed"), required=False)
    sort = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        self.fields["priority"].queryset = visible_to(by, PlanField)  # type: ignore[attr-defined]
        words = [(s.value, WORDS[s]) for s in Schedule]
        self.fields["stand"].choices = [("", _("Alle standen")), *words]  # type: ignore[attr-defined]

    def chosen(self, name: str) -> Any:
        """A valid choice, or None: a choice that does not exist filters nothing."""
        self.is_valid()
        return self.cleaned_data.get(name) or None

    @property
    def sort_key(self) -> str:
        """The column to sort by, with a minus for descending."""
        key = self.chosen("sort") or "status"
        return key if key.removeprefix("-") in self.SORTS else "status"

    def is_soon(self, action: Action, today: date) -> bool:
        return action.closed_on is None and action.due_on <= today + self.SOON
