"""Forms for bodies and decisions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from openveiligheid.core.access import visible_to
from openveiligheid.core.actors import Actor
from openveiligheid.governance.models import Body, Decision
from openveiligheid.ui.forms import DateField


class BodyForm(forms.ModelForm[Body]):
    """A body that decides, advises or directs."""

    class Meta:
        model = Body
        fields = ("name", "kind", "role")
        widgets = {"role": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "role": _("Wat het gremium doet voor het veiligheidsplan, in één of twee zinnen.")
        }


class DecisionForm(forms.ModelForm[Decision]):
    """What a body decided about which subject."""

    decided_on = DateField(label=_("Datum van het besluit"))

    class Meta:
        model = Decision
        fields = ("body", "decided_on", "title", "subject", "reference", "explanation")
        widgets = {"explanation": forms.Textarea(attrs={"rows": 4})}
        labels = {"body": _("Gremium")}

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = visible_to(by, Body)  # type: ignore[attr-defined]
