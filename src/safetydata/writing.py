"""Writes Parquet files that are larger than memory, texts as dictionaries."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl
from polars.io.plugins import register_io_source


def written(column: str, texts: Sequence[str]) -> pl.Expr:
    """Give a column of numbers as the texts that they stand for, still kept as numbers."""
    few = len(texts) < 1 << 8
    physical = pl.UInt8 if few else pl.UInt16 if len(texts) < 1 << 16 else pl.UInt32
    return pl.col(column).cast(physical).cat.to(pl.Enum(texts))


def numbered(texts: Sequence[str]) -> tuple[list[str], npt.NDArray[np.uint32]]:
    """Give the distinct texts in order, and the number among them of each."""
    distinct = sorted(set(texts))
    places = {text: number for number, text in enumerate(distinct)}
    return distinct, np.array([places[text] for text in texts], np.uint32)


def write_frames(
    frames: Iterator[pl.DataFrame],
    columns: dict[str, pl.DataType],
    target: Path,
    *,
    row_group: int,
) -> None:
    """Write frames as one Parquet file, as they come."""

    def source(*_: object) -> Iterator[pl.DataFrame]:
        return frames

    rows = register_io_source(source, schema=columns)
    rows.sink_parquet(target, compression="lz4", row_group_size=row_group)
