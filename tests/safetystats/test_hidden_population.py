"""How many were never registered: against published answers, VGAM, and known truth."""

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import gammaln
from scipy.stats import chi2

from safetystats.hidden_population import (
    Design,
    Family,
    NotEstimable,
    bootstrap,
    chao,
    chao_without_ones,
    design,
    one_inflation,
    truncated_regression,
    zelterman,
)
from tests.shared_data import shared

HERE = Path(__file__).parent
# The counts that the papers give for the undocumented immigrants.
IMMIGRANTS = np.repeat([1, 2, 3, 4, 5, 6], [1645, 183, 37, 13, 1, 1])
ESTIMATORS = {"zero-truncated Poisson": truncated_regression, "Zelterman": zelterman}


def rows_of(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((HERE / name).read_text("utf-8").splitlines()))


def synthetic() -> tuple[NDArray[np.int64], Design]:
    """Give the synthetic persons that VGAM was asked about."""
    cells = rows_of("hidden_population_persons.csv")
    times = [int(cell["persons"]) for cell in cells]

    def column(name: str) -> NDArray[np.float64]:
        return np.repeat([float(cell[name]) for cell in cells], times)

    covariates = design({"age": column("age"), "abroad": column("abroad")})
    return column("registrations").astype(np.int64), covariates


def seen_of(rng: np.random.Generator, means: NDArray[np.float64]) -> NDArray[np.int64]:
    counts = rng.poisson(means)
    return counts[counts > 0]


@pytest.mark.parametrize(
    "row", rows_of("hidden_population_published.csv"), ids=lambda row: row["estimator"]
)
def test_the_estimate_and_interval_are_the_published_ones(row: dict[str, str]) -> None:
    answer = ESTIMATORS[row["estimator"]](IMMIGRANTS, scale="linear")

    found = getattr(answer, "population", answer)
    assert round(found.estimate) == int(row["estimate"])
    assert round(found.interval.low) == int(row["low"])
    assert round(found.interval.high) == int(row["high"])


def test_the_regression_on_the_immigrants_is_the_published_one() -> None:
    path = shared("data/capture_recapture/netherlandsimmigrant.csv")
    persons = list(csv.DictReader(path.read_text("utf-8").splitlines()))
    columns = {name: [row[name] for row in persons] for name in ("gender", "age", "nation")}

    fit = truncated_regression([int(row["capture"]) for row in persons], design(columns))

    assert fit.population.estimate == pytest.approx(12_690.35, abs=0.005)
    assert fit.population.standard_error == pytest.approx(2_808.2, abs=0.05)
    assert fit.log_likelihood == pytest.approx(-848.4504, abs=5e-5)


@pytest.mark.parametrize("family", Family)
def test_coefficients_likelihood_and_population_are_those_of_r(family: Family) -> None:
    counts, covariates = synthetic()
    answers = [
        row for row in rows_of("hidden_population_answers.csv") if row["model"] == family.value
    ]

    fit = truncated_regression(counts, covariates, family=family)

    found = dict(zip(fit.names, fit.coefficients, strict=False))
    found["log dispersion"] = np.log(fit.dispersion or 1)
    found["log likelihood"] = fit.log_likelihood
    found["population"] = fit.population.estimate
    assert len(answers) >= 5
    for row in answers:
        assert found[row["name"]] == pytest.approx(float(row["value"]), rel=2e-5), row["name"]


def test_the_standard_errors_of_poisson_are_those_of_r() -> None:
    fit = truncated_regression(*synthetic())

    published = [
        float(row["error"])
        for row in rows_of("hidden_population_answers.csv")
        if row["model"] == "poisson" and row["error"] != "NA"
    ]
    assert fit.standard_errors == pytest.approx(published, rel=1e-6)


def one_inflated_likelihood(
    theta: NDArray[np.float64], counts: NDArray[np.float64], matrix: NDArray[np.float64]
) -> float:
    """Write out the one-inflated truncated negative binomial, as slowly as it reads."""
    mean = np.exp(matrix @ theta[:-2])
    size, share = np.exp(-theta[-2]), 1 / (1 + np.exp(-theta[-1]))
    log = gammaln(counts + size) - gammaln(size) - gammaln(counts + 1)
    log += size * np.log(size / (size + mean)) + counts * np.log(mean / (size + mean))
    chance = np.exp(log) / (1 - (size / (size + mean)) ** size)
    return float(np.log(share * (counts == 1) + (1 - share) * chance).sum())


