"""A store of its own for each test, and the hand that writes files and takes them in."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import polars as pl
import pytest

from safetydata.importer import ImportResult, Stated, import_figures
from safetydata.stated import NOTHING_STATED
from safetydata.store import FigureStore
from safetydata.tables import REGION, schema
from tests.safetydata.moments import MONDAY


@pytest.fixture
def store(tmp_path: Path) -> FigureStore:
    return FigureStore(tmp_path / "figures")


def stored_cells(store: FigureStore, table: str = "47018NED") -> pl.DataFrame:
    """Give the stored cells as texts and numbers, with the names of regions and codes beside."""
    entry = store.entry(table)
    names = [dimension.code for dimension in entry.dimensions]
    cells = pl.read_parquet(store.cells(entry), glob=False).cast(schema(names))  # type: ignore[arg-type]
    codes = pl.read_parquet(store.codes(entry), glob=False)
    for name in (REGION, *names):
        titles = codes.filter(pl.col("dimension") == name)
        label = "region_name" if name == REGION else f"{name}_label"
        beside = titles.select(pl.col("code").alias(name), pl.col("title").alias(label))
        cells = cells.join(beside, on=name, how="left", maintain_order="left")
    return cells


class Taker(Protocol):
    """Writes text to a file and takes it in."""

    def __call__(
        self,
        content: str | bytes,
        name: str = "47018NED.csv",
        table: str | None = None,
        stated: Stated = ...,
        replacing: bool = False,
    ) -> ImportResult: ...


@pytest.fixture
def take(store: FigureStore, tmp_path: Path) -> Taker:
    def take_in(
        content: str | bytes,
        name: str = "47018NED.csv",
        table: str | None = None,
        stated: Stated = NOTHING_STATED,
        replacing: bool = False,
    ) -> ImportResult:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return import_figures(
            path, store=store, at=MONDAY, table=table, stated=stated, replacing=replacing
        )

    return take_in


@pytest.fixture
def files_of(store: FigureStore) -> Callable[[], dict[str, bytes]]:
    """Give every stored file with its bytes, to compare before and after."""

    def files() -> dict[str, bytes]:
        return {
            str(path.relative_to(store.root)): path.read_bytes()
            for path in sorted(store.root.rglob("*"))
            if path.is_file()
        }

    return files
