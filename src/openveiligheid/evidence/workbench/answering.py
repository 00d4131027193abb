"""Answers a choice: one query, and then arithmetic on its rows of numbers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from openveiligheid.evidence.changes import as_count
from openveiligheid.evidence.inhabitants import Census, censuses, nearest
from openveiligheid.evidence.offers import (
    BUURT,
    MUNICIPALITY,
    WIJK,
    Names,
    Offer,
    level_of,
    wijk_of,
)
from openveiligheid.evidence.places import (
    LEAST_INHABITANTS,
    PER,
    Measure,
    Place,
    RateState,
    rate_state,
)
from openveiligheid.evidence.refusals import in_our_words
from openveiligheid.evidence.store import Shelves
from openveiligheid.evidence.workbench.choices import (
    Choice,
    counts_events,
    peers_of,
    shown_parts,
)
from openveiligheid.evidence.workbench.panorama import Panorama, Part, Track
from openveiligheid.organisation.models import Area
from safetydata import queries as safetydata
from safetydata.periods import PeriodKind
from safetydata.provenance import Answer
from safetydata.regions.breaks import Break
from safetystats import Interval, Rate, exact_rate
from safetystats.rates import exact_rates, smoothed_rates
from safetystats.trend import Change, Difference, against_peers, changes

Series = NDArray[np.float64]
LEAST_SMOOTHED = 3
LEAST_PEERS = 3
# Beyond this neighbouring whole numbers are one and the same float: no count is so large.
MOST_EVENTS = 2**53
IN_A_YEAR = {
    PeriodKind.YEAR: 1,
    PeriodKind.HALF_YEAR: 2,
    PeriodKind.QUARTER: 4,
    PeriodKind.MONTH: 12,
}
KINDS = {
    MUNICIPALITY: Area.Kind.MUNICIPALITY,
    WIJK: Area.Kind.WIJK,
    BUURT: Area.Kind.BUURT,
}


def panorama(choice: Choice, shelves: Shelves, offer: Offer, name: Names) -> Panorama:
    """Answer a choice with one query; raises FiguresRefused when the table cannot."""
    found = censuses(shelves)
    last_year = int(choice.last[:4])
    peers = peers_of(choice, offer, nearest(found, last_year, [choice.area]))
    parts = shown_parts(choice, offer)
    wanted = {choice.area, *peers, *parts, *choice.others}
    with in_our_words():
        answer = _ask(choice, offer, wanted)
    numbers = _Numbers(choice, offer, name, answer, tuple(found))
    return _Maker(choice, numbers, parts).made(peers).since_known()


def _ask(choice: Choice, offer: Offer, wanted: Iterable[str]) -> Answer:
    regions = sorted({code for area in wanted for code in offer.made_of(area)})
    return safetydata.series(
        offer.store,
        offer.entry.table,
        topic=choice.topic,
        regions=regions,
        filters=dict(choice.filters),
        kind=choice.kind,
    )


@dataclass(frozen=True)
class _Numbers:
    """The answer as rows of numbers by area, with the people who lived there."""

    choice: Choice
    offer: Offer
    name: Names
    answer: Answer
    censuses: tuple[Census, ...]

    @cached_property
    def periods(self) -> list[str]:
        return [period.code for period in self.offer.periods[self.choice.kind]]

    @cached_property
    def rows(self) -> dict[str, Series]:
        frame = self.answer.frame
        values = frame["value"].to_numpy().reshape(-1, len(self.periods))
        return dict(zip(frame["region"][:: len(self.periods)], values, strict=True))

    def of(self, code: str) -> Series:
        """The numbers of an area through all periods; NaN where unknown."""
        found = [self.rows[each] for each in self.offer.made_of(code)]
        if len(found) == 1:
            return found[0]
        return np.sum(found, axis=0) if found else np.full(len(self.periods), np.nan)

    def census(self, period: str, codes: Sequence[str]) -> Census | None:
        """The count of the inhabitants of these areas nearest to a period."""
        return nearest(self.censuses, int(period[:4]), codes)

    def people(self, period: str, codes: Sequence[str]) -> int | None:
        """The inhabitants of areas together; None where no one count knows all of them."""
        census = self.census(period, codes)
        return sum(census.of(code) or 0 for code in codes) if census else None

    def same_place(self, code: str, census: Census | None) -> bool:
        """Whether a code means the same area in the counts and among the inhabitants."""
        if census is None or level_of(code) != BUURT:
            return True
        division = self.offer.entry.division
        if division and division == census.division:
            return True
        lived = census.buurten.get(wijk_of(code), frozenset())
        return lived == set(self.offer.inside(wijk_of(code), BUURT))


@dataclass(frozen=True)
class _Maker:
    choice: Choice
    numbers: _Numbers
    parts: Sequence[str]

    def made(self, peers: Sequence[str]) -> Panorama:
        """Bring all parts of the answer together."""
        numbers, choice = self.numbers, self.choice
        others = [self.track([code], numbers.name(code)) for code in choice.others]
        together = self.track(peers, "") if peers and self.may_pool(peers) else None
        counts = (numbers.census(year, [choice.area]) for year in self.calendar)
        used = {census.year: census for census in counts if census}
        return Panorama(
            choice=choice,
            offer=numbers.offer,
            name=numbers.name,
            periods=tuple(self.shown),
            main=self.track([choice.area], numbers.name(choice.area)),
            peers=tuple(track for track in (together, *others) if track and track.is_known),
            compared=self.together(peers),
            beside=self.beside(peers),
            breaks=tuple(self.breaks),
            now=tuple(self.now),
            before=tuple(self.before),
            whole=self.part(choice.area),
            parts=self.smooth([self.part(code) for code in self.parts]),
            counts_events=self.counts_events,
            decimals=self.decimals,
            provenance=numbers.answer.provenance,
            censuses=tuple(used.values()),
        )

    @cached_property
    def counts_events(self) -> bool:
        values = self.numbers.answer.frame["value"].drop_nulls()
        is_whole = bool(((values == values.round()) & values.is_between(0, MOST_EVENTS)).all())
        return is_whole and counts_events(self.numbers.offer, self.choice.topic)

    @cached_property
    def decimals(self) -> int:
        stated = self.numbers.answer.decimals
        if stated is not None:
            return stated
        values = self.numbers.answer.frame["value"].drop_nulls()
        return 0 if (values == values.round()).all() else 1

    @cached_property
    def span(self) -> tuple[int, int]:
        """Where the first and the last period lie."""
        periods = self.numbers.periods
        return periods.index(self.choice.first), periods.index(self.choice.last) + 1

    @property
    def shown(self) -> list[str]:
        return self.numbers.periods[slice(*self.span)]

    @property
    def calendar(self) -> list[str]:
        """The calendar years that are shown."""
        return list(dict.fromkeys(period[:4] for period in self.shown))

    @cached_property
    def _year(self) -> tuple[slice, slice]:
        """The last year and the year before it, as far as the table goes back."""
        size, end = IN_A_YEAR[self.choice.kind], self.span[1]
        return slice(max(end - size, 0), end), slice(max(end - 2 * size, 0), max(end - size, 0))

    @property
    def now(self) -> list[str]:
        return self.numbers.periods[self._year[0]]

    @property
    def before(self) -> list[str]:
        found = self.numbers.periods[self._year[1]]
        return found if len(found) == len(self.now) else []

    @property
    def breaks(self) -> Iterable[Break]:
        """Where the series of the area breaks within what is shown or compared."""
        periods = self.numbers.periods
        first = min(self.span[0], self._year[1].start)
        within = periods[first + 1 : self.span[1]]
        for found in self.numbers.answer.breaks:
            if found.region in {"", self.choice.area} and found.period in within:
                yield found

    def may_pool(self, peers: Sequence[str]) -> bool:
        """Whether some areas together may stand in the chart: numbers of one area, or rates."""
        return len(peers) == 1 or self.choice.measure != Measure.COUNT

    def track(self, codes: Sequence[str], name: str) -> Track:
        """Areas together through the periods; those of which a number is missing stay out."""
        rows = {code: self.numbers.of(code)[slice(*self.span)] for code in codes}
        whole = [code for code, row in rows.items() if len(codes) == 1 or not np.isnan(row).any()]
        values = np.sum([rows[code] for code in whole], axis=0) if whole else None
        if values is None:
            blank = (None,) * len(self.shown)
            return Track("", name, blank, blank, blank, blank)
        shown, low, high = self.measured(values, whole)
        code = codes[0] if len(codes) == 1 else ""
        return Track(code, name, _plain(values), _plain(shown), _plain(low), _plain(high))

    def measured(self, values: Series, codes: Sequence[str]) -> tuple[Series, Series, Series]:
        """The numbers in the measure asked for, with what chance allows around them."""
        known = ~np.isnan(values) & self.counts_events
        low, high = np.full(values.shape, np.nan), np.full(values.shape, np.nan)
        if self.choice.measure == Measure.COUNT or not self.counts_events:
            found = exact_rates(values[known], np.ones(known.sum()), per=1)
            low[known], high[known] = found.low, found.high
            return values, low, high
        people = self.people(codes)
        shown = np.array(
            [
                rate_state(as_count(v), None if np.isnan(p) else int(p)) == RateState.SHOWN
                for v, p in zip(values, people, strict=True)
            ]
        )
        rates = np.full(values.shape, np.nan)
        found = exact_rates(values[shown], people[shown], per=PER)
        rates[shown], low[shown], high[shown] = found.value, found.low, found.high
        return rates, low, high

    def people(self, codes: Sequence[str]) -> Series:
        """The inhabitants of areas together in each period shown; NaN where unknown."""
        by_year = {year: self.numbers.people(year, codes) for year in self.calendar}
        found = [by_year[period[:4]] for period in self.shown]
        return np.array([np.nan if count is None else float(count) for count in found])

    def part(self, code: str) -> Part:
        """One area over the last year, with its rate and what changed."""
        census = self.numbers.census(self.choice.last, [code])
        people = census.of(code) if census else None
        same = self.numbers.same_place(code, census)
        name, kind = self.numbers.name(code), KINDS.get(level_of(code), "")
        area = Area(code=code, name=name, kind=kind)
        made = self.made_of(area, [code], people, same_place=same)
        return replace(made, change=self.judged.get(code))

    def together(self, codes: Sequence[str]) -> Part | None:
        """The peers as if they were one area; those of which a number is missing stay out."""
        whole = [code for code in codes if None not in self.sums([code])]
        if not whole:
            return None
        people = self.numbers.people(self.choice.last, whole)
        made = self.made_of(Area(code="", name=""), whole, people)
        rows = self.row(whole)[None] if self.may_judge else None
        return replace(made, change=self.judge(rows)[0] if rows is not None else None)

    def made_of(
        self, area: Area, codes: Sequence[str], people: int | None, *, same_place: bool = True
    ) -> Part:
        now, before = self.sums(codes)
        state = rate_state(as_count(now), people, same_place=same_place)
        state = state if self.counts_events else RateState.UNKNOWN
        is_shown = state == RateState.SHOWN
        rate = exact_rate(int(now or 0), people or 0, per=PER) if is_shown else None
        is_sum = not set(codes) <= self.numbers.offer.present
        return Part(Place(area, now, is_sum, people, state, rate), before, None)

    def row(self, codes: Sequence[str]) -> Series:
        """The numbers of areas together from the start of the table to the last period shown."""
        together: Series = np.sum([self.numbers.of(code) for code in codes], axis=0)
        return together[: self.span[1]]

    def sums(self, codes: Sequence[str]) -> tuple[float | None, float | None]:
        """The number of the last year and of the year before."""
        row = self.row(codes)
        before = float(row[self._year[1]].sum()) if self.before else np.nan
        return _known(float(row[self._year[0]].sum())), _known(before)

    @property
    def may_judge(self) -> bool:
        """Whether it can be said how sure a change is: counts of events of two years."""
        return self.counts_events and bool(self.before)

    @cached_property
    def judged(self) -> dict[str, Change | None]:
        """What changed in the area and in each part, all at once."""
        codes = [self.choice.area, *self.parts]
        if not self.may_judge:
            return {}
        rows = np.array([self.row([code]) for code in codes])
        return dict(zip(codes, self.judge(rows), strict=True))

    def judge(self, rows: Series) -> list[Change | None]:
        """The change of each row between the two years; None where it cannot be told."""
        before, after = self.years
        found = changes(
            rows,
            before=before,
            after=after,
            period=IN_A_YEAR[self.choice.kind],
            margin=self.margin,
        )
        now, then = (rows[:, part].sum(axis=1) for part in self._year)
        told = ~np.isnan(now + then + found.before + found.dispersion) & (now + then > 0)
        return [found[number] if told[number] else None for number in range(len(rows))]

    @property
    def margin(self) -> float:
        return self.choice.margin

    @property
    def years(self) -> tuple[range, range]:
        """The places in a row of the year before and of the last year."""
        now, before = (range(part.start, part.stop) for part in self._year)
        return before, now

    def beside(self, peers: Sequence[str]) -> Difference | None:
        """The change of the area against that of its peers, where the seasons tell wildness."""
        codes = [code for code in peers if None not in self.sums([code])]
        within_years = IN_A_YEAR[self.choice.kind] > 1
        is_known = None not in self.sums([self.choice.area])
        if not (self.may_judge and within_years and is_known) or len(codes) < LEAST_PEERS:
            return None
        rows = np.array([self.row([code]) for code in [self.choice.area, *codes]])
        if np.isnan(rows[:, -2 * IN_A_YEAR[self.choice.kind] :]).any():
            return None
        before, after = self.years
        return against_peers(
            rows,
            area=0,
            before=before,
            after=after,
            period=IN_A_YEAR[self.choice.kind],
            margin=self.margin,
        )

    def smooth(self, parts: list[Part]) -> tuple[Part, ...]:
        """Draw the rates of the parts towards each other, where that is asked and possible."""
        fit = [number for number, part in enumerate(parts) if self.may_smooth(part)]
        events = [int(parts[number].place.value or 0) for number in fit]
        people = [parts[number].place.inhabitants or 0 for number in fit]
        if self.choice.measure != Measure.SMOOTHED or len(fit) < LEAST_SMOOTHED or not any(events):
            return tuple(parts)
        found = smoothed_rates(events, people, per=PER)
        for place, number in enumerate(fit):
            interval = Interval(float(found.low[place]), float(found.high[place]), found.level)
            value = float(found.value[place])
            rate = Rate(events[place], people[place], PER, value, interval)
            parts[number] = replace(parts[number], smoothed=rate)
        return tuple(parts)

    def may_smooth(self, part: Part) -> bool:
        """Few events are no hindrance for smoothing; few people are."""
        known = part.place.state in {RateState.SHOWN, RateState.TOO_SMALL}
        return known and (part.place.inhabitants or 0) >= LEAST_INHABITANTS


def _plain(values: Series) -> tuple[float | None, ...]:
    return tuple(None if np.isnan(value) else float(value) for value in values)


def _known(value: float) -> float | None:
    return None if np.isnan(value) else value
