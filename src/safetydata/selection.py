"""The cells that a question is about: one topic, and one value for each dimension."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import ibis
import polars as pl

from safetydata.catalogue import CatalogueEntry
from safetydata.errors import QuestionRefused, Reason
from safetydata.metadata import Topic
from safetydata.store import FigureStore
from safetydata.tables import LABEL, literal_path

REGION = "region"
"""The name of the code list of regions, and of the column with a code or else a name."""


@dataclass(frozen=True)
class Table:
    """A stored table opened for questions; `cells` and `codes` are Ibis tables."""

    entry: CatalogueEntry
    cells: Any
    codes: Any | None

    def choose(self, topic: Topic, filters: Mapping[str, str]) -> Any:
        """Give the cells of a topic with each dimension at the value asked for.

        Refuses when a dimension is left open that has several values: a series through
        different crimes is no series.
        """
        chosen = self.cells.filter(self.cells.topic == topic.code)
        settled = {}
        for name, wanted in filters.items():
            dimension = self.entry.dimension(name).code
            settled[dimension] = self._code(dimension, wanted)
            chosen = chosen.filter(chosen[dimension] == settled[dimension])
        loose = [item.code for item in self.entry.dimensions if item.code not in settled]
        if loose:
            values = chosen.aggregate(**{name: chosen[name].nunique() for name in loose})
            for name, number in values.to_polars().row(0, named=True).items():
                if number > 1:
                    raise QuestionRefused(
                        Reason.CHOICE_NEEDED, table=self.entry.table, dimension=name
                    )
        return chosen

    def listed(self, dimension: str) -> pl.DataFrame:
        """Give code and title of all values: those with cells and those of the code list."""
        if dimension == REGION:
            code, title = self.cells[REGION], self.cells.region_name
        else:
            code, title = self.cells[dimension], self.cells[dimension + LABEL]
        found = (
            self.cells.select(code=code, title=title)
            .group_by("code")
            .aggregate(title=ibis._.title.max())
            .to_polars()
        )
        if self.codes is not None:
            known = self.codes.filter(self.codes.dimension == dimension).select("code", "title")
            found = pl.concat([known.to_polars(), found])
        listed: pl.DataFrame = found.unique("code", keep="first").sort("code")
        return listed

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


@contextmanager
def opened(store: FigureStore, name: str) -> Iterator[Table]:
    """Open a stored table for questions."""
    entry = store.entry(name)
    connection = ibis.duckdb.connect(threads=2)
    try:
        cells = connection.read_parquet(literal_path(store.cells(entry)))
        cells = cells.mutate(region=ibis.coalesce(cells.region_code, cells.region_name))
        codes = None
        if store.codes(entry).exists():
            codes = connection.read_parquet(literal_path(store.codes(entry)))
        yield Table(entry, cells, codes)
    finally:
        connection.disconnect()
