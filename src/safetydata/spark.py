"""The same questions and the same kernels on Apache Spark, for what one machine cannot carry.

Nothing is said twice. `answering` lets `queries` ask Spark, with the very Ibis expressions that go
to DuckDB otherwise; `judged` sends the rows of the series store, in batches of Arrow, through the
very compiled function that one machine runs. Every worker must be able to read the store (a shared
disk), and have this package installed. The session is the caller's: how large the cluster is, and
where it is, is nothing to this module.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields
from functools import partial
from pathlib import Path
from typing import Any, cast

import ibis
import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]

from safetydata.errors import QuestionRefused, Reason
from safetydata.periods import parse_period
from safetydata.selection import asked_of
from safetydata.series import key_columns
from safetydata.store import FigureStore
from safetystats.signals import Signals

Judge = Callable[[npt.NDArray[np.float64], int], Signals]
"""Judges counts [series, time] at one time point, such as `farrington_flexible` with options."""

_TYPES = {"trend_used": "boolean", "alarm": "boolean", "status": "tinyint"}


@contextmanager
def answering(session: Any) -> Iterator[None]:
    """Answer all questions to `queries` from this Spark session, for as long as the block lasts."""
    engine = ibis.pyspark.connect(session)

    def read(path: Path) -> Any:
        name = hashlib.sha256(str(path).encode()).hexdigest()
        return engine.read_parquet(_literal(path), table_name=f"cells_{name}")

    with asked_of(read):
        yield


def judged(
    session: Any,
    store: FigureStore,
    table: str,
    *,
    at: str,
    judge: Judge,
    partitions: int | None = None,
) -> pl.DataFrame:
    """Judge the period `at` (2024MM12) of every series of a table, on all workers.

    Gives a row per series, in no order, with its keys and a column per field of `Signals`.
    `partitions` spreads a file that Spark would not cut up by itself.
    Raises QuestionRefused when the table keeps no series with this period.
    """
    entry = store.entry(table)
    keys = key_columns([dimension.code for dimension in entry.dimensions])
    asked = parse_period(at)
    path = store.series(entry, asked.kind) if asked else None
    if path is None or not path.exists():
        raise QuestionRefused(Reason.PERIOD_ABSENT, table=entry.table, value=at)
    rows = session.read.parquet(_literal(path))
    periods = [name for name in rows.columns if name not in keys]
    if at not in periods:
        raise QuestionRefused(Reason.PERIOD_ABSENT, table=entry.table, value=at)
    periods = periods[: periods.index(at) + 1]
    rows = rows.select(*keys, *periods)
    if partitions:
        rows = rows.repartition(partitions)
    answers = [f"`{item.name}` {_TYPES.get(item.name, 'double')}" for item in fields(Signals)]
    shape = ", ".join([*(f"`{name}` string" for name in keys), *answers])
    work = partial(_judge_batches, keys=tuple(keys), periods=tuple(periods), judge=judge)
    return cast("pl.DataFrame", pl.from_arrow(rows.mapInArrow(work, shape).toArrow()))


def _judge_batches(
    batches: Iterator[pa.RecordBatch],
    *,
    keys: Sequence[str],
    periods: Sequence[str],
    judge: Judge,
) -> Iterator[pa.RecordBatch]:
    """Judge each batch as it comes; runs on a worker."""
    for batch in batches:
        rows = cast("pl.DataFrame", pl.from_arrow(batch))
        counts = rows.select(pl.col(*periods).cast(pl.Float64).fill_null(np.nan)).to_numpy()
        found = judge(counts, len(periods) - 1)
        answers = {item.name: getattr(found, item.name)[:, 0] for item in fields(Signals)}
        told = rows.select(*keys).with_columns(**{k: pl.Series(v) for k, v in answers.items()})
        yield from told.to_arrow(compat_level=pl.CompatLevel.oldest()).to_batches()


def _literal(path: Path) -> str:
    """Give a path as Hadoop takes it without reading signs in it as a pattern."""
    text = str(path.resolve())
    return "".join(f"\\{sign}" if sign in "*?[]{}\\" else sign for sign in text)
