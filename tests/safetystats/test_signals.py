"""Farrington flexible: R's answers, its own laws, and what it refuses."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from safetystats.signals import Signals, Status, farrington_flexible, null_series
from tests.safetystats.reference import made_series

FOLDER = Path(__file__).parent / "reference"
NAMES, COUNTS, RESIDENTS, RUNS = made_series.read(FOLDER)
FIGURES = ("expected", "upper", "phi", "p", "score")
seeds = st.integers(0, 2**32 - 1)


def lone_month(counts: NDArray[np.float64], run: dict[str, Any]) -> NDArray[np.bool_]:
    """Say which cells have a level with one known month: R divides nothing by nothing there.

    The residual of such a month is 0/0, and what comes out hangs on the last bit.
    """
    from safetystats.signals.windows import Past, window

    names = ("period", "years_back", "half_window", "levels", "past_excluded")
    past = Past(*(run[name] for name in names))
    cells = []
    for at in (int(place) for place in run["at"].split()):
        frame = window(at, past)
        known = ~np.isnan(counts[:, frame.rows])
        bounds = zip(frame.starts[:-1], frame.starts[1:], strict=True)
        months = np.stack([known[:, first:last].sum(1) for first, last in bounds])
        cells.append(bool(run["reweight"]) & (months == 1).any(axis=0))
    return np.stack(cells, axis=1).ravel()


def agreement(run: dict[str, Any], answers: dict[str, Any], **parts: Any) -> dict[str, float]:
    """Give the share of R's cells that agree, per figure, and the number of cells."""
    counts, residents = parts["counts"], parts["residents"]
    signals = made_series.judged(run, counts, residents)
    regular = ~lone_month(counts[run["first"] : run["last"] + 1], run)
    told = np.isfinite(answers["upper"]) & regular
    gap = {name: np.abs(getattr(signals, name).ravel() - answers[name]) for name in FIGURES[:4]}
    near = 1e-6 * (1 + answers["upper"]) if run["method"] == "delta" else 1e-9 * answers["upper"]
    same = (gap["upper"] <= near) & (signals.alarm.ravel() == (answers["alarm"] == 1))
    tried = np.isfinite(answers["p"]) & regular
    return {
        "cells": int(told.sum()),
        "upper and alarm": float(same[told].mean()),
        "expected": float(
            (gap["expected"] <= 1e-5 * np.maximum(1, answers["expected"]))[told].mean()
        ),
        "phi": float((gap["phi"] <= 5e-4 * answers["phi"])[told].mean()),
        "p": float((gap["p"] <= 1e-6)[tried].mean()),
    }


@pytest.mark.parametrize("run", RUNS, ids=lambda run: str(run["run"]))
def test_the_figures_are_those_of_r(run: dict[str, Any]) -> None:
    answers = made_series.answers_of_r(FOLDER)[run["run"]]

    shares = agreement(run, answers, counts=COUNTS, residents=RESIDENTS)

    assert shares["cells"] > 150
    for figure in ("upper and alarm", "expected", "phi", "p"):
        assert shares[figure] >= 0.999, (figure, shares)


@pytest.mark.deep
def test_the_figures_are_those_of_r_on_thousands_of_series(tmp_path: Path) -> None:
    if not (rscript := shutil.which("Rscript")):
        pytest.skip("needs R with its package surveillance (Debian: r-cran-surveillance)")
    names, counts = made_series.mixed_series(2026, int(os.environ.get("SERIES_EACH", "120")), 96)
    runs: list[dict[str, Any]] = [
        {"run": "standard"},
        {"run": "muan", "method": "muan", "trend_p": 0.05},
        {"run": "delta", "method": "delta", "population": 1},
    ]
    made_series.write(tmp_path, names, counts, runs)

    subprocess.run([rscript, str(FOLDER / "farrington.R"), str(tmp_path)], check=True)

    _, counts, residents, runs = made_series.read(tmp_path)
    answers = made_series.answers_of_r(tmp_path)
    for run in runs:
        shares = agreement(run, answers[run["run"]], counts=counts, residents=residents)
        for figure in ("upper and alarm", "expected", "phi", "p"):
            assert shares[figure] >= 0.999, (run["run"], figure, shares)


def some(seed: int, series: int = 70, months: int = 75) -> NDArray[np.float64]:
    rng = np.random.default_rng(seed)
    counts = null_series(rng, 10 ** rng.uniform(-1.5, 2, series), months, dispersion=1.5)
    return counts.astype(np.float64)


def same(one: Signals, other: Signals) -> bool:
    return all(
        np.array_equal(getattr(one, name), getattr(other, name), equal_nan=True)
        for name in (*FIGURES, "trend_used", "alarm", "status")
    )


def part(signals: Signals, rows: Any) -> Signals:
    names = ("expected", "upper", "phi", "p", "score", "trend_used", "alarm", "status")
    return Signals(*(getattr(signals, name)[rows] for name in names))


@settings(max_examples=10, deadline=None)
@given(seed=seeds)
def test_each_series_is_judged_on_its_own(seed: int) -> None:
    counts, order = some(seed), np.random.default_rng(seed).permutation(70)

    all_of_them = farrington_flexible(counts, at=74)

    assert same(farrington_flexible(counts[order], at=74), part(all_of_them, order))
    assert same(farrington_flexible(counts[:3], at=74), part(all_of_them, slice(3)))


