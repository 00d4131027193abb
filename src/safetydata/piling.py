"""Cells in the order in which they are stored, however many: on disk beyond what memory holds.

The order is known only when the last record is read, so cells wait in piles, one per place (the
level and municipality that a region's code opens with), and are sorted pile by pile.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import numpy.typing as npt

from safetydata.coding import CHOICE_BITS, PERIOD_BITS, Cells, Coder
from safetydata.periods import parse_period

IN_MEMORY = 6_000_000
"""Cells that wait in memory before they go to disk."""
TOGETHER = 1_000_000
"""Cells that are sorted at once, more where one place has more."""

_PLACE = 6
_AT_ONCE = 1 << 17
_RECORD = np.dtype([("key", "i8"), ("value", "f8"), ("status", "u1"), ("import_no", "i4")])


def joined(parts: Sequence[Cells]) -> Cells:
    """Put cells behind each other."""
    if len(parts) == 1:
        return parts[0]
    columns = {
        column.name: np.concatenate(
            [getattr(part, column.name) for part in parts] or [np.empty(0, _RECORD[column.name])]
        )
        for column in fields(Cells)
    }
    return Cells(**columns)


def taken(cells: Cells, rows: npt.NDArray[np.generic] | slice) -> Cells:
    """Take rows by number, by mask or from a range."""
    return Cells(*(getattr(cells, column.name)[rows] for column in fields(Cells)))


class Pile:
    """Cells that wait for their order; `folder` is where they go when memory is full."""

    def __init__(self, coder: Coder, folder: Path) -> None:
        self.count = 0
        self.whole = True
        self._coder = coder
        self._folder = folder
        self._waiting: list[Cells] = []
        self._held = 0
        self._on_disk: set[str] = set()

    def add(self, cells: Cells) -> None:
        """Put cells on the pile."""
        self._waiting.append(cells)
        self._held += len(cells.key)
        self.count += len(cells.key)
        self.whole = self.whole and _all_whole(cells.value)
        if self._held >= IN_MEMORY:
            self._to_disk()

    def of(self, places: Sequence[str]) -> Cells:
        """Give the cells of some places, and forget them."""
        if not self._on_disk:
            whole, self._waiting = joined(self._waiting), []
            return whole
        parts = []
        for place in places:
            file = self._file(place)
            if place in self._on_disk:
                records = np.fromfile(file, _RECORD)
                parts.append(
                    Cells(*(np.ascontiguousarray(records[n]) for n in _RECORD.names or ()))
                )
                file.unlink()
        return joined(parts)

    def places(self) -> dict[str, int]:
        """Count the cells per place; one place, without name, when all are in memory."""
        if not self._on_disk:
            return {"": self.count} if self.count else {}
        self._to_disk()
        return {
            place: self._file(place).stat().st_size // _RECORD.itemsize for place in self._on_disk
        }

    def to_disk(self) -> None:
        """Put all cells on disk by place, beside those of another pile."""
        self._to_disk()

    def _to_disk(self) -> None:
        names = [text[:_PLACE] for text in self._coder.regions.texts]
        distinct = sorted(set(names))
        numbers = {name: number for number, name in enumerate(distinct)}
        of_region = np.array([numbers[name] for name in names], np.uint16)
        waiting, self._waiting, self._held = self._waiting[::-1], [], 0
        while waiting:  # part by part, so that no second copy of all is made
            self._part_to_disk(waiting.pop(), distinct, of_region)

    def _part_to_disk(
        self, cells: Cells, distinct: Sequence[str], of_region: npt.NDArray[np.uint16]
    ) -> None:
        place = of_region[cells.key >> (CHOICE_BITS + PERIOD_BITS)]
        order = np.argsort(place, kind="stable")
        ends = np.cumsum(np.bincount(place, minlength=len(distinct)))
        records = np.empty(len(order), _RECORD)
        for column in fields(Cells):
            records[column.name] = getattr(cells, column.name)[order]
        for number, name in enumerate(distinct):
            start = int(ends[number - 1]) if number else 0
            if ends[number] > start:
                with self._file(name).open("ab") as stream:
                    records[start : ends[number]].tofile(stream)
                self._on_disk.add(name)

    def _file(self, place: str) -> Path:
        return self._folder / f"{id(self)}-{place.encode().hex()}.cells"


@dataclass(frozen=True, slots=True)
class Order:
    """The order of storing, and what the numbers in it stand for.

    In an ordered key the numbers of region, choice and period follow the order of their texts.
    """

    regions: list[str]
    choices: list[tuple[str, ...]]
    periods: list[str]
    _ranks: tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]

    @classmethod
    def of(cls, coder: Coder) -> "Order":
        """Find the order of all that a coder has seen."""
        values = [coder.topics.texts, *(coder.values[name].texts for name in coder.dimensions)]
        choices = [
            tuple(texts[number] for texts, number in zip(values, choice, strict=True))
            for choice in coder.choices
        ]
        regions, periods = coder.regions.texts, coder.periods.texts
        in_order = (sorted(regions), sorted(choices), sorted(periods, key=_in_time))
        ranks = (
            _rank(regions, in_order[0]),
            _rank(choices, in_order[1]),
            _rank(periods, in_order[2]),
        )
        return cls(*in_order, ranks)

    def ordered(self, cells: Cells) -> Cells:
        """Sort cells, and give them the keys of this order."""
        key = np.empty_like(cells.key)
        regions, choices, periods = self._ranks
        for first in range(0, len(key), _AT_ONCE):  # small parts stay in the processor's cache
            some = slice(first, first + _AT_ONCE)
            region, choice, period = split(cells.key[some])
            choice = regions[region] << CHOICE_BITS | choices[choice]
            key[some] = choice << PERIOD_BITS | periods[period]
        rows = np.argsort(key)
        return Cells(key[rows], cells.value[rows], cells.status[rows], cells.import_no[rows])


def split(
    key: npt.NDArray[np.int64],
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Give the numbers of region, choice and period in keys."""
    choices, periods = np.int64((1 << CHOICE_BITS) - 1), np.int64((1 << PERIOD_BITS) - 1)
    region = key >> np.int64(CHOICE_BITS + PERIOD_BITS)
    return region, (key >> np.int64(PERIOD_BITS)) & choices, key & periods


def chunks(*piles: Pile) -> Iterator[list[Cells]]:
    """Give the cells of the piles place by place, in order: of each pile those of some places."""
    if any(pile._on_disk for pile in piles):
        for pile in piles:
            pile.to_disk()
    counts: dict[str, int] = {}
    for pile in piles:
        for place, count in pile.places().items():
            counts[place] = counts.get(place, 0) + count
    some: list[str] = []
    for place in sorted(counts):
        if some and sum(counts[name] for name in [*some, place]) > TOGETHER:
            yield [pile.of(some) for pile in piles]
            some = []
        some.append(place)
    if some:
        yield [pile.of(some) for pile in piles]


def _all_whole(values: npt.NDArray[np.float64]) -> bool:
    """Whether all that is known are whole numbers that fit in 32 bits."""
    with np.errstate(invalid="ignore"):
        same = values.astype(np.int32) == values
    return bool(same.all() or (same | np.isnan(values)).all())


def _in_time(code: str) -> tuple[str, str]:
    period = parse_period(code)
    return (period.kind.value, period.start.isoformat()) if period else ("", code)


def _rank(texts: Sequence[object], in_order: Sequence[object]) -> npt.NDArray[np.int64]:
    places = {text: place for place, text in enumerate(in_order)}
    return np.array([places[text] for text in texts], np.int64)
