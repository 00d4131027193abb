"""The cells that a question is about: one topic, and one value for each dimension.

A stored version never changes, so what it lists (regions, periods, codes) is read once per
process and kept; the figures themselves are asked of DuckDB each time.
"""

import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import ibis
import polars as pl

from safetydata.catalogue import CatalogueEntry
from safetydata.errors import QuestionRefused, Reason
from safetydata.metadata import Topic
from safetydata.regions import Changes, known_to
from safetydata.store import FigureStore
from safetydata.tables import CODES_SCHEMA, LABEL, literal_path

REGION = "region"
"""The name of the code list of regions, and of the column with a code or else a name."""

_KEPT_VERSIONS = 64
_held = threading.local()
_engine: ContextVar[Any] = ContextVar("engine", default=None)


@dataclass(frozen=True, slots=True)
class Outline:
    """What a stored version lists: its regions, its periods, and the values in use per topic."""

    regions: pl.DataFrame
    periods: pl.DataFrame
    uses: pl.DataFrame
    codes: pl.DataFrame


@dataclass(frozen=True)
class Table:
    """A stored table opened for questions; `cells` is an Ibis table."""

    entry: CatalogueEntry
    cells: Any
    outline: Outline
    changes: Changes
    as_known_at: datetime | None = None

    def choose(self, topic: Topic, filters: Mapping[str, str]) -> Any:
        """Give the cells of a topic with each dimension at the value asked for.

        Refuses when a dimension is left open that has several values: a series through
        different crimes is no series.
        """
        chosen = self.cells.filter(self.cells.topic == topic.code)
        used = self.outline.uses.filter(pl.col("topic") == topic.code)
        settled = self.settled(filters)
        for dimension, code in settled.items():
            chosen = chosen.filter(chosen[dimension] == code)
            used = used.filter(pl.col(dimension) == code)
        for item in self.entry.dimensions:
            if item.code not in settled and used[item.code].n_unique() > 1:
                raise QuestionRefused(
                    Reason.CHOICE_NEEDED, table=self.entry.table, dimension=item.code
                )
        return chosen

    def settled(self, filters: Mapping[str, str]) -> dict[str, str]:
        """Give the code that is asked for per dimension, however its name is spelt."""
        named = ((self.entry.dimension(name).code, wanted) for name, wanted in filters.items())
        return {dimension: self._code(dimension, wanted) for dimension, wanted in named}

    def listed(self, dimension: str) -> pl.DataFrame:
        """Give code and title of all values: those with cells and those of the code list."""
        if dimension == REGION:
            found = self.outline.regions
        else:
            title = pl.col(dimension + LABEL).alias("title")
            found = self.outline.uses.select(pl.col(dimension).alias("code"), title)
        known = self.outline.codes.filter(pl.col("dimension") == dimension).select("code", "title")
        # A title comes before none, and the code list before what stands beside a cell.
        listed = pl.concat([known, found.drop_nulls("title"), found])
        return listed.unique("code", keep="first", maintain_order=True).sort("code")

    def _code(self, dimension: str, wanted: str) -> str:
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
    path, codes, last = store.cells(entry), store.codes(entry), None
    if as_known_at is not None:
        entry = _until(entry, as_known_at)
        last = entry.imports[-1].number
        _refuse_forgotten(store.entry(name), last, superseded(path))
    names = tuple(dimension.code for dimension in entry.dimensions)
    outline = _outline(path, codes, path.stat().st_mtime_ns, names, last)
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


@lru_cache(maxsize=_KEPT_VERSIONS)
def _outline(
    path: Path, codes: Path, stamp: int, names: tuple[str, ...], last: int | None
) -> Outline:
    """Read what a version lists; `stamp` tells a store that was rebuilt at the same place."""
    cells = _cells_after(path, last)
    regions = cells.group_by(code=cells.region).aggregate(title=cells.region_name.max())
    periods = cells.select("period", "period_start", "period_kind").distinct()
    uses = cells.select("topic", *names, *(name + LABEL for name in names)).distinct()
    known = pl.read_parquet(codes, glob=False) if codes.exists() else pl.DataFrame()
    return Outline(
        regions=regions.to_polars(),
        # A year comes before the quarters and months in it.
        periods=periods.to_polars().sort("period_start", "period"),
        uses=uses.to_polars(),
        codes=pl.DataFrame(known.rows(), schema=CODES_SCHEMA, orient="row"),
    )


def _cells_after(path: Path, last: int | None) -> Any:
    """Give the cells as they were after an import; None is the last of all."""
    cells = read_cells(path)
    if last is None:
        return cells
    known = cells.filter(cells.import_no <= last)
    if not superseded(path).exists():
        return known
    old = read_cells(superseded(path))
    then = old.filter((old.import_no <= last) & (old.replaced_by > last))
    return known.union(then.select(*cells.columns))


def read_cells(path: Path) -> Any:
    """Give a file of cells as an Ibis table, with the code or else the name of each region."""
    engine = _engine.get() or _duckdb()
    cells = engine.read_parquet(literal_path(path), table_name=f"cells of {path}")
    return cells.mutate(region=ibis.coalesce(cells.region_code, cells.region_name))


@contextmanager
def asked_of(engine: Any) -> Iterator[None]:
    """Ask another Ibis engine than DuckDB, for as long as the block lasts."""
    token = _engine.set(engine)
    try:
        yield
    finally:
        _engine.reset(token)


def _duckdb() -> Any:
    """Give this thread its connection; opening one takes longer than most questions."""
    if getattr(_held, "process", None) != os.getpid():
        _held.connection = ibis.duckdb.connect(threads=2)
        _held.process = os.getpid()
    return _held.connection
