"""Whole series side by side: a wide row per series, for statistics over a whole country at once.

Kept at ingest beside the cells, one file per kind of period with enough periods for a series:

    region_code  text   CBS code of the region, or its name in a table without codes
    <Dimension>  text   one per dimension: the code of its value
    topic        text   what is counted, by the source's own column name
    <period>     number one column per period, by its CBS code (2012MM01), in order; whole numbers
                        in the smallest type that holds them all; null is "not known"

Rows are sorted by region, topic and dimensions. A figure that is zero because the source leaves
zeros out is 0 here, by the same rule as in the answers of `queries`. A series of which the source
never gave a figure has no row.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from pathlib import Path
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import polars as pl

from safetydata.catalogue import CatalogueEntry
from safetydata.errors import QuestionRefused, Reason
from safetydata.periods import PeriodKind, parse_period
from safetydata.selection import Table, opened, ranges_of
from safetydata.store import FigureStore
from safetydata.tables import REGION
from safetydata.writing import write_frames

FEWEST_PERIODS = 24
"""With fewer periods of a kind there is no series worth keeping side by side."""

_NOTHING: Mapping[str, str] = {}
_COLUMNS_AT_ONCE = 16
_CELLS_AT_ONCE = 1_000_000
_ROW_GROUP = 32_768
_SMALL = np.dtype(np.float32)
_EXACT = 1 << 24  # up to here every whole number has a float of 32 bits
_WHOLE = (np.int16, np.int32, np.int64)
_LEVEL = 2

Counts = npt.NDArray[np.integer[Any]] | npt.NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class SeriesBlock:
    """Series side by side: what each is about, the periods, and the figures.

    `counts` is [series, time]: integers, or floats with NaN for what is not known, the smallest
    type that holds every figure exactly. Its time axis is the outer one in memory, so that a
    kernel runs through all series of a month in one sweep.
    """

    keys: pl.DataFrame
    periods: list[str]
    counts: Counts


def read_series(
    store: FigureStore,
    table: str,
    *,
    kind: PeriodKind | str = PeriodKind.MONTH,
    until: str = "",
    periods: int | None = None,
    regions: str | Sequence[str] | None = None,
    filters: Mapping[str, str] = _NOTHING,
) -> SeriesBlock:
    """Read the series of a table up to and including the period `until`, the last `periods` of it.

    `regions` is the opening of their codes ("BU0160"), a list of codes, or None for all; `filters`
    chooses a value per dimension, by code or title. Raises QuestionRefused when the table is not
    stored, keeps no series of this kind, or lacks what is asked of it.
    """
    held = opened(store, table)
    path = store.series(held.entry, PeriodKind(kind))
    if not path.exists():
        raise QuestionRefused(Reason.PERIOD_ABSENT, table=held.entry.table, value=str(kind))
    keys = key_columns([dimension.code for dimension in held.entry.dimensions])
    span = [name for name in pl.read_parquet_schema(path) if name not in keys]
    span = _until(span, until, held)[-periods if periods else None :]
    rows = pl.scan_parquet(path, glob=False)
    wanted = _wanted(held, regions, filters)
    if wanted is not None:
        frame = rows.filter(wanted).select(*keys, *span).collect()
        return SeriesBlock(frame.select(keys), span, _stacked([frame.select(span)], len(span)))
    parts = (
        rows.select(span[first : first + _COLUMNS_AT_ONCE]).collect()
        for first in range(0, len(span), _COLUMNS_AT_ONCE)
    )
    return SeriesBlock(rows.select(keys).collect(), span, _stacked(parts, len(span)))


def build_series(
    cells: Path, outline: pl.DataFrame, entry: CatalogueEntry, folder: Path
) -> dict[PeriodKind, Path]:
    """Write the series of a table into `folder`, a file per kind with enough periods.

    `cells` is the stored file, sorted; `outline` says which periods have cells at all.
    """
    periods = sorted(
        (period for code in outline["period"].unique() if (period := parse_period(code))),
        key=lambda period: period.start,
    )
    written = {}
    for kind in PeriodKind:
        span = [period.code for period in periods if period.kind is kind]
        if len(span) >= FEWEST_PERIODS:
            written[kind] = folder / f"series.{kind.value}.parquet"
            _write(_Weaver(cells, outline, entry, span), written[kind])
    return written


def key_columns(dimensions: Sequence[str]) -> list[str]:
    """Name the columns that say what a series is about, in the order of its rows' columns."""
    return ["region_code", *dimensions, "topic"]


