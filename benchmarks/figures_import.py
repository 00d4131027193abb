"""Measures taking in a CSV of a million rows, against plain Polars on the same file.

    python benchmarks/figures_import.py [rows]

The peer reads the file and writes Parquet, and does nothing else: no copy, no check of rows,
numbers and duplicates, no names for codes, no joining, no fsync. The ratio says what that care
costs. Each run is a process of its own, so that memory is that of one run.
"""

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

HEAD = (
    "SoortMisdrijf,SoortMisdrijf_label,WijkenEnBuurten,WijkenEnBuurten_label,"
    "Perioden,GeregistreerdeMisdrijven_1\n"
)
OFFENCES, YEARS = 50, range(2012, 2024)
RUNS = 3


def write_table(path: Path, rows: int) -> None:
    """Write a table in the shape of 47018NED with the same figures every time."""
    chance = random.Random(160)  # noqa: S311
    regions = -(-rows // (OFFENCES * len(YEARS)))
    with path.open("w", encoding="utf-8") as stream:
        stream.write(HEAD)
        written = 0
        for region in range(regions):
            for offence in range(OFFENCES):
                for year in YEARS:
                    if written == rows:
                        return
                    written += 1
                    stream.write(
                        f"{offence // 10}.{offence % 10}.0 ,Soort misdrijf {offence},"
                        f"BU{region:08d},Buurt {region},{year}JJ00,{chance.randrange(300)}\n"
                    )


def take_in(path: Path, target: Path) -> None:
    """Take the file into a store."""
    from safetydata.importer import import_figures
    from safetydata.store import FigureStore

    import_figures(path, store=FigureStore(target), at=datetime.now(UTC), table="47018NED")


def peer(path: Path, target: Path) -> None:
    """Read and write the file with plain Polars."""
    import polars as pl

    target.mkdir(exist_ok=True)
    pl.read_csv(path).write_parquet(target / "peer.parquet")


def measured(work: Callable[[Path, Path], None], path: Path, target: Path) -> dict[str, float]:
    """Give seconds, processor seconds and peak memory of the work, warmed up on a few rows."""
    with tempfile.TemporaryDirectory() as folder:
        few = Path(folder) / "few.csv"
        write_table(few, 10)
        work(few, Path(folder) / "store")
    start, used = time.perf_counter(), time.process_time()
    work(path, target)
    return {
        "seconds": time.perf_counter() - start,
        "processor": time.process_time() - used,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def run(kind: str, path: Path, target: Path) -> dict[str, float]:
    """Measure one kind of work in a process of its own."""
    command = [sys.executable, __file__, "--only", kind, str(path), str(target)]
    answer = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
    found: dict[str, float] = json.loads(answer.stdout)
    return found


def compare(rows: int) -> dict[str, float]:
    """Measure peer, import and import again by turns; give the best of each, and the ratios."""
    best: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "47018NED.csv"
        write_table(path, rows)
        for number in range(RUNS):
            for kind in ("peer", "import", "again"):
                found = run(kind, path, Path(folder) / f"store_{number}")
                known = best.setdefault(kind, found)
                best[kind] = {name: min(known[name], found[name]) for name in found}
        size = path.stat().st_size / 1e6
    outcome: dict[str, float] = {"rows": rows, "megabytes_of_csv": round(size, 1)}
    for kind, found in best.items():
        outcome |= {f"{kind}_{name}": round(value, 2) for name, value in found.items()}
        if kind == "peer":
            continue
        outcome |= {
            f"{kind}_to_peer_{name}": round(value / best["peer"][name], 2)
            for name, value in found.items()
        }
    return outcome


def main() -> None:
    """Run the comparison, or one part of it in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", nargs="?", type=int, default=1_000_000)
    parser.add_argument("--only", nargs=3, metavar=("KIND", "CSV", "STORE"))
    arguments = parser.parse_args()
    if arguments.only:
        kind, path, target = arguments.only
        work = peer if kind == "peer" else take_in
        outcome: dict[str, float] = measured(work, Path(path), Path(target))
    else:
        outcome = compare(arguments.rows)
    sys.stdout.write(json.dumps(outcome, indent=None if arguments.only else 1) + "\n")


if __name__ == "__main__":
    main()
