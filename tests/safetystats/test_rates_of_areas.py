"""Many rates at once: standardised, held to limits and smoothed, against others' answers."""

import csv
from pathlib import Path

import numpy as np
import pytest
from esda.smoothing import Empirical_Bayes, Spatial_Empirical_Bayes
from hypothesis import given, settings
from hypothesis import strategies as st
from libpysal.weights import lat2W

from safetystats.rates import (
    Position,
    exact_rate,
    exact_rates,
    funnel,
    funnel_limits,
    marshall_rates,
    share_funnel_limits,
    smoothed_rates,
    standardised_rates,
)
from safetystats.rates.pooling import _log_posterior, _of, partially_pooled

REFERENCE = list(
    csv.DictReader(Path(__file__).with_name("rates_reference.csv").read_text("utf-8").splitlines())
)
areas = st.lists(
    st.tuples(st.integers(0, 500), st.integers(1, 100_000)), min_size=3, max_size=12
).filter(lambda rows: any(events for events, _ in rows))


def of_kind(method: str) -> list[dict[str, str]]:
    return [row for row in REFERENCE if row["method"] == method]


def numbers(cell: str) -> list[float]:
    return [float(part) for part in cell.split()]


@settings(max_examples=30)
@given(rows=areas, level=st.sampled_from([0.8, 0.95, 0.998]))
def test_rates_over_an_array_are_the_rates_one_by_one(
    rows: list[tuple[int, int]], level: float
) -> None:
    events, population = zip(*rows, strict=True)

    rates = exact_rates(events, population, level=level)

    one_by_one = [exact_rate(*row, level=level) for row in rows]
    np.testing.assert_allclose(rates.value, [rate.value for rate in one_by_one], rtol=1e-12)
    np.testing.assert_allclose(rates.low, [rate.interval.low for rate in one_by_one], rtol=1e-12)
    np.testing.assert_allclose(rates.high, [rate.interval.high for rate in one_by_one], rtol=1e-12)


@pytest.mark.parametrize("row", of_kind("standardised"), ids=lambda row: row["events"])
def test_a_standardised_rate_is_that_of_the_formula_in_r(row: dict[str, str]) -> None:
    rates = standardised_rates(
        numbers(row["events"]),
        numbers(row["population"]),
        numbers(row["standard"]),
        per=1,
        level=float(row["level"]),
    )

    assert float(rates.value) == pytest.approx(float(row["value"]), rel=1e-9)
    assert float(rates.low) == pytest.approx(float(row["low"]), rel=1e-9)
    assert float(rates.high) == pytest.approx(float(row["high"]), rel=1e-9)


@given(events=st.lists(st.integers(0, 200), min_size=4, max_size=4))
def test_with_the_make_up_of_the_standard_the_interval_is_the_exact_one(events: list[int]) -> None:
    rates = standardised_rates(events, [900, 600, 300, 1_200], standard=[3, 2, 1, 4])

    exact = exact_rate(sum(events), 3_000)
    assert float(rates.low) == pytest.approx(exact.interval.low, rel=1e-9)
    assert float(rates.high) == pytest.approx(exact.interval.high, rel=1e-9)


def test_a_standardised_interval_covers_the_truth_at_least_as_often_as_it_says() -> None:
    rng = np.random.default_rng(20240101)
    population, true = np.array([6_000.0, 1_500, 400]), np.array([0.001, 0.004, 0.02])
    standard = np.array([0.5, 0.3, 0.2])

    rates = standardised_rates(rng.poisson(true * population, (4_000, 3)), population, standard)

    truth = (standard * true).sum() * 1_000
    assert np.mean((rates.low <= truth) & (truth <= rates.high)) >= 0.945


@pytest.mark.parametrize("row", of_kind("poisson"), ids=lambda row: row["population"])
def test_funnel_limits_are_the_poisson_quantiles_of_r(row: dict[str, str]) -> None:
    limits = funnel_limits(
        float(row["value"]), numbers(row["population"]), per=1, level=float(row["level"])
    )

    assert limits.low[0] == pytest.approx(float(row["low"]), rel=1e-8)
    assert limits.high[0] == pytest.approx(float(row["high"]), rel=1e-8)


