"""Observations of OData v4: already one row per cell, with the topic in the column `Measure`."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

import polars as pl

from safetydata.coding import Batch
from safetydata.errors import ImportRefused, Reason
from safetydata.metadata import Metadata, is_period, is_region
from safetydata.sources.draft import Draft, Reading
from safetydata.sources.figures import numbers
from safetydata.tables import NATION_CODE, NATION_NAME, RESERVED

IMPOSSIBLE = "Impossible"
"""The source's own word for a figure that cannot exist."""

_OWN = ("Id", "Measure", "ValueAttribute", "Value", "StringValue")


def is_observations(columns: Sequence[str]) -> bool:
    """Whether these are the columns of v4 observations."""
    return {"Measure", "Value"} <= set(columns)


def draft_of(
    records: pl.LazyFrame,
    columns: Sequence[str],
    metadata: Metadata,
    reading: Reading,
) -> Draft:
    """Name the parts of each observation; text observations are left out."""
    draft, parts = _described(columns, metadata, reading)
    cells = records.select("record", pl.lit("Value").alias("column"), *parts)
    return replace(draft, cells=cells.filter(_is_figure(metadata)))


def quick_draft_of(
    frames: Callable[[], Iterable[pl.DataFrame]],
    columns: Sequence[str],
    metadata: Metadata,
    reading: Reading,
) -> Draft:
    """Say the same of records that come as typed frames, and hand these over as batches."""
    draft, parts = _described(columns, metadata, reading)

    def batches() -> Iterator[Batch]:
        for frame in frames():
            cells = frame.select(*parts).filter(_is_figure(metadata))
            figures = numbers(cells["text"], decimal_comma=reading.decimal_comma)
            impossible = (cells["attribute"] == IMPOSSIBLE).fill_null(value=False)
            yield Batch(cells.to_dict(), [(cells["topic"], figures)], impossible=impossible)

    return replace(draft, batches=batches)


def _described(
    columns: Sequence[str], metadata: Metadata, reading: Reading
) -> tuple[Draft, list[pl.Expr]]:
    """Give what is known before the cells are read, and the parts of a cell."""
    region = metadata.region or next(filter(is_region, columns), "")
    time = metadata.time or next(filter(is_period, columns), "")
    dimensions = tuple(name for name in columns if name not in {region, time, "record", *_OWN})
    for name in dimensions:
        if name.casefold() in RESERVED or not name.strip():
            raise ImportRefused(Reason.COLUMN_RESERVED, row=1, column=name, unit=reading.unit)
    parts = [
        pl.col(region).alias("region") if region else pl.lit(NATION_CODE).alias("region"),
        *([] if region else [pl.lit(NATION_NAME).alias("region_label")]),
        pl.col(time).alias("period") if time else pl.lit(None, dtype=pl.String).alias("period"),
        *map(pl.col, dimensions),
        pl.col("Measure").str.strip_chars().alias("topic"),
        pl.col("Value").alias("text"),
        _attribute(columns),
    ]
    draft = Draft(
        cells=pl.LazyFrame(),
        dimensions=dimensions,
        metadata=metadata,
        region_column=region,
        period_column=time,
        reading=reading,
        skipped=tuple(metadata.text_topics),
    )
    return draft, parts


def _is_figure(metadata: Metadata) -> pl.Expr:
    return ~pl.col("topic").is_in(list(metadata.text_topics))


def _attribute(columns: Sequence[str]) -> pl.Expr:
    """Give the source's own word for why a value is absent ("Impossible", "Missing")."""
    if "ValueAttribute" in columns:
        return pl.col("ValueAttribute").alias("attribute")
    return pl.lit(None, dtype=pl.String).alias("attribute")