def test_no_climber_finds_a_higher_likelihood_under_one_inflation() -> None:
    rng = np.random.default_rng(5)
    age = rng.standard_normal(8_000)
    counts = rng.poisson(np.exp(0.7 + 0.3 * age) * rng.gamma(2, 0.5, 8_000))
    seen = counts > 0
    more = np.where(rng.random(seen.sum()) < 0.3, 1, counts[seen])
    matrix = design({"age": age[seen]}).matrix

    fit = truncated_regression(more, matrix, family=Family.NEGATIVE_BINOMIAL, one_inflated=True)

    assert fit.dispersion is not None
    assert fit.one_inflation is not None
    theta = np.concatenate(
        [
            fit.coefficients,
            [np.log(fit.dispersion), np.log(fit.one_inflation / (1 - fit.one_inflation))],
        ]
    )
    found = one_inflated_likelihood(theta, more.astype(float), matrix)
    assert found == pytest.approx(fit.log_likelihood, abs=1e-6)
    best = minimize(lambda x: -one_inflated_likelihood(x, more.astype(float), matrix), theta)
    assert -best.fun <= fit.log_likelihood + 1e-6
    # The spread of the parameters is the curvature there, here by differences.
    steps = 1e-3 * np.eye(len(theta))
    bends = [
        [
            sum(
                a * b * one_inflated_likelihood(theta + a * i + b * j, more.astype(float), matrix)
                for a in (-1, 1)
                for b in (-1, 1)
            )
            / 4e-6
            for j in steps
        ]
        for i in steps
    ]
    assert np.linalg.inv(-np.array(bends)) == pytest.approx(fit.covariance, rel=2e-3, abs=1e-5)


def test_the_lower_bound_without_covariates_is_the_formula_of_chao() -> None:
    bound = chao(IMMIGRANTS)

    once, twice = 1645, 183
    assert bound.hidden == pytest.approx(once**2 / (2 * twice))
    ratio = once / twice
    variance = twice * (ratio**4 / 4 + ratio**3 + ratio**2 / 2)
    assert bound.standard_error == pytest.approx(variance**0.5)


def test_covariates_that_explain_who_is_seen_raise_the_lower_bound() -> None:
    rng = np.random.default_rng(11)
    group = rng.integers(0, 2, 20_000)
    counts = rng.poisson(np.where(group, 1.5, 0.2))
    seen = counts > 0

    plain = chao(counts[seen])
    informed = chao(counts[seen], design({"group": group[seen]}))

    assert plain.estimate < informed.estimate
    assert 20_000 in informed.interval
    assert 20_000 not in plain.interval


@pytest.mark.parametrize("family", [Family.POISSON, Family.GEOMETRIC])
def test_the_truth_is_recovered_from_simulated_persons(family: Family) -> None:
    rng = np.random.default_rng(4)
    age = rng.standard_normal(30_000)
    means = np.exp(-0.8 + 0.4 * age)
    if family is Family.GEOMETRIC:
        means = means * rng.exponential(size=len(means))
    counts = rng.poisson(means)
    seen = counts > 0

    fit = truncated_regression(counts[seen], design({"age": age[seen]}), family=family)

    assert 30_000 in fit.population.interval
    assert fit.coefficients == pytest.approx([-0.8, 0.4], abs=0.08)


def test_the_bootstrap_agrees_with_the_analytic_interval_where_both_hold() -> None:
    counts, covariates = synthetic()

    fit = truncated_regression(counts, covariates)
    drawn = bootstrap(counts, covariates, rng=np.random.default_rng(2))

    assert drawn.unbounded == 0
    assert np.std(drawn.estimates) == pytest.approx(fit.population.standard_error, rel=0.12)
    assert drawn.interval.low == pytest.approx(fit.population.interval.low, rel=0.03)
    assert drawn.interval.high == pytest.approx(fit.population.interval.high, rel=0.03)


