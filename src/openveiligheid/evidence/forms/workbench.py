"""The form of the workbench: what is asked, checked against what the table offers.

It is made for addresses: what is left out gets the usual value, so that a bare address gives a
picture too, and each picture has an address that says all of it.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openveiligheid.core.models import NAME
from openveiligheid.evidence.models import Figure
from openveiligheid.evidence.offers import (
    BUURT,
    MUNICIPALITY,
    NATION,
    WIJK,
    Names,
    Offer,
    level_of,
    municipality_of,
    parts_of,
    wijk_of,
)
from openveiligheid.evidence.places import Measure
from openveiligheid.evidence.workbench import MOST_OTHERS, Choice, Peers, counts_events
from openveiligheid.evidence.workbench.addresses import DIMENSION, KINDS, LEVELS
from openveiligheid.framework import queries as framework
from openveiligheid.framework.models import SafetyTheme
from openveiligheid.ui import formatting
from openveiligheid.ui.forms import LongSelect
from safetydata.periods import Period, PeriodKind, parse_period

LONGEST_SEARCH = 100
MARGINS = ("5", "10", "20")
USUAL_MARGIN = "5"
NOT_LISTED = gettext_lazy("“%(value)s” staat niet in de lijst. Kies iets anders.")
UNKNOWN_AREA = gettext_lazy("Deze tabel kent geen gebied “%(value)s”.")
PER = {
    PeriodKind.YEAR: gettext_lazy("Per jaar"),
    PeriodKind.HALF_YEAR: gettext_lazy("Per halfjaar"),
    PeriodKind.QUARTER: gettext_lazy("Per kwartaal"),
    PeriodKind.MONTH: gettext_lazy("Per maand"),
}
PARTS = {
    MUNICIPALITY: gettext_lazy("Gemeenten"),
    WIJK: gettext_lazy("Wijken"),
    BUURT: gettext_lazy("Buurten"),
}
MEASURES = {
    Measure.COUNT: gettext_lazy("Aantal"),
    Measure.RATE: gettext_lazy("Per 1.000 inwoners"),
    Measure.SMOOTHED: gettext_lazy("Per 1.000 inwoners, afgevlakt"),
}
Choices = list[tuple[str, str]]
PeriodWords = Callable[[str], str]
HasPeople = Callable[[str], bool]


class WorkbenchForm(forms.Form):
    """A question to a table: which number, of which area, over which periods, beside what."""

    tabel = forms.CharField(widget=forms.HiddenInput)
    gebied = forms.ChoiceField(
        label=gettext_lazy("Gebied"),
        widget=LongSelect,
        error_messages={"invalid_choice": UNKNOWN_AREA},
    )
    maat = forms.ChoiceField(label=gettext_lazy("Maat"))
    vergelijk = forms.ChoiceField(label=gettext_lazy("Vergelijk met"))
    zoek = forms.CharField(
        label=gettext_lazy("Ander gebied zoeken"),
        required=False,
        max_length=LONGEST_SEARCH,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    onderwerp = forms.ChoiceField(label=gettext_lazy("Onderwerp"))
    per = forms.ChoiceField(label=gettext_lazy("Periode"))
    van = forms.ChoiceField(label=gettext_lazy("Van"), widget=LongSelect)
    tot = forms.ChoiceField(label=gettext_lazy("Tot en met"), widget=LongSelect)
    delen = forms.ChoiceField(label=gettext_lazy("Op de kaart"), required=False)
    marge = forms.ChoiceField(
        label=gettext_lazy("Verschil dat telt"),
        choices=[(size, f"{size}%") for size in MARGINS],
    )
    met = forms.MultipleChoiceField(
        required=False,
        widget=forms.MultipleHiddenInput,
        error_messages={"invalid_choice": UNKNOWN_AREA},
    )

    def __init__(
        self,
        asked: QueryDict,
        *,
        offer: Offer,
        own: str,
        name: Names,
        has_people: HasPeople,
        words: PeriodWords,
        shown: QueryDict | None = None,
    ) -> None:
        """`shown` is what the page in front of the reader was asked, when this changes it."""
        self.offer, self.own, self.has_people, self.words = offer, own, has_people, words
        self.name = name
        self.shown, self.usual = shown or QueryDict(), dict[str, str]()
        self.asked = asked.copy()
        self.asked["tabel"] = offer.entry.table
        super().__init__(self.asked)
        self._offer_topics()
        self._offer_periods()
        self._offer_areas()
        self._offer_measures()
        self._usual("marge", USUAL_MARGIN)
        for key, field in self.fields.items():
            if isinstance(field, forms.ChoiceField) and key not in {"gebied", "met"}:
                field.error_messages["invalid_choice"] = NOT_LISTED

    def _offer(self, name: str, choices: Iterable[Any], usual: str) -> str:
        """Fill a list of choices, choose the usual one where nothing was asked."""
        self.fields[name].choices = list(choices)  # type: ignore[attr-defined]
        return self._usual(name, usual)

    def _usual(self, name: str, usual: str) -> str:
        self.usual[name] = usual
        if not self.asked.get(name):
            self.asked[name] = usual
        return str(self.asked[name])

    def _offer_topics(self) -> None:
        topics = self.offer.topics
        known = {topic.code for topic in topics}
        counted = [t.code for t in topics if counts_events(self.offer, t.code)]
        usual = next(iter(counted), topics[0].code)
        self._offer("onderwerp", [(t.code, t.title) for t in topics if t.code in known], usual)
        if len(topics) == 1:
            self.fields["onderwerp"].widget = forms.HiddenInput()
        names = []
        for dimension in self.offer.entry.dimensions:
            name = f"{DIMENSION}{dimension.code}"
            self.fields[name] = forms.ChoiceField(label=dimension.title, widget=LongSelect)
            choices = list(self.offer.codes[dimension.code].items())
            self._offer(name, choices, self.offer.total(dimension.code))
            names.append(name)
        self.order_fields(["tabel", *names])

    def _offer_periods(self) -> None:
        kinds = self.offer.kinds
        usual = KINDS[kinds[0]]
        chosen = self._offer("per", [(KINDS[kind], PER[kind]) for kind in kinds], usual)
        kind = next((kind for kind in kinds if KINDS[kind] == chosen), kinds[0])
        if len(kinds) == 1:
            self.fields["per"].widget = forms.HiddenInput()
        periods = self.offer.periods[kind]
        choices = [(period.code, self.words(period.code)) for period in reversed(periods)]
        self._offer("van", choices, periods[0].code)
        self._offer("tot", choices, periods[-1].code)
        for name, fit in (("van", _first_from), ("tot", _last_until)):
            asked = parse_period(str(self.asked[name]))
            if asked and asked.kind != kind:
                self.asked[name] = fit(periods, asked).code

    def _offer_areas(self) -> None:
        area = self._usual("gebied", self._usual_area())
        self.fields["gebied"].choices = self._areas(area)  # type: ignore[attr-defined]
        levels = [level for level in parts_of(area) if self.offer.inside(area, level)]
        named = [(LEVELS[level], PARTS[level]) for level in levels]
        if self.asked.get("delen") not in {value for value, _label in named}:
            self.asked["delen"] = ""
        self._offer("delen", named, LEVELS[self._usual_level(area, levels)] if levels else "")
        if len(named) < 2:
            self.fields["delen"].widget = forms.HiddenInput()
        others = self.asked.getlist("met")
        known = [(code, self.name(code)) for code in others if code in self.offer.known]
        self.fields["met"].choices = known  # type: ignore[attr-defined]

    def _usual_level(self, area: str, levels: list[str]) -> str:
        """The widest level that divides an area: one wijk alone does not."""
        several = (level for level in levels if len(self.offer.inside(area, level)) > 1)
        return next(several, levels[0])

    def _usual_area(self) -> str:
        known = self.offer.known
        wide = sorted(code for code in known if level_of(code) in {NATION, MUNICIPALITY})
        return self.own if self.own in known else next(iter(wide or sorted(known)), "")

    def _areas(self, area: str) -> list[Any]:
        """The areas of the own municipality, and of the municipality that was asked for."""
        offer = self.offer
        homes = list(dict.fromkeys(filter(None, [municipality_of(area), self.own])))
        wide = [code for code in sorted(offer.known) if level_of(code) not in PARTS]
        groups: list[Any] = []
        for home in homes:
            codes = [home] if home in offer.known else []
            groups.append((self.name(home), self._named(codes)))
            for level in (WIJK, BUURT):
                inside = self._named(offer.inside(home, level))
                groups.append((f"{PARTS[level]}: {self.name(home)}", inside))
        groups.append((_("Groter gebied"), self._named(wide)))
        return [(title, choices) for title, choices in groups if choices]

    def _named(self, codes: Iterable[str]) -> Choices:
        return [(code, self.name(code)) for code in codes]

    def _offer_measures(self) -> None:
        area = str(self.asked["gebied"])
        divides = self.has_people(area) and counts_events(self.offer, self._topic())
        measures = list(Measure) if divides else [Measure.COUNT]
        usual = Measure.RATE if divides and level_of(area) != BUURT else Measure.COUNT
        if self.asked.get("maat") not in measures and self.asked.get("maat") in set(Measure):
            self.asked["maat"] = usual
        self._offer("maat", [(m.value, MEASURES[m]) for m in measures], usual)
        peers = list(self._peers(area))
        if self.asked.get("vergelijk") not in dict(peers) and self.asked.get("vergelijk") in set(
            Peers
        ):
            self.asked["vergelijk"] = Peers.NONE
        self._offer("vergelijk", peers, Peers.NONE)

    def _topic(self) -> str:
        asked = str(self.asked["onderwerp"])
        return asked if asked in {t.code for t in self.offer.topics} else self.offer.topics[0].code

    def _peers(self, area: str) -> Iterable[tuple[str, str]]:
        """What an area of this kind may be compared with."""
        level, offer, has_people = level_of(area), self.offer, self.has_people(area)
        yield Peers.NONE, _("Niets")
        if level == MUNICIPALITY and self._has_others(area, offer.known):
            if has_people:
                yield Peers.SIZE, _("Gemeenten van deze grootte")
            yield Peers.BESIDE, _("Alle andere gemeenten")
        has_rest = self._has_others(area, offer.inside(municipality_of(area), level))
        if level in {WIJK, BUURT} and has_rest:
            yield Peers.REST, _("De rest van de gemeente")
        if level == BUURT and self._has_others(area, offer.inside(wijk_of(area), BUURT)):
            yield Peers.BESIDE, _("De andere buurten van de wijk")
        if level in {WIJK, BUURT} and has_people and has_rest:
            yield Peers.SIZE, _("Gebieden van deze grootte in de gemeente")
        if level != NATION and any(level_of(code) == NATION for code in offer.known):
            yield Peers.NATION, _("Nederland")

    def _has_others(self, area: str, codes: Iterable[str]) -> bool:
        """Whether there is any other area of the same kind."""
        return any(code != area and level_of(code) == level_of(area) for code in codes)

    @property
    def main(self) -> list[forms.BoundField]:
        """The choices that most people make."""
        dimensions = [name for name in self.fields if name.startswith(DIMENSION)]
        return self._shown([*dimensions, "gebied", "maat", "vergelijk"])

    @property
    def more(self) -> list[forms.BoundField]:
        """The other choices."""
        return self._shown(["zoek", "onderwerp", "per", "van", "tot", "delen", "marge"])

    def _shown(self, names: Iterable[str]) -> list[forms.BoundField]:
        return [self[name] for name in names if not self[name].is_hidden]

    @property
    def is_detailed(self) -> bool:
        """Whether the other choices stand open: one is wrong, unusual or was changed just now.

        So who is choosing there goes on where the hand or the keyboard was.
        """
        return any(field.errors or self._is_special(field.name) for field in self.more)

    def _is_special(self, name: str) -> bool:
        asked, usual = self.asked.get(name, ""), self.usual.get(name, "")
        return asked not in (usual, "") or (name in self.shown and self.shown[name] != asked)

    def clean_met(self) -> list[str]:
        """Areas to compare with: not the area itself, and no more than lines can be told apart."""
        found = [code for code in self.cleaned_data["met"] if code != self.asked["gebied"]]
        if len(found) > MOST_OTHERS:
            raise forms.ValidationError(
                _("Kies hoogstens %(most)s gebieden om mee te vergelijken."),
                params={"most": formatting.number(MOST_OTHERS)},
            )
        return list(dict.fromkeys(found))

    def clean(self) -> dict[str, Any]:
        """Refuse a stretch that ends before it begins."""
        cleaned = super().clean() or {}
        first, last = (parse_period(cleaned.get(name) or "") for name in ("van", "tot"))
        if first and last and first.start > last.start:
            self.add_error("tot", _("Deze periode ligt vóór het begin."))
        return cleaned

    def choice(self) -> Choice:
        """What is asked, in the terms of the figures; call when the form is valid."""
        asked = self.cleaned_data
        dimensions = [dimension.code for dimension in self.offer.entry.dimensions]
        return Choice(
            table=self.offer.entry.table,
            topic=asked["onderwerp"],
            filters=tuple((code, asked[f"{DIMENSION}{code}"]) for code in sorted(dimensions)),
            kind=next(kind for kind, name in KINDS.items() if name == asked["per"]),
            area=asked["gebied"],
            parts=next((level for level, name in LEVELS.items() if name == asked["delen"]), ""),
            first=asked["van"],
            last=asked["tot"],
            measure=Measure(asked["maat"]),
            peers=Peers(asked["vergelijk"]),
            others=tuple(asked["met"]),
            margin=int(asked["marge"]) / 100,
        )


def _first_from(periods: tuple[Period, ...], asked: Period) -> Period:
    return next((period for period in periods if period.start >= asked.start), periods[-1])


def _last_until(periods: tuple[Period, ...], asked: Period) -> Period:
    last = asked.start.year
    within = [period for period in periods if period.start.year <= last]
    return within[-1] if within else periods[0]


class KeepForm(forms.Form):
    """Under which name, and at which themes, a picture of the workbench is kept as a figure."""

    title = forms.CharField(label=gettext_lazy("Titel"), max_length=NAME)
    shape = forms.ChoiceField(label=gettext_lazy("Weergave"), widget=forms.RadioSelect)
    themes: forms.ModelMultipleChoiceField[SafetyTheme] = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Thema's van het Kernbeleid"),
        queryset=None,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Kies minstens één thema.")},
    )

    def __init__(self, *args: Any, choice: Choice, title: str, unit: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.chosen, self.unit = choice, unit
        self.fields["title"].initial = title[:NAME]
        self.fields["themes"].queryset = framework.themes()  # type: ignore[attr-defined]
        shapes = (
            [Figure.Shape.SERIES, Figure.Shape.AREAS] if choice.parts else [Figure.Shape.SERIES]
        )
        choices = [(shape.value, str(shape.label).capitalize()) for shape in shapes]
        self.fields["shape"].choices = choices  # type: ignore[attr-defined]
        self.fields["shape"].initial = Figure.Shape.SERIES

    def figure(self, *, counts_events: bool) -> Figure:
        """The figure that reads what the picture shows; call when the form is valid."""
        choice, shape = self.chosen, self.cleaned_data["shape"]
        digits = "" if level_of(choice.area) == NATION else choice.area[2:]
        return Figure(
            title=self.cleaned_data["title"],
            shape=shape,
            table=choice.table,
            topic=choice.topic,
            filters=dict(choice.filters),
            regions=[choice.area, *choice.others] if shape == Figure.Shape.SERIES else [],
            region_prefix=f"{choice.parts}{digits}" if shape == Figure.Shape.AREAS else "",
            unit=self.unit,
            counts_events=counts_events,
        )
