"""Measures taking in a large CSV, against plain Polars that reads and writes the same file.

    PYTHONPATH=src .venv/bin/python benchmarks/figures_import.py [--quick] [--rows 5000000]

The peer reads the file and writes Parquet, and does nothing else: no fingerprint, no check of
rows, numbers and duplicates, no order, no series, no fsync. It is the faster of reading whole and
streaming, with the compression that the store uses. Each run is a process of its own, so that
memory is that of one run.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import national_table

QUICK, FULL, RUNS = 500_000, 5_000_000, 3
YEARLY, MONTHLY = 12, 156
Measured = dict[str, float]


def take_in(path: Path, target: Path) -> None:
    """Take the file into a store."""
    from safetydata.importer import import_figures
    from safetydata.store import FigureStore

    import_figures(path, store=FigureStore(target), at=datetime.now(UTC), table="47022NED")


def whole(path: Path, target: Path) -> None:
    """Read all and write all with plain Polars."""
    import polars as pl

    target.mkdir(exist_ok=True)
    pl.read_csv(path).write_parquet(target / "peer.parquet", compression="lz4")


def streamed(path: Path, target: Path) -> None:
    """Read and write piece by piece with plain Polars."""
    import polars as pl

    target.mkdir(exist_ok=True)
    pl.scan_csv(path).sink_parquet(target / "peer.parquet", compression="lz4")


WORK: dict[str, Callable[[Path, Path], None]] = {
    "import": take_in,
    "whole": whole,
    "streamed": streamed,
}


def measured(work: Callable[[Path, Path], None], path: Path, target: Path) -> Measured:
    """Give seconds and peak memory of the work, warmed up on a few rows."""
    with tempfile.TemporaryDirectory() as folder:
        few = Path(folder) / "few.csv"
        national_table.write(few, 1, 12, most=100)
        work(few, Path(folder) / "store")
    start, used = time.perf_counter(), time.process_time()
    work(path, target)
    return {
        "seconds": time.perf_counter() - start,
        "processor": time.process_time() - used,
        "gigabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2,
    }


def run(kind: str, path: Path, target: Path) -> Measured:
    """Measure one kind of work in a process of its own."""
    command = [sys.executable, __file__, "--only", kind, str(path), str(target)]
    answer = subprocess.run(command, check=True, capture_output=True, text=True)
    found: Measured = json.loads(answer.stdout)
    return found


def compare(rows: int, periods: int, runs: int) -> dict[str, Measured]:
    """Measure by turns; give the best of each."""
    best: dict[str, Measured] = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "47022NED.csv"
        per_municipality = 1 + national_table.WIJKEN + national_table.BUURTEN
        cells = per_municipality * periods * national_table.OFFENCES
        national_table.write(path, -(-rows // cells), periods, most=rows)
        for number in range(runs):
            for kind in WORK:
                found = run(kind, path, Path(folder) / f"{kind}_{number}")
                known = best.setdefault(kind, found)
                best[kind] = {name: min(known[name], found[name]) for name in found}
    return best


def lines(what: str, best: dict[str, Measured]) -> list[dict[str, object]]:
    """Lay the import beside the faster of its peers."""
    ours, peer = best["import"], min(best["whole"], best["streamed"], key=lambda m: m["seconds"])
    found: list[dict[str, object]] = []
    for name, unit, goal, most in (
        ("seconds", "s", "at most 1.25 times the peer", 1.25),
        ("processor", "s of processor", "at most 1.25 times the peer", 1.25),
    ):
        ratio = ours[name] / peer[name]
        found.append(_line(f"{what}: {name}", ours[name], peer[name], unit, goal, ratio <= most))
    memory = ours["gigabytes"]
    goal = "at most 0.5 GB"
    found.append(
        _line(f"{what}: peak memory", memory, peer["gigabytes"], "GB", goal, memory <= 0.5)
    )
    return found


def _line(
    what: str, ours: float, peer: float, unit: str, goal: str, met: bool
) -> dict[str, object]:
    figures = {"ours": round(ours, 3), "peer": round(peer, 3), "ratio": round(ours / peer, 2)}
    return {"what": what, **figures, "unit": unit, "goal": goal, "met": met}


def main() -> None:
    """Run the comparison, or one part of it in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--rows", type=int)
    parser.add_argument("--only", nargs=3, metavar=("KIND", "CSV", "STORE"))
    arguments = parser.parse_args()
    if arguments.only:
        kind, path, target = arguments.only
        sys.stdout.write(json.dumps(measured(WORK[kind], Path(path), Path(target))) + "\n")
        return
    rows = arguments.rows or (QUICK if arguments.quick else FULL)
    runs = 1 if arguments.quick else RUNS
    found = [
        *lines(f"{rows:,} rows of yearly figures", compare(rows, YEARLY, runs)),
        *lines(f"{rows:,} rows of monthly figures, with series", compare(rows, MONTHLY, runs)),
    ]
    notes = [
        "The table is synthetic: drawn at random from a fixed seed.",
        "The peer is the faster of pl.read_csv().write_parquet() and scan_csv().sink_parquet().",
        "Ours and the peer compress with LZ4, which is faster for both than the default of Polars.",
        f"Best of {runs} runs by turns, each in a process of its own.",
    ]
    outcome = {"title": "Taking in a CSV of figures", "rows": found, "notes": notes}
    sys.stdout.write(json.dumps(outcome) + "\n")


if __name__ == "__main__":
    main()
