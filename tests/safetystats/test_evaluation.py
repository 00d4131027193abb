"""Did it work: what is found where the truth is known, and how often where there is nothing."""

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from safetystats import Verdict
from safetystats.evaluation import (
    difference_in_differences,
    placebo_in_time,
    placebos_in_space,
    smallest_visible_change,
    synthetic_control,
)
from safetystats.evaluation.synthetic import nearest_mix
from safetystats.trend import changes

SEASON = 1 + 0.4 * np.sin(np.arange(48) * 2 * np.pi / 12)
FIRM = {Verdict.ROSE, Verdict.FELL}


def towns(
    rng: np.random.Generator,
    areas: int,
    *,
    effect: float = 1.0,
    spread: float = 0.1,
    treated: int = 2,
) -> np.ndarray:
    """Give counts of which the first `treated` rows had an action from month 36."""
    late = np.arange(48) >= 36
    change = np.exp(rng.normal(0.1, spread, areas))
    change[:treated] *= effect
    size = rng.uniform(15, 60, areas)
    return rng.poisson(size[:, None] * SEASON * np.where(late, change[:, None], 1.0))


def test_without_differences_between_areas_the_effect_is_that_of_a_poisson_model() -> None:
    counts = 40 * np.array([[20.0] * 24, [30] * 24, [25] * 24, [22] * 24, [28] * 12 + [21] * 12])
    counts += np.random.default_rng(1).integers(-9, 10, counts.shape)
    areas, time = counts.shape

    found = difference_in_differences(counts, treated=[4], start=12)

    late = np.tile(np.arange(time) >= 12, areas)
    area, month = np.repeat(np.arange(areas), time), np.tile(np.arange(time) % 12, areas)
    own = area == 4
    cells = np.eye(areas * 12)[area * 12 + month]
    peer = sm.GLM(
        counts.ravel(), np.column_stack([cells, late, late & own]), family=sm.families.Poisson()
    ).fit()
    assert found.ratio == pytest.approx(np.exp(peer.params[-1]), rel=2e-3)
    assert found.verdict is Verdict.FELL


def test_the_effect_of_an_action_lies_in_the_interval_nineteen_times_in_twenty() -> None:
    rng = np.random.default_rng(2)

    covered = [
        0.7
        in difference_in_differences(towns(rng, 12, effect=0.7), treated=[0, 1], start=36).interval
        for _ in range(150)
    ]

    assert 0.9 <= np.mean(covered) <= 0.99


@pytest.mark.deep
@pytest.mark.parametrize("spread", [0.0, 0.1, 0.3])
@pytest.mark.parametrize("areas", [5, 8, 25])
def test_coverage_of_the_effect_over_numbers_of_areas_and_their_differences(
    areas: int, spread: float
) -> None:
    rng = np.random.default_rng(areas)

    covered = [
        0.8
        in difference_in_differences(
            towns(rng, areas, effect=0.8, spread=spread, treated=1), treated=[0], start=36
        ).interval
        for _ in range(1_000)
    ]

    assert 0.93 <= np.mean(covered) <= 0.998


def test_an_action_that_did_nothing_is_called_a_success_one_time_in_twenty() -> None:
    rng = np.random.default_rng(3)

    verdicts = [
        difference_in_differences(towns(rng, 10), treated=[0, 1], start=36).verdict
        for _ in range(150)
    ]

    assert np.mean([verdict in FIRM for verdict in verdicts]) <= 0.09


def test_a_placebo_in_time_uncovers_areas_that_did_not_run_in_parallel() -> None:
    counts = towns(np.random.default_rng(4), 8, spread=0.0, treated=1).astype(float)
    counts[0] = np.floor(120 * 0.96 ** np.arange(48))

    parallel = placebo_in_time(counts[1:], treated=[0], start=36, pretended=24)
    falling = placebo_in_time(counts, treated=[0], start=36, pretended=24)

    assert parallel.verdict not in FIRM
    assert falling.verdict is Verdict.FELL


def test_what_comes_after_the_start_does_not_touch_a_placebo_in_time() -> None:
    counts = towns(np.random.default_rng(5), 8)
    other = counts.copy()
    other[:, 36:] = 0
    residents = np.full((8, 48), 1_000.0)

    one, two = (
        placebo_in_time(each, treated=[0], start=36, pretended=24, exposure=residents)
        for each in (counts, other)
    )

    assert one == two


def test_the_rank_among_placebos_is_small_for_a_real_effect_only() -> None:
    rng = np.random.default_rng(6)

    real = placebos_in_space(towns(rng, 22, effect=0.4), treated=[0, 1], start=36)
    none = [placebos_in_space(towns(rng, 12), treated=[0], start=36).p for _ in range(50)]

    assert real.p == real.least_p == pytest.approx(1 / 21)
    assert np.mean(np.array(none) <= 1 / 12) <= 0.17
    assert 0.35 <= np.mean(none) <= 0.7


