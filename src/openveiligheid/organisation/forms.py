"""Forms of the organisation: areas, partners, teams, members, invitations, history."""

from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, cast

from allauth.account.adapter import get_adapter
from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from openveiligheid.core.access import visible_to
from openveiligheid.core.actors import Actor, ActorKind
from openveiligheid.core.permissions import ROLES
from openveiligheid.core.verbs import words_for
from openveiligheid.organisation import queries
from openveiligheid.organisation.area_lists import AreaList, BadAreaList, read_area_list
from openveiligheid.organisation.models import Area, Invitation, Member, Partner, Team
from openveiligheid.organisation.words import thing_words
from openveiligheid.ui.forms import DateField
from safetydata.errors import ImportRefused
from safetydata.geo import read_areas

MEGABYTE = 1 << 20
LARGEST_LIST = 2 * MEGABYTE
LARGEST_OUTLINES = 50 * MEGABYTE


class AreaForm(forms.ModelForm[Area]):
    """One area; its code stays once it is there, because figures hang on it."""

    class Meta:
        model = Area
        fields = ("code", "name", "kind", "parent", "kern")
        labels = {"parent": _("Ligt in")}
        help_texts = {
            "code": _("Zoals het CBS hem geeft: WK016001 of BU01600101. Een eigen code mag ook."),
            "parent": _("Leeg: rechtstreeks in de gemeente."),
            "kern": _("De kern waar mensen dit gebied bij rekenen."),
        }

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = visible_to(by, Area).defer("geometry").exclude(pk=self.instance.pk)
        limit(self, "parent", others)
        limit(self, "kern", others.filter(kind=Area.Kind.KERN))
        if not self.instance._state.adding:
            self.fields["code"].disabled = True
        if self.instance.kind == Area.Kind.MUNICIPALITY:
            for name in ("kind", "parent", "kern"):
                del self.fields[name]
        else:
            kinds = [(k, v) for k, v in Area.Kind.choices if k != Area.Kind.MUNICIPALITY]
            self.fields["kind"].choices = kinds  # type: ignore[attr-defined]


class PartnerForm(forms.ModelForm[Partner]):
    """An organisation that works on safety with the municipality."""

    class Meta:
        model = Partner
        fields = ("name", "kind", "level")
        help_texts = {"level": _("Het niveau waarop deze partner met de gemeente werkt.")}


class TeamForm(forms.ModelForm[Team]):
    """A group of colleagues."""

    class Meta:
        model = Team
        fields = ("name",)
        help_texts = {"name": _("Bijvoorbeeld een cluster, een afdeling of de griffie.")}


class RolesField(forms.MultipleChoiceField):
    """Roles to choose from, each with what it is for."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Rollen"),
            choices=role_choices,
            help_text=_("Kies minstens één rol. Rollen tellen bij elkaar op."),
            error_messages={"required": _("Kies minstens één rol.")},
            **kwargs,
        )


def role_choices() -> list[tuple[str, str]]:
    """Every role with its name and description."""
    return [
        (
            role.key,
            format_html(
                '<strong>{}</strong><br><span class="ov-small">{}</span>',
                role.name,
                role.description,
            ),
        )
        for role in ROLES.values()
    ]


class MemberForm(forms.ModelForm[Member]):
    """A member's function, team and roles."""

    roles = RolesField()

    class Meta:
        model = Member
        fields = ("job_title", "team", "roles")

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limit(self, "team", visible_to(by, Team))


class InvitationForm(forms.ModelForm[Invitation]):
    """Whom to invite, and as what."""

    roles = RolesField()

    class Meta:
        model = Invitation
        fields = ("name", "email", "job_title", "team", "roles")
        help_texts = {"email": _("Naar dit adres gaat de uitnodiging.")}

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limit(self, "team", visible_to(by, Team))


def limit(form: forms.BaseForm, name: str, rows: QuerySet[Any]) -> None:
    """Offer only these rows in a choice."""
    field = cast("forms.ModelChoiceField[Any]", form.fields[name])
    field.queryset = rows
    if not field.required:
        field.empty_label = gettext("Geen")


