"""The one shape in which every table is stored: a row per cell, as few columns as say it all.

    region       text     CBS code without padding (GM0160, WK016001, BU01600101), or the name as
                          the source writes it where it gives no code
    <Dimension>  text     one per dimension, such as SoortMisdrijf: code without padding, or the
                          label itself where the source gives no code
    topic        text     what is counted, by the source's own column name
    period       text     CBS code of the period, 2023JJ00; says start and kind, see `periods`
    value        number   null is "not known", never zero; whole where all values are
    status       text     see `CellStatus`
    import_no    integer  which import of this table brought the cell, see the catalogue

The key is region, dimensions, topic and period, each cell is there once, and rows are sorted by
region, topic, dimensions and period, so that a question reads little of the file. Texts are kept
as numbers with a list beside them (Parquet dictionaries). Names are not in the cells but in the
code lists, see `CODES_SCHEMA`.

A row that is absent stays absent: where the source says that an absent row means zero,
`Topic.default_zero` is set and the queries say so.
"""

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path

import polars as pl

LABEL = "_label"
REGION = "region"
"""The column of the region, and the name under which the code list of regions is kept."""

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


CELL = {
    "topic": pl.String(),
    "period": pl.String(),
    "value": pl.Float64(),
    "status": pl.String(),
    "import_no": pl.Int32(),
}
# The last three are names of the first stored shape, and of what a source may not overrule.
RESERVED = frozenset(CELL) | {REGION, "region_code", "region_name", "period_start", "period_kind"}


def schema(dimensions: Iterable[str]) -> dict[str, pl.DataType]:
    """Give the columns of a stored table, in order; texts are stored as dictionaries."""
    return {REGION: pl.String(), **dict.fromkeys(dimensions, pl.String()), **CELL}


def key(dimensions: Sequence[str]) -> tuple[str, ...]:
    """Give the columns that tell one cell from another."""
    return (REGION, *dimensions, "topic", "period")


def literal_path(path: Path) -> str:
    """Give a path as DuckDB takes it without reading `*`, `?` and `[` in it as a pattern."""
    return re.sub(r"([*?\[])", r"[\1]", str(path))


CODES_SCHEMA = {
    "dimension": pl.String(),
    "code": pl.String(),
    "title": pl.String(),
    "description": pl.String(),
    "cells": pl.Int64(),
}
"""The code lists of a table, beside it in a file of their own: what the source lists and what has
cells; `cells` says how many."""


def outline_schema(dimensions: Iterable[str]) -> dict[str, pl.DataType]:
    """Give the columns of the outline of a table, beside it in a file of its own.

    It has a row for each level of region (the first two letters of its code), topic, dimensions
    and period of which there are cells, and says how many.
    """
    names = ("level", *dimensions, "topic", "period")
    return {**dict.fromkeys(names, pl.String()), "cells": pl.Int64()}
