"""How many people live in each area, year by year, from every table that counts them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from openveiligheid.evidence.changes import as_count
from openveiligheid.evidence.offers import (
    BUURT,
    KEPT,
    Offer,
    level_of,
    municipality_of,
    offer_of,
    wijk_of,
)
from openveiligheid.evidence.places import INHABITANTS
from openveiligheid.evidence.refusals import in_our_words
from openveiligheid.evidence.store import Shelves
from safetydata import queries as safetydata
from safetydata.provenance import Provenance


@dataclass(frozen=True, eq=False)
class Census:
    """The inhabitants of all areas in one year."""

    year: int
    counts: Mapping[str, int]
    division: str
    provenance: Provenance

    @cached_property
    def buurten(self) -> Mapping[str, frozenset[str]]:
        """The codes of the buurten in each wijk and municipality, as divided in that year."""
        found: dict[str, set[str]] = {}
        for code in self.counts:
            if level_of(code) == BUURT:
                for place in (wijk_of(code), municipality_of(code)):
                    found.setdefault(place, set()).add(code)
        return {place: frozenset(codes) for place, codes in found.items()}

    def of(self, code: str) -> int | None:
        """The inhabitants of an area: its own number, else that of its buurten."""
        if code in self.counts:
            return self.counts[code]
        inside = self.buurten.get(code)
        return sum(self.counts[each] for each in inside) if inside else None


def censuses(shelves: Shelves) -> list[Census]:
    """Each year of which inhabitants are known, oldest first, from the table with most areas."""
    found: dict[int, Census] = {}
    for entry in shelves.entries.values():
        for topic in entry.topics:
            if INHABITANTS.fullmatch(topic.code) and not entry.dimensions:
                counted = _counted(offer_of(shelves, entry), topic.code)
                for census in counted:
                    known = found.get(census.year)
                    if known is None or len(census.counts) > len(known.counts):
                        found[census.year] = census
    return [found[year] for year in sorted(found)]


def nearest(found: Iterable[Census], year: int, codes: Iterable[str] = ()) -> Census | None:
    """The census closest in time to a year, of those that count all of these areas."""
    asked = list(codes)
    fit = (census for census in found if all(census.of(code) is not None for code in asked))
    return min(fit, key=lambda census: abs(census.year - year), default=None)


@lru_cache(maxsize=KEPT)
def _counted(offer: Offer, topic: str) -> tuple[Census, ...]:
    found = []
    for kind in offer.kinds[:1]:
        for period in offer.periods[kind]:
            with in_our_words():
                answer = safetydata.by_region(
                    offer.store, offer.entry.table, topic=topic, period=period.code
                )
            rows = answer.frame.select("region", "value").iter_rows()
            counts = {code: count for code, value in rows if (count := as_count(value)) is not None}
            division = offer.entry.division
            found.append(Census(period.start.year, counts, division, answer.provenance))
    return tuple(found)