class AreaListForm(forms.Form):
    """A file with areas, one a line."""

    file = forms.FileField(
        label=_("CSV-bestand"),
        help_text=_(
            "Kopregel: code, name, kind, parent_code. Soorten: gemeente, wijk, buurt, kern. "
            "Een kolom kern_code mag; andere kolommen worden overgeslagen."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def clean_file(self) -> AreaList:
        """Read the list, or say which lines are not right."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        _check_size(file, LARGEST_LIST)
        try:
            return read_area_list(file.read())
        except BadAreaList as refusal:
            raise forms.ValidationError(refusal.faults) from refusal


class OutlinesForm(forms.Form):
    """A file with outlines of areas."""

    file = forms.FileField(
        label=_("GeoJSON-bestand"),
        help_text=_("Vlakken in WGS84 met een CBS-code, zoals het CBS en PDOK ze leveren."),
        widget=forms.FileInput(attrs={"accept": ".geojson,.json,application/geo+json"}),
    )

    def clean_file(self) -> dict[str, dict[str, Any]]:
        """Read the outlines by code, or say which area is not right."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        _check_size(file, LARGEST_OUTLINES)
        with NamedTemporaryFile(suffix=".geojson") as copy:
            for chunk in file.chunks():
                copy.write(chunk)
            copy.flush()
            try:
                shapes = read_areas(Path(copy.name))
            except ImportRefused as refusal:
                text = str(refusal).replace(Path(copy.name).name, file.name or "")
                raise forms.ValidationError(text) from refusal
        return {shape.code: dict(shape.geometry) for shape in shapes}


def _check_size(file: "UploadedFile[bytes]", largest: int) -> None:
    if (file.size or 0) > largest:
        raise forms.ValidationError(
            gettext("Het bestand is groter dan %(size)s MB.") % {"size": largest // MEGABYTE}
        )


class NewAccountForm(forms.Form):
    """A first password, for somebody without an account."""

    password = forms.CharField(
        label=_("Kies een wachtwoord"),
        help_text=_("Minstens 12 tekens. Drie of vier woorden achter elkaar is prima."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
    )
    repeated = forms.CharField(
        label=_("Herhaal het wachtwoord"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
    )

    def clean_repeated(self) -> str:
        """Refuse a slip of the finger."""
        repeated: str = self.cleaned_data["repeated"]
        if repeated != self.cleaned_data.get("password", repeated):
            raise forms.ValidationError(gettext("De twee wachtwoorden zijn niet gelijk."))
        return repeated


class KnownAccountForm(forms.Form):
    """The password of an account that is there already; guessing is slowed down as at log-in."""

    password = forms.CharField(
        label=_("Uw wachtwoord"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        strip=False,
    )

    def __init__(self, *args: Any, request: HttpRequest, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request, self.email = request, email

    def clean_password(self) -> str:
        """Try the password as log-in does, with its limit on attempts."""
        password: str = self.cleaned_data["password"]
        known = get_adapter(self.request).authenticate(
            self.request, email=self.email, password=password
        )
        if known is None:
            raise forms.ValidationError(
                gettext("Dit wachtwoord klopt niet. Gebruik het wachtwoord waarmee u inlogt.")
            )
        return password


class HistoryForm(forms.Form):
    """Which part of the history to show."""

    since = DateField(label=_("Vanaf"), required=False, help_text="")
    until = DateField(label=_("Tot en met"), required=False, help_text="")
    actor = forms.ChoiceField(label=_("Wie"), required=False)
    verb = forms.ChoiceField(label=_("Wat"), required=False)
    object_type = forms.ChoiceField(label=_("Waarover"), required=False)

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [(str(member.pk), member.label) for member in queries.members(by)]
        kinds = [(kind.value, kind.label) for kind in (ActorKind.SYSTEM, ActorKind.PUBLIC)]
        self._offer("actor", [("", _("Iedereen")), *people, *kinds])
        verbs = sorted((words_for(verb), verb) for verb in queries.recorded_verbs(by))
        things = sorted((thing_words(kind), kind) for kind in queries.recorded_types(by))
        self._offer("verb", [("", _("Alles")), *((key, words) for words, key in verbs)])
        self._offer("object_type", [("", _("Alles")), *((key, words) for words, key in things)])

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the start."""
        asked = super().clean() or {}
        since, until = asked.get("since"), asked.get("until")
        if since and until and until < since:
            self.add_error("until", gettext("Deze datum ligt vóór de begindatum."))
        return asked

    def asked(self) -> queries.HistoryFilter:
        """What was asked for; everything while the form is not right."""
        return queries.HistoryFilter(**self.cleaned_data) if self.is_valid() else queries.EVERYTHING
