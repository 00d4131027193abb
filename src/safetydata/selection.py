"""The cells that a question is about: one topic, and one value for each dimension.

A stored version never changes, so what it lists (regions, periods, codes) is read once per
process and kept; the figures themselves are asked of DuckDB each time.
"""

import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import polars as pl

from safetydata.catalogue import CatalogueEntry
from safetydata.errors import QuestionRefused, Reason
from safetydata.metadata import Topic
from safetydata.periods import parse_period
from safetydata.regions import Changes, known_to
from safetydata.store import FigureStore
from safetydata.tables import REGION, literal_path

__all__ = [
    "REGION",
    "Outline",
    "Table",
    "asked_of",
    "opened",
    "ranges_of",
    "read_cells",
    "superseded",
]

_LEVEL = 2
_PLACE = 6
"""Letters of a region code that name its level and municipality: BU0160."""

_PERIODS = {"period": pl.String(), "period_start": pl.Date(), "period_kind": pl.String()}
_KEPT_VERSIONS = 64
_held = threading.local()
_reader: ContextVar[Callable[[Path], Any] | None] = ContextVar("reader", default=None)


@dataclass(frozen=True, slots=True)
class Outline:
    """What a stored version lists: regions with cells, periods, code lists, and what is shown.

    `shown` has a row per level of region, topic, choice and period of which there are cells.
    """

    regions: pl.DataFrame
    periods: pl.DataFrame
    shown: pl.DataFrame
    codes: Mapping[str, pl.DataFrame]


@dataclass(frozen=True)
class Table:
    """A stored table opened for questions; `cells` is an Ibis table, its figures as stored."""

    entry: CatalogueEntry
    cells: Any
    outline: Outline
    changes: Changes
    as_known_at: datetime | None = None

    def choose(self, topic: Topic, filters: Mapping[str, str]) -> dict[str, str]:
        """Give the columns and values of the cells of a topic with what is asked per dimension.

        Refuses when a dimension is left open that has several values: a series through
        different crimes is no series.
        """
        choice = {"topic": topic.code, **self.settled(filters)}
        used = self._used(choice)
        for item in self.entry.dimensions:
            if item.code not in choice and used[item.code].n_unique() > 1:
                raise QuestionRefused(
                    Reason.CHOICE_NEEDED, table=self.entry.table, dimension=item.code
                )
        return choice

    def shown(self, choice: Mapping[str, str]) -> pl.DataFrame:
        """Give the levels of region and the periods of which there are cells of this choice."""
        return self._used(choice).select("level", "period").unique()

    def _used(self, choice: Mapping[str, str]) -> pl.DataFrame:
        return self.outline.shown.filter(*(pl.col(name) == code for name, code in choice.items()))

    def settled(self, filters: Mapping[str, str]) -> dict[str, str]:
        """Give the code that is asked for per dimension, however its name is spelt."""
        named = ((self.entry.dimension(name).code, wanted) for name, wanted in filters.items())
        return {dimension: self.code(dimension, wanted) for dimension, wanted in named}

    def listed(self, dimension: str) -> pl.DataFrame:
        """Give code and title of all values: those with cells and those of the code list."""
        nothing = pl.DataFrame(schema={"code": pl.String(), "title": pl.String()})
        return self.outline.codes.get(dimension, nothing)

    def code(self, dimension: str, wanted: str) -> str:
        """Find a value by its code, or by its title when no code is written so."""
        listed = self.listed(dimension)
        if wanted in listed["code"]:
            return wanted
        titled = listed.filter(pl.col("title") == wanted)["code"].to_list()
        if len(titled) == 1:
            return str(titled[0])
        raise QuestionRefused(
            Reason.CODE_ABSENT, table=self.entry.table, dimension=dimension, value=wanted
        )


def opened(store: FigureStore, name: str, *, as_known_at: datetime | None = None) -> Table:
    """Open a stored table for questions, as it is or as it was after the imports up to a moment.

    Raises QuestionRefused when it was not stored then, or when what it held was not kept.
    """
    entry = store.entry(name)
    now, path, last = entry, store.cells(entry), None
    if as_known_at is not None:
        entry = _until(entry, as_known_at)
        last = entry.imports[-1].number
        _refuse_forgotten(now, last, superseded(path))
    names = tuple(dimension.code for dimension in entry.dimensions)
    files = _Files(path, store.codes(now), store.outline(now))
    outline = _outline(files, path.stat().st_mtime_ns, names, last)
    if outline.periods.is_empty():  # a table of another shape took its place
        raise QuestionRefused(Reason.HISTORY_NOT_KEPT, table=entry.table)
    return Table(entry, _cells_after(path, last), outline, known_to(store.root), as_known_at)


def superseded(cells: Path) -> Path:
    """Name the file beside the cells with the values that later imports replaced.

    It has the columns of the cells and `replaced_by`, the number of the import that replaced it.
    """
    return cells.with_suffix(".superseded.parquet")


