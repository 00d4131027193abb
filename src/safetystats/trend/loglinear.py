"""The log-linear model under the trends: seasons times the effect of one covariate.

The seasonal levels profile out, so that one unknown is left per series and all series are fitted
at once. Source: A. Agresti (2013), Categorical Data Analysis, 3rd ed., sections 9.7 and 4.7.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from safetystats.checks import positives, whole, whole_numbers

Numbers = NDArray[np.float64]
# Effects beyond this (in logs, over the range of the covariate) are as good as infinite.
FURTHEST = 30.0


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """Counts [series, time], what each is taken over (0: unknown), and season [season, time]."""

    counts: Numbers
    exposure: Numbers
    seasons: Numbers

    @classmethod
    def of(cls, counts: ArrayLike, exposure: ArrayLike | None, period: int) -> "Series":
        """Take in counts with NaN for unknown, or raise ValueError."""
        numbers = whole_numbers("counts", counts, missing=True)
        if numbers.ndim != 2 or not numbers.size:
            raise ValueError(f"counts must have shape [series, time], not {numbers.shape}")
        over = np.ones(numbers.shape[1]) if exposure is None else positives("exposure", exposure)
        try:
            over = np.broadcast_to(over, numbers.shape)
        except ValueError as error:
            raise ValueError(
                f"exposure {over.shape} does not fit counts {numbers.shape}"
            ) from error
        known = ~np.isnan(numbers)
        cycle = whole("period", period, least=1)
        seasons = np.arange(numbers.shape[1]) % cycle == np.arange(cycle)[:, None]
        return cls(np.where(known, numbers, 0.0), np.where(known, over, 0.0), seasons.astype(float))

    def only(self, keep: NDArray[np.bool_]) -> "Series":
        """Give the same series with the cells outside `keep` unknown."""
        return Series(
            np.where(keep, self.counts, 0.0), np.where(keep, self.exposure, 0.0), self.seasons
        )

    def rows(self, places: NDArray[np.intp]) -> "Series":
        """Give some of the series."""
        return Series(self.counts[places], self.exposure[places], self.seasons)


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """Per series: the effect (log ratio per unit of the covariate) and its information."""

    effect: Numbers
    information: Numbers
    expected: Numbers


def fit(series: Series, covariate: Numbers) -> Fit:
    """Fit by Newton steps; an effect without a finite answer stops at the furthest.

    >>> two = Series.of([[10, 20, 30, 40]], None, 2)
    >>> round(float(np.exp(fit(two, np.array([0.0, 0, 1, 1])).effect[0])), 4)  # 70 / 30
    2.3333
    """
    limit = FURTHEST / max(float(np.ptp(covariate)), 1e-12)
    effect = np.zeros(len(series.counts))
    moving = np.arange(len(effect))
    for _ in range(100):
        here = effect[moving]
        step = _step(series.rows(moving), covariate, here, limit)
        effect[moving] = np.clip(here + step, -limit, limit)
        moving = moving[np.abs(effect[moving] - here) > 1e-11 * limit]
        if not moving.size:
            break
    _, information, expected = _derivatives(series, covariate, effect)
    return Fit(effect, information, expected)


def _step(series: Series, covariate: Numbers, effect: Numbers, limit: float) -> Numbers:
    """Give Newton's step, no longer than an eighth of the way, halved until it does not go down."""
    score, information, _ = _derivatives(series, covariate, effect)
    step = np.divide(score, information, out=np.zeros_like(score), where=information > 0)
    step = np.clip(step, -limit / 8, limit / 8)
    best = profile(series, covariate, effect)
    for _ in range(30):
        height = profile(series, covariate, np.clip(effect + step, -limit, limit))
        worse = height < best - 1e-12 * np.abs(best)
        if not worse.any():
            break
        step = np.where(worse, step / 2, step)
    return step


def profile(series: Series, covariate: Numbers, effect: Numbers) -> Numbers:
    """Give the log-likelihood of an effect [series], the seasonal levels at their best."""
    weights = series.exposure * np.exp(effect[:, None] * covariate)
    totals, sums = series.counts @ series.seasons.T, weights @ series.seasons.T
    seasonal = totals * np.log(np.where(sums > 0, sums, 1.0))
    height: Numbers = effect * (series.counts @ covariate) - seasonal.sum(1)
    return height


def _derivatives(
    series: Series, covariate: Numbers, effect: Numbers
) -> tuple[Numbers, Numbers, Numbers]:
    weights = series.exposure * np.exp(effect[:, None] * covariate)
    sums = weights @ series.seasons.T
    inverse = np.divide(1.0, sums, out=np.zeros_like(sums), where=sums > 0)
    totals = series.counts @ series.seasons.T
    mean = (weights * covariate) @ series.seasons.T * inverse
    # Around the mean of its season, so that nothing is lost to cancellation.
    around = covariate - mean @ series.seasons
    level = (totals * inverse) @ series.seasons
    expected = weights * level
    return (series.counts * around).sum(1), (expected * around**2).sum(1), expected


def pearson(series: Series, expected: Numbers) -> Numbers:
    """Give the squared residuals in units of their Poisson variance [series, time]."""
    return np.divide(
        (series.counts - expected) ** 2,
        expected,
        out=np.zeros_like(expected),
        where=expected > 0,
    )


def dispersion_of(series: Series) -> tuple[Numbers, Numbers]:
    """Give how much wilder than chance each series is within its years, and on how many degrees.

    Meaning: Pearson's statistic over its degrees of freedom in the model season times year, so
    that neither seasons nor lasting changes of level count as wildness. Shapes: [series].
    """
    cycle, time = series.seasons.shape
    years = (np.arange(time) // cycle == np.arange(-(-time // cycle))[:, None]).astype(float)
    expected = _season_times_year(series, years)
    used = expected > 0
    cells = used.sum(1)
    levels = (used @ series.seasons.T > 0).sum(1) + (used @ years.T > 0).sum(1) - 1
    degrees = np.maximum(cells - levels, 0).astype(float)
    chi = pearson(series, expected).sum(1)
    return np.divide(chi, degrees, out=np.ones_like(chi), where=degrees > 0), degrees


def _season_times_year(series: Series, years: Numbers) -> Numbers:
    expected = series.exposure.copy()
    for _ in range(200):
        before = expected
        for groups in (series.seasons, years):
            sums, totals = expected @ groups.T, series.counts @ groups.T
            factor = np.divide(totals, sums, out=np.zeros_like(sums), where=sums > 0)
            expected = expected * (factor @ groups)
        if np.allclose(before, expected, rtol=1e-9, atol=1e-12):
            break
    return expected
