"""Measures judging series against R's surveillance on the same series, and a whole country.

    PYTHONPATH=src python benchmarks/signals.py [--quick]

R works on two processes, ours on all processors of the machine. All series are synthetic.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from safetystats.signals import ears, farrington_flexible, null_series

MONTHS, COUNTRY, COUNTRY_MONTHS = 84, 850_000, 67
RUNS = 3


def mixed(series: int, months: int = MONTHS) -> NDArray[np.int64]:
    """Draw series with means from 0.02 to 2,000 of five shapes, outbreaks among them."""
    rng = np.random.default_rng(160)
    shapes: list[dict[str, float]] = [
        {},
        {"season": 0.5},
        {"growth": 0.1},
        {"dispersion": 3.0, "season": 0.3},
        {"dispersion": 1.5},
    ]
    each = -(-series // len(shapes))
    drawn = [
        null_series(rng, 10 ** rng.uniform(-1.7, 3.3, each), months, **shape) for shape in shapes
    ]
    for row in drawn[-1]:
        for start in rng.integers(0, months, 3):
            row[start : start + 2] += rng.poisson(3 + 2 * row.mean())
    return rng.permutation(np.concatenate(drawn))[:series]


def country(series: int) -> NDArray[np.uint16]:
    """Draw neighbourhood series, mostly of small counts, with time as the outer axis."""
    rng = np.random.default_rng(342)
    table = np.empty((COUNTRY_MONTHS, series), dtype=np.uint16)
    means = np.exp(rng.normal(-1.0, 1.5, series))
    for month in table:
        month[:] = np.minimum(rng.poisson(means), 65_535)
    return table.T


def seconds(work: Callable[[], Any]) -> float:
    """Give the least of a few runs, after one to warm up."""
    work()
    taken = []
    for _ in range(RUNS):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return min(taken)


def peer(counts: NDArray[np.int64]) -> tuple[float, float]:
    """Give the seconds of R for farringtonFlexible and earsC, on two processes."""
    script = Path(__file__).with_name("signals.R")
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "series.csv"
        np.savetxt(table, counts, "%d", delimiter=",")
        done = subprocess.run(
            ["Rscript", str(script), str(table)], capture_output=True, text=True, check=True
        )
    farrington, baseline = done.stdout.split()
    return float(farrington), float(baseline)


def row(what: str, ours: float, theirs: float | None, unit: str, least: float) -> dict[str, Any]:
    """Set a rate beside its peer's, or beside a bound."""
    ratio = ours / theirs if theirs else None
    met = ratio >= least if ratio is not None else ours <= least
    goal = f"at least {least:,.0f} times" if theirs else f"at most {least:g} {unit}"
    return {
        "what": what,
        "ours": round(ours, 3),
        "peer": theirs and round(theirs, 3),
        "unit": unit,
        "ratio": ratio and round(ratio, 1),
        "goal": goal,
        "met": bool(met),
    }


def against_r(quick: bool) -> list[dict[str, Any]]:
    """Judge the same series as R does."""
    few = mixed(500 if quick else 3_000)
    many = np.tile(few, (20 if quick else 30, 1))
    farrington, baseline = peer(few)
    ours = seconds(lambda: farrington_flexible(many, at=MONTHS - 1))
    every = seconds(lambda: ears(many))
    months = MONTHS - 7
    return [
        row(
            "farrington_flexible, one month of mixed series",
            len(many) / ours,
            len(few) / farrington,
            "series/s",
            4_000,
        ),
        row(
            "ears C1, all months of mixed series",
            len(many) * months / every,
            len(few) * months / baseline,
            "cells/s",
            10_000,
        ),
    ]


def whole_country(quick: bool) -> list[dict[str, Any]]:
    """Judge every neighbourhood and type of crime, and growing parts of that."""
    table = country(COUNTRY // 10 if quick else COUNTRY)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    taken = seconds(lambda: farrington_flexible(table, at=COUNTRY_MONTHS - 1))
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    rows = [
        row(f"{len(table):,} series from memory to signals", taken, None, "s", 3.0),
        row("extra memory", (after - before) / 1024, None, "MB", 1024.0),
    ]
    each = len(table) // 342
    for municipalities in (1, 10, 100, 342):
        part = table[: each * municipalities]
        micro = seconds(lambda part=part: farrington_flexible(part, at=COUNTRY_MONTHS - 1)) * 1e6
        rows.append(
            row(f"{municipalities} municipalities", micro / len(part), None, "µs/series", 4)
        )
    return rows


def main() -> None:
    """Print the rows as one JSON object."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true")
    quick = options.parse_args().quick
    farrington_flexible(mixed(100), at=MONTHS - 1)
    rows = against_r(quick) + whole_country(quick)
    notes = ["All series are synthetic.", "The least of three runs, after one to warm up."]
    json.dump({"title": "Signals", "rows": rows, "notes": notes}, sys.stdout, ensure_ascii=False)
    print()


if __name__ == "__main__":
    main()
