"""Measures a thousand bootstraps of a zero-truncated Poisson, against scipy's BFGS and VGAM.

    PYTHONPATH=src python benchmarks/hidden_population.py [--quick]

Five coefficients, 700 and 7,000 persons, with covariates of two or three values (as registers
hold) and with continuous ones (no two persons alike, the hardest case). Ours is the whole of
`bootstrap`: collapsing, fitting, drawing and all refits. The peers refit fewer samples and are
scaled up to a thousand; BFGS starts at the full-sample estimate as ours does, with the gradient
that scipy finds itself (the plain use) and, apart, with the gradient written out for it.
"""

import argparse
import csv
import json
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from safetystats.hidden_population import bootstrap, truncated_regression
from safetystats.hidden_population.cells import collapse
from safetystats.hidden_population.regression import _refitted
from safetystats.hidden_population.results import Family

Floats = NDArray[np.float64]
TRUE = np.array([-0.5, 0.4, -0.3, 0.2, 0.1])
REPLICATES, RUNS = 1_000, 5


def persons(number: int, kind: str) -> tuple[Floats, Floats]:
    """Give counts from one up and a design, synthetic, the same every time."""
    rng = np.random.default_rng(number)
    people = 4 * number
    if kind == "continuous":
        covariates = rng.standard_normal((people, 4)) / 2
    else:
        covariates = np.column_stack([rng.integers(0, top, people) for top in (2, 2, 3, 2)])
    matrix = np.column_stack([np.ones(people), covariates])
    counts = rng.poisson(np.exp(matrix @ TRUE))
    seen = np.flatnonzero(counts > 0)[:number]
    return counts[seen].astype(float), matrix[seen]


def cost(beta: Floats, matrix: Floats, counts: Floats, weights: Floats) -> float:
    """Give minus the log-likelihood, as one writes it down."""
    eta = matrix @ beta
    return -float(weights @ (counts * eta - np.log(np.expm1(np.exp(eta)))))


def slope(beta: Floats, matrix: Floats, counts: Floats, weights: Floats) -> Floats:
    """Give its gradient."""
    mean = np.exp(matrix @ beta)
    return -(matrix.T @ (weights * (counts - mean / -np.expm1(-mean))))


def draws(rng: np.random.Generator, size: int, number: int) -> Floats:
    """Give how often each person is drawn, a row per replicate."""
    drawn = [np.bincount(rng.integers(0, size, size), minlength=size) for _ in range(number)]
    return np.array(drawn, dtype=float)


def ours(counts: Floats, matrix: Floats) -> float:
    """Give the seconds of a thousand bootstraps, the best of a few runs after one to warm up."""
    times = []
    for _ in range(RUNS + 1):
        rng, start = np.random.default_rng(1), time.perf_counter()
        bootstrap(counts, matrix, rng=rng, replicates=REPLICATES)
        times.append(time.perf_counter() - start)
    return min(times[1:])


def bfgs(
    counts: Floats, matrix: Floats, weights: Floats, start: Floats, *, written_out: bool
) -> tuple[float, Floats]:
    """Give the seconds for a thousand and the coefficients, refitting the weights given."""
    found = np.empty((len(weights), len(start)))
    began = time.perf_counter()
    for row, weight in enumerate(weights):
        answer = minimize(
            cost,
            start,
            args=(matrix, counts, weight),
            jac=slope if written_out else None,
            method="BFGS",
        )
        found[row] = answer.x
    return (time.perf_counter() - began) * REPLICATES / len(weights), found


def vgam(counts: Floats, matrix: Floats, weights: Floats) -> tuple[float, Floats] | None:
    """Give the same of R's VGAM, or None where it is not installed."""
    if not shutil.which("Rscript"):
        return None
    with tempfile.TemporaryDirectory() as folder:
        people, drawn, answer = (Path(folder) / name for name in ("p.csv", "d.csv", "a.csv"))
        with people.open("w", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(["count", "x1", "x2", "x3", "x4"])
            writer.writerows(np.column_stack([counts, matrix[:, 1:]]).tolist())
        np.savetxt(drawn, weights, fmt="%d", delimiter=",")
        script = Path(__file__).with_suffix(".R")
        run = ["Rscript", "--vanilla", str(script), str(people), str(drawn), str(answer)]
        if subprocess.run(run, check=False, capture_output=True).returncode:
            return None
        rows = np.loadtxt(answer, delimiter=",")
    return float(rows[-1, 0]) * REPLICATES / len(weights), rows[:-1, :5]


def compared(number: int, kind: str, *, quick: bool) -> list[dict[str, object]]:
    """Give the rows for one size and kind of covariates."""
    counts, matrix = persons(number, kind)
    start = truncated_regression(counts, matrix).coefficients
    weights = draws(np.random.default_rng(2), number, 4 if quick else 40)
    few = weights[: 2 if quick else 10]
    seconds = ours(counts, matrix)
    cells = collapse(counts, matrix)
    gathered = np.array([np.bincount(cells.cell_of, weight) for weight in weights])
    same, _ = _refitted(cells, Family.POISSON, start, gathered)
    label = f"{number:,} persons, {kind} covariates"
    plain, found = bfgs(counts, matrix, weights, start, written_out=False)
    helped, exact = bfgs(counts, matrix, weights, start, written_out=True)
    rows = [
        row(f"{label}: scipy BFGS", seconds, plain, goal=15),
        row(f"{label}: scipy BFGS with the gradient written out", seconds, helped, goal=None),
        same_answers(f"{label}: BFGS", np.concatenate([found - same, exact - same])),
    ]
    if (answer := vgam(counts, matrix, few)) is not None:
        rows.append(row(f"{label}: VGAM", seconds, answer[0], goal=150))
        rows.append(same_answers(f"{label}: VGAM", answer[1] - same[: len(few)]))
    return rows


def same_answers(what: str, differences: Floats) -> dict[str, object]:
    """Give the largest difference of a coefficient."""
    largest = float(np.abs(differences).max())
    return {
        "what": f"{what}, largest difference of a coefficient",
        "ours": largest,
        "peer": None,
        "unit": "",
        "ratio": None,
        "goal": "at most 1e-4",
        "met": largest <= 1e-4,
    }


def row(what: str, seconds: float, peer: float, *, goal: int | None) -> dict[str, object]:
    """Give one comparison."""
    ratio = peer / seconds
    return {
        "what": what,
        "ours": round(seconds, 4),
        "peer": round(peer, 3),
        "unit": "s per 1,000 bootstraps",
        "ratio": round(ratio, 1),
        "goal": f"at least {goal} times" if goal else "for information",
        "met": goal is None or ratio >= goal,
    }


def main() -> None:
    """Print the comparisons as one JSON object."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true")
    quick = parser.parse_args().quick
    rows = [
        line
        for number in (700, 7_000)
        for kind in ("categorical", "continuous")
        for line in compared(number, kind, quick=quick)
    ]
    notes = [
        "The persons are synthetic, with fixed seeds.",
        "Ours: the best of five runs of the whole of bootstrap() after one to warm up.",
        "Peers: refits only, without drawing; timed on 40 (BFGS) and 10 (VGAM) samples, scaled up.",
    ]
    print(json.dumps({"title": "Hidden population: bootstraps", "rows": rows, "notes": notes}))


if __name__ == "__main__":
    main()
