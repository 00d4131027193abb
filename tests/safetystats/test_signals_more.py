"""EARS, false-discovery control, tails, null series, and the false alarms that there are."""

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from safetystats.signals import discoveries, ears, farrington_flexible, null_series
from safetystats.signals.tails import upper_and_p
from tests.shared_data import shared

FOLDER = Path(__file__).parent / "reference"
EARS = list(csv.DictReader((FOLDER / "ears_answers.csv").read_text("utf-8").splitlines()))
EARS_COUNTS = np.loadtxt(FOLDER / "ears_series.csv", delimiter=",")


@pytest.mark.parametrize("method", ["C1", "C2"])
@pytest.mark.parametrize("least", ["0", "0.5"])
def test_ears_gives_the_bounds_of_r(method: str, least: str) -> None:
    rows = [row for row in EARS if row["method"] == method and row["min_sigma"] == least]

    signals = ears(EARS_COUNTS, method=method, min_sigma=float(least))

    upper = np.array([float(row["upper"] or "nan") for row in rows])
    alarm = np.array([row["alarm"] == "1" for row in rows])
    told = np.isfinite(upper)
    assert told.sum() > 900
    np.testing.assert_allclose(signals.upper.ravel()[told], upper[told], rtol=1e-9, atol=1e-9)
    assert np.array_equal(signals.alarm.ravel()[told], alarm[told])


def test_ears_c3_adds_up_the_excess_of_three_time_points() -> None:
    quantile = stats.norm.isf(0.025)
    second = ears(EARS_COUNTS, method="C2", min_sigma=0.5)
    spread = (second.upper - second.expected) / stats.norm.isf(0.001)
    counts = EARS_COUNTS[:, second.at]
    excess = np.maximum((counts - second.expected) / spread - 1, 0)
    before = excess[:, :-2] + excess[:, 1:-1]

    third = ears(EARS_COUNTS, method="C3", min_sigma=0.5)

    room = np.maximum(second.expected[:, 2:] + spread[:, 2:] * (1 + quantile - before), 0)
    np.testing.assert_allclose(third.upper, room, rtol=1e-9, atol=1e-9)
    fresh = before < quantile
    assert np.array_equal(third.alarm[fresh], (before + excess[:, 2:] > quantile)[fresh])
    assert third.alarm.any()


def test_ears_gives_the_published_bounds_for_salmonella_newport() -> None:
    path = shared("data/surveillance/csv/salmNewport.csv")
    rows = list(csv.DictReader(path.read_text("utf-8").splitlines()))
    columns = [name for name in rows[0] if name.startswith("observed")]
    total = np.array([[sum(float(row[name]) for name in columns) for row in rows]])
    weeks = [place for place, row in enumerate(rows) if row["year"] == "2011"][:4]

    signals = ears(total, method="C1", alpha=0.05, at=weeks)

    published = [3.278854, 3.278854, 3.436517, 3.855617]
    np.testing.assert_allclose(signals.upper[0], published, atol=1e-6)


@pytest.mark.parametrize("method", ["C1", "C2", "C3"])
def test_ears_judges_one_time_point_as_it_does_among_many(method: str) -> None:
    every = ears(EARS_COUNTS, method=method)

    last = ears(EARS_COUNTS.astype(np.int16), method=method, at=29)

    assert np.array_equal(last.upper[:, 0], every.upper[:, -1])


def test_ears_has_no_answer_where_its_baseline_has_a_hole() -> None:
    counts = EARS_COUNTS.copy()
    counts[:, 25] = np.nan

    signals = ears(counts, at=29)

    assert np.isnan(signals.upper).all()
    assert not signals.alarm.any()


@pytest.mark.parametrize(
    ("changes", "about"),
    [
        ({"method": "C4"}, "method"),
        ({"baseline": 2}, "baseline"),
        ({"alpha": 0}, "alpha"),
        ({"min_sigma": -1}, "min_sigma"),
        ({"at": 6}, "counts must reach back"),
        ({"at": 30}, "at 30"),
        ({"counts": [[-1] * 30]}, "counts"),
    ],
)
def test_ears_refuses_broken_input_by_name(changes: dict[str, object], about: str) -> None:
    options = {"counts": EARS_COUNTS, **changes}

    with pytest.raises(ValueError, match=about):
        ears(options.pop("counts"), **options)  # type: ignore[arg-type]