@pytest.mark.parametrize("family", [Family.GEOMETRIC, Family.NEGATIVE_BINOMIAL])
def test_every_family_can_be_drawn_anew(family: Family) -> None:
    counts, covariates = synthetic()

    fit = truncated_regression(counts, covariates, family=family)
    drawn = bootstrap(
        counts, covariates, rng=np.random.default_rng(2), family=family, replicates=100
    )

    assert drawn.interval.low < fit.population.estimate < drawn.interval.high


def test_fits_drawn_together_equal_fits_one_by_one() -> None:
    counts, covariates = synthetic()
    slow = bootstrap(counts, covariates, rng=np.random.default_rng(3), replicates=40)
    rng = np.random.default_rng(3)
    everyone = truncated_regression(counts, covariates).population.estimate
    sizes = rng.binomial(round(everyone), len(counts) / everyone, size=40)

    cell_of = np.unique(np.column_stack([counts, covariates.matrix]), axis=0, return_inverse=True)[
        1
    ].reshape(-1)
    order = np.argsort(cell_of, kind="stable")
    first = order[np.searchsorted(cell_of[order], np.arange(cell_of.max() + 1))]
    for replicate, size in enumerate(sizes):
        drawn = first[cell_of[rng.integers(0, len(counts), size)]]
        alone = truncated_regression(counts[drawn], covariates.matrix[drawn])
        assert slow.estimates[replicate] == pytest.approx(alone.population.estimate, rel=1e-6)
        assert slow.coefficients[replicate] == pytest.approx(alone.coefficients, abs=1e-6)


def test_a_group_hardly_seen_twice_leaves_the_bootstrap_without_an_upper_end() -> None:
    counts = np.concatenate([IMMIGRANTS, np.ones(60), [2]])
    group = design({"group": ["a"] * len(IMMIGRANTS) + ["b"] * 61})

    drawn = bootstrap(counts, group, rng=np.random.default_rng(1), replicates=100)

    assert 0.2 < drawn.unbounded < 0.6
    assert drawn.interval.high == np.inf


def test_surplus_ones_are_found_and_lower_the_estimate() -> None:
    rng = np.random.default_rng(8)
    seen = seen_of(rng, np.full(20_000, 0.8))
    counts = np.where(rng.random(len(seen)) < 0.2, 1, seen)

    test = one_inflation(counts)

    assert test.p_value < 0.001
    assert test.share == pytest.approx(0.2, abs=0.04)
    assert 20_000 in test.population.interval
    assert test.population.estimate < test.population_ignoring_it.estimate
    assert chao_without_ones(counts).estimate < chao(counts).estimate


def test_without_surplus_ones_the_test_is_rarely_sure() -> None:
    rng = np.random.default_rng(9)

    tests = [one_inflation(seen_of(rng, np.full(1_500, 0.9))) for _ in range(400)]

    # One-sided at 5%: twenty expected of four hundred, give or take two standard errors.
    assert 12 <= sum(test.p_value < 0.05 for test in tests) <= 29
    for test in tests:
        half = chi2.sf(test.statistic, 1) / 2 if test.statistic else 1.0
        assert test.p_value == pytest.approx(half, rel=1e-9)


@settings(max_examples=60)
@given(ones=st.integers(1, 3_000), twos=st.integers(1, 500), more=st.integers(0, 200))
def test_the_estimate_lies_within_its_interval_and_above_the_seen(
    ones: int, twos: int, more: int
) -> None:
    counts = np.repeat([1, 2, 3], [ones, twos, more])

    for answer in (chao(counts), zelterman(counts), truncated_regression(counts).population):
        assert answer.observed <= answer.interval.low <= answer.estimate <= answer.interval.high


@settings(max_examples=60)
@given(
    group=st.lists(st.booleans(), min_size=30, max_size=30),
    order=st.randoms(use_true_random=False),
)
def test_the_order_of_the_persons_does_not_matter(group: list[bool], order: object) -> None:
    counts = np.tile([1, 1, 2], 10)
    covariate = np.array([word + place % 7 * 0.4 for place, word in enumerate(group)])
    turned = np.random.default_rng(abs(hash(str(order))) % 7).permutation(30)

    forward = truncated_regression(counts, design({"group": covariate}))
    shuffled = truncated_regression(counts[turned], design({"group": covariate[turned]}))

    assert forward.population.estimate == pytest.approx(shuffled.population.estimate, rel=1e-6)


