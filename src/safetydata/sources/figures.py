"""Numbers as a source writes them, a column at a time."""

import polars as pl

from safetydata.coding import Doubtful
from safetydata.sources.draft import TEXT_MISSING

NUMBER = r"^-?\d+(\.\d+)?([eE][-+]?\d+)?$"
NUMBER_COMMA = r"^-?\d+([.,]\d+)?([eE][-+]?\d+)?$"
# "1.514" in a Dutch file: one thousand or one and a half?
AMBIGUOUS = r"^-?\d{1,3}(\.\d{3})+$"
# Beyond this a number is no longer exact, and no figure on safety.
LARGEST = 1e15


def numbers(column: pl.Series, *, decimal_comma: bool) -> pl.Series:
    """Give the numbers of a column, null where the source has none; Doubtful at any other text."""
    if column.dtype.is_integer():
        return column
    if not column.dtype.is_float():
        column = _read(column, decimal_comma=decimal_comma)
    if not (column.is_finite() & (column.abs() <= LARGEST)).all():
        raise Doubtful
    return column


def _read(column: pl.Series, *, decimal_comma: bool) -> pl.Series:
    if column.dtype == pl.Null:
        return column.cast(pl.Float64)
    if column.dtype != pl.String:
        raise Doubtful
    text = column.fill_null("").str.strip_chars()
    text = text.set(text.is_in(list(TEXT_MISSING)), None)
    readable = text.str.contains(NUMBER_COMMA if decimal_comma else NUMBER)
    if not readable.all():
        raise Doubtful
    if decimal_comma:
        if text.str.contains(AMBIGUOUS).any():
            raise Doubtful
        text = text.str.replace(",", ".", literal=True)
    return text.cast(pl.Float64)
