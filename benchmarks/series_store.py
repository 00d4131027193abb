"""Measures the series store and the questions of the workbench on a synthetic national table.

    PYTHONPATH=src .venv/bin/python benchmarks/series_store.py [--quick]

Ingest, reading all series, and questions about one municipality, for a growing number of
municipalities: time per row, per series and per question should stay what it is.
"""

import argparse
import itertools
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import national_table

from safetydata import queries
from safetydata.importer import import_figures
from safetydata.series import read_series
from safetydata.store import FigureStore

TABLE, TOPIC, OFFENCE = "47022NED", "GeregistreerdeMisdrijven", {"SoortMisdrijf": "1.1.0"}
MONTHS = 67
QUICK, FULL = (1, 4), (10, 40, 90)
FLAT = 1.25
"""How much more a row or series may cost than in a table a few times smaller."""

Line = dict[str, object]


def timed(work: Callable[[], object], times: int = 7) -> float:
    """Give the median of seconds, after one time to warm up."""
    work()
    found = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return statistics.median(found)


def questions(store: FigureStore) -> dict[str, Callable[[], object]]:
    """Give what the workbench asks about one municipality."""
    listed = queries.regions(store, TABLE)["code"].to_list()
    buurten = [code for code in listed if code.startswith("BU0001")]
    return {
        "one crime, all buurten, all months": lambda: queries.series(
            store, TABLE, topic=TOPIC, regions=buurten, filters=OFFENCE, kind="month"
        ),
        "one crime, all buurten, one month": lambda: queries.by_region(
            store, TABLE, topic=TOPIC, period="2024MM12", level="BU0001", filters=OFFENCE
        ),
        "all crimes of one buurt, all months": lambda: read_series(
            store, TABLE, regions=buurten[:1]
        ),
        "all crimes, all regions, all months": lambda: read_series(
            store, TABLE, regions=["GM0001", *buurten]
        ),
    }


def read_alone(root: str) -> None:
    """Read all series in a process of its own, and tell seconds and memory."""
    store = FigureStore(Path(root))
    read_series(store, TABLE, periods=1, regions="GM0001")
    start = time.perf_counter()
    block = read_series(store, TABLE, until="2024MM12", periods=MONTHS)
    seconds = time.perf_counter() - start
    # ru_maxrss would include what the parent held when it started this process.
    status = Path("/proc/self/status").read_text("utf-8")
    memory = int(status.split("VmHWM:")[1].split()[0]) / 1024**2
    found = {"seconds": seconds, "gigabytes": memory, "series": len(block.counts)}
    sys.stdout.write(json.dumps(found) + "\n")


def measure(municipalities: int, folder: Path) -> list[Line]:
    """Take in so many municipalities, and measure what follows."""
    path = folder / f"{TABLE}.csv"
    cells = national_table.write(path, municipalities)
    store = FigureStore(folder / f"store_{municipalities}")
    start = time.perf_counter()
    import_figures(path, store=store, at=datetime.now(UTC))
    taken = time.perf_counter() - start
    path.unlink()
    command = [sys.executable, __file__, "--read", str(store.root)]
    answer = subprocess.run(command, check=True, capture_output=True, text=True)
    read = json.loads(answer.stdout)
    size = f"{municipalities} municipalities, {cells:,} cells"
    series = read["series"]
    most, country = 0.8, series / 850_000
    lines = [
        line(f"{size}: taking in", taken / cells * 1e9, "ns a cell", "flat", met=True),
        line(
            f"{size}: reading {series:,} series of {MONTHS} months",
            read["seconds"],
            "s",
            "at most 0.8 s for 850,000",
            met=read["seconds"] <= max(0.05, most * country),
        ),
        line(f"{size}: reading", read["seconds"] / series * 1e9, "ns a series", "flat", met=True),
        line(
            f"{size}: memory for reading",
            read["gigabytes"],
            "GB",
            "at most 0.5 GB",
            met=read["gigabytes"] <= 0.5,
        ),
    ]
    for name, ask in questions(store).items():
        milliseconds = timed(ask) * 1e3
        lines.append(
            line(f"{size}: {name}", milliseconds, "ms", "at most 30 ms", met=milliseconds <= 30)
        )
    return lines


def flat(found: list[list[Line]]) -> None:
    """Compare what should not grow with the table with the table before it."""
    for before, after in itertools.pairwise(found):
        for small, large in zip(before, after, strict=True):
            if large["goal"] == "flat":
                ratio = float(str(large["ours"])) / float(str(small["ours"]))
                large |= {"ratio": round(ratio, 2), "met": ratio <= FLAT}


def line(what: str, ours: float, unit: str, goal: str, *, met: bool) -> Line:
    """Give one row of the outcome."""
    return {
        "what": what,
        "ours": round(ours, 3),
        "peer": None,
        "unit": unit,
        "ratio": None,
        "goal": goal,
        "met": met,
    }


def main() -> None:
    """Measure a growing number of municipalities."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--municipalities", type=int, nargs="*")
    parser.add_argument("--read")
    arguments = parser.parse_args()
    if arguments.read:
        read_alone(arguments.read)
        return
    with tempfile.TemporaryDirectory() as folder:
        sizes = arguments.municipalities or (QUICK if arguments.quick else FULL)
        found = [measure(number, Path(folder)) for number in sizes]
    flat(found)
    notes = [
        "The table is synthetic: drawn at random from a fixed seed.",
        "Without a peer: the series store is measured against its goals.",
        f"Flat is at most {FLAT} times what it was in the table before; the ratio says what it is.",
    ]
    outcome = {
        "title": "Series side by side, and questions",
        "rows": list(itertools.chain.from_iterable(found)),
        "notes": notes,
    }
    sys.stdout.write(json.dumps(outcome) + "\n")


if __name__ == "__main__":
    main()
