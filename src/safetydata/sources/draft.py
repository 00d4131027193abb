"""What every source hands over: cells as text, before anything is checked or typed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import polars as pl

from safetydata.coding import Batch
from safetydata.metadata import Metadata

TEXT_MISSING = ("", ".")
"""How CBS writes a value that is not there."""


def _next_number(record: int) -> int:
    return record + 1


@dataclass(frozen=True, slots=True)
class Reading:
    """How a source was read: what its numbers look like, and how to point at a place in it.

    `row_of` turns the 0-based number of a record into the `unit` ("regel", "record") that a
    person finds it by. `complete` says that the source counted its records and all are here.
    """

    unit: str = "regel"
    row_of: Callable[[int], int] = _next_number
    decimal_comma: bool = False
    blank_is_impossible: bool = False
    records: int | None = None
    complete: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """Cells in long form, still text, with what the source says about them.

    `cells` has the columns record (0-based number in the source), column (name in the source),
    region, period, topic and text; optionally region_label and attribute; per dimension its name
    and optionally its name with `_label`. A draft with `batches` is of the quick way: these hold
    the cells, already typed, and `cells` is empty.
    """

    cells: pl.LazyFrame
    dimensions: tuple[str, ...]
    metadata: Metadata
    reading: Reading
    region_column: str = "regio"
    period_column: str = "periode"
    skipped: tuple[str, ...] = ()
    batches: Callable[[], Iterator[Batch]] | None = None
