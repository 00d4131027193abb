"""The cells that a question is about: one topic, and one value for each dimension.

A stored version never changes, so what it lists (regions, periods, codes) is read once per
process and kept; the figures themselves are asked of DuckDB each time.
"""

import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import ibis
import polars as pl

from safetydata.catalogue import CatalogueEntry
from safetydata.errors import QuestionRefused, Reason
from safetydata.metadata import Topic
from safetydata.store import FigureStore
from safetydata.tables import CODES_SCHEMA, LABEL, literal_path

REGION = "region"
"""The name of the code list of regions, and of the column with a code or else a name."""

_KEPT_VERSIONS = 64
_held = threading.local()


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

    def choose(self, topic: Topic, filters: Mapping[str, str]) -> Any:
        """Give the cells of a topic with each dimension at the value asked for.

        Refuses when a dimension is left open that has several values: a series through
        different crimes is no series.
        """
        chosen = self.cells.filter(self.cells.topic == topic.code)
        used = self.outline.uses.filter(pl.col("topic") == topic.code)
        settled = set()
        for name, wanted in filters.items():
            dimension = self.entry.dimension(name).code
            code = self._code(dimension, wanted)
            chosen = chosen.filter(chosen[dimension] == code)
            used = used.filter(pl.col(dimension) == code)
            settled.add(dimension)
        for item in self.entry.dimensions:
            if item.code not in settled and used[item.code].n_unique() > 1:
                raise QuestionRefused(
                    Reason.CHOICE_NEEDED, table=self.entry.table, dimension=item.code
                )
        return chosen

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


def opened(store: FigureStore, name: str) -> Table:
    """Open a stored table for questions."""
    entry = store.entry(name)
    cells, codes = store.cells(entry), store.codes(entry)
    names = tuple(dimension.code for dimension in entry.dimensions)
    outline = _outline(cells, codes, cells.stat().st_mtime_ns, names)
    return Table(entry, _cells(cells), outline)


@lru_cache(maxsize=_KEPT_VERSIONS)
def _outline(path: Path, codes: Path, stamp: int, names: tuple[str, ...]) -> Outline:
    """Read what a version lists; `stamp` tells a store that was rebuilt at the same place."""
    cells = _cells(path)
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


def _cells(path: Path) -> Any:
    cells = _connection().read_parquet(literal_path(path), table_name=f"cells of {path}")
    return cells.mutate(region=ibis.coalesce(cells.region_code, cells.region_name))


def _connection() -> Any:
    """Give this thread its connection; opening one takes longer than most questions."""
    if getattr(_held, "process", None) != os.getpid():
        _held.connection = ibis.duckdb.connect(threads=2)
        _held.process = os.getpid()
    return _held.connection
