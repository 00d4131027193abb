"""A figure by area: the number, the inhabitants, and the rate where the two may be divided."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from openveiligheid.evidence.changes import as_count
from openveiligheid.evidence.models import Figure
from openveiligheid.evidence.readings import Question, Reading, question_of, read_all
from openveiligheid.evidence.refusals import FiguresRefused, in_our_words
from openveiligheid.evidence.store import Shelves
from openveiligheid.organisation.models import Area
from safetystats import Rate, exact_rate

PER = 1_000
LEAST_INHABITANTS = 100
LEAST_EVENTS = 5
# What CBS calls the number of inhabitants in its key figures of wijken and buurten.
INHABITANTS = re.compile(r"AantalInwoners_\d+")

Kind = Area.Kind
Values = Mapping[str, float | None]


class Measure(StrEnum):
    """How a number is shown."""

    COUNT = "aantal"
    RATE = "verhouding"
    SMOOTHED = "afgevlakt"


class RateState(StrEnum):
    """Whether a rate is shown, and why not."""

    SHOWN = "shown"
    UNKNOWN = "unknown"
    TOO_SMALL = "too_small"
    OTHER_DIVISION = "other_division"


@dataclass(frozen=True, slots=True)
class Atlas:
    """The areas of a municipality, each with its parent and kern at hand."""

    areas: list[Area]

    def of_kind(self, kind: str) -> list[Area]:
        """All areas of a kind."""
        return [area for area in self.areas if area.kind == kind]

    def within(self, area: Area) -> list[Area]:
        """What lies directly in an area; for a kern the wijken and buurten that belong to it."""
        if area.kind != Kind.KERN:
            return [a for a in self.areas if a.parent_id == area.pk and a.kind != Kind.KERN]
        members = [a for a in self.areas if a.kern_id == area.pk]
        inside = {a.pk for a in members}
        return [a for a in members if a.parent_id not in inside]

    def beside(self, area: Area) -> list[Area]:
        """The areas of the same kind: buurten of the same wijk, else all of the municipality."""
        alike = self.of_kind(area.kind)
        if area.kind != Kind.BUURT:
            return alike
        return [a for a in alike if a.parent_id == area.parent_id]

    def kinds(self) -> list[Kind]:
        """The kinds of part that this municipality has, widest first."""
        found = {area.kind for area in self.areas}
        return [kind for kind in (Kind.KERN, Kind.WIJK, Kind.BUURT) if kind.value in found]


@dataclass(frozen=True, slots=True)
class Place:
    """One area with its number; `is_sum` tells that it was added up from buurten."""

    area: Area
    value: float | None
    is_sum: bool
    inhabitants: int | None
    state: RateState
    rate: Rate | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure by area, with where the number and the inhabitants come from."""

    figure: Figure
    places: list[Place]
    events: Reading
    inhabitants: Reading | None
    whole: Rate | None

    @property
    def period(self) -> str:
        """The period of the numbers."""
        return self.events.periods[-1] if self.events.periods else ""

    @property
    def has_rates(self) -> bool:
        """Whether any area has a rate."""
        return any(place.rate for place in self.places)

    def place(self, code: str) -> Place | None:
        """The area with this code."""
        return next((place for place in self.places if place.area.code == code), None)


def rate_state(count: int | None, residents: int | None, *, same_place: bool = True) -> RateState:
    """Whether events may be divided by residents; few of either say nothing."""
    if count is None or residents is None:
        return RateState.UNKNOWN
    if not same_place:
        return RateState.OTHER_DIVISION
    if residents < LEAST_INHABITANTS or count < LEAST_EVENTS:
        return RateState.TOO_SMALL
    return RateState.SHOWN


def kinds_of(figure: Figure) -> list[Kind]:
    """At which levels a figure can be seen, widest first."""
    kinds = {"WK": [Kind.KERN, Kind.WIJK], "BU": [Kind.KERN, Kind.WIJK, Kind.BUURT]}
    return kinds.get(figure.region_prefix[:2], [])


def picture_of(figure: Figure, atlas: Atlas, areas: Iterable[Area]) -> Picture:
    """A figure for each of these areas; raises FiguresRefused when its table cannot answer.

    A wijk or kern of which the table has no number of its own is the sum of its buurten.
    """
    digits = figure.municipality.cbs_code[2:]
    own = question_of(figure)
    wijken = _question(own, f"WK{digits}")
    people = _people_questions(own.owner)
    answers = read_all([own, wijken, *people])
    events = answers[own]
    if isinstance(events, FiguresRefused):
        raise events
    inhabitants = _nearest([answers[question] for question in people], events)
    numbers = _Numbers(atlas, {**_values(answers[wijken], events), **_values(events)})
    residents = _Numbers(atlas, _values(inhabitants) if inhabitants else {})
    alike = bool(inhabitants and events.division and inhabitants.division == events.division)
    make = _Maker(figure.counts_events, numbers, residents, alike)
    return Picture(
        figure=figure,
        places=[make.place(area) for area in areas],
        events=events,
        inhabitants=inhabitants,
        whole=make.whole(),
    )


