"""Rates and their exact intervals against published answers and their own laws."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2, poisson

from safetystats import exact_rate
from safetystats.rates import exact_count_interval

PUBLISHED = [
    row
    for row in csv.DictReader(
        Path(__file__).with_name("published_intervals.csv").read_text("utf-8").splitlines()
    )
    if row["method"] == "rate"
]
counts = st.integers(min_value=0, max_value=1_000_000)
levels = st.sampled_from([0.8, 0.9, 0.95, 0.99, 0.998])


@pytest.mark.parametrize("row", PUBLISHED, ids=lambda row: f"{row['count']} at {row['level']}")
def test_the_interval_is_the_published_one(row: dict[str, str]) -> None:
    interval = exact_count_interval(int(row["count"]), level=float(row["level"]))

    exposure = float(row["exposure"])
    assert interval.low / exposure == pytest.approx(float(row["low"]), rel=1e-3)
    assert interval.high / exposure == pytest.approx(float(row["high"]), rel=1e-4)


@given(events=counts, level=levels)
def test_the_interval_is_half_a_chi_square_quantile(events: int, level: float) -> None:
    interval = exact_count_interval(events, level=level)

    tail = (1 - level) / 2
    assert interval.high == pytest.approx(float(chi2.isf(tail, 2 * events + 2)) / 2, rel=1e-9)
    if events:
        assert interval.low == pytest.approx(float(chi2.ppf(tail, 2 * events)) / 2, rel=1e-9)


@given(events=counts, population=st.integers(1, 20_000_000), level=levels)
def test_the_value_lies_within_its_interval(events: int, population: int, level: float) -> None:
    rate = exact_rate(events, population, per=100_000, level=level)

    assert 0 <= rate.interval.low <= rate.value <= rate.interval.high


@given(events=counts, population=st.integers(1, 20_000_000))
def test_more_events_never_lower_the_rate(events: int, population: int) -> None:
    fewer, more = exact_rate(events, population), exact_rate(events + 1, population)

    assert fewer.value < more.value
    assert fewer.interval.low <= more.interval.low
    assert fewer.interval.high <= more.interval.high


@given(events=st.integers(0, 10_000))
def test_a_higher_level_never_narrows_the_interval(events: int) -> None:
    wide, narrow = (exact_count_interval(events, level=level) for level in (0.99, 0.9))

    assert wide.low <= narrow.low
    assert narrow.high <= wide.high


@pytest.mark.parametrize("mean", [0.3, 2.0, 7.5, 40.0])
def test_the_interval_covers_the_true_mean_at_least_as_often_as_it_says(mean: float) -> None:
    outcomes = range(200)

    covered = sum(
        float(poisson.pmf(count, mean)) for count in outcomes if mean in exact_count_interval(count)
    )

    assert covered >= 0.95


@pytest.mark.parametrize(
    ("crimes", "road_accidents", "population", "published"),
    [(1_127_869, 88_006, 16_749_973, 6_208.15), (802_043, 76_458, 17_870_298, 4_060.28)],
)
def test_the_national_crime_rate_is_the_published_one(
    crimes: int, road_accidents: int, population: int, published: float
) -> None:
    # Secondant (CCV, 2024) on 2012 and 2023: all registered crimes less 1.3.1, road accidents.
    rate = exact_rate(crimes - road_accidents, population, per=100_000)

    assert round(rate.value, 2) == published


@pytest.mark.parametrize(
    ("events", "population", "per", "level", "about"),
    [
        (-1, 10, 1_000, 0.95, "events"),
        (1.5, 10, 1_000, 0.95, "events"),
        (True, 10, 1_000, 0.95, "events"),
        (1, 0, 1_000, 0.95, "population"),
        (1, -5, 1_000, 0.95, "population"),
        (1, 10, 0, 0.95, "per"),
        (1, 10, 1_000, 1.0, "level"),
        (1, 10, 1_000, 0.0, "level"),
        (1, 10, 1_000, float("nan"), "level"),
    ],
)
def test_broken_input_is_refused_by_name(
    events: int, population: int, per: int, level: float, about: str
) -> None:
    with pytest.raises(ValueError, match=about):
        exact_rate(events, population, per=per, level=level)
