"""Forms for tables that come in, and for what is shown of them."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openveiligheid.core.actors import Actor
from openveiligheid.evidence.models import Figure
from openveiligheid.evidence.queries import codes_of, regions_of
from openveiligheid.framework import queries as framework
from safetydata.catalogue import CatalogueEntry
from safetydata.importer import Stated

LARGEST_UPLOAD = 100 << 20
SHOWN_REGIONS = 12


class ImportForm(forms.Form):
    """A table: a file or an address, and what the source itself does not say."""

    file = forms.FileField(
        label=gettext_lazy("Bestand"),
        required=False,
        help_text=gettext_lazy("CSV, JSON of Parquet van CBS of de politie, tot 100 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.json,.parquet"}),
    )
    address = forms.URLField(
        label=gettext_lazy("Of het adres van de tabel"),
        required=False,
        assume_scheme="https",
        help_text=gettext_lazy("Bijvoorbeeld https://opendata.cbs.nl/ODataApi/odata/83648NED"),
    )
    table = forms.CharField(
        label=gettext_lazy("Tabelnummer"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("Alleen als het bestand het niet noemt, zoals 47018NED."),
    )
    title = forms.CharField(label=gettext_lazy("Titel"), required=False, max_length=200)
    publisher = forms.CharField(
        label=gettext_lazy("Bron"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Wie de tabel publiceert. Leeg: CBS of Politie, naar het nummer."),
    )
    licence = forms.CharField(
        label=gettext_lazy("Licentie"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("Leeg: CC BY 4.0."),
    )
    period = forms.CharField(
        label=gettext_lazy("Periode"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("Alleen als het bestand geen periode heeft, zoals 2024."),
    )
    division = forms.CharField(
        label=gettext_lazy("Gebiedsindeling"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("Van welk jaar de gebieden zijn, zoals: indeling 2024."),
    )
    replacing = forms.BooleanField(
        label=gettext_lazy("Vervang de tabel als zij er al is"),
        required=False,
        help_text=gettext_lazy("Anders komen nieuwe cijfers erbij en worden andere bijgewerkt."),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for exactly one source."""
        cleaned = super().clean() or {}
        file, address = cleaned.get("file"), cleaned.get("address")
        if "file" in self.errors or "address" in self.errors:
            return cleaned
        if bool(file) == bool(address):
            self.add_error("file", _("Kies een bestand, of vul een adres in; één van de twee."))
        elif file and file.size > LARGEST_UPLOAD:
            self.add_error("file", _("Het bestand is groter dan 100 MB. Haal het op de server op."))
        return cleaned

    def stated(self) -> Stated:
        """What the user said in place of the source."""
        names = ("title", "publisher", "licence", "period", "division")
        return Stated(**{name: self.cleaned_data[name] for name in names})


class GapForm(forms.Form):
    """Why no figure stands at a theme of the plan."""

    reason = forms.CharField(
        label=gettext_lazy("Waarom staat hier geen cijfer?"),
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "Zoals: de gemeente telt dit zelf, of een cijfer zou een verkeerd verband leggen. "
            "Leeg: er staat geen uitleg."
        ),
    )