def _until(entry: CatalogueEntry, moment: datetime) -> CatalogueEntry:
    """Give the entry with the imports up to the last that had been done at a moment."""
    done = [place for place, item in enumerate(entry.imports, start=1) if item.at <= moment]
    if not done:
        raise QuestionRefused(
            Reason.NOT_KNOWN_YET, table=entry.table, moment=f"{moment:%Y-%m-%d %H:%M}"
        )
    return replace(entry, imports=entry.imports[: done[-1]])


def _refuse_forgotten(entry: CatalogueEntry, last: int, kept: Path) -> None:
    if not kept.exists() and any(item.changed for item in entry.imports if item.number > last):
        raise QuestionRefused(Reason.HISTORY_NOT_KEPT, table=entry.table)


@dataclass(frozen=True, slots=True)
class _Files:
    """The files of a stored version that say what it lists."""

    cells: Path
    codes: Path
    outline: Path


@lru_cache(maxsize=_KEPT_VERSIONS)
def _outline(files: _Files, stamp: int, names: tuple[str, ...], last: int | None) -> Outline:
    """Read what a version lists; `stamp` tells a store that was rebuilt at the same place."""
    listed = pl.read_parquet(files.codes, glob=False)
    if last is None:
        shown = pl.read_parquet(files.outline, glob=False)
        regions = listed.filter(pl.col("dimension") == REGION, pl.col("cells") > 0)
    else:
        cells = _cells_after(files.cells, last)
        level = cells.region.left(_LEVEL)
        shown = cells.select("topic", *names, "period", level=level).distinct().to_polars()
        found = cells.select(code=cells.region).distinct().to_polars()
        regions = found.join(listed.filter(pl.col("dimension") == REGION), on="code", how="left")
        # What has cells now but had none then was not known then.
        is_later = (pl.col("dimension") == REGION) & ~pl.col("code").is_in(found["code"].implode())
        listed = listed.filter(~(is_later & (pl.col("cells") > 0)))
    found_periods = filter(None, map(parse_period, shown["period"].unique()))
    periods = [(period.code, period.start, period.kind.value) for period in found_periods]
    columns = listed.sort("code").partition_by("dimension", as_dict=True)
    return Outline(
        regions=regions.select("code", "title"),
        # A year comes before the quarters and months in it.
        periods=pl.DataFrame(periods, schema=_PERIODS, orient="row").sort("period_start", "period"),
        shown=shown,
        codes={str(key[0]): part.select("code", "title") for key, part in columns.items()},
    )


def _cells_after(path: Path, last: int | None) -> Any:
    """Give the cells as they were after an import; None is the last of all."""
    if last is None:
        return _read(path)
    cells = read_cells(path)
    known = cells.filter(cells.import_no <= last)
    if not superseded(path).exists():
        return known
    old = read_cells(superseded(path))
    then = old.filter((old.import_no <= last) & (old.replaced_by > last))
    return known.union(then.select(*cells.columns))


def read_cells(path: Path) -> Any:
    """Give a file of cells as an Ibis table, with figures as one type of number."""
    cells = _read(path)
    return cells.mutate(value=cells.value.cast("float64"))


def _read(path: Path) -> Any:
    return (_reader.get() or _read_by_duckdb)(path)


def ranges_of(regions: Sequence[str]) -> list[tuple[str, str]]:
    """Give the first and last region of each level and municipality."""
    places: dict[str, list[str]] = {}
    for region in regions:
        places.setdefault(region[:_PLACE], []).append(region)
    return [(min(found), max(found)) for found in places.values()]


@contextmanager
def asked_of(read: Callable[[Path], Any]) -> Iterator[None]:
    """Ask another engine than DuckDB, which reads a Parquet file as an Ibis table with `read`."""
    token = _reader.set(read)
    try:
        yield
    finally:
        _reader.reset(token)


def _read_by_duckdb(path: Path) -> Any:
    """Give a file as a table of this thread's connection, which learns its columns once."""
    connection = _duckdb()
    stamp = (path, path.stat().st_mtime_ns)
    if stamp not in _held.tables:
        if len(_held.tables) >= _KEPT_VERSIONS:
            _held.tables.clear()
        name = f"cells of {path}"
        _held.tables[stamp] = connection.read_parquet(literal_path(path), table_name=name)
    return _held.tables[stamp]


def _duckdb() -> Any:
    """Give this thread its connection; opening one takes longer than most questions."""
    if getattr(_held, "process", None) != os.getpid():
        import ibis  # a second of work, and not every process asks

        _held.connection = ibis.duckdb.connect(threads=2)
        _held.connection.raw_sql("SET parquet_metadata_cache = true")
        _held.tables = {}
        _held.process = os.getpid()
    return _held.connection
