"""Cells in the order in which they are stored, however many: on disk beyond what memory holds.

The order is known only when the last record is read, so cells wait on a pile, on disk in a file per
place (the level and municipality that a region's code opens with), and are sorted some regions at
a time.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from safetydata.coding import CHOICE_BITS, PERIOD_BITS, Cells, Coder
from safetydata.periods import parse_period

IN_MEMORY = 6_000_000
"""Cells that wait in memory before they go to disk."""
TOGETHER = 500_000
"""Cells that are sorted at once, more where one region has more."""

_PLACE = 6
_ABOVE = np.int64(CHOICE_BITS + PERIOD_BITS)
_WITHIN = np.int64((1 << CHOICE_BITS + PERIOD_BITS) - 1)
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
        self._per_region = np.zeros(0, np.int64)
        self._on_disk: set[str] = set()

    def add(self, cells: Cells) -> None:
        """Put cells on the pile."""
        self._waiting.append(cells)
        self._held += len(cells.key)
        self.count += len(cells.key)
        self.whole = self.whole and _all_whole(cells.value)
        counts = np.bincount(_region(cells), minlength=len(self._per_region))
        counts[: len(self._per_region)] += self._per_region
        self._per_region = counts
        if self._held >= IN_MEMORY:
            self._to_disk()

    def per_region(self) -> npt.NDArray[np.int64]:
        """Count the cells of each region, in the numbering of the coder."""
        missing = len(self._coder.regions.texts) - len(self._per_region)
        return np.concatenate([self._per_region, np.zeros(missing, np.int64)])

    def in_groups(self, group_of: npt.NDArray[np.uint16], groups: int) -> Iterator[Cells]:
        """Give the cells group by group; `group_of` numbers the group of each region."""
        if self._on_disk:
            self._to_disk()
        waiting = [group_of[_region(cells)] for cells in self._waiting]
        places: list[set[str]] = [set() for _ in range(groups)]
        for group, region in zip(group_of, self._coder.regions.texts, strict=True):
            places[group].add(region[:_PLACE])
        for group in range(groups):
            parts = [
                taken(cells, np.flatnonzero(numbers == group))
                for cells, numbers in zip(self._waiting, waiting, strict=True)
            ]
            for place in sorted(places[group] & self._on_disk):
                records = np.memmap(self._file(place), _RECORD, "r")
                numbers = group_of[records["key"] >> _ABOVE]
                rows = np.flatnonzero(numbers == group)
                parts.append(Cells(*(records[name][rows] for name in _RECORD.names or ())))
            yield joined(parts)

    def _to_disk(self) -> None:
        names = [text[:_PLACE] for text in self._coder.regions.texts]
        distinct = sorted(set(names))
        numbers = {name: number for number, name in enumerate(distinct)}
        of_region = np.array([numbers[name] for name in names], np.min_scalar_type(len(distinct)))
        waiting, self._waiting, self._held = self._waiting[::-1], [], 0
        while waiting:  # part by part, so that no second copy of all is made
            self._part_to_disk(waiting.pop(), distinct, of_region)

    def _part_to_disk(
        self, cells: Cells, distinct: Sequence[str], of_region: npt.NDArray[np.unsignedinteger[Any]]
    ) -> None:
        place = of_region[_region(cells)]
        order = np.argsort(place, kind="stable")
        ends = np.cumsum(np.bincount(place, minlength=len(distinct)))
        records = np.empty(len(order), _RECORD)
        for column in fields(Cells):
            records[column.name] = getattr(cells, column.name)[order]
        starts = np.concatenate([[0], ends[:-1]])
        for number in np.flatnonzero(ends > starts).tolist():
            with self._file(distinct[number]).open("ab") as stream:
                records[starts[number] : ends[number]].tofile(stream)
            self._on_disk.add(distinct[number])

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
    _is_ordered_within: bool = field(init=False, default=False)

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

    def __post_init__(self) -> None:
        """See whether the coder met choices and periods in order, as most sources have them."""
        same = all((np.diff(ranks) > 0).all() for ranks in self._ranks[1:])
        object.__setattr__(self, "_is_ordered_within", same)

    @property
    def rank_of_region(self) -> npt.NDArray[np.int64]:
        """Give the place in this order of each region, as the coder numbers them."""
        return self._ranks[0]

    def ordered(self, cells: Cells) -> Cells:
        """Sort cells, and give them the keys of this order."""
        key = np.empty_like(cells.key)
        regions, choices, periods = self._ranks
        for first in range(0, len(key), _AT_ONCE):  # small parts stay in the processor's cache
            some = cells.key[first : first + _AT_ONCE]
            region, choice, period = split(some)
            within = some & _WITHIN
            if not self._is_ordered_within:
                within = choices[choice] << PERIOD_BITS | periods[period]
            key[first : first + _AT_ONCE] = regions[region] << _ABOVE | within
        if (key[1:] >= key[:-1]).all():
            return replace(cells, key=key)
        rows = np.argsort(key)
        return Cells(key[rows], cells.value[rows], cells.status[rows], cells.import_no[rows])


def split(
    key: npt.NDArray[np.int64],
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Give the numbers of region, choice and period in keys."""
    choices, periods = np.int64((1 << CHOICE_BITS) - 1), np.int64((1 << PERIOD_BITS) - 1)
    return key >> _ABOVE, (key >> np.int64(PERIOD_BITS)) & choices, key & periods


def chunks(order: Order, *piles: Pile) -> Iterator[tuple[Cells, ...]]:
    """Give the cells of the piles in the order of their regions: of each pile those of some."""
    counts = np.add.reduce([pile.per_region() for pile in piles])
    in_order = np.argsort(order.rank_of_region)
    before = np.cumsum(counts[in_order]) - counts[in_order]
    group_of = np.empty(len(counts), np.uint16)
    group_of[in_order] = before // TOGETHER
    groups = int(group_of.max(initial=0)) + 1
    return zip(*(pile.in_groups(group_of, groups) for pile in piles), strict=True)


def _region(cells: Cells) -> npt.NDArray[np.int64]:
    return cells.key >> _ABOVE


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
