"""Changes over time against statsmodels, against the exact test, and against simulated truth."""

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from safetystats import Verdict, compare_counts
from safetystats.trend import against_peers, change, changes, growths
from safetystats.trend.loglinear import Series, dispersion_of, fit
from safetystats.trend.peers import pooled

SEASON = 1 + 0.4 * np.sin(np.arange(240) * 2 * np.pi / 12)
OLD, NEW = range(36, 48), range(48, 60)


def simulated(
    rng: np.random.Generator, mean: np.ndarray, wildness: float, shape: tuple[int, ...]
) -> np.ndarray:
    if wildness == 1:
        return rng.poisson(mean, shape)
    return rng.negative_binomial(mean / (wildness - 1), 1 / wildness, shape)


def design(time: int, *columns: np.ndarray) -> np.ndarray:
    return np.column_stack([np.eye(12)[np.arange(time) % 12], *columns])


@pytest.mark.parametrize("missing", [0, 9])
def test_the_effect_and_its_error_are_those_of_a_generalised_linear_model(missing: int) -> None:
    rng = np.random.default_rng(missing)
    counts = rng.negative_binomial(3, 0.2, (4, 50)).astype(float)
    exposure = rng.uniform(0.5, 2, 50)
    counts[:, rng.choice(50, missing, replace=False)] = np.nan
    covariate = np.arange(50) / 12

    found = fit(Series.of(counts, exposure, 12), covariate)

    known = ~np.isnan(counts[0])
    for row, effect, information in zip(counts, found.effect, found.information, strict=True):
        peer = sm.GLM(
            row[known],
            design(50, covariate)[known],
            family=sm.families.Poisson(),
            offset=np.log(exposure[known]),
        ).fit()
        assert effect == pytest.approx(peer.params[-1], abs=1e-7)
        assert information**-0.5 == pytest.approx(peer.bse[-1], rel=1e-6)


