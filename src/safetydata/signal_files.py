"""Judged series as a file to work on elsewhere, with where they came from."""

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import polars as pl

from safetydata.signals import Judgement
from safetydata.spreadsheets import with_plain_text

KINDS = (".parquet", ".csv")
CSV_METADATA = "-metadata.json"
"""What the name of a CSV file gets behind it for its metadata, as CSV on the Web has it."""


def about(judgement: Judgement) -> dict[str, object]:
    """Give where the answers come from and how they were made, as plain values."""
    entry = judgement.entry
    return {
        "table": entry.table,
        "title": entry.title,
        "source": entry.source,
        "licence": entry.licence,
        "edition": entry.version,
        "import_number": entry.imports[-1].number,
        "fetched_at": entry.fetched_at.isoformat(),
        "sha256": entry.sha256,
        "at": judgement.at,
        "method": "Farrington flexible (Noufaily et al. 2013)",
        "parameters": asdict(judgement.parameters),
        "series": len(judgement.frame),
        "judged": judgement.judged,
        "unanswered": judgement.unanswered,
        "alarms": len(judgement.alarms),
    }


@contextmanager
def written(judgement: Judgement, path: Path) -> Iterator[None]:
    """Write the series to a file that takes its place when the block ends well, and not before.

    A Parquet file carries its provenance in its metadata; a CSV file has it in a file beside it.
    """
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.") as folder:
        files = list(_write(judgement, Path(folder), path))
        yield
        for fresh, target in files:
            fresh.replace(target)


def _write(judgement: Judgement, folder: Path, path: Path) -> Iterator[tuple[Path, Path]]:
    frame = judgement.frame.drop("family").with_columns(pl.lit(judgement.at).alias("period"))
    fresh = folder / path.name
    told = json.dumps(about(judgement), ensure_ascii=False, indent=1)
    if path.suffix == ".csv":
        with_plain_text(frame).write_csv(fresh)
        beside = path.with_name(path.name + CSV_METADATA)
        (folder / beside.name).write_text(told, "utf-8")
        yield folder / beside.name, beside
    else:
        frame.write_parquet(fresh, metadata={"provenance": told})
    yield fresh, path
