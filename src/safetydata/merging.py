"""Joins new cells to stored ones: a new cell replaces the stored cell with the same key.

What makes way is not lost: it goes to the superseded cells, beside the table.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from safetydata.coding import STATUSES, Batch, Cells, Coder, Doubtful
from safetydata.piling import Order, Pile, chunks, joined, split, taken
from safetydata.tables import REGION, outline_schema, schema
from safetydata.writing import numbered, write_frames, written

ROW_GROUP = 491_520
"""Rows of the file that are read together: a question looks at what each such group holds, and
reads one or a few of them."""
_LEVEL = 2
_AT_ONCE = 1_000_000
_IN_A_FRAME = 122_880
_FEW_PLACES = 1 << 20


@dataclass(slots=True)
class Merge:
    """How the new cells relate to the stored ones.

    `relabelled` counts the regions and codes that have another name than before.
    """

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    kept: int = 0
    relabelled: int = 0

    @property
    def rows(self) -> int:
        """How many cells the table then has."""
        return self.added + self.changed + self.unchanged + self.kept


@dataclass
class Joining:
    """The joining of a pile of new cells to the stored table, chunk by chunk.

    With `replacing` all stored cells make way.
    """

    coder: Coder
    incoming: Pile
    number: int
    work: Path
    stored: Path | None = None
    replacing: bool = False
    outcome: Merge = field(default_factory=Merge)

    def __post_init__(self) -> None:
        self.old = Pile(self.coder, self.work)
        if self.stored:
            for cells in _stored_cells(self.stored, self.coder):
                self.old.add(cells)
        self.order = Order.of(self.coder)
        self.superseded: list[Path] = []
        texts = {REGION: self.order.regions, "period": self.order.periods, "status": STATUSES}
        self._of_choice = {}
        for place, name in enumerate(("topic", *self.coder.dimensions)):
            listed = [choice[place] for choice in self.order.choices]
            texts[name], self._of_choice[name] = numbered(listed)
        self._texts = [written(name, listed) for name, listed in texts.items()]
        self._counts = _Counts(self.coder.dimensions, self.order)

    def write(self, target: Path) -> None:
        """Write the joined cells, sorted so that a question reads little of the file."""
        whole = self.incoming.whole and self.old.whole
        frames = (self._frame(cells, whole=whole) for cells in self._joined())
        columns = dict(self._frame(joined([]), whole=whole).schema)
        write_frames(frames, columns, target, row_group=ROW_GROUP)

    @cached_property
    def outline(self) -> pl.DataFrame:
        """Say which levels, choices and periods have cells; known when all is written."""
        return self._counts.outline()

    @property
    def regions(self) -> dict[str, int]:
        """Count the cells of each region; known when all is written."""
        return self._counts.regions()

    def _joined(self) -> Iterator[Cells]:
        for new, old in chunks(self.order, self.incoming, self.old):
            brought = replace(new, import_no=np.broadcast_to(np.int32(self.number), len(new.key)))
            cells = self._join(_once(self.order.ordered(brought)), self.order.ordered(old))
            for first in range(0, len(cells.key), _IN_A_FRAME):
                part = taken(cells, slice(first, first + _IN_A_FRAME))
                self._counts.add(part)
                yield part

    def _join(self, new: Cells, old: Cells) -> Cells:
        """Lay each new cell beside the stored one, keeping the import that first brought it."""
        if self.replacing or not len(old.key):
            self._supersede(old)
            self.outcome.added += len(new.key)
            return new
        place = np.searchsorted(old.key, new.key).clip(max=len(old.key) - 1)
        known = old.key[place] == new.key
        before = taken(old, place)
        same = known & _alike(before, new)
        changed = known & ~same
        kept = np.ones(len(old.key), bool)
        kept[place[known]] = False
        self.outcome.added += int((~known).sum())
        self.outcome.changed += int(changed.sum())
        self.outcome.unchanged += int(same.sum())
        self.outcome.kept += int(kept.sum())
        self._supersede(taken(before, changed))
        imports = np.where(same, before.import_no, np.int32(self.number))
        whole = joined([Cells(new.key, new.value, new.status, imports), taken(old, kept)])
        return taken(whole, np.argsort(whole.key)) if kept.any() else whole

    def _supersede(self, cells: Cells) -> None:
        if len(cells.key):
            path = self.work / f"superseded_{len(self.superseded)}.parquet"
            frame = self._frame(cells, whole=False).cast(schema(self.coder.dimensions))  # type: ignore[arg-type]
            frame.with_columns(replaced_by=pl.lit(self.number, pl.Int32)).write_parquet(path)
            self.superseded.append(path)

    def _frame(self, cells: Cells, *, whole: bool) -> pl.DataFrame:
        region, choice, period = split(cells.key)
        numbers = {REGION: region, "period": period, "value": cells.value, "status": cells.status}
        numbers |= {name: of_choice[choice] for name, of_choice in self._of_choice.items()}
        frame = pl.DataFrame(numbers | {"import_no": cells.import_no})
        value = pl.col("value")
        known = value.cast(pl.Int32, strict=False) if whole else value.fill_nan(None)
        return frame.select(*self._texts, known, "import_no").select(*schema(self.coder.dimensions))


class _Counts:
    """Counts cells per region, and per level, choice and period."""

    def __init__(self, dimensions: tuple[str, ...], order: Order) -> None:
        self._dimensions, self._order = dimensions, order
        self._levels = sorted({region[:_LEVEL] for region in order.regions})
        numbers = {level: number for number, level in enumerate(self._levels)}
        self._level = np.array([numbers[r[:_LEVEL]] for r in order.regions], np.int64)
        self._regions = np.zeros(len(order.regions), np.int64)
        self._size = len(self._levels) * len(order.choices) * len(order.periods)
        self._all = np.zeros(self._size if self._size <= _FEW_PLACES else 0, np.int64)
        self._found: dict[int, int] = {}

    def add(self, cells: Cells) -> None:
        region, choice, period = split(cells.key)
        self._regions += np.bincount(region.astype(np.int64), minlength=len(self._regions))
        periods = np.int64(len(self._order.periods))
        place = self._level[region] * np.int64(len(self._order.choices)) + choice
        places = place * periods + period
        if len(self._all):
            self._all += np.bincount(places, minlength=self._size)
            return
        found, counts = np.unique(places, return_counts=True)
        for one, count in zip(found.tolist(), counts.tolist(), strict=True):
            self._found[one] = self._found.get(one, 0) + count

    def regions(self) -> dict[str, int]:
        return dict(zip(self._order.regions, self._regions.tolist(), strict=True))

    def outline(self) -> pl.DataFrame:
        found = self._found or {int(n): int(self._all[n]) for n in np.flatnonzero(self._all)}
        place = np.array(sorted(found), np.int64)
        rest, period = np.divmod(place, len(self._order.periods))
        level, choice = np.divmod(rest, len(self._order.choices))
        columns = [
            pl.Series(self._levels, dtype=pl.String).gather(level),
            *(
                pl.Series([parts[number] for parts in self._order.choices], dtype=pl.String)[choice]
                for number in (*range(1, len(self._dimensions) + 1), 0)
            ),
            pl.Series(self._order.periods, dtype=pl.String).gather(period),
            pl.Series([found[number] for number in place.tolist()], dtype=pl.Int64),
        ]
        names = outline_schema(self._dimensions)
        return pl.DataFrame([column.alias(n) for column, n in zip(columns, names, strict=True)])


def _stored_cells(path: Path, coder: Coder) -> Iterator[Cells]:
    rows = pl.scan_parquet(path, glob=False)
    for frame in rows.collect_batches(chunk_size=_AT_ONCE):
        keys = {name: frame[name].cast(pl.String) for name in (REGION, "period", *coder.dimensions)}
        topic = frame["topic"].cast(pl.String)
        batch = Batch(keys, [(topic, frame["value"])], frame["status"].cast(pl.String))
        (cells,) = coder.cells(batch)
        yield Cells(cells.key, cells.value, cells.status, frame["import_no"].to_numpy())


def _once(cells: Cells) -> Cells:
    """Give each cell once; a cell with two values is for the exact way to name."""
    again = cells.key[1:] == cells.key[:-1]
    if not again.any():
        return cells
    rows = np.flatnonzero(again)
    if not _alike(taken(cells, rows), taken(cells, rows + 1)).all():
        raise Doubtful
    return taken(cells, np.concatenate([[True], ~again]))


def _alike(one: Cells, other: Cells) -> npt.NDArray[np.bool_]:
    unknown = np.isnan(one.value) & np.isnan(other.value)
    same: npt.NDArray[np.bool_] = (one.status == other.status) & (
        (one.value == other.value) | unknown
    )
    return same
