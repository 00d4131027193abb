"""Writes Parquet files that are larger than memory, texts as dictionaries."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl
from polars.io.plugins import register_io_source


def enumerated(numbers: npt.NDArray[np.generic], texts: list[str]) -> pl.Series:
    """Give the texts that numbers stand for, kept as numbers."""
    small = len(texts) < 1 << 8
    physical = pl.UInt8 if small else pl.UInt16 if len(texts) < 1 << 16 else pl.UInt32
    return pl.Series(numbers).cast(physical).cat.to(pl.Enum(texts))


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