def _until(span: list[str], until: str, held: Table) -> list[str]:
    if not until:
        return span
    period = parse_period(until)
    if period is None or period.code not in span:
        raise QuestionRefused(Reason.PERIOD_ABSENT, table=held.entry.table, value=until)
    return span[: span.index(period.code) + 1]


def _wanted(
    held: Table, regions: str | Sequence[str] | None, filters: Mapping[str, str]
) -> pl.Expr | None:
    """Give the condition on a row; it names ranges, so that whole row groups are passed over."""
    region = pl.col("region_code")
    conditions = []
    if isinstance(regions, str):
        conditions += [(region >= regions) & (region < regions + chr(0x10FFFF))] if regions else []
    elif regions is not None:
        ranges = ((region >= low) & (region <= high) for low, high in ranges_of(regions))
        conditions.append(reduce(or_, ranges, pl.lit(value=False)))
        conditions.append(region.is_in(list(regions)))
    for name, value in filters.items():
        dimension = held.entry.dimension(name).code
        conditions.append(pl.col(dimension) == held.code(dimension, value))
    return pl.all_horizontal(conditions) if conditions else None


def _stacked(parts: Any, width: int) -> Counts:
    """Lay columns under each other as [time, series] and give that seen as [series, time]."""
    counts: Any = None
    row = 0
    for frame in parts:
        for column in frame.iter_columns():
            values = _numbers(column)
            if counts is None:
                counts = np.empty((width, len(values)), dtype=values.dtype)
            wanted = _holding(counts[:row], values)
            if wanted != counts.dtype:
                counts = counts.astype(wanted)
            counts[row] = values
            row += 1
    if counts is None:
        return np.empty((0, 0))
    stacked: Counts = counts.T
    return stacked


def _numbers(column: pl.Series) -> Counts:
    """Give figures with NaN for what is not known."""
    if column.dtype.is_integer() and column.null_count():
        column = column.cast(pl.Float32 if _fits(column.to_numpy()) else pl.Float64)
    return column.to_numpy()


def _holding(known: Counts, more: Counts) -> np.dtype[Any]:
    """Give the smallest type in which all of these keep their value."""
    wanted = np.result_type(known.dtype, more.dtype)
    kinds = {known.dtype, more.dtype}
    if wanted == np.float64 and _SMALL in kinds and wanted not in kinds:
        return _SMALL if _fits(more if known.dtype == _SMALL else known) else wanted
    return wanted


def _fits(whole: Counts) -> bool:
    """Whether whole numbers are small enough to be exact as floats of 32 bits."""
    low, high = (part.reduce(whole, axis=None, initial=0) for part in (np.fmin, np.fmax))
    return bool(low >= -_EXACT and high <= _EXACT)


