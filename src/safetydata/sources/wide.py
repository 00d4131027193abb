"""From one column per topic to one row per cell: the shape of the open data of CBS."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from safetydata.coding import Batch
from safetydata.errors import ImportRefused, Reason
from safetydata.metadata import TEXT_TOPICS, Metadata, is_period, is_region
from safetydata.sources.draft import Draft, Reading
from safetydata.sources.figures import numbers
from safetydata.tables import LABEL, NATION_CODE, NATION_NAME, RESERVED

_TOPIC = re.compile(r"(?P<name>.+)_\d+")
_ROW_NUMBER = "ID"


@dataclass(frozen=True, slots=True)
class Plan:
    """Which column of the source plays which part."""

    region: str
    time: str
    dimensions: tuple[str, ...]
    labels: tuple[str, ...]
    topics: tuple[str, ...]
    skipped: tuple[str, ...]


def plan_columns(columns: Sequence[str], metadata: Metadata, *, unit: str = "regel") -> Plan:
    """Decide what each column is, by the source's own description or else by its name."""
    names = set(columns)
    labels = tuple(name for name in columns if name.removesuffix(LABEL) in names - {name})
    region = metadata.region or next(filter(is_region, columns), "")
    time = metadata.time or next(filter(is_period, columns), "")
    figures = tuple(name for name in columns if _is_topic(name, metadata))
    words = tuple(name for name in figures if _is_text(name, metadata))
    known = {region, time, _ROW_NUMBER, *labels, *figures}
    dimensions = tuple(name for name in columns if name not in known)
    _refuse_unusable(dimensions, unit)
    if len(words) == len(figures):
        raise ImportRefused(
            Reason.HEADER_MISSING, row=1, unit=unit, wanted="cijfers (zoals Aantal_1)"
        )
    return Plan(
        region=region if region in names else "",
        time=time if time in names else "",
        dimensions=dimensions,
        labels=labels,
        topics=tuple(name for name in figures if name not in words),
        skipped=words,
    )


def topics_in(columns: Sequence[str], metadata: Metadata) -> frozenset[str]:
    """Name the columns with figures."""
    figures = (name for name in columns if _is_topic(name, metadata))
    return frozenset(name for name in figures if not _is_text(name, metadata))


def keys_in(columns: Sequence[str], metadata: Metadata) -> frozenset[str]:
    """Name the columns that say what a record is about, with what that is called."""
    plan = plan_columns(columns, metadata)
    return frozenset((plan.region, plan.time, *plan.dimensions, *plan.labels)) - {""}


def draft_of(
    records: pl.LazyFrame,
    columns: Sequence[str],
    metadata: Metadata,
    reading: Reading,
) -> Draft:
    """Turn records with a column `record` and text in all others into cells."""
    plan = plan_columns(columns, metadata, unit=reading.unit)
    shared = _shared_columns(plan)
    cells = (
        records.select(*shared, *(pl.col(name) for name in plan.topics))
        .unpivot(
            plan.topics, index=list(shared_names(plan)), variable_name="topic", value_name="text"
        )
        .with_columns(column=pl.col("topic"))
    )
    return Draft(
        cells=cells,
        dimensions=plan.dimensions,
        metadata=metadata,
        region_column=plan.region,
        period_column=plan.time,
        reading=reading,
        skipped=plan.skipped,
    )


def quick_draft_of(
    frames: Callable[[], Iterable[pl.DataFrame]],
    columns: Sequence[str],
    metadata: Metadata,
    reading: Reading,
) -> Draft:
    """Say the same of records that come as typed frames, and hand these over as batches."""
    plan = plan_columns(columns, metadata, unit=reading.unit)
    shared = _shared_columns(plan)[1:]

    def batches() -> Iterator[Batch]:
        for frame in frames():
            keys = frame.select(shared)
            figures = (frame[name] for name in plan.topics)
            typed = [numbers(column, decimal_comma=reading.decimal_comma) for column in figures]
            yield Batch(keys.to_dict(), list(zip(plan.topics, typed, strict=True)))

    return Draft(
        cells=pl.LazyFrame(),
        dimensions=plan.dimensions,
        metadata=metadata,
        region_column=plan.region,
        period_column=plan.time,
        reading=reading,
        skipped=plan.skipped,
        batches=batches,
    )


def shared_names(plan: Plan) -> tuple[str, ...]:
    """Name the columns that every cell of a record shares."""
    names = ["record", "region", "period", *plan.dimensions]
    names += [_label_name(name, plan) for name in plan.labels if _label_name(name, plan)]
    if not plan.region:
        names.append("region_label")
    return tuple(names)


def _shared_columns(plan: Plan) -> list[pl.Expr]:
    columns = [pl.col("record")]
    if plan.region:
        columns.append(pl.col(plan.region).alias("region"))
    else:  # A table without regions is about the whole country.
        columns += [
            pl.lit(NATION_CODE).alias("region"),
            pl.lit(NATION_NAME).alias("region_label"),
        ]
    time = pl.col(plan.time) if plan.time else pl.lit(None, dtype=pl.String)
    columns.append(time.alias("period"))
    columns += [pl.col(name) for name in plan.dimensions]
    columns += [
        pl.col(name).alias(_label_name(name, plan))
        for name in plan.labels
        if _label_name(name, plan)
    ]
    return columns


def _label_name(label: str, plan: Plan) -> str:
    """Give a label column its stored name; empty for labels that are not kept."""
    owner = label.removesuffix(LABEL)
    if owner == plan.region:
        return "region_label"
    return label if owner in plan.dimensions else ""


def _is_topic(name: str, metadata: Metadata) -> bool:
    return name in metadata.topics if metadata.topics else bool(_TOPIC.fullmatch(name))


def _is_text(name: str, metadata: Metadata) -> bool:
    match = _TOPIC.fullmatch(name)
    return name in metadata.text_topics or (match is not None and match["name"] in TEXT_TOPICS)


def _refuse_unusable(dimensions: Sequence[str], unit: str) -> None:
    for name in dimensions:
        if name.casefold() in RESERVED or not name.strip():
            raise ImportRefused(Reason.COLUMN_RESERVED, row=1, column=name, unit=unit)
