"""Text that a spreadsheet would take for a formula, in the files that leave us."""

import polars as pl
import polars.selectors as columns

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def plain_text(text: str) -> str:
    """Give the text with an apostrophe before it where a spreadsheet would reckon with it."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def with_plain_text(frame: pl.DataFrame) -> pl.DataFrame:
    """Give the frame with the same done to all its text."""
    text = columns.string()
    starts = text.str.slice(0, 1).is_in(FORMULA_STARTS)
    return frame.with_columns(pl.when(starts).then("'" + text).otherwise(text).name.keep())