@pytest.mark.parametrize("row", of_kind("binomial"), ids=lambda row: row["population"])
def test_funnel_limits_of_shares_are_the_binomial_quantiles_of_r(row: dict[str, str]) -> None:
    limits = share_funnel_limits(
        float(row["value"]), numbers(row["population"]), level=float(row["level"])
    )

    assert limits.low[0] == pytest.approx(float(row["low"]), rel=1e-8)
    assert limits.high[0] == pytest.approx(float(row["high"]), rel=1e-8)


def test_in_large_areas_room_for_differences_is_that_of_the_normal_limits() -> None:
    limits = funnel_limits(20.0, [50_000, 500_000], spread=1.5)

    deviation = np.sqrt(20.0 / np.array([50.0, 500.0]) + 1.5**2)
    np.testing.assert_allclose(limits.high, 20 + 1.96 * deviation, rtol=0.015)
    np.testing.assert_allclose(limits.low, 20 - 1.96 * deviation, rtol=0.015)


def test_without_differences_one_area_in_twenty_lies_outside_the_inner_limits() -> None:
    rng = np.random.default_rng(7)
    population = rng.integers(200, 20_000, 20_000)

    held = funnel(rng.poisson(0.01 * population), population, target=10.0)

    assert 0.035 <= np.mean(held.position != Position.WITHIN) <= 0.055
    assert np.mean(np.abs(held.position) == Position.FAR_ABOVE) <= 0.003


def test_room_for_differences_keeps_common_differences_in_and_an_outlier_out() -> None:
    rng = np.random.default_rng(8)
    population = rng.integers(2_000, 40_000, 300)
    true = 0.01 * rng.gamma(25, 1 / 25, 300)
    true[0] = 0.04

    events = rng.poisson(true * population)
    strict, lenient = (
        funnel(events, population, overdispersed=overdispersed) for overdispersed in (False, True)
    )

    assert np.mean(strict.position[1:] != Position.WITHIN) > 0.3
    assert np.mean(lenient.position[1:] != Position.WITHIN) < 0.15
    assert lenient.position[0] == Position.FAR_ABOVE
    assert lenient.spread == pytest.approx(2.0, rel=0.25)


