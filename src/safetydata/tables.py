"""The one shape in which every table is stored: a row per cell.

    region_code    text or null   CBS code without padding (GM0160, WK016001, BU01600101);
                                  null when the source gives a name only
    region_name    text or null   name as the source writes it
    period         text           CBS code of the period, 2023JJ00
    period_start   date           first day of the period
    period_kind    text           year, half_year, quarter or month
    <Dimension>    text           one per dimension, such as SoortMisdrijf: code without padding,
                                  or the label itself where the source gives no code
    <Dimension>_label  text       what the code means
    topic          text           what is counted, by the source's own column name
    value          number or null null is "not known", never zero
    status         text           see `CellStatus`
    import_no      integer        which import of this table brought the cell, see the catalogue

The key is region (code, else name), period, dimensions and topic. A row that is absent stays
absent: where the source says that an absent row means zero, `Topic.default_zero` is set and the
queries say so.
"""

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path

import polars as pl

LABEL = "_label"
NATION_CODE, NATION_NAME = "NL00", "Nederland"
# Two letters and the digits of a municipality or larger area; Amsterdam has letters after those.
REGION_CODE_PATTERN = r"^[A-Z]{2}\d[0-9A-Z]{1,7}$"


class CellStatus(StrEnum):
    """What is known about a cell beside its value."""

    FINAL = "final"
    PROVISIONAL = "provisional"
    UNSTATED = "unstated"
    MISSING = "missing"
    """No value: unknown, unreliable or confidential."""
    IMPOSSIBLE = "impossible"
    """No value: the figure cannot exist."""
    ZERO_BY_ABSENCE = "zero_by_absence"
    """Only in answers: there is no row, and the source says that this means zero."""
    ABSENT = "absent"
    """Only in answers: there is no row, and nothing says what that means."""


REGION = {"region_code": pl.String(), "region_name": pl.String()}
PERIOD = {"period": pl.String(), "period_start": pl.Date(), "period_kind": pl.String()}
CELL = {
    "topic": pl.String(),
    "value": pl.Float64(),
    "status": pl.String(),
    "import_no": pl.Int32(),
}
RESERVED = frozenset(REGION | PERIOD | CELL)


def schema(dimensions: Iterable[str]) -> dict[str, pl.DataType]:
    """Give the columns of a stored table, in order."""
    extra: dict[str, pl.DataType] = {}
    for dimension in dimensions:
        extra |= {dimension: pl.String(), dimension + LABEL: pl.String()}
    return {**REGION, **PERIOD, **extra, **CELL}


def literal_path(path: Path) -> str:
    """Give a path as DuckDB takes it without reading `*`, `?` and `[` in it as a pattern."""
    return re.sub(r"([*?\[])", r"[\1]", str(path))


def key(dimensions: Sequence[str]) -> tuple[str, ...]:
    """Give the columns that tell one cell from another, apart from the region."""
    return ("period", *dimensions, "topic")


CODES_SCHEMA = {
    "dimension": pl.String(),
    "code": pl.String(),
    "title": pl.String(),
    "description": pl.String(),
}
"""The code lists that came with a table, beside it in a file of their own."""
