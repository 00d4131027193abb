"""Observations of OData v4: already one row per cell, with the topic in the column `Measure`."""

from collections.abc import Sequence

import polars as pl

from safetydata.errors import ImportRefused, Reason
from safetydata.metadata import Metadata, is_period, is_region
from safetydata.sources.draft import Draft, Reading
from safetydata.tables import NATION_CODE, NATION_NAME, RESERVED

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
    region = metadata.region or next(filter(is_region, columns), "")
    time = metadata.time or next(filter(is_period, columns), "")
    dimensions = tuple(name for name in columns if name not in {region, time, "record", *_OWN})
    for name in dimensions:
        if name.casefold() in RESERVED or not name.strip():
            raise ImportRefused(Reason.COLUMN_RESERVED, row=1, column=name, unit=reading.unit)
    cells = records.select(
        "record",
        pl.lit("Value").alias("column"),
        pl.col(region).alias("region") if region else pl.lit(NATION_CODE).alias("region"),
        *([] if region else [pl.lit(NATION_NAME).alias("region_label")]),
        pl.col(time).alias("period") if time else pl.lit(None, dtype=pl.String).alias("period"),
        *dimensions,
        pl.col("Measure").str.strip_chars().alias("topic"),
        pl.col("Value").alias("text"),
        _attribute(columns),
    ).filter(~pl.col("topic").is_in(list(metadata.text_topics)))
    return Draft(
        cells=cells,
        dimensions=dimensions,
        metadata=metadata,
        region_column=region,
        period_column=time,
        reading=reading,
        skipped=tuple(metadata.text_topics),
    )


def _attribute(columns: Sequence[str]) -> pl.Expr:
    """Give the source's own word for why a value is absent ("Impossible", "Missing")."""
    if "ValueAttribute" in columns:
        return pl.col("ValueAttribute").alias("attribute")
    return pl.lit(None, dtype=pl.String).alias("attribute")
