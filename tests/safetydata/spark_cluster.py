"""A program of its own: two Spark workers on this machine answer, and print it as JSON.

It is a program so that every JVM that it starts ends with it.
Called as: python -m tests.safetydata.spark_cluster STORE SCRATCH
"""

import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from safetydata import queries
from safetydata.spark import answering, judged
from safetydata.store import FigureStore
from safetystats.signals import farrington_flexible
from tests.safetydata.spark_story import AT, QUESTION, SHAPE, TABLE

WORKERS, MEGABYTES = 2, 1024
# Small and short-lived JVMs: compiling for speed costs more than it gives.
_JVM = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1"


@contextmanager
def cluster(scratch: Path) -> Iterator[Any]:
    """Start a master with two workers, each a JVM of its own, all on the loopback."""
    os.environ |= {"SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": sys.executable}
    import pyspark  # type: ignore[import-not-found,unused-ignore]
    from pyspark.sql import SparkSession  # type: ignore[import-not-found,unused-ignore]

    settings = {
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.memory": "512m",
        "spark.driver.extraJavaOptions": _JVM,
        "spark.executor.memory": "512m",
        "spark.executor.extraJavaOptions": _JVM,
        "spark.executorEnv.PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        "spark.local.dir": str(scratch),
        "spark.sql.warehouse.dir": str(scratch / "warehouse"),
        "spark.sql.shuffle.partitions": WORKERS,
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
    builder = SparkSession.builder.master(f"local-cluster[{WORKERS},1,{MEGABYTES}]")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    # Workers inside one machine keep their logs beside Spark itself, whatever is asked.
    logs = Path(pyspark.__file__).parent / "work" / session.sparkContext.applicationId
    try:
        yield session
    finally:
        session.stop()
        shutil.rmtree(logs, ignore_errors=True)


def main(root: Path, scratch: Path) -> None:
    """Ask, judge, and print."""
    store = FigureStore(root)
    with cluster(scratch) as session:
        with answering(session):
            asked = queries.series(store, TABLE, **QUESTION)
        found = judged(
            session,
            store,
            TABLE,
            at=AT,
            judge=partial(_judge, shape=SHAPE),
            partitions=2 * WORKERS,
        )
        seen = session.sparkContext._jsc.sc().getExecutorMemoryStatus().size()
    content = {
        "series": _rows(asked.frame),
        "judged": _rows(found.sort("region_code")),
        "workers": seen - 1,
    }
    sys.stdout.write(json.dumps(content) + "\n")


def _judge(counts: Any, at: int, *, shape: dict[str, Any]) -> Any:
    return farrington_flexible(counts, at=at, **shape)


def _rows(frame: pl.DataFrame) -> Any:
    return json.loads(frame.write_json())


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
