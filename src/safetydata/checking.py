"""Says of the cells taken from a source what is wrong with the first that cannot be stored."""

from pathlib import Path

import polars as pl

from safetydata.errors import ImportRefused, Reason
from safetydata.sources.draft import Draft

REGION_KEY = pl.coalesce("region_code", "region_name").alias("region_key")


def check_cells(path: Path, draft: Draft) -> int:
    """Return how many cells there are; raise ImportRefused for the first bad one."""
    cells = pl.scan_parquet(path, glob=False)
    count = int(cells.select(pl.len()).collect().item())
    if not count:
        raise ImportRefused(Reason.NO_ROWS)
    wrong = cells.filter(pl.col("fault").is_not_null()).sort("record").head(1).collect()
    if not wrong.is_empty():
        raise _refusal(wrong.row(0, named=True), draft)
    return count


def refuse_clash(path: Path, draft: Draft) -> None:
    """Refuse a cell that is there twice, with two values; name the later of the two."""
    keys = ["region_key", "period", *draft.dimensions, "topic"]
    keyed = pl.scan_parquet(path, glob=False).with_columns(REGION_KEY)
    count, different = (
        keyed.select(pl.len(), pl.struct(keys).hash().n_unique().alias("different"))
        .collect(engine="streaming")
        .row(0)
    )
    if count == different:
        return
    doubles = keyed.filter(pl.len().over(keys) > 1).collect()
    clash = (
        doubles.filter(pl.struct("value", "status").n_unique().over(keys) > 1)
        .sort([*keys, "record"])
        .with_columns(first=pl.col("text").first().over(keys))
        .filter(pl.int_range(pl.len()).over(keys) == 1)
        .sort("record")
        .head(1)
    )
    if not clash.is_empty():
        cell = clash.row(0, named=True)
        raise ImportRefused(
            Reason.DUPLICATE_ROW,
            row=draft.reading.row_of(cell["record"]),
            column=cell["column"],
            unit=draft.reading.unit,
            first=cell["first"] or "leeg",
            second=cell["text"] or "leeg",
        )


def _refusal(cell: dict[str, object], draft: Draft) -> ImportRefused:
    reason = Reason(str(cell["fault"]))
    column, value = str(cell["column"]), str(cell["text"] or "")
    if reason is Reason.PERIOD_UNKNOWN:
        column, value = draft.period_column, str(cell["period_text"] or "")
    if reason is Reason.KEY_MISSING:
        keys = {draft.region_column: cell["region"], **{n: cell[n] for n in draft.dimensions}}
        column = next((name for name, found in keys.items() if not found), "topic")
    return ImportRefused(
        reason,
        row=draft.reading.row_of(int(str(cell["record"]))),
        column=column,
        unit=draft.reading.unit,
        value=value,
    )
