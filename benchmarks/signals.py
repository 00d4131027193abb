"""Measures judging series against R's surveillance on the same series, and a whole country.

    PYTHONPATH=src python benchmarks/signals.py [--quick]

R works on two processes, ours on all processors of the machine; ratios are of processor seconds.
All series are synthetic.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import national_table
import numpy as np
import polars as pl
from numpy.typing import NDArray

from safetydata.importer import import_figures
from safetydata.periods import PeriodKind
from safetydata.series import read_series
from safetydata.store import FigureStore
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


def seconds(work: Callable[[], Any], clock: Callable[[], float] = time.perf_counter) -> float:
    """Give the least of a few runs, after one to warm up."""
    work()
    taken = []
    for _ in range(RUNS):
        start = clock()
        work()
        taken.append(clock() - start)
    return min(taken)


def peer(counts: NDArray[np.int64]) -> list[float]:
    """Give the processor seconds of R: farringtonFlexible, earsC newest, earsC all."""
    script = Path(__file__).with_name("signals.R")
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "series.csv"
        np.savetxt(table, counts, "%d", delimiter=",")
        done = subprocess.run(
            ["Rscript", str(script), str(table)], capture_output=True, text=True, check=True
        )
    return [float(figure) for figure in done.stdout.split()]


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
    """Judge the same series as R does; by processor seconds, whatever else the machine does."""
    few = mixed(400 if quick else 2_000)
    many = np.tile(few, (50 if quick else 60, 1))
    last, months = MONTHS - 1, MONTHS - 7
    theirs = peer(few)
    ours = [
        seconds(lambda: farrington_flexible(many, at=last), time.process_time),
        seconds(lambda: ears(many, at=last), time.process_time),
        seconds(lambda: ears(many), time.process_time),
    ]
    rates = [(len(many) / mine, len(few) / other) for mine, other in zip(ours, theirs, strict=True)]
    shared, alone = ("farrington_flexible, one month of mixed series", "ears C1, newest month")
    return [
        row(shared, *rates[0], "series/CPU-s", 4_000),
        row(f"{alone}, R called per series", *rates[1], "series/CPU-s", 10_000),
        row(
            "ears C1, all months at once",
            rates[2][0] * months,
            rates[2][1] * months,
            "cells/CPU-s",
            10_000,
        ),
    ]


def whole_country(quick: bool) -> list[dict[str, Any]]:
    """Judge every neighbourhood and type of crime, and growing parts of that."""
    table = country(COUNTRY // 10 if quick else COUNTRY)
    taken = seconds(lambda: farrington_flexible(table, at=COUNTRY_MONTHS - 1))
    rows = [row(f"{len(table):,} series from memory to signals", taken, None, "s", 3.0)]
    each = len(table) // 342
    for municipalities in (1, 10, 50, 150, 342):
        part = table[: each * municipalities]
        micro = seconds(lambda part=part: farrington_flexible(part, at=COUNTRY_MONTHS - 1)) * 1e6
        rows.append(
            row(f"{municipalities} municipalities", micro / len(part), None, "µs/series", 4)
        )
    return rows


def lay_store(root: Path, quick: bool) -> None:
    """Take in one municipality, and lay the series of a country where its own were.

    Taking in all cells of a country is measured by benchmarks/series_store.py.
    """
    cells, store = root / "47022NED.csv", FigureStore(root)
    national_table.write(cells, 1, COUNTRY_MONTHS)
    entry = import_figures(cells, store=store, at=datetime.now(UTC)).entry
    path = store.series(entry, PeriodKind.MONTH)
    kinds = pl.read_parquet_schema(path)
    size = COUNTRY // 10 if quick else COUNTRY
    table, numbers = country(size), np.arange(size)
    shown = {name: kind for name, kind in kinds.items() if name.count("MM")}
    keys = {"region_code": "BU" + pl.Series(numbers // 59).cast(pl.String).str.zfill(8)}
    keys["SoortMisdrijf"] = pl.Series(national_table.offences()).gather(numbers % 59)
    topic = pl.read_parquet(path, columns=["topic"])["topic"][0]
    wide = pl.DataFrame(
        {
            name: keys.get(name, pl.repeat(topic, size, eager=True))
            for name in kinds
            if name not in shown
        }
    )
    months = {
        name: pl.Series(table[:, place]).cast(kind)
        for place, (name, kind) in enumerate(shown.items())
    }
    wide.with_columns(**months).write_parquet(path, row_group_size=32_768)


def judge_store(root: Path) -> None:
    """Go from the store to signals, and print the seconds and the most memory of this process."""
    store = FigureStore(root)
    farrington_flexible(country(20_000), at=COUNTRY_MONTHS - 1)

    def judged() -> None:
        block = read_series(store, "47022NED", periods=COUNTRY_MONTHS)
        farrington_flexible(block.counts, at=COUNTRY_MONTHS - 1)

    taken = seconds(judged)
    # ru_maxrss would include what the parent held when it started this process.
    status = Path("/proc/self/status").read_text("utf-8")
    sys.stdout.write(f"{taken} {int(status.split('VmHWM:')[1].split()[0]) / 1024**2}\n")


def from_store(quick: bool) -> list[dict[str, Any]]:
    """Judge a country from the series store, in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        lay_store(Path(folder), quick)
        command = [sys.executable, __file__, "--store", folder]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    taken, memory = (float(figure) for figure in done.stdout.split())
    size = COUNTRY // 10 if quick else COUNTRY
    return [
        row(f"{size:,} series from the series store to signals", taken, None, "s", 3.0),
        row("memory of that process at most", memory, None, "GB", 2.0),
    ]


def main() -> None:
    """Print the rows as one JSON object."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true")
    options.add_argument("--store", type=Path)
    arguments = options.parse_args()
    if arguments.store:
        judge_store(arguments.store)
        return
    quick = arguments.quick
    farrington_flexible(mixed(100), at=MONTHS - 1)
    rows = against_r(quick) + from_store(quick) + whole_country(quick)
    notes = [
        "All series are synthetic.",
        "The least of three runs, after one to warm up; R once, on two processes.",
        f"Load average at the end: {os.getloadavg()[0]:.1f}.",
    ]
    json.dump({"title": "Signals", "rows": rows, "notes": notes}, sys.stdout, ensure_ascii=False)
    print()


if __name__ == "__main__":
    main()
