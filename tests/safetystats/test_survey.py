"""What a sample says of all: against the R package survey, Tukey, and known truth."""

import csv
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest, studentized_range

from safetystats.results import Verdict
from safetystats.survey import (
    Estimate,
    NotConverged,
    SurveyDesign,
    change,
    mean,
    rake,
    rank,
    share,
    shares,
    summary,
    survey_design,
)

HERE = Path(__file__).parent
MARGINS = {"sex": {"m": 4900, "v": 5100}, "age": {"15-34": 2800, "35-64": 4700, "65+": 2500}}


def rows_of(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((HERE / name).read_text("utf-8").splitlines()))


RESPONDENTS = rows_of("survey_respondents.csv")
ANSWERS = rows_of("survey_answers.csv")


def column(name: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    return np.array([float(row[name]) for row in RESPONDENTS])


def words(name: str) -> list[str]:
    return [row[name] for row in RESPONDENTS]


def designs() -> dict[str, SurveyDesign]:
    weights, district = column("weight"), words("district")
    clustered = survey_design(
        weights, strata=district, clusters=words("street"), population=column("streets")
    )
    return {
        "weighted": survey_design(weights),
        "stratified": survey_design(weights, strata=district),
        "clustered": clustered,
        "raked": rake(
            clustered, {name: (words(name), target) for name, target in MARGINS.items()}
        ).design,
    }


DESIGNS = designs()
METHODS = {"logit": "logit", "beta": "korn-graubard"}


def found_for(row: dict[str, str]) -> Estimate:
    within = None if row["group"] == "all" else np.array(words("district")) == row["group"]
    kind, subject, *method = row["what"].split()
    if kind == "mean":
        return mean(column(subject), DESIGNS[row["design"]], within=within)
    return share(column(subject), DESIGNS[row["design"]], within=within, method=METHODS[method[0]])


@pytest.mark.parametrize(
    "row",
    [row for row in ANSWERS if row["what"].startswith(("mean", "share"))],
    ids=lambda row: f"{row['design']} {row['what']} {row['group']}",
)
def test_value_error_and_interval_are_those_of_r(row: dict[str, str]) -> None:
    estimate = found_for(row)

    exact = 1e-7 if row["design"] == "raked" else 1e-8
    assert estimate.value == pytest.approx(float(row["value"]), rel=exact)
    assert estimate.standard_error == pytest.approx(float(row["error"]), rel=exact)
    if row["design"] == "raked" and row["group"] == "west" and "beta" in row["what"]:
        return  # R keeps everybody in a group of a calibrated design and counts them all here.
    assert estimate.interval.low == pytest.approx(float(row["low"]), rel=10 * exact)
    assert estimate.interval.high == pytest.approx(float(row["high"]), rel=10 * exact)


def answer(what: str) -> float:
    return next(float(row["value"]) for row in ANSWERS if row["what"] == what)


def test_covariance_design_effect_and_raked_weights_are_those_of_r() -> None:
    given = np.column_stack([column("unsafe"), column("rare")])

    both = shares(given, DESIGNS["clustered"])
    mark = mean(column("mark"), DESIGNS["clustered"])

    assert both.covariance[0, 1] == pytest.approx(answer("covariance unsafe rare"), rel=1e-8)
    assert mark.design_effect == pytest.approx(answer("design effect mark"), rel=1e-8)
    assert DESIGNS["raked"].weights[0] == pytest.approx(answer("weight of the first"), rel=1e-6)
    assert DESIGNS["raked"].weights[-1] == pytest.approx(answer("weight of the last"), rel=1e-6)


@given(yes=st.integers(0, 60), no=st.integers(0, 60), level=st.sampled_from([0.8, 0.95]))
def test_without_a_design_the_interval_is_nearly_the_exact_binomial_one(
    yes: int, no: int, level: float
) -> None:
    people = yes + no
    if people < 2:
        return

    found = share([1] * yes + [0] * no, survey_design([1.0] * people), level=level)

    # Linearisation divides by n - 1, so the effective number is one less.
    number = people - 1 if yes and no else people
    exact = binomtest(yes, people).proportion_ci(level)
    if number == people:
        assert found.interval.low == pytest.approx(exact.low)
        assert found.interval.high == pytest.approx(exact.high)
    assert found.interval.low <= exact.low + 1e-12
    assert found.interval.high >= exact.high - 1e-12


@given(
    marks=st.lists(st.floats(1, 10), min_size=2, max_size=30),
    scale=st.floats(0.01, 100),
)
def test_the_unit_of_the_weights_does_not_matter(marks: list[float], scale: float) -> None:
    weights = np.linspace(1, 3, len(marks))

    found = mean(marks, survey_design(weights))
    scaled = mean(marks, survey_design(weights * scale))

    assert scaled.value == pytest.approx(found.value)
    assert scaled.standard_error == pytest.approx(found.standard_error, abs=1e-9)
    assert min(marks) - 1e-9 <= found.value <= max(marks) + 1e-9


def clustered_sample(rng: np.random.Generator) -> tuple[list[float], SurveyDesign]:
    """Draw forty streets of five households who resemble one another; the truth is 7."""
    street = np.repeat(np.arange(40), 5)
    marks = 7 + rng.normal(0, 1, 40)[street] + rng.normal(0, 1, 200)
    return list(marks), survey_design(np.ones(200), clusters=street)


def test_the_interval_covers_the_truth_as_often_as_it_says_in_clustered_samples() -> None:
    rng = np.random.default_rng(21)

    found = [mean(*clustered_sample(rng)) for _ in range(600)]

    # 570 of 600 expected; ignoring the streets would give about 440.
    assert 552 <= sum(7 in one.interval for one in found) <= 588
    assert np.mean([one.design_effect for one in found]) == pytest.approx(3, abs=0.3)


def test_raking_meets_every_margin_and_tells_how_uneven_the_weights_became() -> None:
    raked = rake(
        survey_design(column("weight")),
        {name: (words(name), target) for name, target in MARGINS.items()},
    )

    for name, target in MARGINS.items():
        for label, number in target.items():
            held = raked.design.weights[np.array(words(name)) == label].sum()
            assert held == pytest.approx(number, rel=1e-7)
    assert raked.weighting_effect > 1
    assert raked.rounds < 30


def test_bounds_keep_weights_within_reach_of_the_old_ones() -> None:
    design = survey_design(np.ones(200))
    sex, age = ["m"] * 120 + ["v"] * 80, (["old"] * 3 + ["young"]) * 50
    margins = {"sex": (sex, {"m": 40, "v": 60}), "age": (age, {"old": 60, "young": 40})}

    free = rake(design, margins)
    kept = rake(design, margins, bounds=(0.4, 2.2))

    # The first is exact by hand: 60/80 times 40/50, over 100/200.
    assert free.factors.max() / free.factors.mean() == pytest.approx(2.4)
    assert kept.factors.max() / kept.factors.mean() <= 2.2 + 1e-6
    assert kept.largest_gap < 1e-7


def test_margins_that_cannot_be_met_are_named() -> None:
    design = survey_design(np.ones(4))
    same = ["a", "a", "b", "b"]

    with pytest.raises(NotConverged, match=r"(second|first) (a|b) is still .*% off"):
        rake(
            design,
            {"first": (same, {"a": 5, "b": 5}), "second": (same, {"a": 4, "b": 6})},
            rounds=50,
        )
    with pytest.raises(NotConverged, match="widen the bounds"):
        rake(design, {"first": (same, {"a": 9, "b": 1})}, bounds=(0.9, 1.1), rounds=50)


@pytest.mark.parametrize(
    ("labels", "target", "about"),
    [
        (["a", "a", "b", "c"], {"a": 1, "b": 1}, "'c'"),
        (["a", "a", "b", None], {"a": 1, "b": 1}, "None"),
        (["a", "a", "b", "b"], {"a": 1, "b": 1, "c": 1}, "nobody answered in c"),
        (["a", "a", "b", "b"], {"a": 1, "b": 0}, "above zero"),
        (["a", "b"], {"a": 1, "b": 1}, "one label per respondent"),
    ],
)
def test_margins_that_do_not_fit_the_respondents_are_refused(
    labels: list[str], target: dict[str, float], about: str
) -> None:
    with pytest.raises(ValueError, match=about):
        rake(survey_design(np.ones(4)), {"place": (labels, target)})


def test_margins_with_different_totals_are_refused() -> None:
    same = ["a", "a", "b", "b"]

    with pytest.raises(ValueError, match="second adds up to 11 and first to 10"):
        rake(
            survey_design(np.ones(4)),
            {"first": (same, {"a": 5, "b": 5}), "second": (same, {"a": 5, "b": 6})},
        )


@pytest.mark.parametrize(
    ("people", "margin", "verdict"),
    [
        (150, 0.1, Verdict.UNCERTAIN),
        (300, 0.1, Verdict.ROSE),
        (3_000, 0.3, Verdict.STABLE),
    ],
)
def test_the_same_two_marks_are_read_by_their_number_of_respondents(
    people: int, margin: float, verdict: Verdict
) -> None:
    found = change(summary(7.6, 1.2, people), summary(7.8, 1.2, people), margin=margin)

    assert found.verdict is verdict
    assert found.difference == pytest.approx(0.2)


def test_from_about_278_respondents_a_wave_two_tenths_are_visible() -> None:
    # 2 x 1.2^2 x 1.96^2 / 0.2^2 = 276.6; a t quantile asks one or two more.
    visible = [
        people
        for people in range(250, 300)
        if change(summary(7, 1.2, people), summary(7, 1.2, people), margin=1).smallest_visible < 0.2
    ]

    assert visible[0] in (278, 279)


def test_waves_without_spread_cannot_be_compared() -> None:
    flat = mean([7.0, 7.0], survey_design([1, 1]))

    with pytest.raises(ValueError, match="without any spread"):
        change(flat, flat, margin=0.1)


def test_the_threshold_between_independent_values_is_that_of_tukey() -> None:
    threshold = studentized_range.ppf(0.95, 6, 30) / np.sqrt(2)
    step = threshold * np.sqrt(2)

    rng = np.random.default_rng(1)
    above = [
        rank([0, 0, 0, 0, 0, part * step], np.ones(6), degrees=30, rng=rng) for part in (0.97, 1.03)
    ]

    assert not above[0].ahead.any()
    assert above[1].ahead[5].sum() == 5


def test_answers_of_the_same_people_are_told_apart_better_than_of_other_people() -> None:
    rng = np.random.default_rng(3)
    often = rng.random(400) < 0.5
    given = np.column_stack([often, often & (rng.random(400) < 0.88), rng.random(400) < 0.2])

    found = shares(given, survey_design(np.ones(400)))
    together = rank(found.values, found.covariance, degrees=found.degrees, rng=rng)
    apart = rank(found.values, np.diag(found.covariance), degrees=found.degrees, rng=rng)

    assert together.tiers == ((0,), (1,), (2,))
    assert apart.tiers == ((0, 1), (2,))
    assert list(apart.best) == [1, 1, 3]
    assert list(apart.worst) == [2, 2, 3]


def test_a_small_but_steady_difference_counts_beside_large_uncertain_ones() -> None:
    covariance = [[1, 0.99, 0], [0.99, 1, 0], [0, 0, 1]]

    found = rank([0.6, 0, 0.3], covariance, rng=np.random.default_rng(4))

    # The first two differ by four standard errors of their difference; the third by none.
    assert found.ahead.tolist() == [[False, True, False], [False] * 3, [False] * 3]


def test_the_true_places_lie_within_those_given_as_often_as_it_says() -> None:
    rng = np.random.default_rng(12)
    truth = np.array([5.0, 5.0, 4.0, 3.9, 2.0, 0.0])

    wrong = 0
    for _ in range(120):
        found = rank(truth + rng.normal(0, 0.5, 6), np.full(6, 0.25), rng=rng)
        wrong += bool((found.ahead & (truth[:, None] <= truth[None, :])).any())

    # Six expected; twelve has a chance of one in a hundred.
    assert wrong <= 12


@settings(max_examples=40)
@given(values=st.lists(st.floats(-5, 5), min_size=2, max_size=7))
def test_places_agree_with_the_order_and_with_each_other(values: list[float]) -> None:
    found = rank(values, np.full(len(values), 0.3), rng=np.random.default_rng(1))

    place = {answer: number for number, answer in enumerate(found.order, start=1)}
    assert [answer for tier in found.tiers for answer in tier] == list(found.order)
    for answer, best, worst in zip(range(len(values)), found.best, found.worst, strict=True):
        assert 1 <= best <= place[answer] <= worst <= len(values)


def test_equal_answers_of_everybody_are_a_tie_and_certain_differences_an_order() -> None:
    same = rank([0.4, 0.4], [[0.01, 0.01], [0.01, 0.01]], rng=np.random.default_rng(1))
    other = rank([0.4, 0.5], [[0.01, 0.01], [0.01, 0.01]], rng=np.random.default_rng(1))

    assert same.tiers == ((0, 1),)
    assert other.tiers == ((1,), (0,))


@pytest.mark.parametrize(
    ("arguments", "about"),
    [
        (([1, 0],), "above zero"),
        (([1, float("nan")],), "above zero"),
        (([],), "one number per respondent"),
    ],
)
def test_weights_on_which_nothing_can_be_based_are_refused(
    arguments: tuple[list[float]], about: str
) -> None:
    with pytest.raises(ValueError, match=about):
        survey_design(*arguments)


@pytest.mark.parametrize(
    ("extra", "about"),
    [
        ({"strata": ["a", "a", "b"]}, "one label per respondent"),
        ({"strata": ["a", "a", "a", "b"]}, "stratum b holds a single cluster"),
        ({"clusters": [1, 1, 1, 1]}, "the sample holds a single cluster"),
        ({"strata": ["a", None, "a", "b"]}, "miss a label"),
        ({"population": [3, 3, 3, 3]}, "below the number"),
        ({"population": [8, 8, 8, 9]}, "same for everybody"),
        ({"population": [8, 8]}, "one number per respondent"),
    ],
)
def test_designs_on_which_nothing_can_be_based_are_refused(
    extra: dict[str, list[object]], about: str
) -> None:
    with pytest.raises(ValueError, match=about):
        survey_design([1, 1, 1, 1], **extra)  # type: ignore[arg-type]


def test_answers_on_which_nothing_can_be_based_are_refused() -> None:
    design = survey_design(np.ones(4), clusters=[1, 1, 2, 2])

    with pytest.raises(ValueError, match="must not miss"):
        mean([1, 2, 3, float("nan")], design)
    with pytest.raises(ValueError, match="one number per respondent"):
        mean([1, 2, 3], design)
    with pytest.raises(ValueError, match="0 or 1"):
        share([0, 1, 2, 0], design)
    with pytest.raises(ValueError, match="method"):
        share([0, 1, 1, 0], design, method="wald")
    with pytest.raises(ValueError, match="both answers"):
        share([1, 1, 1, 1], design, method="logit")
    with pytest.raises(ValueError, match="single cluster per stratum"):
        mean([1, 2, 3, 4], design, within=[True, True, False, False])
    with pytest.raises(ValueError, match="at least one respondent"):
        mean([1, 2, 3, 4], design, within=[False] * 4)
    with pytest.raises(ValueError, match="true or false"):
        mean([1, 2, 3, 4], design, within=[1, 1, 0, 0])
    with pytest.raises(ValueError, match="respondents, answers"):
        shares([1, 0, 1, 0], design)


@pytest.mark.parametrize(
    ("values", "covariance", "about"),
    [
        ([1.0], [1.0], "two or more"),
        ([1.0, float("nan")], [1.0, 1.0], "finite"),
        ([1.0, 2.0], [1.0], "covariance"),
        ([1.0, 2.0], [1.0, -1.0], "negative"),
        ([1.0, 2.0], [[1.0, 0.5], [0.2, 1.0]], "symmetric"),
    ],
)
def test_rankings_on_which_nothing_can_be_based_are_refused(
    values: list[float], covariance: list[Any], about: str
) -> None:
    with pytest.raises(ValueError, match=about):
        rank(values, covariance, rng=np.random.default_rng(1))


def test_a_second_library_agrees_on_clusters_within_strata() -> None:
    import polars as pl
    import svy

    frame = pl.read_csv(HERE / "survey_respondents.csv")
    sample = svy.Sample(
        data=frame, design=svy.Design(stratum="district", psu="street", wgt="weight")
    )
    theirs = sample.estimation.mean("mark").estimates[0]
    design = survey_design(column("weight"), strata=words("district"), clusters=words("street"))

    ours = mean(column("mark"), design)

    assert ours.value == pytest.approx(theirs.est, rel=1e-10)
    assert ours.standard_error == pytest.approx(theirs.se, rel=1e-10)
    assert ours.interval.low == pytest.approx(theirs.lci, rel=1e-9)
    assert ours.interval.high == pytest.approx(theirs.uci, rel=1e-9)