def test_wildness_is_pearsons_of_a_model_with_seasons_and_years() -> None:
    counts = np.random.default_rng(2).negative_binomial(6, 0.3, (3, 60)).astype(float)
    counts[:, [7, 30]] = np.nan

    found, degrees = dispersion_of(Series.of(counts, None, 12))

    known = ~np.isnan(counts[0])
    years = np.eye(5)[np.arange(60) // 12][:, 1:]
    for row, dispersion, df in zip(counts, found, degrees, strict=True):
        peer = sm.GLM(row[known], design(60, years)[known], family=sm.families.Poisson()).fit()
        assert df == peer.df_resid
        assert dispersion == pytest.approx(peer.pearson_chi2 / peer.df_resid, rel=1e-6)


@given(
    now=st.integers(0, 400),
    before=st.integers(0, 400),
    margin=st.floats(0.02, 0.5),
)
def test_without_wildness_a_change_is_the_exact_comparison(
    now: int, before: int, margin: float
) -> None:
    counts = [before, now]

    found = change(counts, before=[0], after=[1], period=1, margin=margin, dispersion=1)

    exact = compare_counts(now, before, margin=margin)
    assert found.verdict is exact.verdict
    assert found.ratio == (pytest.approx(exact.ratio) if before else None)
    assert found.interval.low == pytest.approx(exact.interval.low, rel=1e-8)
    assert found.interval.high == pytest.approx(exact.interval.high, rel=1e-8)


def test_in_large_counts_the_interval_is_that_of_the_quasi_poisson_model() -> None:
    rng = np.random.default_rng(4)
    counts = simulated(rng, 400 * SEASON[:60], 3.0, (60,))

    found = change(counts, before=range(30), after=range(40, 58), dispersion=3.0)

    used = np.r_[0:30, 40:58]
    late = (np.arange(60) >= 40).astype(float)
    peer = sm.GLM(counts[used], design(60, late)[used], family=sm.families.Poisson()).fit(scale=3.0)
    low, high = np.exp(peer.conf_int()[-1])
    assert found.ratio == pytest.approx(np.exp(peer.params[-1]), rel=1e-7)
    assert found.interval.low == pytest.approx(low, rel=0.01)
    assert found.interval.high == pytest.approx(high, rel=0.01)


@pytest.mark.parametrize(
    ("mean", "wildness", "least", "most"),
    [(0.5, 1, 0.95, 1.0), (5, 1, 0.945, 0.985), (5, 2, 0.94, 0.975), (50, 3, 0.93, 0.97)],
)
def test_the_interval_of_a_change_covers_the_truth(
    mean: float, wildness: float, least: float, most: float
) -> None:
    rng = np.random.default_rng(int(mean * 10 + wildness))
    level = mean * SEASON[:60] * np.where(np.arange(60) >= 48, 0.8, 1.0)

    found = changes(simulated(rng, level, wildness, (800, 60)), before=OLD, after=NEW)

    assert least <= np.mean((found.low <= 0.8) & (found.high >= 0.8)) <= most


@pytest.mark.deep
@pytest.mark.parametrize("years", [2, 5, 10])
@pytest.mark.parametrize("wildness", [1.0, 1.5, 3.0])
@pytest.mark.parametrize("mean", [2.0, 20.0])
def test_the_interval_of_a_change_covers_over_histories_and_wildness(
    years: int, wildness: float, mean: float
) -> None:
    rng = np.random.default_rng(years * 100 + int(wildness * 10))
    time = 12 * years
    new = range(time - 12, time)
    level = mean * SEASON[:time] * np.where(np.arange(time) >= time - 12, 1.3, 1.0)

    found = changes(
        simulated(rng, level, wildness, (6_000, time)),
        before=range(time - 24, time - 12),
        after=new,
    )

    covered = np.mean((found.low <= 1.3) & (found.high >= 1.3))
    assert 0.94 <= covered <= (0.985 if mean < 10 else 0.98)


def test_the_season_is_not_taken_for_a_change() -> None:
    winter_peak = np.tile([90, 80, 60, 40, 30, 25, 20, 25, 35, 50, 70, 85], 4)

    found = change(winter_peak, before=range(36), after=range(42, 48), margin=0.2)

    assert found.ratio == pytest.approx(1.0)
    assert found.verdict is Verdict.STABLE


def test_more_residents_are_not_taken_for_more_crime() -> None:
    counts, residents = [50] * 24 + [100] * 12, [1_000] * 24 + [2_000] * 12

    found = change(counts, before=range(24), after=range(24, 36), exposure=residents, margin=0.15)

    assert found.ratio == pytest.approx(1.0)
    assert found.verdict is Verdict.STABLE


def test_wild_months_make_a_change_uncertain_that_would_else_be_sure() -> None:
    calm = [20] * 24 + [14] * 12
    wild = [2, 60, 1, 40, 5, 12, 3, 50, 2, 44, 8, 13, 55, 1, 38, 4, 46, 2, 18, 6, 51, 3, 10, 6]

    assert change(calm, before=range(24), after=range(24, 36)).verdict is Verdict.FELL
    found = change(
        [*wild, *[3, 40, 2, 2, 48, 1, 9, 2, 30, 5, 24, 2]], before=range(24), after=range(24, 36)
    )
    assert found.ratio is not None
    assert found.ratio == pytest.approx(0.7, abs=0.03)
    assert found.verdict is Verdict.UNCERTAIN
    assert found.dispersion > 5


def test_a_month_that_is_missing_in_one_period_is_left_out_of_both() -> None:
    counts = np.array([10.0] * 24 + [10.0] * 12)
    counts[[5, 17]] = 900
    counts[29] = np.nan

    found = change(counts, before=range(24), after=range(24, 36), dispersion=1)

    assert (found.before, found.after) == (220, 110)
    assert found.ratio == pytest.approx(1.0)


def test_a_series_that_cannot_be_judged_is_uncertain_and_says_why_when_asked() -> None:
    counts = np.full((3, 36), 10.0)
    counts[1, :20] = np.nan
    counts[2, 24:] = np.nan

    found = changes(counts, before=range(12, 24), after=range(24, 36))

    assert [bool(np.isfinite(high)) for high in found.high] == [True, False, False]
    assert found.verdicts[1:] == (Verdict.UNCERTAIN, Verdict.UNCERTAIN)
    with pytest.raises(ValueError, match="two years"):
        found[1]
    with pytest.raises(ValueError, match="month of the year"):
        found[2]


@settings(max_examples=40)
@given(
    counts=st.lists(st.integers(0, 60), min_size=36, max_size=36),
    scale=st.floats(0.01, 1_000),
)
def test_a_change_lies_in_its_interval_and_knows_no_unit_of_exposure(
    counts: list[int], scale: float
) -> None:
    exposure = np.linspace(1, 2, 36)

    one, other = (
        change(counts, before=range(20), after=range(20, 36), exposure=exposure * by)
        for by in (1, scale)
    )

    assert one.interval.low <= one.interval.high
    if one.ratio is not None:
        assert one.interval.low * (1 - 1e-9) <= one.ratio <= one.interval.high * (1 + 1e-9)
        assert one.ratio == pytest.approx(other.ratio, rel=1e-6)
    assert one.interval.low == pytest.approx(other.interval.low, rel=1e-6)


@given(extra=st.integers(1, 30))
def test_more_events_after_never_lower_the_interval(extra: int) -> None:
    fewer = change([8] * 12 + [6] * 12, before=range(12), after=range(12, 24), dispersion=1.5)
    more = change(
        [8] * 12 + [6] * 11 + [6 + extra], before=range(12), after=range(12, 24), dispersion=1.5
    )

    assert fewer.interval.low < more.interval.low
    assert fewer.interval.high < more.interval.high


def test_yearly_growth_is_that_of_a_quasi_poisson_model() -> None:
    rng = np.random.default_rng(11)
    years = np.arange(84) / 12
    counts = simulated(rng, 150 * SEASON[:84] * 0.95**years, 2.0, (5, 84))

    found = growths(counts)

    for place, row in enumerate(counts):
        peer = sm.GLM(row, design(84, years), family=sm.families.Poisson()).fit(scale="X2")
        assert found.ratio[place] == pytest.approx(np.exp(peer.params[-1]), rel=1e-7)
        assert found.dispersion[place] == pytest.approx(peer.scale, rel=1e-6)
        low, high = np.exp(peer.conf_int()[-1])
        assert found.low[place] <= low * 1.003
        assert found.high[place] >= high * 0.997


def test_months_that_go_together_widen_the_interval_of_growth() -> None:
    rng = np.random.default_rng(12)
    noise = np.zeros((400, 96))
    for month in range(1, 96):
        noise[:, month] = 0.6 * noise[:, month - 1] + rng.normal(0, 0.08, 400)
    counts = rng.poisson(200 * SEASON[:96] * 0.97 ** (np.arange(96) / 12) * np.exp(noise))

    found = growths(counts)

    assert np.median(found.autocorrelation) > 0.25
    assert 0.9 <= np.mean((found.low <= 0.97) & (found.high >= 0.97)) <= 0.98


def test_growth_of_hardly_anything_is_uncertain_without_end() -> None:
    none, last = np.zeros(36), np.zeros(36)
    last[35] = 1

    found = growths([none, last])

    assert np.isnan(found.ratio[0])
    assert np.isinf(found.high).tolist() == [True, True]
    assert set(found.verdicts) == {Verdict.UNCERTAIN}


def peers_of(rng: np.random.Generator, sizes: np.ndarray, spread: float, own: float) -> np.ndarray:
    effect = np.exp(rng.normal(-0.1, spread, sizes.size))
    effect[0] *= own
    late = np.arange(48) >= 36
    return rng.poisson(sizes[:, None] * SEASON[:48] * np.where(late, effect[:, None], 1.0))


@pytest.mark.parametrize("spread", [0.0, 0.15])
def test_an_area_like_its_peers_stands_out_one_time_in_twenty(spread: float) -> None:
    rng = np.random.default_rng(int(spread * 100))
    verdicts = []

    for _ in range(150):
        counts = peers_of(rng, rng.uniform(5, 60, 11), spread, own=1.0)
        found = against_peers(counts, area=0, before=range(36), after=range(36, 48))
        verdicts.append(found.verdict in {Verdict.ROSE, Verdict.FELL})

    assert np.mean(verdicts) <= 0.09


def test_an_area_that_halved_while_its_peers_did_not_stands_out() -> None:
    counts = peers_of(np.random.default_rng(5), np.full(11, 50.0), 0.1, own=0.5)

    found = against_peers(counts, area=0, before=range(36), after=range(36, 48))

    assert found.verdict is Verdict.FELL
    assert 0.5 in found.interval
    assert found.others == pytest.approx(np.exp(-0.1), rel=0.1)


def test_pooling_of_areas_gives_the_spread_that_satisfies_paule_and_mandel() -> None:
    change_, variance = (
        np.array([-0.4, 0.1, 0.0, 0.5, -0.1]),
        np.array([0.01, 0.02, 0.05, 0.03, 0.01]),
    )

    found = pooled(change_, variance)

    weights = 1 / (variance + found.between)
    assert (weights * (change_ - found.mean) ** 2).sum() == pytest.approx(4.0)


@pytest.mark.parametrize(
    ("changed", "about"),
    [
        ({"counts": [1, -2] * 12}, "counts"),
        ({"counts": [1, 2.5] * 12}, "counts"),
        ({"counts": [[1, 2]] * 12}, "counts"),
        ({"before": []}, "before"),
        ({"after": [24]}, "after"),
        ({"after": [-1]}, "after"),
        ({"before": range(24)}, "overlap"),
        ({"period": 0}, "period"),
        ({"exposure": [1.0] * 23}, "exposure"),
        ({"exposure": [0.0] * 24}, "exposure"),
        ({"margin": 0}, "margin"),
        ({"level": 95}, "level"),
        ({"dispersion": -1}, "dispersion"),
        ({"before": range(6), "after": range(6, 12)}, "month of the year"),
        ({"counts": [3] * 18, "after": range(12, 18)}, "two years"),
    ],
)
def test_broken_input_is_refused_by_name(changed: dict[str, object], about: str) -> None:
    arguments = {"counts": [3] * 24, "before": range(12), "after": range(12, 24)} | changed

    with pytest.raises(ValueError, match=about):
        change(**arguments)  # type: ignore[arg-type]


def test_growth_and_peers_refuse_what_is_too_little() -> None:
    with pytest.raises(ValueError, match="two years"):
        growths([[3] * 23])
    with pytest.raises(ValueError, match="peers"):
        against_peers([[3] * 24] * 3, area=0, before=range(12), after=range(12, 24))
    with pytest.raises(ValueError, match="two years"):
        against_peers([[3] * 20] * 5, area=0, before=range(8), after=range(12, 20))


def test_months_that_the_periods_hold_unequally_tell_less_as_in_the_model() -> None:
    counts = 9_000.0 + np.arange(60) % 7
    before, after = [0, 12, 24, 36, 1], [48, 13, 49]

    found = change(counts, before=before, after=after, dispersion=1)

    used, late = [*before, *after], np.isin(np.arange(60), after).astype(float)
    months = design(60, late)[used]
    months = months[:, months.any(0)]
    peer = sm.GLM(counts[used], months, family=sm.families.Poisson()).fit()
    low, high = np.exp(peer.conf_int()[-1])
    assert np.log(found.interval.high / found.interval.low) == pytest.approx(
        np.log(high / low), rel=0.005
    )


def test_wildness_known_from_two_years_only_is_less_sure_than_wildness_given() -> None:
    counts = [4, 19, 8, 2, 25, 11, 6, 3, 17, 9, 1, 14, 12, 5, 22, 7, 9, 30, 2, 15, 6, 3, 18, 10]

    own = change(counts, before=range(12), after=range(12, 24))
    given = change(counts, before=range(12), after=range(12, 24), dispersion=own.dispersion)

    assert own.dispersion > 2
    assert own.interval.high > given.interval.high * 1.03


def test_an_area_without_events_after_is_set_against_its_peers_with_half_an_event() -> None:
    counts = [[20] * 24, [31] * 24, [12] * 24, [2] * 12 + [0] * 12]

    found = against_peers(counts, area=3, before=range(12), after=range(12, 24))

    assert found.ratio == pytest.approx(0.5 / 24.5)
    assert found.others == pytest.approx(1.0)


def test_peers_of_which_the_wildness_cannot_be_told_are_taken_to_vary_by_chance() -> None:
    years = [[4_000, 4_200, 2_000], *[[4_000, 4_100, 3_900]] * 4]

    found = against_peers(years, area=0, before=[0, 1], after=[2], period=1)

    assert found.dispersion == 1
    assert found.interval.low < found.ratio < found.interval.high < 1
