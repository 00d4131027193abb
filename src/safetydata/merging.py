"""Joins new cells to stored ones: a new cell replaces the stored cell with the same key.

What makes way is not lost: it goes to the superseded cells, beside the table.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from safetydata.coding import STATUSES, Batch, Cells, Coder, Doubtful
from safetydata.piling import Order, Pile, chunks, joined, split, taken
from safetydata.tables import REGION, outline_schema, schema
from safetydata.writing import enumerated, write_frames

ROW_GROUP = 122_880
_LEVEL = 2
_AT_ONCE = 1_000_000


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
        self._counts = _Counts(self.coder.dimensions, self.order)

    def write(self, target: Path) -> None:
        """Write the joined cells, sorted so that a question reads little of the file."""
        whole = self.incoming.whole and self.old.whole
        frames = (self._frame(cells, whole=whole) for cells in self._joined())
        write_frames(frames, self._schema(whole=whole), target, row_group=ROW_GROUP)

    @property
    def outline(self) -> pl.DataFrame:
        """Say which levels, choices and periods have cells; known when all is written."""
        return self._counts.outline()

    @property
    def regions(self) -> dict[str, int]:
        """Count the cells of each region; known when all is written."""
        return self._counts.regions()

    def _joined(self) -> Iterator[Cells]:
        for new, old in chunks(self.incoming, self.old):
            brought = replace(new, import_no=np.broadcast_to(np.int32(self.number), len(new.key)))
            cells = self._join(_once(self.order.ordered(brought)), self.order.ordered(old))
            for first in range(0, len(cells.key), ROW_GROUP):
                part = taken(cells, slice(first, first + ROW_GROUP))
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

    def _schema(self, *, whole: bool) -> dict[str, pl.DataType]:
        return dict(self._frame(taken(joined([]), np.arange(0)), whole=whole).schema)

    def _frame(self, cells: Cells, *, whole: bool) -> pl.DataFrame:
        region, choice, period = split(cells.key)
        columns = {REGION: enumerated(region, self.order.regions)}
        names = ("topic", *self.coder.dimensions)
        for place, name in enumerate(names):
            texts = sorted({parts[place] for parts in self.order.choices})
            numbers = {text: number for number, text in enumerate(texts)}
            of_choice = np.array([numbers[parts[place]] for parts in self.order.choices], np.uint32)
            columns[name] = enumerated(of_choice[choice], texts)
        value = pl.Series(cells.value).fill_nan(None)
        columns |= {
            "period": enumerated(period, self.order.periods),
            "value": value.cast(pl.Int32) if whole else value,
            "status": enumerated(cells.status, list(STATUSES)),
            "import_no": pl.Series(cells.import_no, dtype=pl.Int32),
        }
        return pl.DataFrame(columns).select(*schema(self.coder.dimensions))


class _Counts:
    """Counts cells per region, and per level, choice and period."""

    def __init__(self, dimensions: tuple[str, ...], order: Order) -> None:
        self._dimensions, self._order = dimensions, order
        self._levels = sorted({region[:_LEVEL] for region in order.regions})
        numbers = {level: number for number, level in enumerate(self._levels)}
        self._level = np.array([numbers[r[:_LEVEL]] for r in order.regions], np.int64)
        self._regions = np.zeros(len(order.regions), np.int64)
        self._found: dict[int, int] = {}

    def add(self, cells: Cells) -> None:
        region, choice, period = split(cells.key)
        self._regions += np.bincount(region.astype(np.int64), minlength=len(self._regions))
        periods = np.int64(len(self._order.periods))
        place = self._level[region] * np.int64(len(self._order.choices)) + choice
        places = place * periods + period
        size = len(self._levels) * len(self._order.choices) * len(self._order.periods)
        if size <= 4 * len(places):
            counts = np.bincount(places)
            found = np.flatnonzero(counts)
            counts = counts[found]
        else:
            found, counts = np.unique(places, return_counts=True)
        for one, count in zip(found.tolist(), counts.tolist(), strict=True):
            self._found[one] = self._found.get(one, 0) + count

    def regions(self) -> dict[str, int]:
        return dict(zip(self._order.regions, self._regions.tolist(), strict=True))

    def outline(self) -> pl.DataFrame:
        periods, choices = len(self._order.periods), len(self._order.choices)
        rows = []
        for place in sorted(self._found):
            rest, period = divmod(place, periods)
            level, choice = divmod(rest, choices)
            topic, *values = self._order.choices[choice]
            found = (self._levels[level], *values, topic, self._order.periods[period])
            rows.append((*found, self._found[place]))
        return pl.DataFrame(rows, schema=outline_schema(self._dimensions), orient="row")


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
    return ((one.value == other.value) | unknown) & (one.status == other.status)
