"""Two Spark workers on this machine give the same answers as DuckDB and one process.

The figures are synthetic.
"""

import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from safetydata import queries
from safetydata.importer import import_figures
from safetydata.store import FigureStore
from safetystats.signals import farrington_flexible
from tests.safetydata.moments import MONDAY
from tests.safetydata.spark_story import QUESTION, SHAPE, TABLE

MONTHS = [f"{year}MM{month:02}" for year in range(2018, 2025) for month in range(1, 13)]
BUURTEN = [f"BU016001{number:02}" for number in range(1, 41)]
PATIENCE_SECONDS = 150


@cache
def missing() -> str:
    """Say what this machine lacks for Spark; nothing when it has all."""
    if importlib.util.find_spec("pyspark") is None:
        return "needs pyspark: pip install --require-hashes -r requirements-spark.txt"
    if shutil.which("java") is None:
        return "needs Java 17 (Debian: openjdk-17-jre-headless)"
    return ""


@pytest.fixture(scope="module")
def counts() -> np.ndarray[Any, np.dtype[np.int64]]:
    drawn = np.random.default_rng(20261123).poisson(3.0, size=(len(BUURTEN), len(MONTHS)))
    drawn[::7, -1] += 15
    return drawn


@pytest.fixture(scope="module")
def told(
    counts: np.ndarray[Any, Any], tmp_path_factory: pytest.TempPathFactory
) -> tuple[FigureStore, dict[str, Any]]:
    """Take the figures in, and let the cluster speak once."""
    if reason := missing():
        pytest.skip(reason)
    folder = tmp_path_factory.mktemp("spark")
    store = FigureStore(folder / "store [a]")
    rows = "".join(
        f"1.1.1,{buurt},{month},{value}\n"
        for buurt, line in zip(BUURTEN, counts, strict=True)
        for month, value in zip(MONTHS, line, strict=True)
    )
    path = folder / f"{TABLE}.csv"
    path.write_text("SoortMisdrijf,WijkenEnBuurten,Perioden,Aantal_1\n" + rows, "utf-8")
    import_figures(path, store=store, at=MONDAY)
    # Compiled here once, not by both workers at the same time.
    farrington_flexible(counts, at=len(MONTHS) - 1, **SHAPE)
    return store, speak(store, folder / "scratch")


def speak(store: FigureStore, scratch: Path) -> dict[str, Any]:
    """Run the cluster as a group of processes of its own, none of which outlives it."""
    scratch.mkdir()
    with subprocess.Popen(
        [sys.executable, "-m", "tests.safetydata.spark_cluster", store.root, scratch],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as program:
        try:
            out, err = program.communicate(timeout=PATIENCE_SECONDS)
        finally:
            end(program.pid)
    assert program.returncode == 0, err[-2000:]
    found: dict[str, Any] = json.loads(out.splitlines()[-1])
    return found


def end(group: int) -> None:
    """End what is left of a group of processes."""
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        return


def rows(frame: pl.DataFrame) -> Any:
    return json.loads(frame.write_json())


def test_both_workers_took_part(told: tuple[FigureStore, dict[str, Any]]) -> None:
    assert told[1]["workers"] == 2


def test_a_question_has_the_same_answer_on_spark(
    told: tuple[FigureStore, dict[str, Any]],
) -> None:
    store, spark = told

    ours = queries.series(store, TABLE, **QUESTION)

    assert len(spark["series"]) == 2 * len(MONTHS)
    assert spark["series"] == rows(ours.frame)


def test_all_series_are_judged_the_same_on_spark(
    told: tuple[FigureStore, dict[str, Any]], counts: np.ndarray[Any, Any]
) -> None:
    ours = farrington_flexible(counts, at=len(MONTHS) - 1, **SHAPE)

    judged = told[1]["judged"]

    assert [row["region_code"] for row in judged] == BUURTEN
    assert [row["alarm"] for row in judged] == ours.alarm[:, 0].tolist()
    assert sum(row["alarm"] for row in judged) >= 6
    for name in ("expected", "upper", "phi", "p", "score"):
        assert [row[name] for row in judged] == getattr(ours, name)[:, 0].tolist()
