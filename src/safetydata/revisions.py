"""What was revised: which figure was published as what, and what replaced it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from safetydata.catalogue import CatalogueEntry
from safetydata.periods import parse_period
from safetydata.selection import REGION, opened, read_cells, superseded
from safetydata.store import FigureStore
from safetydata.tables import CellStatus

_NOTHING: Mapping[str, str] = {}
_SAME = (REGION, "period", "topic")


def revisions(
    store: FigureStore,
    table: str,
    *,
    topic: str = "",
    regions: Sequence[str] = (),
    period: str = "",
    filters: Mapping[str, str] = _NOTHING,
) -> pl.DataFrame:
    """Give each figure that was replaced, in the order of the imports that did it.

    Columns: region, region_name, period, period_start, a column per dimension, topic, `old` and
    `old_status`, `new` and `new_status`, `import_no` that brought the new one, `at` and `origin`
    of that import, and `known_since`, when the old one had been taken in. A figure that the new
    edition leaves out has new null and status absent. What is left open is not a choice but all.
    Raises QuestionRefused when the table knows no such topic, dimension or value.
    """
    held = opened(store, table)
    names = [dimension.code for dimension in held.entry.dimensions]
    path = superseded(store.cells(held.entry))
    if path.exists():
        old = read_cells(path)
        for column, value in held.settled(filters).items():
            old = old.filter(old[column] == value)
        if topic:
            old = old.filter(old.topic == held.entry.topic(topic).code)
        if regions:
            old = old.filter(old.region.isin(list(regions)))
        if period:
            asked = parse_period(period)
            old = old.filter(old.period == (asked.code if asked else period))
        present = read_cells(store.cells(held.entry))
        found = _beside(old, read_cells(path), present, names).to_polars()
    else:
        found = pl.DataFrame(schema=_schema(names))
    titles = held.listed(REGION).select(pl.col("code").alias(REGION), region_name="title")
    named = found.cast(_schema(names)).join(titles, on=REGION, how="left")
    return _dated(named, held.entry).select(
        REGION, "region_name", "period", "period_start", *names, "topic", *_TOLD
    )


_TOLD = ("old", "old_status", "new", "new_status", "import_no", "at", "origin", "known_since")


def _beside(old: Any, gone: Any, cells: Any, names: Sequence[str]) -> Any:
    """Lay beside each old figure the one that replaced it, of which others may have come since."""
    import ibis

    keys = [*_SAME, *names]
    shown = [*keys, "value", "status", "import_no"]
    after = gone.select(*shown).union(cells.select(*shown))
    after = after.rename({f"new_{name}": name for name in shown})
    pairs = [old[name] == after[f"new_{name}"] for name in keys]
    joined = old.left_join(after, [*pairs, old.replaced_by == after.new_import_no])
    return joined.select(
        *keys,
        old=joined.value,
        old_status=joined.status,
        new=joined.new_value,
        new_status=ibis.coalesce(joined.new_status, ibis.literal(CellStatus.ABSENT.value)),
        old_import=joined.import_no,
        import_no=joined.replaced_by,
    )


def _schema(names: Sequence[str]) -> dict[str, pl.DataType]:
    return {
        **dict.fromkeys((*_SAME, *names), pl.String()),
        "old": pl.Float64(),
        "old_status": pl.String(),
        "new": pl.Float64(),
        "new_status": pl.String(),
        "old_import": pl.Int32(),
        "import_no": pl.Int32(),
    }


def _dated(found: pl.DataFrame, entry: CatalogueEntry) -> pl.DataFrame:
    """Say when each period starts, and when and from which file or address the imports came."""
    moments = {
        "import_no": pl.Series([item.number for item in entry.imports], dtype=pl.Int32),
        "at": pl.Series([item.at for item in entry.imports], dtype=pl.Datetime(time_zone="UTC")),
        "origin": [item.origin for item in entry.imports],
    }
    known = pl.DataFrame(moments)
    since = known.select(old_import="import_no", known_since="at")
    starts = found["period"].map_elements(_start, return_dtype=pl.Date)
    dated = found.with_columns(period_start=starts)
    dated = dated.join(known, on="import_no", how="left").join(since, on="old_import", how="left")
    return dated.sort("import_no", REGION, "period_start", "topic")


def _start(code: str) -> date | None:
    period = parse_period(code)
    return period.start if period else None