@pytest.mark.parametrize(
    ("counts", "about"),
    [
        ([0, 1, 2], "at least 1"),
        ([1, 2.5], "whole numbers"),
        ([1, float("nan")], "whole numbers"),
        ([], "one per person"),
        ([[1, 2]], "one per person"),
        (["1", "2"], "one per person"),
        ([1, 1, 1], "twice"),
    ],
)
def test_counts_on_which_nothing_can_be_based_are_refused(counts: object, about: str) -> None:
    for estimate in (chao, zelterman, truncated_regression, one_inflation):
        with pytest.raises(ValueError, match=about + "|three times"):
            estimate(counts)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("columns", "about"),
    [
        ({}, "at least one"),
        ({"age": [1.0, float("nan"), 2.0]}, "finite"),
        ({"age": [1, 1, 1]}, "same for everybody"),
        ({"place": ["a", None, "b"]}, "missing"),
        ({"age": [1, 2, 3], "place": ["a", "b"]}, "per person"),
    ],
)
def test_covariates_on_which_nothing_can_be_based_are_refused(
    columns: dict[str, list[object]], about: str
) -> None:
    with pytest.raises(ValueError, match=about):
        design(columns)  # type: ignore[arg-type]


def test_a_design_that_repeats_itself_or_has_other_persons_is_refused() -> None:
    twice = np.column_stack([np.ones(4), [0, 1, 0, 1], [1, 0, 1, 0]])

    with pytest.raises(ValueError, match="follows from the others"):
        truncated_regression([1, 2, 1, 2], twice)
    with pytest.raises(ValueError, match="5 persons"):
        truncated_regression([1, 2, 1, 2, 1], twice)


def test_an_estimate_that_runs_off_is_said_to_do_so() -> None:
    group = design({"group": ["a"] * 40 + ["b"] * 20})
    counts = np.concatenate([np.tile([1, 2], 20), np.ones(20)])

    with pytest.raises(NotEstimable, match="nobody was registered twice"):
        truncated_regression(counts, group)
    with pytest.raises(NotEstimable, match="nobody was registered twice"):
        zelterman(counts, group)
    with pytest.raises(NotEstimable, match="runs off"):
        truncated_regression(IMMIGRANTS, family=Family.NEGATIVE_BINOMIAL)


def test_counts_without_extra_spread_send_the_negative_binomial_to_poisson() -> None:
    counts = np.repeat([1, 2, 3], [100, 100, 30])

    with pytest.raises(NotEstimable, match="no more spread"):
        truncated_regression(counts, family=Family.NEGATIVE_BINOMIAL)


def test_a_scale_or_level_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="scale"):
        chao(IMMIGRANTS, scale="cubic")
    with pytest.raises(ValueError, match="level"):
        chao(IMMIGRANTS, level=1.0)
    with pytest.raises(ValueError, match="replicates"):
        bootstrap(IMMIGRANTS, rng=np.random.default_rng(1), replicates=3)


def test_the_analytic_interval_covers_the_truth_as_often_as_it_says() -> None:
    rng = np.random.default_rng(31)

    covered = 0
    for _ in range(300):
        group = rng.integers(0, 2, 2_000)
        counts = rng.poisson(np.where(group, 1.2, 0.5))
        seen = counts > 0
        fit = truncated_regression(counts[seen], design({"group": group[seen]}))
        covered += 2_000 in fit.population.interval

    # 285 of 300 expected, give or take two standard errors.
    assert 276 <= covered <= 293


def test_a_person_with_very_many_registrations_costs_no_time() -> None:
    counts = [*[1] * 60, *[2] * 20, 10**9]

    fit = truncated_regression(counts, family=Family.GEOMETRIC)

    # Of a geometric count from one up, the mean less one over the mean is the chance to be seen.
    assert fit.population.estimate == pytest.approx(81 / (1 - 81 / sum(counts)), rel=1e-6)
    with pytest.raises(NotEstimable, match="is an error"):
        truncated_regression(counts, family=Family.NEGATIVE_BINOMIAL)


def test_a_design_without_columns_is_refused() -> None:
    with pytest.raises(ValueError, match="columns"):
        truncated_regression([1, 2, 3], np.ones((3, 0)))
