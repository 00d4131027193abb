"""What was revised: which figure was published as what, and what replaced it."""

from collections.abc import Mapping, Sequence

import ibis
import polars as pl

from safetydata.catalogue import CatalogueEntry
from safetydata.selection import opened, read_cells, superseded
from safetydata.store import FigureStore
from safetydata.tables import CellStatus

_NOTHING: Mapping[str, str] = {}
_SAME = ("region", "period", "topic")


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
    Raises QuestionRefused when the table knows no such thing.
    """
    held = opened(store, table)
    dimensions = [dimension.code for dimension in held.entry.dimensions]
    path = superseded(store.cells(held.entry))
    if not path.exists():
        return _dated(pl.DataFrame(schema=_schema(dimensions)), held.entry)
    old = read_cells(path)
    if topic:
        old = old.filter(old.topic == held.entry.topic(topic).code)
    if regions:
        old = old.filter(old.region.isin(list(regions)))
    if period:
        old = old.filter(old.period == period)
    for name, code in held.settled(filters).items():
        old = old.filter(old[name] == code)
    found = _beside(old, read_cells(path), held.cells, dimensions).to_polars()
    return _dated(found.cast(_schema(dimensions)), held.entry)


def _beside(
    old: "ibis.Table", gone: "ibis.Table", cells: "ibis.Table", names: list[str]
) -> "ibis.Table":
    """Lay beside each old figure the one that replaced it, of which others may have come since."""
    keys = [*_SAME, *names]
    shown = [*keys, "value", "status", "import_no"]
    after = gone.select(*shown).union(cells.select(*shown))
    after = after.rename({f"new_{name}": name for name in shown})
    pairs = [old[name] == after[f"new_{name}"] for name in keys]
    joined = old.left_join(after, [*pairs, old.replaced_by == after.new_import_no])
    absent = ibis.literal(CellStatus.ABSENT.value)
    return joined.select(
        "region",
        "region_name",
        "period",
        "period_start",
        *names,
        "topic",
        old=joined.value,
        old_status=joined.status,
        new=joined.new_value,
        new_status=ibis.coalesce(joined.new_status, absent),
        old_import=joined.import_no,
        import_no=joined.replaced_by,
    )


def _schema(names: Sequence[str]) -> dict[str, pl.DataType]:
    return {
        "region": pl.String(),
        "region_name": pl.String(),
        "period": pl.String(),
        "period_start": pl.Date(),
        **{name: pl.String() for name in names},
        "topic": pl.String(),
        "old": pl.Float64(),
        "old_status": pl.String(),
        "new": pl.Float64(),
        "new_status": pl.String(),
        "old_import": pl.Int32(),
        "import_no": pl.Int32(),
    }


def _dated(found: pl.DataFrame, entry: CatalogueEntry) -> pl.DataFrame:
    """Say when, and from which file or address, the imports came."""
    moments = [(item.number, item.at, item.origin) for item in entry.imports]
    known = pl.DataFrame(
        moments,
        schema={
            "import_no": pl.Int32(),
            "at": pl.Datetime(time_zone="UTC"),
            "origin": pl.String(),
        },
        orient="row",
    )
    since = known.select(old_import="import_no", known_since="at")
    dated = found.join(known, on="import_no", how="left").join(since, on="old_import", how="left")
    return dated.drop("old_import").sort("import_no", "region", "period_start", "topic")