@pytest.mark.parametrize("kind", ["int16", "int32", "int64", "uint16", "float32", "float64"])
@pytest.mark.parametrize("order", ["C", "F"])
def test_type_and_memory_order_make_no_difference(kind: str, order: Any) -> None:
    counts = some(3, series=5_000)

    given_otherwise = farrington_flexible(np.array(counts, dtype=kind, order=order), at=74)

    assert same(given_otherwise, farrington_flexible(counts, at=74))
    assert same(part(given_otherwise, slice(9)), farrington_flexible(counts[:9], at=74))


@settings(max_examples=10, deadline=None)
@given(seed=seeds, more=st.integers(1, 50))
def test_a_higher_count_never_turns_an_alarm_off(seed: int, more: int) -> None:
    counts = some(seed)
    higher = counts.copy()
    higher[:, -1] += more

    before, after = (farrington_flexible(table, at=74) for table in (counts, higher))

    assert np.all(after.alarm | ~before.alarm)
    assert np.all(after.p <= before.p)


@settings(max_examples=10, deadline=None)
@given(seed=seeds)
def test_what_lies_outside_the_past_that_counts_changes_nothing(seed: int) -> None:
    counts = some(seed)
    holes = counts.copy()
    holes[:, :13], holes[:, 68:71] = np.nan, np.nan

    assert same(farrington_flexible(holes, at=74), farrington_flexible(counts, at=74))


@settings(max_examples=10, deadline=None)
@given(seed=seeds, times=st.floats(0.01, 100))
def test_only_the_course_of_the_residents_counts(seed: int, times: float) -> None:
    counts, residents = some(seed), 5_000 + 20.0 * np.arange(75)

    one, other = (
        farrington_flexible(counts, at=74, population=people)
        for people in (residents, residents * times)
    )

    np.testing.assert_allclose(one.expected, other.expected, rtol=1e-5)
    assert np.array_equal(one.alarm, other.alarm)


def test_several_time_points_are_judged_as_each_alone() -> None:
    counts = some(5)

    together = farrington_flexible(counts, at=[70, 74])

    for place, at in enumerate((70, 74)):
        alone = farrington_flexible(counts, at=at)
        assert np.array_equal(together.p[:, place], alone.p[:, 0], equal_nan=True)
        assert np.array_equal(together.upper[:, place], alone.upper[:, 0], equal_nan=True)


def test_the_status_says_why_there_is_no_answer() -> None:
    counts = np.full((5, 75), 6.0)
    counts[1, 71:] = 1
    counts[2, 74] = np.nan
    counts[3, :64] = np.nan
    counts[4, [13, 14, 15, 25, 26, 27, 37, 38, 39, 49, 50, 51, 61, 62, 63]] = np.nan

    signals = farrington_flexible(counts, at=74)

    assert [Status(code).name for code in signals.status[:, 0]] == [
        "JUDGED",
        "FEW_CASES",
        "MISSING",
        "SHORT_HISTORY",
        "SHORT_HISTORY",
    ]
    assert np.isnan(signals.upper[1:, 0]).all()
    assert not signals.alarm[1:].any()


def test_the_score_is_above_one_for_an_alarm_only() -> None:
    counts = some(11)
    counts[::2, -1] += 30

    signals = farrington_flexible(counts, at=74)

    answered = signals.status == Status.JUDGED
    assert signals.alarm[answered].any()
    assert np.array_equal(signals.score[answered] > 1, signals.alarm[answered])


@pytest.mark.parametrize("method", ["nbPlugin", "muan", "delta"])
def test_a_first_case_ever_is_an_alarm_once_there_are_enough(method: str) -> None:
    counts = np.zeros((1, 75))
    counts[0, -1] = 5

    signals = farrington_flexible(counts, at=74, method=method)

    assert signals.alarm[0, 0] or signals.status[0, 0] == Status.UNBOUNDED


@pytest.mark.parametrize(
    ("changes", "about"),
    [
        ({"counts": [[1.5] * 75]}, "counts"),
        ({"counts": [[-1] * 75]}, "counts"),
        ({"counts": [[float("inf")] * 75]}, "counts"),
        ({"counts": [1] * 75}, "counts"),
        ({"counts": [["a"] * 75]}, "counts"),
        ({"at": 59}, "at 59"),
        ({"at": 75}, "at 75"),
        ({"at": -1}, "at"),
        ({"at": []}, "at"),
        ({"levels": 13}, "levels"),
        ({"half_window": 3}, "levels"),
        ({"half_window": -1}, "half_window"),
        ({"years_back": 0}, "years_back"),
        ({"past_excluded": 74}, "past_excluded"),
        ({"alpha": 0}, "alpha"),
        ({"alpha": 1}, "alpha"),
        ({"trend_p": 1.5}, "trend_p"),
        ({"weights_threshold": 0}, "weights_threshold"),
        ({"method": "exact"}, "method"),
        ({"min_cases": (-1, 4)}, "min_cases"),
        ({"min_cases": (5, 0)}, "min_cases"),
        ({"population": [0.0] * 75}, "population"),
        ({"population": [1.0] * 74}, "population"),
    ],
)
def test_broken_input_is_refused_by_name(changes: dict[str, Any], about: str) -> None:
    given_all: dict[str, Any] = {"counts": [[4] * 75], "at": 74, **changes}

    with pytest.raises(ValueError, match=about):
        farrington_flexible(given_all.pop("counts"), **given_all)


def test_a_broken_count_anywhere_is_refused() -> None:
    counts = some(1)
    counts[60, 2] = -1

    with pytest.raises(ValueError, match="counts"):
        farrington_flexible(counts, at=74)
