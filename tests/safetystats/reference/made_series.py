"""Made-up series of many means and shapes, and what R answers on them."""

import csv
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from safetystats.signals import Signals, farrington_flexible, null_series

STANDARD: dict[str, Any] = {
    "run": "standard",
    "first": 0,
    "last": 0,
    "at": "0",
    "period": 12,
    "years_back": 5,
    "half_window": 1,
    "levels": 10,
    "past_excluded": 6,
    "trend": 1,
    "trend_p": 1.0,
    "reweight": 1,
    "weights_threshold": 2.58,
    "alpha": 0.005,
    "method": "nbPlugin",
    "cases": 5,
    "months": 4,
    "population": 0,
}
FIGURES = ("expected", "upper", "phi", "p", "trend", "alarm")

Floats = NDArray[np.float64]


def mixed_series(seed: int, each: int, months: int) -> tuple[list[str], Floats]:
    """Draw `each` series of every shape, with means from 0.02 to 2,000."""
    rng = np.random.default_rng(seed)

    def plain(**shape: float) -> Floats:
        means = 10 ** rng.uniform(np.log10(0.02), np.log10(2000), each)
        return null_series(rng, means, months, **shape).astype(np.float64)

    time = np.arange(months)
    shapes = {
        "poisson": plain(),
        "season": plain(season=0.6),
        "rise": plain(growth=0.15),
        "fall": plain(growth=-0.2),
        "overdispersed": plain(dispersion=3, season=0.3),
        "wild": plain(dispersion=15),
        "outbreaks": plain(dispersion=1.5, season=0.2),
        "sparse": null_series(rng, 10 ** rng.uniform(-2, 0.7, each), months).astype(np.float64),
        "missing": plain(),
        "short": plain(dispersion=2),
        "late": plain(),
        "zero": np.zeros((each, months)),
    }
    for row in shapes["outbreaks"]:
        for start in rng.integers(0, months, 4):
            row[start : start + 3] += rng.poisson(3 + 3 * row.mean())
    shapes["sparse"][:, -5:] += rng.poisson(3, (each, 5))
    shapes["missing"][:, :-4][rng.random((each, months - 4)) < 0.15] = np.nan
    shapes["short"][time < rng.integers(20, months - 30, (each, 1))] = np.nan
    shapes["late"][time < rng.integers(20, months - 6, (each, 1))] = 0
    shapes["zero"][:, -3:] = rng.integers(0, 5, (each, 3))
    return [name for name in shapes for _ in range(each)], np.concatenate(list(shapes.values()))


def write(folder: Path, names: list[str], series: Floats, runs: list[dict[str, Any]]) -> None:
    """Write the series and the runs as farrington.R reads them."""
    rng = np.random.default_rng(9)
    with (folder / "series.csv").open("w", encoding="utf-8") as stream:
        rows = csv.writer(stream, lineterminator="\n")
        rows.writerow(["name", "residents", "growth", *range(series.shape[1])])
        for name, counts in zip(names, series, strict=True):
            people = [int(rng.integers(500, 20_000)), int(rng.integers(-3, 40))]
            shown = ["" if np.isnan(count) else int(count) for count in counts]
            rows.writerow([name, *people, *shown])
    with (folder / "runs.csv").open("w", encoding="utf-8") as stream:
        table = csv.DictWriter(stream, list(STANDARD), lineterminator="\n")
        table.writeheader()
        for run in runs:
            at = str(series.shape[1] - 1)
            table.writerow({**STANDARD, "last": len(series) - 1, "at": at, **run})


def read(folder: Path) -> tuple[list[str], Floats, Floats, list[dict[str, Any]]]:
    """Read the names, counts, residents and runs."""
    rows = list(csv.reader((folder / "series.csv").read_text("utf-8").splitlines()))[1:]
    counts = np.array([[float(cell) if cell else np.nan for cell in row[3:]] for row in rows])
    people = np.array([[float(cell) for cell in row[1:3]] for row in rows])
    residents = people[:, :1] + people[:, 1:] * np.arange(counts.shape[1])
    runs: list[dict[str, Any]] = []
    for row in csv.DictReader((folder / "runs.csv").read_text("utf-8").splitlines()):
        run: dict[str, Any] = dict(row)
        for key, value in STANDARD.items():
            run[key] = row[key] if isinstance(value, str) else type(value)(float(row[key]))
        runs.append(run)
    return [row[0] for row in rows], counts, residents, runs


def answers_of_r(folder: Path) -> dict[str, dict[str, Floats]]:
    """Read R's answers per run: arrays of cells, series by series."""
    cells: dict[str, list[tuple[int, int, list[float]]]] = {}
    for row in csv.DictReader((folder / "answers.csv").read_text("utf-8").splitlines()):
        figures = [float(row[name]) if row[name] else np.nan for name in FIGURES]
        cells.setdefault(row["run"], []).append((int(row["series"]), int(row["at"]), figures))
    return {
        run: dict(zip(FIGURES, np.array([figures for *_, figures in sorted(rows)]).T, strict=True))
        for run, rows in cells.items()
    }


def judged(run: dict[str, Any], counts: Floats, residents: Floats) -> Signals:
    """Judge the series of a run with our own method."""
    block = slice(run["first"], run["last"] + 1)
    return farrington_flexible(
        counts[block],
        at=[int(place) for place in run["at"].split()],
        period=run["period"],
        years_back=run["years_back"],
        half_window=run["half_window"],
        levels=run["levels"],
        past_excluded=run["past_excluded"],
        trend=bool(run["trend"]),
        trend_p=run["trend_p"],
        reweight=bool(run["reweight"]),
        weights_threshold=run["weights_threshold"],
        alpha=run["alpha"],
        method=run["method"],
        min_cases=(run["cases"], run["months"]),
        population=residents[block] if run["population"] else None,
    )
