"""Answers to questions about stored figures, each with where it came from.

All questions are Ibis expressions on DuckDB over the Parquet files; what a caller passes is a
value in an expression and never becomes part of a query's text. An answer has one row per region
and period, with the columns of `ANSWER`; a figure that is not there has value null and a status
that says so, and is zero only where the source says that absence means zero.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

import polars as pl

from safetydata.errors import QuestionRefused, Reason
from safetydata.metadata import Topic
from safetydata.periods import Period, PeriodKind, parse_period
from safetydata.provenance import Answer, Cell, Provenance, provenance_of
from safetydata.reconstruction import predecessors, reconstruct
from safetydata.regions import breaks
from safetydata.revisions import revisions
from safetydata.selection import REGION, Table, opened
from safetydata.store import FigureStore
from safetydata.tables import CellStatus

__all__ = [
    "ANSWER",
    "Answer",
    "Cell",
    "Provenance",
    "by_region",
    "cell",
    "cells_of",
    "codes",
    "latest",
    "periods",
    "regions",
    "revisions",
    "series",
]

ANSWER = ("region", "region_name", "period", "period_start", "value", "status")
_NOTHING: Mapping[str, str] = {}
_PLACE, _LEVEL, _MOST_STRETCHES = 6, 2, 8
_SHOWN = {"level": pl.String(), "period": pl.String(), "is_shown": pl.Boolean()}


def series(
    store: FigureStore,
    table: str,
    *,
    topic: str,
    regions: Sequence[str],
    filters: Mapping[str, str] = _NOTHING,
    kind: PeriodKind | str = PeriodKind.YEAR,
    as_known_at: datetime | None = None,
    reconstructed: bool = False,
) -> Answer:
    """Give a topic through all periods of one kind, for each of the regions.

    Regions go by code, or by name in a table without codes. `filters` chooses a value per
    dimension, by code or title. `as_known_at` answers with the figures of that moment, before
    later revisions. The answer says where the series breaks; with `reconstructed`, years before a
    merger are summed from the areas that were merged, where all of each went into it.
    Raises QuestionRefused when the table knows no such thing.
    """
    open_table = opened(store, table, as_known_at=as_known_at)
    known = _known_regions(open_table, regions)
    span = _periods(open_table, PeriodKind(kind))
    answer = _answer(open_table, topic, filters, known, span)
    if not reconstructed:
        return answer
    merged = predecessors(answer, open_table.changes, set(open_table.listed(REGION)["code"]))
    before = _known_regions(open_table, sorted({code for item in merged for code in item.summed}))
    return reconstruct(answer, merged, _answer(open_table, topic, filters, before, span))


def latest(
    store: FigureStore,
    table: str,
    *,
    topic: str,
    regions: Sequence[str],
    filters: Mapping[str, str] = _NOTHING,
    kind: PeriodKind | str = PeriodKind.YEAR,
    as_known_at: datetime | None = None,
) -> Answer:
    """Give a topic in the last period in which any of the regions has a value."""
    open_table = opened(store, table, as_known_at=as_known_at)
    known = _known_regions(open_table, regions)
    span = _periods(open_table, PeriodKind(kind))
    whole = _answer(open_table, topic, filters, known, span).frame
    valued = whole.filter(pl.col("value").is_not_null())["period"]
    last = span.filter(pl.col("period").is_in(valued.implode())).tail(1)
    return _answer(open_table, topic, filters, known, last)


def by_region(
    store: FigureStore,
    table: str,
    *,
    topic: str,
    period: str,
    level: str = "",
    filters: Mapping[str, str] = _NOTHING,
    as_known_at: datetime | None = None,
) -> Answer:
    """Give a topic in one period for every region whose code opens with `level`.

    "BU0160" gives the buurten of Hardenberg, "GM" all municipalities, "" every region.
    """
    open_table = opened(store, table, as_known_at=as_known_at)
    listed = open_table.listed(REGION).filter(pl.col("code").str.starts_with(level))
    return _answer(open_table, topic, filters, listed, _one_period(open_table, period))


def cells_of(
    store: FigureStore,
    table: str,
    *,
    topic: str,
    regions: str = "",
    filters: Mapping[str, str] = _NOTHING,
    kind: PeriodKind | str = PeriodKind.YEAR,
    as_known_at: datetime | None = None,
) -> Answer:
    """Give a topic through all periods of one kind, for all regions whose code opens so.

    "BU0160" gives every buurt of Hardenberg in every period, in one question.
    """
    open_table = opened(store, table, as_known_at=as_known_at)
    listed = open_table.listed(REGION).filter(pl.col("code").str.starts_with(regions))
    return _answer(open_table, topic, filters, listed, _periods(open_table, PeriodKind(kind)))


def cell(
    store: FigureStore,
    table: str,
    *,
    topic: str,
    region: str,
    period: str,
    filters: Mapping[str, str] = _NOTHING,
    as_known_at: datetime | None = None,
) -> Cell:
    """Give one figure with the very file or address that it came from."""
    open_table = opened(store, table, as_known_at=as_known_at)
    known = _known_regions(open_table, [region])
    answer = _answer(open_table, topic, filters, known, _one_period(open_table, period))
    row = answer.frame.row(0, named=True)
    return Cell(
        value=row["value"],
        status=CellStatus(row["status"]),
        region=row["region"],
        region_name=row["region_name"] or row["region"],
        period=row["period"],
        unit=answer.unit,
        provenance=answer.provenance,
    )


def periods(store: FigureStore, table: str, kind: PeriodKind | str | None = None) -> list[Period]:
    """Give the periods of a table in order, all kinds or one."""
    open_table = opened(store, table)
    found = _periods(open_table, PeriodKind(kind) if kind else None)
    return [period for code in found["period"] if (period := parse_period(code))]


def regions(store: FigureStore, table: str, level: str = "") -> pl.DataFrame:
    """Give code and title of the regions whose code opens with `level`."""
    open_table = opened(store, table)
    return open_table.listed(REGION).filter(pl.col("code").str.starts_with(level))


def codes(store: FigureStore, table: str, dimension: str) -> pl.DataFrame:
    """Give code and title of the values of a dimension."""
    open_table = opened(store, table)
    return open_table.listed(open_table.entry.dimension(dimension).code)


def _answer(
    table: Table,
    topic_name: str,
    filters: Mapping[str, str],
    wanted: pl.DataFrame,
    span: pl.DataFrame,
) -> Answer:
    topic = table.entry.topic(topic_name)
    choice = table.choose(topic, filters)
    found = _found(table.cells, choice, wanted["code"], span["period"])
    grid = wanted.rename({"code": "region", "title": "region_name"}).join(span, how="cross")
    whole = grid.join(found, on=["region", "period"], how="left")
    whole = _with_absence(whole, _published(table, topic, choice))
    whole = whole.sort("region", "period_start")
    return Answer(
        frame=whole.select(ANSWER),
        provenance=provenance_of(
            table.entry,
            numbers=set(whole["import_no"].drop_nulls()),
            periods=span["period"],
            statuses=set(whole["status"]),
            as_known_at=table.as_known_at,
        ),
        unit=topic.unit,
        decimals=topic.decimals,
        breaks=breaks(
            table.entry.table,
            wanted["code"],
            filter(None, map(parse_period, span["period"])),
            division=table.entry.division,
            chosen=table.settled(filters),
            changes=table.changes,
        ),
    )


def _found(
    cells: Any, choice: Mapping[str, str], regions: pl.Series, periods: pl.Series
) -> pl.DataFrame:
    """Ask for cells; each step of an expression takes Ibis milliseconds, so there are two."""
    conditions = [cells[name] == code for name, code in choice.items()]
    conditions += [_around(cells.region, regions), _around(cells.period, periods)]
    value = cells.value.cast("float64")
    wanted = cells.filter(conditions).select("region", "period", "status", "import_no", value=value)
    found: pl.DataFrame = wanted.to_polars()
    return found


def _around(column: Any, wanted: pl.Series) -> Any:
    """Narrow a column to stretches in which all that is wanted lies.

    Cells lie sorted by region, and a list of a hundred codes takes Ibis longer to write down than
    DuckDB to answer. What lies between the codes asked for falls off where the answer is joined.
    """
    code = pl.col("code")
    for letters in (_PLACE, _LEVEL, 0):
        near = wanted.alias("code").to_frame().group_by(code.str.head(letters))
        stretches = near.agg(first=code.min(), last=code.max())
        if len(stretches) <= _MOST_STRETCHES:
            break
    rows = stretches.select("first", "last").iter_rows()
    return reduce(or_, (column.between(*ends) for ends in rows), column.isin(()))


def _published(table: Table, topic: Topic, choice: Mapping[str, str]) -> pl.DataFrame:
    """Give the levels of region and periods for which the source shows this choice at all.

    The police leave sexual offences out below the municipality, where every row is then absent
    although "absent is zero" holds for the topic. Only where others have a row is absence a zero.
    """
    if not (topic.default_zero and table.entry.is_complete):
        return pl.DataFrame(schema=_SHOWN)
    return table.shown(choice).with_columns(is_shown=pl.lit(value=True))


def _with_absence(whole: pl.DataFrame, published: pl.DataFrame) -> pl.DataFrame:
    """Say of each figure without a row whether it is zero or not known."""
    whole = whole.with_columns(level=pl.col("region").str.head(2)).join(
        published, on=["level", "period"], how="left"
    )
    is_absent = pl.col("status").is_null()
    is_zero = is_absent & pl.col("is_shown").fill_null(value=False)
    return whole.with_columns(
        value=pl.when(is_zero).then(pl.lit(0.0)).otherwise("value"),
        status=pl.when(is_zero)
        .then(pl.lit(CellStatus.ZERO_BY_ABSENCE.value))
        .when(is_absent)
        .then(pl.lit(CellStatus.ABSENT.value))
        .otherwise("status"),
    )


def _known_regions(table: Table, wanted: Sequence[str]) -> pl.DataFrame:
    found = table.listed(REGION).filter(pl.col("code").is_in(list(wanted)))
    known = set(found["code"])
    for region in wanted:
        if region not in known:
            raise QuestionRefused(
                Reason.CODE_ABSENT, table=table.entry.table, dimension="regio", value=region
            )
    return found


def _periods(table: Table, kind: PeriodKind | None) -> pl.DataFrame:
    found = table.outline.periods
    if kind is not None:
        found = found.filter(pl.col("period_kind") == kind.value)
    return found.select("period", "period_start")


def _one_period(table: Table, text: str) -> pl.DataFrame:
    asked = parse_period(text)
    known = _periods(table, None)
    found = known.filter(pl.col("period") == (asked.code if asked else ""))
    if found.is_empty():
        raise QuestionRefused(Reason.PERIOD_ABSENT, table=table.entry.table, value=text)
    return found