class _Weaver:
    """Turns sorted cells into wide rows, some whole regions at a time."""

    def __init__(
        self, cells: Path, outline: pl.DataFrame, entry: CatalogueEntry, span: list[str]
    ) -> None:
        self.span = span
        self.names = [dimension.code for dimension in entry.dimensions]
        self._rows = pl.scan_parquet(cells, glob=False)
        self._kinds = self._rows.collect_schema()
        listed = cast("pl.Enum", self._kinds["period"]).categories
        if outline["period"].n_unique() > len(span):
            self._rows = self._rows.filter(pl.col("period").cast(pl.String).is_in(span))
        places = {period: place for place, period in enumerate(span)}
        self._place_of = np.array([places.get(period, -1) for period in listed])
        self._shown = self._where_absent_is_zero(outline, entry)
        self.dtype = self._number_type()
        self._unknown = np.iinfo(self.dtype).min if self.is_whole else np.nan

    @property
    def is_whole(self) -> bool:
        """Whether all figures are whole numbers."""
        return np.issubdtype(self.dtype, np.integer)

    def frames(self) -> Iterator[pl.DataFrame]:
        """Give the wide rows, in order."""
        keys = [REGION, "topic", *self.names]
        wanted = self._rows.select(*keys, "period", "value")
        rest = wanted.head(0).collect()
        for frame in wanted.collect_batches(chunk_size=_CELLS_AT_ONCE, maintain_order=True):
            cells = pl.concat([rest, frame])
            last = cells[REGION].to_physical().rle().struct["len"][-1] if cells.height else 0
            rest = cells.tail(last)
            if cells.height > last:
                yield self._wide(cells.head(cells.height - last), keys)
        if rest.height:
            yield self._wide(rest, keys)

    def _wide(self, cells: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
        physical = [cells[name].to_physical().to_numpy() for name in keys]
        starts = np.zeros(cells.height, bool)
        starts[0] = True
        for column in physical:
            starts[1:] |= column[1:] != column[:-1]
        series = np.cumsum(starts) - 1
        about = cells[np.flatnonzero(starts)].select(*keys).cast(pl.String)
        block = self._blank(about)
        period = self._place_of[cells["period"].to_physical().to_numpy()]
        value = cells["value"].fill_null(self._unknown).cast(self._polars_type())
        block[period, series] = value.to_numpy()
        wide = pl.DataFrame(dict(zip(self.span, block, strict=True)))
        if not self.is_whole:
            wide = wide.fill_nan(None)
        elif (block == self._unknown).any():
            wide = wide.with_columns(pl.when(pl.all() != self._unknown).then(pl.all()))
        named = about.rename({REGION: "region_code"}).select(key_columns(self.names))
        return named.hstack(wide)

    def _blank(self, about: pl.DataFrame) -> npt.NDArray[Any]:
        """Give the figures of series before any is filled in: zero where absence means that."""
        block = np.full((len(self.span), about.height), self._unknown, self.dtype)
        if self._shown.height:
            keys = ["level", "topic", *self.names]
            level = about.with_columns(level=pl.col(REGION).str.head(_LEVEL))
            place = level.join(self._shown, on=keys, how="left", maintain_order="left")["place"]
            rows = np.flatnonzero(place.is_not_null().to_numpy())
            mask = self._masks[place.drop_nulls().to_numpy()].T
            block[:, rows] = np.where(mask, 0, block[:, rows])
        return block

    def _where_absent_is_zero(self, outline: pl.DataFrame, entry: CatalogueEntry) -> pl.DataFrame:
        """Number the levels and choices that the source shows; `_masks` has the periods of each."""
        topics = [topic.code for topic in entry.topics if topic.default_zero]
        keys = ["level", "topic", *self.names]
        shown = outline.filter(
            pl.col("topic").is_in(topics if entry.is_complete else []),
            pl.col("period").is_in(self.span),
        )
        listed = shown.select(keys).unique(maintain_order=True).with_row_index("place")
        self._masks = np.zeros((listed.height, len(self.span)), bool)
        found = shown.join(listed, on=keys)
        period = found["period"].cast(pl.Enum(self.span)).to_physical().to_numpy()
        self._masks[found["place"].to_numpy(), period] = True
        return listed

    def _number_type(self) -> Any:
        value = pl.col("value")
        low, high, is_whole = (
            self._rows.select(
                value.min().alias("low"),
                value.max().alias("high"),
                (value == value.round()).all().alias("whole")
                if self._kinds["value"].is_float()
                else pl.lit(value=True).alias("whole"),
            )
            .collect(engine="streaming")
            .row(0)
        )
        if not is_whole:
            return np.float64
        most = max(abs(low or 0), abs(high or 0))
        return next(kind for kind in _WHOLE if most < np.iinfo(kind).max)

    def _polars_type(self) -> pl.DataType:
        return pl.Series(np.empty(0, self.dtype)).dtype


def _write(weaver: _Weaver, path: Path) -> None:
    keys = dict.fromkeys(key_columns(weaver.names), pl.String())
    figures = dict.fromkeys(weaver.span, weaver._polars_type())
    write_frames(weaver.frames(), {**keys, **figures}, path, row_group=_ROW_GROUP)