@settings(max_examples=40)
@given(
    values=st.lists(st.lists(st.integers(0, 30), min_size=8, max_size=8), min_size=4, max_size=6)
)
def test_the_nearest_mix_cannot_be_bettered(values: list[list[int]]) -> None:
    target, parts = np.array(values[0], float), np.array(values[1:], float)

    weights = nearest_mix(target, parts)

    assert np.all(weights >= 0)
    assert weights.sum() == pytest.approx(1)
    # At the nearest point of a convex set no corner lies further along the gap.
    gap = target - weights @ parts
    assert np.max((parts - weights @ parts) @ gap) <= 1e-6 * (1 + np.abs(parts).max() ** 2)


def test_the_nearest_mix_is_that_of_a_general_optimiser() -> None:
    rng = np.random.default_rng(7)
    parts = rng.uniform(5, 50, (9, 20))
    target = rng.dirichlet(np.ones(9)) @ parts + rng.normal(0, 1, 20)

    weights = nearest_mix(target, parts)

    peer = minimize(
        lambda mix: ((target - mix @ parts) ** 2).sum(),
        np.full(9, 1 / 9),
        jac=lambda mix: -2 * parts @ (target - mix @ parts),
        bounds=[(0, 1)] * 9,
        constraints={"type": "eq", "fun": lambda mix: mix.sum() - 1},
        method="SLSQP",
        options={"ftol": 1e-14, "maxiter": 500},
    )
    np.testing.assert_allclose(weights, peer.x, atol=2e-5)


def mixed_towns(rng: np.random.Generator, areas: int, effect: float) -> np.ndarray:
    """Give quarterly counts that two hidden movements drive, of which row 0 had an action."""
    movement = np.exp(np.cumsum(rng.normal(0, 0.08, (2, 28)), axis=1))
    mix = rng.dirichlet([1, 1], areas)
    mean = 400 * mix @ movement
    mean[0, 20:] *= effect
    return rng.poisson(mean)


def test_a_stand_in_recovers_the_effect_where_two_movements_drive_all_areas() -> None:
    rng = np.random.default_rng(8)

    found = [synthetic_control(mixed_towns(rng, 15, 0.7), treated=0, start=20) for _ in range(20)]

    assert np.mean([each.ratio for each in found]) == pytest.approx(0.7, abs=0.04)
    assert np.mean([each.p for each in found]) < 0.12
    assert all(each.weights[0] == 0 for each in found)


def test_without_an_effect_the_rank_of_the_stand_in_is_any_rank() -> None:
    rng = np.random.default_rng(9)

    ranks = [
        synthetic_control(mixed_towns(rng, 12, 1.0), treated=0, start=20).p for _ in range(120)
    ]

    assert np.mean(np.array(ranks) <= 0.1) <= 0.17
    assert 0.4 <= np.mean(ranks) <= 0.68


@pytest.mark.parametrize(("per_month", "dispersion"), [(4.0, 1.0), (1.0, 1.0), (20.0, 3.0)])
def test_the_change_that_is_called_visible_is_seen_as_often_as_promised(
    per_month: float, dispersion: float
) -> None:
    rng = np.random.default_rng(int(per_month))
    visible = smallest_visible_change(per_month, dispersion=dispersion)
    assert visible.fall is not None
    assert visible.rise is not None

    for ratio in (1 - visible.fall, 1 + visible.rise):
        mean = per_month * np.where(np.arange(24) >= 12, ratio, 1.0)
        if dispersion == 1:
            counts = rng.poisson(mean, (2_000, 24))
        else:
            counts = rng.negative_binomial(mean / (dispersion - 1), 1 / dispersion, (2_000, 24))
        found = changes(counts, before=range(12), after=range(12, 24), dispersion=dispersion)
        seen = found.high < 1 if ratio < 1 else found.low > 1
        assert np.mean(seen) == pytest.approx(0.8, abs=0.03)


def test_the_change_visible_against_peers_is_seen_about_as_often_as_promised() -> None:
    rng = np.random.default_rng(10)
    visible = smallest_visible_change(40.0, before=36, peers=12, heterogeneity=0.1)
    assert visible.fall is not None

    seen = []
    for _ in range(200):
        late = np.arange(48) >= 36
        change = np.exp(rng.normal(0, 0.1, 13))
        change[0] *= 1 - visible.fall
        counts = rng.poisson(40 * SEASON * np.where(late, change[:, None], 1.0))
        found = difference_in_differences(counts, treated=[0], start=36)
        seen.append(found.interval.high < 1)

    assert np.mean(seen) == pytest.approx(0.8, abs=0.09)


@settings(max_examples=12)
@given(per_month=st.floats(0.5, 200), more=st.floats(1.05, 4))
def test_more_counts_and_less_wildness_never_hide_a_change(per_month: float, more: float) -> None:
    few = smallest_visible_change(per_month)
    many = smallest_visible_change(per_month * more)
    wild = smallest_visible_change(per_month, dispersion=more)

    # A test on whole counts saws a little.
    assert (many.fall or 0) <= (few.fall or 1) * 1.05
    assert (few.fall or 0) <= (wild.fall or 1) * 1.05
    assert (many.rise or 0) <= (few.rise or 100) * 1.08