def _question(own: Question, prefix: str) -> Question:
    return Question(own.table, own.topic, own.filters, prefix=prefix, owner=own.owner)


def _people_questions(owner: str) -> list[Question]:
    """Ask every table that counts inhabitants of the buurten of a municipality."""
    with in_our_words():
        entries = Shelves(owner).entries
    return [
        Question(entry.table, topic.code, prefix=f"BU{owner[2:]}", owner=owner)
        for entry in entries.values()
        for topic in entry.topics
        if INHABITANTS.fullmatch(topic.code) and not entry.dimensions
    ]


def _nearest(answers: Iterable[Reading | FiguresRefused], events: Reading) -> Reading | None:
    """The count of inhabitants closest in time to the events."""
    known = [a for a in answers if isinstance(a, Reading) and a.periods]
    if not known or not events.periods:
        return None
    year = int(events.periods[-1][:4])
    return min(known, key=lambda reading: abs(int(reading.periods[-1][:4]) - year))


def _values(
    answer: Reading | FiguresRefused, beside: Reading | None = None
) -> dict[str, float | None]:
    """The last number per area; nothing when it is of another period than what it goes beside."""
    if isinstance(answer, FiguresRefused) or (beside and answer.periods != beside.periods):
        return {}
    return {line.region: line.points[-1].value for line in answer.lines}


@dataclass(frozen=True, slots=True)
class _Numbers:
    """Numbers by code, and sums of buurten for what has none of its own."""

    atlas: Atlas
    values: Values

    def buurten(self, area: Area) -> list[str]:
        """The codes of the table that lie in a wijk, whatever the buurten of today are."""
        return [code for code in self.values if code.startswith(f"BU{area.code[2:]}")]

    def of(self, area: Area) -> tuple[float | None, bool]:
        """The number of an area, and whether it is a sum."""
        if area.code in self.values:
            return self.values[area.code], False
        if area.kind == Kind.MUNICIPALITY:
            return self.total(), True
        if area.kind == Kind.WIJK:
            return self._sum(self.values[code] for code in self.buurten(area))
        if area.kind == Kind.KERN:
            return self._sum(self.of(part)[0] for part in self.atlas.within(area))
        return None, False

    def _sum(self, parts: Iterable[float | None]) -> tuple[float | None, bool]:
        found = list(parts)
        known = [part for part in found if part is not None]
        return (sum(known), True) if found and len(known) == len(found) else (None, False)

    def total(self) -> float | None:
        """All buurten together."""
        return self._sum(v for code, v in self.values.items() if code.startswith("BU"))[0]


@dataclass(frozen=True, slots=True)
class _Maker:
    counts_events: bool
    numbers: _Numbers
    residents: _Numbers
    alike: bool

    def place(self, area: Area) -> Place:
        value, is_sum = self.numbers.of(area)
        residents = as_count(self.residents.of(area)[0])
        state = self._state(area, value, residents)
        rate = None
        if state == RateState.SHOWN:
            rate = exact_rate(int(value or 0), residents or 0, per=PER)
        return Place(area, value, is_sum, residents, state, rate)

    def _state(self, area: Area, value: float | None, residents: int | None) -> RateState:
        if not self.counts_events:
            return RateState.UNKNOWN
        return rate_state(as_count(value), residents, same_place=self._same_place(area))

    def _same_place(self, area: Area) -> bool:
        """Whether a code means the same area in both tables.

        A code can move to another area between two divisions. Where the divisions differ, a buurt
        counts as the same when its wijk has exactly the same codes in both.
        """
        if self.alike or area.kind != Kind.BUURT:
            return True
        wijk = area.code[2:8]
        counted, lived = (
            {code for code in side.values if code.startswith(f"BU{wijk}")}
            for side in (self.numbers, self.residents)
        )
        return counted == lived

    def whole(self) -> Rate | None:
        """The rate over all buurten together."""
        count, residents = as_count(self.numbers.total()), as_count(self.residents.total())
        if not self.counts_events or count is None or not residents:
            return None
        return exact_rate(count, residents, per=PER)
