"""The ratio of two counts and what may be said of it."""

import csv
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from safetystats import Verdict, compare_counts

(PUBLISHED,) = [
    row
    for row in csv.DictReader(
        Path(__file__).with_name("published_intervals.csv").read_text("utf-8").splitlines()
    )
    if row["method"] == "ratio"
]
counts = st.integers(min_value=0, max_value=100_000)


def test_the_ratio_and_its_interval_are_the_published_ones() -> None:
    comparison = compare_counts(
        int(PUBLISHED["count"]),
        int(PUBLISHED["reference"]),
        exposure=float(PUBLISHED["exposure"]),
        reference_exposure=float(PUBLISHED["reference_exposure"]),
    )

    assert comparison.ratio == pytest.approx(float(PUBLISHED["value"]), rel=1e-6)
    assert comparison.interval.low == pytest.approx(float(PUBLISHED["low"]), rel=1e-6)
    assert comparison.interval.high == pytest.approx(float(PUBLISHED["high"]), rel=1e-6)


@given(now=st.integers(1, 2_000), before=st.integers(1, 2_000))
def test_the_interval_is_that_of_the_binomial_share(now: int, before: int) -> None:
    comparison = compare_counts(now, before)

    share = binomtest(now, now + before).proportion_ci(0.95, method="exact")
    assert comparison.interval.low == pytest.approx(share.low / (1 - share.low), rel=1e-6)
    assert comparison.interval.high == pytest.approx(share.high / (1 - share.high), rel=1e-6)


@given(now=counts, before=counts)
def test_the_ratio_lies_within_its_interval(now: int, before: int) -> None:
    comparison = compare_counts(now, before)

    if before:
        assert comparison.ratio is not None
        assert comparison.interval.low <= comparison.ratio <= comparison.interval.high
    else:
        assert comparison.ratio is None
        assert comparison.interval.high == math.inf


@given(now=counts, before=counts, margin=st.floats(0.01, 1.0))
def test_looking_back_turns_the_verdict_round(now: int, before: int, margin: float) -> None:
    forward, back = (
        compare_counts(*pair, margin=margin) for pair in ((now, before), (before, now))
    )

    opposite = {Verdict.ROSE: Verdict.FELL, Verdict.FELL: Verdict.ROSE}
    assert back.verdict == opposite.get(forward.verdict, forward.verdict)


@pytest.mark.parametrize(
    ("now", "before", "margin", "verdict"),
    [
        (1540, 1657, 0.1, Verdict.FELL),
        (805_590, 800_027, 0.1, Verdict.STABLE),
        (12_000, 10_000, 0.1, Verdict.ROSE),
        (12, 10, 0.1, Verdict.UNCERTAIN),
        (0, 0, 0.1, Verdict.UNCERTAIN),
        (0, 30, 0.1, Verdict.FELL),
        (30, 0, 0.1, Verdict.ROSE),
    ],
)
def test_the_verdict_says_no_more_than_the_counts_allow(
    now: int, before: int, margin: float, verdict: Verdict
) -> None:
    comparison = compare_counts(now, before, margin=margin)

    assert comparison.verdict is verdict


def test_a_longer_time_of_counting_is_taken_into_account() -> None:
    comparison = compare_counts(2_000, 1_000, exposure=12, reference_exposure=6, margin=0.2)

    assert comparison.ratio == 1.0
    assert comparison.verdict is Verdict.STABLE


@pytest.mark.parametrize(
    ("arguments", "about"),
    [
        ({"count": -1, "reference": 3}, "count"),
        ({"count": 1, "reference": 2.5}, "reference"),
        ({"count": 1, "reference": 2, "exposure": 0}, "exposure"),
        ({"count": 1, "reference": 2, "reference_exposure": math.inf}, "reference_exposure"),
        ({"count": 1, "reference": 2, "margin": 0}, "margin"),
        ({"count": 1, "reference": 2, "level": 95}, "level"),
    ],
)
def test_broken_input_is_refused_by_name(arguments: dict[str, float], about: str) -> None:
    with pytest.raises(ValueError, match=about):
        compare_counts(**arguments)  # type: ignore[arg-type]