def test_many_counts_before_are_summed_over_fewer_points_without_another_answer() -> None:
    per_month = 1e5
    visible = smallest_visible_change(per_month)
    assert visible.fall is not None

    # Of so many the log of the ratio is normal with variance 2 / (12 x 1e5).
    assert visible.fall == pytest.approx(
        (1.95996 + 0.84162) * (2 / 12 / per_month) ** 0.5, rel=0.01
    )
    assert smallest_visible_change(1e9).fall == pytest.approx(visible.fall / 100, rel=0.01)


def test_three_peers_hide_what_twenty_show_even_if_all_are_large() -> None:
    few, many = (
        smallest_visible_change(1e4, peers=peers, heterogeneity=0.1).fall for peers in (3, 60)
    )

    # With two degrees of freedom the threshold is 4.303, with 59 it is 2.001; normal: 1.96.
    assert few == pytest.approx(1 - np.exp(-(4.3027 + 0.8416) * 0.1 * (4 / 3) ** 0.5), rel=0.02)
    assert many == pytest.approx(1 - np.exp(-(2.0010 + 0.8416) * 0.1 * (61 / 60) ** 0.5), rel=0.02)


def test_with_hardly_any_counts_not_even_the_end_of_it_would_be_visible() -> None:
    assert smallest_visible_change(0.2).fall is None
    assert smallest_visible_change(0.001).rise is None


@pytest.mark.parametrize(
    ("function", "changed", "about"),
    [
        (difference_in_differences, {"treated": []}, "treated"),
        (difference_in_differences, {"treated": [5]}, "treated"),
        (difference_in_differences, {"treated": [0, 1, 2]}, "treated"),
        (difference_in_differences, {"start": 0}, "start"),
        (difference_in_differences, {"start": 36}, "start"),
        (difference_in_differences, {"counts": [[3] * 20] * 5, "start": 12}, "two years"),
        (difference_in_differences, {"counts": [[-3] * 36] * 5}, "counts"),
        (placebos_in_space, {"treated": [9]}, "treated"),
        (placebo_in_time, {"pretended": 24}, "pretended"),
        (placebo_in_time, {"pretended": 0}, "pretended"),
        (placebo_in_time, {"pretended": 12, "counts": 3}, "counts"),
        (synthetic_control, {"treated": 5}, "treated"),
        (synthetic_control, {"treated": 0, "start": 3}, "start"),
        (synthetic_control, {"treated": 0, "counts": [[3] * 36] * 3}, "four areas"),
        (synthetic_control, {"treated": 0, "counts": [[np.nan] * 36] * 5}, "counts"),
        (synthetic_control, {"treated": 0, "exposure": [1.0, 2.0]}, "exposure"),
    ],
)
def test_broken_input_is_refused_by_name(function, changed, about) -> None:  # type: ignore[no-untyped-def]
    arguments = {"counts": [[3] * 36] * 5, "treated": [0], "start": 24} | changed

    with pytest.raises(ValueError, match=about):
        function(**arguments)


@pytest.mark.parametrize(
    ("wrong", "about"),
    [
        ({"per_month": 0}, "per_month"),
        ({"before": 0}, "before"),
        ({"after": 1.5}, "after"),
        ({"dispersion": 0}, "dispersion"),
        ({"peers": 2}, "peers"),
        ({"heterogeneity": -1}, "heterogeneity"),
        ({"level": 1}, "level"),
        ({"power": 0}, "power"),
    ],
)
def test_power_refuses_what_means_nothing(wrong: dict[str, float], about: str) -> None:
    with pytest.raises(ValueError, match=about):
        smallest_visible_change(**({"per_month": 5.0} | wrong))  # type: ignore[arg-type]


def test_a_stand_in_for_another_area_never_leans_on_the_area_with_the_action() -> None:
    rng = np.random.default_rng(3)
    counts = rng.integers(20, 40, (4, 24))
    counts[1] = counts[0]  # the one with the action would be the perfect stand-in for it

    found = synthetic_control(counts, treated=0, start=12)

    # Before the action nothing but a mix of 2 and 3 stands for 1, which fits it badly.
    mix = nearest_mix(counts[1, :12].astype(float), counts[2:, :12].astype(float))
    gap = counts[1] - mix @ counts[2:]
    growth = np.sqrt(np.mean(gap[12:] ** 2) / np.mean(gap[:12] ** 2))
    assert found.placebos[0] == pytest.approx(growth)


def test_a_pretended_effect_is_set_against_the_other_areas_only() -> None:
    counts = [[4_000] * 24 + [2_000] * 12, *[[4_000] * 36] * 4]

    found = placebos_in_space(counts, treated=[4], start=24)

    assert found.ratios[0] == pytest.approx(0.5, rel=1e-3)
