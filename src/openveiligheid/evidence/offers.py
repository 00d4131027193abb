"""What a stored table has to choose from: its areas, its kinds, its periods.

A stored version never changes, so what it offers is read once per process and kept.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from openveiligheid.evidence.refusals import in_our_words
from openveiligheid.evidence.store import Shelves
from safetydata import queries as safetydata
from safetydata.catalogue import CatalogueEntry
from safetydata.metadata import Topic
from safetydata.periods import Period, PeriodKind
from safetydata.selection import opened
from safetydata.store import FigureStore

KEPT = 64
NATION, MUNICIPALITY, WIJK, BUURT = "NL", "GM", "WK", "BU"
PARTS: Mapping[str, tuple[str, ...]] = {
    NATION: (MUNICIPALITY,),
    MUNICIPALITY: (WIJK, BUURT),
    WIJK: (BUURT,),
}
TOTAL = "totaal"
Names = Callable[[str], str]


def level_of(code: str) -> str:
    """What kind of area a code names, by its first two letters."""
    return code[:2]


def parts_of(code: str) -> tuple[str, ...]:
    """The kinds of part that an area may have, widest first."""
    return PARTS.get(level_of(code), ())


def municipality_of(code: str) -> str:
    """The code of the municipality in which a wijk or buurt lies; empty for wider areas."""
    return f"GM{code[2:6]}" if level_of(code) in {MUNICIPALITY, WIJK, BUURT} else ""


def wijk_of(code: str) -> str:
    """The code of the wijk in which a buurt lies; empty for wider areas."""
    return f"WK{code[2:8]}" if level_of(code) in {WIJK, BUURT} else ""


@dataclass(frozen=True, eq=False)
class Offer:
    """A stored table and what may be asked of it."""

    entry: CatalogueEntry
    store: FigureStore
    names: Mapping[str, str]
    present: frozenset[str]
    codes: Mapping[str, Mapping[str, str]]
    periods: Mapping[PeriodKind, tuple[Period, ...]]

    @property
    def kinds(self) -> list[PeriodKind]:
        """The kinds of period, longest first."""
        return [kind for kind in PeriodKind if self.periods.get(kind)]

    @property
    def topics(self) -> list[Topic]:
        """What is counted or measured."""
        return list(self.entry.topics)

    @cached_property
    def known(self) -> frozenset[str]:
        """The areas with numbers, and those that can be added up from their buurten."""
        buurten = [code for code in self.present if level_of(code) == BUURT]
        wider = {place for code in buurten for place in (wijk_of(code), municipality_of(code))}
        return self.present | wider

    def made_of(self, code: str) -> list[str]:
        """The areas whose numbers make up that of an area: itself, else its buurten."""
        return [code] if code in self.present else self.inside(code, BUURT)

    def inside(self, code: str, level: str) -> list[str]:
        """The areas of a level within an area, by their codes, in order."""
        return self.by_place.get((code, level), [])

    @cached_property
    def by_place(self) -> Mapping[tuple[str, str], list[str]]:
        """The parts of each area per level."""
        found: dict[tuple[str, str], list[str]] = {}
        nations = [code for code in self.known if level_of(code) == NATION] or [f"{NATION}00"]
        for code in sorted(self.known):
            for place in _around(code, nations):
                found.setdefault((place, level_of(code)), []).append(code)
        return found

    def search(self, text: str, name: Names, most: int) -> list[str]:
        """The areas whose name holds all words of a text, or that have it as code; wide first."""
        words = text.casefold().split()
        if not words:
            return []
        found = [
            code
            for code in self.known
            if code.casefold() == words[0] or all(w in name(code).casefold() for w in words)
        ]
        order = {level: place for place, level in enumerate(PARTS)}
        found.sort(key=lambda code: (order.get(level_of(code), len(order)), name(code), code))
        return found[:most]

    def total(self, dimension: str) -> str:
        """The value of a dimension that covers all, else the first."""
        listed = self.codes[dimension]
        totals = (code for code, title in listed.items() if title.casefold().startswith(TOTAL))
        return next(totals, next(iter(listed), ""))


def offer_of(shelves: Shelves, entry: CatalogueEntry) -> Offer:
    """What a table of these shelves offers; raises FiguresRefused when it cannot be read."""
    store = shelves.holding(entry.table)
    with in_our_words():
        return _offer(_Held(store, entry))


@dataclass(frozen=True)
class _Held:
    """A table in its store, named by the version that it has now."""

    store: FigureStore
    entry: CatalogueEntry

    def _name(self) -> tuple[str, str, str]:
        return str(self.store.root), self.entry.table, self.entry.version

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held) and self._name() == other._name()

    def __hash__(self) -> int:
        return hash(self._name())


@lru_cache(maxsize=KEPT)
def _offer(held: _Held) -> Offer:
    table, entry = opened(held.store, held.entry.table), held.entry
    listed = safetydata.regions(held.store, entry.table)
    found = safetydata.periods(held.store, entry.table)
    return Offer(
        entry=entry,
        store=held.store,
        names=_titles(listed.iter_rows(named=True)),
        present=frozenset(table.outline.regions["code"]),
        codes={
            dimension.code: {
                row["code"]: row["title"] or row["code"]
                for row in safetydata.codes(held.store, entry.table, dimension.code).iter_rows(
                    named=True
                )
            }
            for dimension in entry.dimensions
        },
        periods={kind: tuple(p for p in found if p.kind == kind) for kind in PeriodKind},
    )


def _titles(rows: Iterable[Mapping[str, str]]) -> dict[str, str]:
    return {row["code"]: row["title"] for row in rows if row["title"]}


def _around(code: str, nations: list[str]) -> list[str]:
    """The wider areas of which the parts are shown, in which an area lies."""
    wider = {
        MUNICIPALITY: nations,
        WIJK: [municipality_of(code)],
        BUURT: [municipality_of(code), wijk_of(code)],
    }
    return wider.get(level_of(code), [])
