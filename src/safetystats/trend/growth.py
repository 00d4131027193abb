"""How fast a series grows or shrinks per year, along all its months."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtrit

from safetystats.checks import confidence
from safetystats.results import Verdict
from safetystats.trend.loglinear import FURTHEST, Fit, Numbers, Series, fit, pearson, profile
from safetystats.trend.periods import verdicts


@dataclass(frozen=True, slots=True, eq=False)
class Growths:
    """Factors per year with their intervals, arrays [series].

    `dispersion` is how many times the variance is that of chance; `autocorrelation` how alike
    the departures of months next to each other are (from 0).
    """

    ratio: Numbers
    low: Numbers
    high: Numbers
    verdicts: tuple[Verdict, ...]
    margin: float
    level: float
    dispersion: Numbers
    autocorrelation: Numbers


def growths(
    counts: ArrayLike,
    *,
    period: int = 12,
    exposure: ArrayLike | None = None,
    margin: float = 0.05,
    level: float = 0.95,
) -> Growths:
    """Give per series the factor per year of a steady growth, whatever the season.

    Shapes: `counts` [series, time], NaN for unknown; `exposure` as in `changes`. Unit:
    factor per year (`period` steps); `margin` is per year too.
    Assumption: log-linear in time; a bend or jump is not seen. Departures from the line count as
    wildness, and months that go together widen the interval further (autoregression of order 1).
    Raises ValueError on broken input or a series with less than two years known.
    Source: P. McCullagh, J. Nelder (1989), Generalized Linear Models, chapter 9.

    >>> found = growths([1000 * 0.9 ** (np.arange(48) // 12) // 1, 900 + np.arange(48) % 3])
    >>> found.ratio.round(2).tolist(), [str(verdict) for verdict in found.verdicts]
    ([0.9, 1.0], ['fell', 'stable'])
    """
    series, share = Series.of(counts, exposure, period), confidence(level)
    if np.any((series.exposure > 0).sum(1) < 2 * len(series.seasons)):
        raise ValueError("counts must hold two years of known months for a growth per year")
    years = np.arange(series.counts.shape[1]) / len(series.seasons)
    years -= years.mean()
    found = fit(series, years)
    wild, alike, degrees = _wildness(series, found)
    width = stdtrit(degrees, 1 - (1 - share) / 2) ** 2 * wild * (1 + alike) / (1 - alike)
    low, high = (np.exp(_end(series, years, found.effect, width, side)) for side in (-1, 1))
    return Growths(
        ratio=np.where(series.counts.any(1), np.exp(found.effect), np.nan),
        low=low,
        high=high,
        verdicts=verdicts(low, high, margin=margin, level=share),
        margin=margin,
        level=share,
        dispersion=wild,
        autocorrelation=alike,
    )


def _wildness(series: Series, found: Fit) -> tuple[Numbers, Numbers, Numbers]:
    known = found.expected > 0
    degrees = np.maximum(known.sum(1) - (known @ series.seasons.T > 0).sum(1) - 1, 1).astype(float)
    wild = np.maximum(pearson(series, found.expected).sum(1) / degrees, 1.0)
    scale = np.sqrt(np.where(known, found.expected, 1.0))
    residual = np.where(known, (series.counts - found.expected) / scale, 0.0)
    together = (residual[:, 1:] * residual[:, :-1]).sum(1)
    alone = np.maximum((residual**2).sum(1), 1e-12)
    return wild, np.clip(together / alone, 0.0, 0.9), degrees


def _end(series: Series, years: Numbers, best: Numbers, width: Numbers, side: int) -> Numbers:
    """Find by bisection where twice the log-likelihood has fallen by `width`."""
    top = profile(series, years, best)
    limit = FURTHEST / max(float(np.ptp(years)), 1e-12)
    inside, outside = best.copy(), np.full_like(best, side * limit)
    open_ended = 2 * (top - profile(series, years, outside)) < width
    for _ in range(60):
        middle = (inside + outside) / 2
        beyond = 2 * (top - profile(series, years, middle)) > width
        inside, outside = np.where(beyond, inside, middle), np.where(beyond, middle, outside)
    return np.where(open_ended, side * np.inf, inside)