def grid_of_areas(side: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(side)
    population = rng.integers(100, 8_000, side * side).astype(float)
    return rng.poisson(population * 0.004 * rng.gamma(3, 1 / 3, side * side)), population


def test_smoothing_by_moments_towards_all_is_that_of_esda() -> None:
    events, population = grid_of_areas(9)

    rates = marshall_rates(events, population, per=1)

    np.testing.assert_allclose(rates.value, Empirical_Bayes(events, population).r.ravel(), 1e-12)


@pytest.mark.filterwarnings("ignore")  # of libpysal: on its way out, and still the peer
def test_smoothing_by_moments_towards_the_neighbours_is_that_of_esda() -> None:
    events, population = grid_of_areas(9)
    weights = lat2W(9, 9)
    weights.id_order = list(range(81))

    neighbours = [weights.neighbors[place] for place in range(81)]
    rates = marshall_rates(events, population, neighbours, per=1)

    peer = Spatial_Empirical_Bayes(events, population, weights).r
    np.testing.assert_allclose(rates.value, peer.ravel(), rtol=1e-9)


def test_partial_pooling_is_that_of_a_fine_grid_over_mean_and_spread() -> None:
    counts, residents = np.array([0, 3, 9, 40, 12.0]), np.array([300, 900, 1_500, 5_000, 2_000.0])
    middle = float(np.median(residents))
    nodes = [np.array(p) for p in np.ndindex(60, 90)]
    nodes = [np.array([-8 + 6 * a / 59, -12 + 26 * b / 89]) for a, b in nodes]
    heights = np.array([_log_posterior(counts, residents, middle, node) for node in nodes])
    shares = np.exp(heights - heights.max()) / np.exp(heights - heights.max()).sum()

    mean, variance = partially_pooled(counts, residents)

    priors = [_of(node, middle) for node in nodes]
    means = np.array([(rate * n + counts) / (n + residents) for rate, n in priors])
    within = np.array([(rate * n + counts) / (n + residents) ** 2 for rate, n in priors])
    brute = shares @ means
    np.testing.assert_allclose(mean, brute, rtol=0.005)
    np.testing.assert_allclose(variance, shares @ (within + means**2) - brute**2, rtol=0.02)


@pytest.mark.parametrize(
    ("places", "per_area", "shape"), [(6, 5.0, 4), (40, 5.0, 3), (40, 0.6, 3), (25, 60.0, 15)]
)
@pytest.mark.parametrize("local", [False, True])
def test_the_interval_of_a_smoothed_rate_covers_over_the_areas(
    places: int, per_area: float, shape: float, local: bool
) -> None:
    rng = np.random.default_rng(int(places * per_area))
    ring = [[(area - 1) % places, (area + 1) % places] for area in range(places)]
    covered = []

    for _ in range(720 // places):
        population = rng.lognormal(7, 0.6, places)
        true = per_area / 1_100 * rng.gamma(shape, 1 / shape, places)
        events = rng.poisson(true * population)
        rates = smoothed_rates(events, population, ring if local else None, per=1)
        covered.append((rates.low <= true) & (true <= rates.high))

    assert 0.92 <= np.mean(covered) <= 0.985


@settings(max_examples=25)
@given(rows=areas)
def test_a_smoothed_rate_lies_in_its_interval_and_among_the_rates(
    rows: list[tuple[int, int]],
) -> None:
    events, population = (np.array(column) for column in zip(*rows, strict=True))
    raw = events / population * 1_000

    for rates in (smoothed_rates(events, population), marshall_rates(events, population)):
        assert np.all((rates.low <= rates.value) & (rates.value <= rates.high))
        assert np.all(rates.low >= 0)
    moments = marshall_rates(events, population).value
    assert np.all((raw.min() - 1e-9 <= moments) & (moments <= raw.max() + 1e-9))


def test_a_smoothed_rate_does_not_depend_on_the_unit_of_the_population() -> None:
    events, population = grid_of_areas(5)

    one, other = smoothed_rates(events, population), smoothed_rates(events, population * 100)

    np.testing.assert_allclose(one.value, other.value * 100, rtol=1e-3)
    np.testing.assert_allclose(one.high, other.high * 100, rtol=1e-3)


def test_the_smaller_of_two_equal_rates_is_drawn_in_further_and_is_less_sure() -> None:
    rates = smoothed_rates([2, 200, 30, 60, 5, 90], [100, 10_000, 9_000, 9_000, 8_000, 9_000])

    assert rates.value[0] < rates.value[1]
    assert rates.high[0] - rates.low[0] > rates.high[1] - rates.low[1]


def test_a_table_without_events_says_how_high_its_rates_may_be() -> None:
    few, many = (smoothed_rates([0] * areas, [1_000] * areas) for areas in (3, 30))

    assert 0 < few.value[0] < few.high[0] < exact_rate(0, 1_000).interval.high
    assert many.high[0] < few.high[0]


def test_the_posterior_of_the_rates_is_found_wherever_the_search_for_it_begins() -> None:
    rng = np.random.default_rng(5)
    for _ in range(40):
        residents = rng.lognormal(7, 1.2, 25).round() + 1
        counts = rng.poisson(0.004 * rng.gamma(4, 1 / 4, 25) * residents).astype(float)

        mean, _ = partially_pooled(counts, residents)
        other, _ = partially_pooled(counts, residents * 37)

        np.testing.assert_allclose(mean, other * 37, rtol=2e-3)


def test_the_limits_hold_the_target_where_hardly_any_event_is_expected() -> None:
    by_chance = funnel_limits(5.0, [0.5, 2, 5, 1_000])
    spread = funnel_limits(5.0, [1, 100], spread=1_000.0)
    shares = share_funnel_limits(1e-6, [1, 1_000])

    for limits in (by_chance, spread, shares):
        assert np.all((limits.low <= limits.value) & (limits.value <= limits.high))


def test_a_spread_of_next_to_nothing_leaves_the_limits_of_chance() -> None:
    none, hardly = (funnel_limits(5.0, [100, 1e9], spread=spread) for spread in (0.0, 1e-9))

    np.testing.assert_allclose(hardly.low, none.low)
    np.testing.assert_allclose(hardly.high, none.high)


def test_areas_without_events_and_without_neighbours_still_get_an_honest_interval() -> None:
    rates = marshall_rates([0, 0, 5], [100, 100, 100], [[1], [0], []])

    assert rates.value.tolist() == [0, 0, 50]
    assert rates.high[0] == pytest.approx(exact_rate(0, 200).interval.high)
    assert rates.low[2] < 50 < rates.high[2]


@pytest.mark.parametrize(
    ("function", "arguments", "about"),
    [
        (exact_rates, ([1, -1], [10, 10]), "events"),
        (exact_rates, ([1, np.nan], [10, 10]), "events"),
        (exact_rates, ([1, 1.5], [10, 10]), "events"),
        (exact_rates, (["1", "2"], [10, 10]), "events"),
        (exact_rates, ([1, 1], [10, 0]), "population"),
        (exact_rates, ([1, 1], [10, 10, 10]), "shapes"),
        (standardised_rates, ([1, 1], [10, 10], [1, 1, 1]), "standard"),
        (standardised_rates, ([1, 1], [10, 10], [1, 0]), "standard"),
        (funnel, ([0, 0], [10, 10]), "target"),
        (funnel, ([], []), "area"),
        (funnel, ([[1, 2]], [[10, 10]]), "area"),
        (funnel_limits, (5.0, [0]), "population"),
        (funnel_limits, (5.0, [1e15]), "too large"),
        (share_funnel_limits, (1.5, [10]), "target"),
        (share_funnel_limits, (0.5, [10.5]), "trials"),
        (smoothed_rates, ([1, 2], [10, 10]), "3 areas"),
        (smoothed_rates, ([1, 0, 0], [10, 10, 10], [[1], [0]]), "neighbours"),
        (marshall_rates, ([1], [10]), "2 areas"),
        (marshall_rates, ([1, 2], [10, 10], [[0], [0]]), "neighbours of area 0"),
        (marshall_rates, ([1, 2], [10, 10], [[1, 1], [0]]), "neighbours of area 0"),
        (marshall_rates, ([1, 2], [10, 10], [[2], [0]]), "neighbours of area 0"),
        (marshall_rates, ([1, 2], [10, 10], [[-1], [0]]), "neighbours"),
    ],
)
def test_broken_input_is_refused_by_name(function, arguments, about) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match=about):
        function(*arguments)


@pytest.mark.parametrize("wrong", [{"winsorised": 0.5}, {"target": 0.0}, {"per": 0}])
def test_a_funnel_refuses_settings_that_mean_nothing(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        funnel([1, 2], [10, 10], **wrong)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="spread"):
        funnel_limits(5.0, [10], spread=-1.0)


def test_areas_that_do_not_differ_get_no_room_for_differences() -> None:
    held = funnel([10, 20, 40], [1_000, 2_000, 4_000], overdispersed=True)

    assert held.spread == 0
    assert held.dispersion == pytest.approx(0, abs=1e-20)


def test_a_small_area_is_drawn_to_its_neighbours_and_not_to_all() -> None:
    population = [50] + [5_000] * 8
    events = [0, 100, 104, 10, 12, 9, 11, 10, 12]
    near = [[1, 2], [0, 2], [0, 1], [4, 5], [3, 5], [3, 4], [7, 8], [6, 8], [6, 7]]

    assert smoothed_rates(events, population).value[0] < 9
    assert smoothed_rates(events, population, near).value[0] > 14


def test_the_spread_in_other_neighbourhoods_makes_an_even_one_less_sure() -> None:
    chain = [[1], [0, 2], [1, 3], [2, 4], [3]]
    even, uneven = (
        marshall_rates([10, 10, *rest], [1_000] * 5, chain) for rest in ([10] * 3, [2, 40, 90])
    )

    assert even.value[0] == uneven.value[0] == 10
    assert uneven.high[0] > even.high[0] * 1.5
