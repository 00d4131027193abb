"""Whether an area developed otherwise than its peers: difference in differences, in logs."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtrit

from safetystats.checks import confidence, whole
from safetystats.compare import verdict
from safetystats.results import Interval, Verdict
from safetystats.trend.loglinear import Numbers, Series, dispersion_of
from safetystats.trend.periods import Times, halves


@dataclass(frozen=True, slots=True)
class Difference:
    """The change of one group of areas divided by the change of the others.

    `ratio` and its `interval`: 1 is just as the others. `others` is the mean change of the
    others with its interval. `heterogeneity` is the standard deviation, in logs, of the true
    changes between areas; `dispersion` how wild the months are within an area.
    """

    ratio: float
    interval: Interval
    verdict: Verdict
    margin: float
    others: float
    others_interval: Interval
    heterogeneity: float
    dispersion: float


@dataclass(frozen=True, slots=True, eq=False)
class LogChanges:
    """Per area the log of the change, its variance by chance, and the wildness of the months."""

    change: Numbers
    variance: Numbers
    dispersion: float


@dataclass(frozen=True, slots=True)
class Pooled:
    """The mean log change of areas, its variance, and the variance between areas."""

    mean: float
    variance: float
    between: float


def against_peers(
    counts: ArrayLike,
    *,
    area: int,
    before: Times,
    after: Times,
    period: int = 12,
    exposure: ArrayLike | None = None,
    margin: float = 0.1,
    level: float = 0.95,
) -> Difference:
    """Give the change of one area divided by that of its peers.

    Shapes: `counts` [area, time] with the area itself in row `area` and at least three peers in
    the others; NaN for unknown; the rest as in `changes`. The verdict is on the ratio of ratios:
    *rose* means more than the peers.
    Assumption: without anything special the area's true change is drawn from the same
    distribution as the peers' (random effects). So the interval counts the differences that
    peers show among themselves: of peers that differ much, none stands out easily.
    Raises ValueError as `changes` does, and on fewer than three peers.
    Source: J. Higgins, S. Thompson, D. Spiegelhalter (2009), A re-evaluation of random-effects
    meta-analysis, Journal of the Royal Statistical Society A 172 (prediction interval).

    >>> areas = [[20] * 24, [31] * 24, [12] * 24, [20] * 12 + [8] * 12]
    >>> found = against_peers(areas, area=3, before=range(12), after=range(12, 24))
    >>> round(found.ratio, 2), found.verdict.value
    (0.4, 'fell')
    """
    series = Series.of(counts, exposure, period)
    if whole("area", area) >= len(series.counts) or len(series.counts) < 4:
        raise ValueError(
            "counts must hold the area, at a row that exists, and at least three peers"
        )
    found = log_changes(series, before, after)
    own = np.arange(len(series.counts)) == area
    return difference(found, own, margin=margin, level=level)


def log_changes(series: Series, before: Times, after: Times) -> LogChanges:
    """Give each area's log change; half an event is added to both sides, so that 0 has a log.

    Source of the half: J. Haldane (1956), Annals of Human Genetics 20.
    """
    split = halves(series, before, after)
    if np.any(np.isnan(split.before)):
        raise ValueError("each area needs a known month of the year in both periods")
    if np.any((series.exposure > 0).sum(1) < 2 * len(series.seasons)):
        raise ValueError("counts must hold two years of known months in each area")
    each, degrees = dispersion_of(series)
    wild = max(float((each * degrees).sum() / max(degrees.sum(), 1.0)), 1.0)
    now, past = split.after + 0.5, split.before + 0.5
    return LogChanges(
        change=np.log(now / past * split.scale),
        variance=wild * (1 / now + 1 / past) / split.efficiency,
        dispersion=wild,
    )


def difference(
    found: LogChanges,
    own: np.ndarray[tuple[int, ...], np.dtype[np.bool_]],
    *,
    margin: float,
    level: float,
) -> Difference:
    """Set the areas marked `own` against the others; the others tell how much areas differ."""
    share = confidence(level)
    others = pooled(found.change[~own], found.variance[~own])
    variance = found.variance[own] + others.between
    weights = 1 / variance
    ours = float((weights * found.change[own]).sum() / weights.sum())
    width = float(stdtrit(np.count_nonzero(~own) - 1, 1 - (1 - share) / 2))
    error = float(np.sqrt(1 / weights.sum() + others.variance))
    interval = _interval(ours - others.mean, width * error, share)
    return Difference(
        ratio=float(np.exp(ours - others.mean)),
        interval=interval,
        verdict=verdict(interval, margin=margin),
        margin=margin,
        others=float(np.exp(others.mean)),
        others_interval=_interval(others.mean, width * float(np.sqrt(others.variance)), share),
        heterogeneity=float(np.sqrt(others.between)),
        dispersion=found.dispersion,
    )


def pooled(change: Numbers, variance: Numbers) -> Pooled:
    """Give the random-effects mean; the variance between areas is that of Paule and Mandel.

    Source: R. Paule, J. Mandel (1982), Consensus values and weighting factors, Journal of
    Research of the National Bureau of Standards 87.

    >>> pooled(np.array([0.1, 0.1, 0.1]), np.array([0.04, 0.04, 0.04])).between
    0.0
    """
    low, high = 0.0, float(np.ptp(change) ** 2 * len(change)) + 1e-12
    if _excess(change, variance, 0.0) > 0:
        for _ in range(60):
            middle = (low + high) / 2
            low, high = (middle, high) if _excess(change, variance, middle) > 0 else (low, middle)
    weights = 1 / (variance + low)
    mean = float((weights * change).sum() / weights.sum())
    return Pooled(mean=mean, variance=float(1 / weights.sum()), between=low)


def _excess(change: Numbers, variance: Numbers, between: float) -> float:
    weights = 1 / (variance + between)
    mean = (weights * change).sum() / weights.sum()
    return float((weights * (change - mean) ** 2).sum()) - (len(change) - 1)


def _interval(centre: float, width: float, level: float) -> Interval:
    return Interval(float(np.exp(centre - width)), float(np.exp(centre + width)), level)