@given(
    p=st.lists(st.one_of(st.floats(0, 1), st.just(float("nan"))), max_size=40),
    rate=st.floats(0.01, 0.99),
)
def test_discoveries_are_those_of_benjamini_and_hochberg(p: list[float], rate: float) -> None:
    found = discoveries(p, rate)

    unknown = np.isnan(np.array(p, dtype=np.float64))
    judged, ours = np.array(p, dtype=np.float64)[~unknown], found[~unknown]
    assert not found[unknown].any()
    if judged.size:
        adjusted = stats.false_discovery_control(judged)
        clear = np.abs(adjusted - rate) > 1e-9
        assert np.array_equal(ours[clear], (adjusted <= rate)[clear])


def test_discoveries_keep_the_share_of_false_ones() -> None:
    rng = np.random.default_rng(4)
    counts = rng.poisson(8.0, size=(400, 1_000))
    counts[:, :50] += rng.poisson(14.0, size=(400, 50))
    p = stats.poisson.sf(counts - 1, 8.0)

    found = np.array([discoveries(table, 0.1) for table in p])

    false = found[:, 50:].sum(1) / np.maximum(found.sum(1), 1)
    assert false.mean() <= 0.1
    assert found[:, :50].mean() > 0.5


@pytest.mark.parametrize("broken", [[-0.1], [1.1]])
def test_discoveries_refuse_what_is_no_chance(broken: list[float]) -> None:
    with pytest.raises(ValueError, match="p must lie"):
        discoveries(broken)


@pytest.mark.parametrize("phi", [1.0, 1.0 + 1e-7, 1.3, 4.0, 60.0])
@pytest.mark.parametrize("mean", [1e-9, 0.02, 0.7, 12.0, 90.0, 800.0, 20_000.0])
def test_tails_are_those_of_scipy(mean: float, phi: float) -> None:
    broad = phi > 1 + 1e-6
    known = stats.nbinom(mean / (phi - 1), 1 / phi) if broad else stats.poisson(mean)
    for away in (-4.0, -1.0, 0.0, 2.0, 5.0, 9.0):
        count = max(round(mean + away * np.sqrt(mean * phi)), 0)

        upper, p = upper_and_p(mean, phi, float(count), 0.005, float(stats.norm.isf(0.005)))
        alone = upper_and_p(mean, phi, float(count), 1.0, 0.0)[1]

        assert upper == known.isf(0.005)
        assert p == pytest.approx(known.sf(count - 1), rel=1e-5, abs=1e-12)
        assert alone == pytest.approx(p, rel=1e-9)


@pytest.mark.parametrize(
    ("changes", "about"),
    [
        ({"means": [-1.0]}, "means"),
        ({"means": [[1.0]]}, "means"),
        ({"months": 0}, "months"),
        ({"dispersion": 0.5}, "dispersion"),
        ({"season": 2}, "season"),
        ({"growth": -1}, "growth"),
    ],
)
def test_null_series_refuse_broken_input(changes: dict[str, object], about: str) -> None:
    options: dict[str, object] = {"means": [1.0], "months": 24, **changes}

    with pytest.raises(ValueError, match=about):
        null_series(np.random.default_rng(1), options.pop("means"), **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("dispersion", [1.0, 3.0])
def test_null_series_have_the_mean_and_the_spread_that_they_are_given(dispersion: float) -> None:
    series = null_series(np.random.default_rng(2), np.full(20_000, 6.0), 12, dispersion=dispersion)

    assert series.mean() == pytest.approx(6.0, rel=0.01)
    assert series.var() == pytest.approx(6.0 * dispersion, rel=0.03)


@pytest.mark.parametrize("dispersion", [1.0, 3.0])
def test_false_alarms_are_about_as_many_as_they_are_said_to_be(dispersion: float) -> None:
    series = null_series(
        np.random.default_rng(160), np.full(20_000, 20.0), 75, dispersion=dispersion, season=0.3
    )

    rate = farrington_flexible(series, at=74, alpha=0.005).alarm.mean()

    assert 0.003 < rate < 0.02


def test_labelled_outbreaks_are_found_more_often_than_calm_weeks_are_alarmed() -> None:
    folder = shared("data/surveillance/csv")
    found, calm = [], []
    for name in ("m5", "n2", "s2", "s3"):
        rows = list(csv.DictReader((folder / f"{name}.csv").read_text("utf-8").splitlines()))
        counts = np.array([[float(row["observed"]) for row in rows]])
        state = np.array([row["state"] == "1" for row in rows])
        at = np.arange(104, len(rows))

        signals = farrington_flexible(
            counts, at=at, period=52, years_back=2, half_window=3, past_excluded=26, alpha=0.01
        )

        found += signals.alarm[0, state[at]].tolist()
        calm += signals.alarm[0, ~state[at]].tolist()
    assert np.mean(calm) < 0.1
    assert np.mean(found) > 3 * np.mean(calm)