class FigureForm(forms.ModelForm[Figure]):
    """What of a table is shown, how, and at which themes."""

    EVERYWHERE, ONLY = "everywhere", "only"

    topic = forms.ChoiceField(label=gettext_lazy("Onderwerp"))
    regions = forms.CharField(
        label=gettext_lazy("Gebieden"),
        required=False,
        help_text=gettext_lazy("Codes of namen, gescheiden door komma's; de eigen gemeente eerst."),
    )
    region_prefix = forms.ChoiceField(
        label=gettext_lazy("Welke gebieden naast elkaar"),
        required=False,
        help_text=gettext_lazy("Alleen bij een vergelijking van gebieden."),
    )
    placement = forms.ChoiceField(
        label=gettext_lazy("Waar in het plan"),
        choices=[
            (EVERYWHERE, gettext_lazy("Bij elk thema van het plan dat onder deze thema's valt")),
            (ONLY, gettext_lazy("Alleen bij de thema's die u hieronder noemt")),
        ],
        widget=forms.RadioSelect,
        initial=EVERYWHERE,
    )
    labels = forms.CharField(
        label=gettext_lazy("Nummers van thema's van het plan"),
        required=False,
        help_text=gettext_lazy("Gescheiden door komma's, zoals 3.2.1, 3.2.4. Leeg: nergens."),
    )

    class Meta:
        model = Figure
        fields = (
            "title",
            "topic",
            "shape",
            "regions",
            "region_prefix",
            "unit",
            "counts_events",
            "note",
            "themes",
        )
        widgets = {
            "shape": forms.RadioSelect,
            "note": forms.Textarea(attrs={"rows": 4}),
            "themes": forms.CheckboxSelectMultiple,
        }
        help_texts = {
            "title": gettext_lazy("Kort en zonder conclusie, zoals: Woninginbraken per jaar."),
            "unit": gettext_lazy("Wat er geteld wordt, zoals misdrijven."),
            "note": gettext_lazy("Wat een lezer moet weten vóór een conclusie."),
        }

    def __init__(self, *args: Any, entry: CatalogueEntry, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.entry, self.by = entry, by
        self.names = regions_of(entry, by)
        self._choose("topic", [(topic.code, topic.title) for topic in entry.topics])
        self._choose("shape", [(s.value, str(s.label).capitalize()) for s in Figure.Shape])
        self._choose("region_prefix", self._prefixes(by))
        self.fields["themes"].queryset = framework.themes()  # type: ignore[attr-defined]
        self.fields["regions"].help_text = self._regions_help()
        self._add_dimensions()
        self._start_from(self.instance, by)

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def _prefixes(self, by: Actor) -> list[tuple[str, str]]:
        """The levels of the own municipality that the table has."""
        name, digits = by.municipality.name, by.municipality.cbs_code[2:]
        known = {
            f"BU{digits}": _("Buurten van %(name)s") % {"name": name},
            f"WK{digits}": _("Wijken van %(name)s") % {"name": name},
            "GM": _("Alle gemeenten van de tabel"),
        }
        present = [
            (prefix, words)
            for prefix, words in known.items()
            if any(code.startswith(prefix) for code in self.names)
        ]
        kept = self.instance.region_prefix
        if kept and kept not in dict(present):
            present.append((kept, kept))
        return [("", _("Kies")), *present]

    def _regions_help(self) -> str:
        some = [f"{code} ({name})" for code, name in self.names.items() if code[:2] in {"GM", "NL"}]
        words = str(self.fields["regions"].help_text)
        if not some:
            return words
        return f"{words} {_('Deze tabel kent onder meer:')} {', '.join(some[:SHOWN_REGIONS])}."

    def _add_dimensions(self) -> None:
        """One choice for each dimension of the table, beside the topic."""
        after = list(self.fields)
        for dimension in self.entry.dimensions:
            name = f"dimension_{dimension.code}"
            choices = list(codes_of(self.entry, dimension.code, self.by).items())
            self.fields[name] = forms.ChoiceField(
                label=dimension.title,
                choices=[("", _("Kies")), *choices],
                initial=self.instance.filters.get(dimension.code, ""),
            )
        own = [f"dimension_{dimension.code}" for dimension in self.entry.dimensions]
        place = after.index("topic") + 1
        self.order_fields([*after[:place], *own, *after[place:]])

    def _start_from(self, row: Figure, by: Actor) -> None:
        regions = row.regions
        if row._state.adding:
            own = [by.municipality.cbs_code, "NL01", "NL00"]
            regions = [code for code in own if code in self.names]
        self.initial["topic"] = row.topic or self.entry.topics[0].code
        labels = row.plan_labels
        self.initial["regions"] = ", ".join(regions)
        self.initial["placement"] = self.EVERYWHERE if labels is None else self.ONLY
        self.initial["labels"] = ", ".join(labels or [])

    def clean_regions(self) -> list[str]:
        """The codes of the areas that were named by code or by name."""
        by_name = {name.casefold(): code for code, name in self.names.items()}
        found = []
        for word in _listed(self.cleaned_data["regions"]):
            code = word.upper() if word.upper() in self.names else by_name.get(word.casefold())
            if code is None:
                raise ValidationError(
                    _("De tabel kent geen gebied “%(word)s”."), params={"word": word}
                )
            found.append(code)
        return list(dict.fromkeys(found))

    def clean(self) -> dict[str, Any]:
        """Gather the choices per dimension and the themes of the plan."""
        cleaned = super().clean() or {}
        self.instance.filters = {
            dimension.code: cleaned.get(f"dimension_{dimension.code}", "")
            for dimension in self.entry.dimensions
        }
        only = cleaned.get("placement") == self.ONLY
        self.instance.plan_labels = _listed(cleaned.get("labels", "")) if only else None
        return cleaned


def _listed(text: str) -> list[str]:
    """The words of a list that somebody typed."""
    return [word.strip() for word in text.replace(";", ",").split(",") if word.strip()]
