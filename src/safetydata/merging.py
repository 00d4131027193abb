"""Joins new cells to stored ones: a new cell replaces the stored cell with the same key."""

from dataclasses import dataclass
from functools import reduce
from operator import and_
from pathlib import Path
from typing import Any

import ibis

from safetydata.tables import LABEL, key, literal_path, schema

_MEMORY = "512MB"


@dataclass(frozen=True, slots=True)
class Merge:
    """How the new cells relate to the stored ones.

    `relabelled` counts, among the unchanged, those of which a region or code has another name.
    """

    added: int
    changed: int
    unchanged: int
    kept: int
    relabelled: int = 0

    @property
    def rows(self) -> int:
        """How many cells the table then has."""
        return self.added + self.changed + self.unchanged + self.kept


def merge(
    incoming: Path,
    stored: Path | None,
    target: Path,
    dimensions: tuple[str, ...],
    *,
    number: int,
    work: Path,
) -> Merge:
    """Write the joined cells to `target`, sorted so that a question reads little of the file.

    DuckDB spills to `work` beyond a fixed amount of memory.
    """
    connection = ibis.duckdb.connect(temp_directory=str(work), memory_limit=_MEMORY, threads=2)
    try:
        new = _cells(connection, incoming, dimensions, number)
        order = ["topic", *dimensions, "period_kind", "region_code", "region_name", "period_start"]
        if stored is None:
            _write(new.drop("region_key").order_by(order), target)
            return Merge(added=_rows(new), changed=0, unchanged=0, kept=0)
        old = _cells(connection, stored, dimensions, None)
        joined, kept = _join(new, old, dimensions)
        outcome = _count(joined, kept)
        if outcome.added or outcome.changed or outcome.relabelled:
            together = ibis.union(_chosen(joined, number, dimensions), kept.drop("region_key"))
            _write(together.order_by(order), target)
        return outcome
    finally:
        connection.disconnect()


def _cells(connection: Any, path: Path, dimensions: tuple[str, ...], number: int | None) -> Any:
    table = connection.read_parquet(literal_path(path))
    if number is not None:
        table = table.mutate(import_no=ibis.literal(number, "int32"))
    table = table.select(*schema(dimensions))
    return table.mutate(region_key=ibis.coalesce(table.region_code, table.region_name))


def _join(new: Any, old: Any, dimensions: tuple[str, ...]) -> tuple[Any, Any]:
    """Lay each new cell beside the stored one; give these, and the stored cells without a new one.

    A name that the new source leaves out is taken from the stored cell.
    """
    keys = ["region_key", *key(dimensions)]
    labels = ["region_name", *(name + LABEL for name in dimensions)]
    beside = [*keys, "value", "status", "import_no", *labels]
    before = old.select(*beside).rename({f"old_{name}": name for name in beside})
    joined = new.left_join(before, [new[name] == before[f"old_{name}"] for name in keys])
    joined = joined.mutate(
        **{name: ibis.coalesce(joined[name], joined[f"old_{name}"]) for name in labels}
    )
    joined = joined.mutate(
        is_known=joined.old_import_no.notnull(),
        is_same=_identical(joined, ["value", "status"]),
        is_named_alike=_identical(joined, labels),
    )
    return joined, old.anti_join(new, keys)


def _identical(joined: Any, names: list[str]) -> Any:
    return reduce(and_, (joined[name].identical_to(joined[f"old_{name}"]) for name in names))


def _chosen(joined: Any, number: int, dimensions: tuple[str, ...]) -> Any:
    """Keep, for a cell that did not change, the import that first brought it."""
    came_with = ibis.ifelse(
        joined.is_known & joined.is_same, joined.old_import_no, ibis.literal(number, "int32")
    )
    return joined.mutate(import_no=came_with.cast("int32")).select(*schema(dimensions))


def _count(joined: Any, kept: Any) -> Merge:
    same = joined.is_known & joined.is_same
    counts = joined.aggregate(
        rows=joined.count(),
        known=joined.is_known.sum(),
        same=same.sum(),
        relabelled=(same & ~joined.is_named_alike).sum(),
    ).to_polars()
    rows, known, unchanged, relabelled = (int(value or 0) for value in counts.row(0))
    return Merge(
        added=rows - known,
        changed=known - unchanged,
        unchanged=unchanged,
        kept=_rows(kept),
        relabelled=relabelled,
    )


def _rows(table: Any) -> int:
    return int(table.aggregate(rows=table.count()).to_polars().item())


def _write(table: Any, target: Path) -> None:
    table.to_parquet(str(target), compression="zstd")
