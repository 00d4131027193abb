"""How much changed between two periods, with the season and the wildness of the series counted."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betainccinv, betaincinv, ndtri, stdtrit

from safetystats.checks import confidence, positives, whole
from safetystats.compare import verdict
from safetystats.results import Interval, Verdict
from safetystats.trend.loglinear import Numbers, Series, dispersion_of, fit

Times = Sequence[int] | range


@dataclass(frozen=True, slots=True)
class Change:
    """A ratio of two rates over time, with its interval and what may be said of it.

    `before` and `after` are the events compared, in months that both periods have; `dispersion`
    is how many times the variance is that of chance. `ratio` is None when `before` is zero.
    """

    ratio: float | None
    interval: Interval
    verdict: Verdict
    margin: float
    before: int
    after: int
    dispersion: float


@dataclass(frozen=True, slots=True, eq=False)
class Changes:
    """`Change` for many series: arrays [series]; `ratio` is NaN where `before` is zero.

    A series that cannot be judged is uncertain from 0 to infinity: `before` is NaN where the
    periods have no known month of the year in common, `dispersion` where the history is too short.
    Asking for that series by itself raises ValueError with the reason.
    """

    ratio: Numbers
    low: Numbers
    high: Numbers
    verdicts: tuple[Verdict, ...]
    margin: float
    level: float
    before: Numbers
    after: Numbers
    dispersion: Numbers

    def __len__(self) -> int:
        return len(self.verdicts)

    def __getitem__(self, series: int) -> Change:
        if np.isnan(self.before[series]):
            raise ValueError("before and after must share at least one known month of the year")
        if np.isnan(self.dispersion[series]):
            raise ValueError(
                "counts must hold two years of known months to tell wildness from chance;"
                " else give the dispersion"
            )
        ratio = float(self.ratio[series])
        return Change(
            ratio=None if np.isnan(ratio) else ratio,
            interval=Interval(float(self.low[series]), float(self.high[series]), self.level),
            verdict=self.verdicts[series],
            margin=self.margin,
            before=int(self.before[series]),
            after=int(self.after[series]),
            dispersion=float(self.dispersion[series]),
        )


def change(
    counts: ArrayLike,
    *,
    before: Times,
    after: Times,
    period: int = 12,
    exposure: ArrayLike | None = None,
    margin: float = 0.1,
    level: float = 0.95,
    dispersion: float | None = None,
) -> Change:
    """Give `changes` for one series: counts [time].

    >>> year = [30, 22, 25, 31, 28, 35, 41, 39, 30, 27, 25, 38]
    >>> found = change(year + year + [n // 2 for n in year], before=range(24), after=range(24, 36))
    >>> found.verdict.value, round(found.ratio, 2), round(found.interval.high, 2)
    ('fell', 0.49, 0.58)
    """
    one = np.asarray(counts)
    if one.ndim != 1:
        raise ValueError(f"counts must have shape [time], not {one.shape}; see changes")
    return changes(
        one[None],
        before=before,
        after=after,
        period=period,
        exposure=exposure,
        margin=margin,
        level=level,
        dispersion=dispersion,
    )[0]


def changes(
    counts: ArrayLike,
    *,
    before: Times,
    after: Times,
    period: int = 12,
    exposure: ArrayLike | None = None,
    margin: float = 0.1,
    level: float = 0.95,
    dispersion: ArrayLike | None = None,
) -> Changes:
    """Give per series the ratio of the rate after to the rate before, in like months.

    Shapes: `counts` [series, time], NaN for unknown; `exposure` (residents, days) [time] or
    [series, time]; `before`, `after` places in time from 0; `dispersion` one or [series], else
    taken from all years in `counts` (two at least). Assumption: level times season times change,
    variance in step with the mean. Without wildness it is the exact test of `compare_counts`.
    Raises ValueError on broken input; a series that cannot be judged: see `Changes`.
    Source: P. McCullagh, J. Nelder (1989), Generalized Linear Models, section 6.2; E. Korn,
    B. Graubard (1998), Confidence intervals for proportions, Survey Methodology 24.

    >>> two = changes([[10] * 24, [9] * 12 + [1] * 12], before=range(12), after=range(12, 24))
    >>> [str(verdict) for verdict in two.verdicts]
    ['uncertain', 'fell']
    """
    series, share = Series.of(counts, exposure, period), confidence(level)
    split = halves(series, before, after)
    wildness, strict = wildness_of(series, dispersion, share)
    low, high = _interval(split, strict, share)
    return Changes(
        ratio=_ratio(split.after, split.before, empty=np.nan) * split.scale,
        low=low,
        high=high,
        verdicts=verdicts(low, high, margin=margin, level=share),
        margin=margin,
        level=share,
        before=split.before,
        after=split.after,
        dispersion=wildness,
    )


def verdicts(low: Numbers, high: Numbers, *, margin: float, level: float) -> tuple[Verdict, ...]:
    """Give the verdict on each interval [series] by the one rule of `compare`."""
    ends = zip(low.tolist(), high.tolist(), strict=True)
    return tuple(verdict(Interval(*pair, level), margin=margin) for pair in ends)


@dataclass(frozen=True, slots=True, eq=False)
class Halves:
    """Events after and before in common months; ratio = after / before x `scale`.

    `efficiency` is which part of the counts' information is left after the seasons, 1 when the
    periods hold the same months equally.
    """

    after: Numbers
    before: Numbers
    scale: Numbers
    efficiency: Numbers


def halves(series: Series, before: Times, after: Times) -> Halves:
    """Bring the two periods back to two counts and a factor, whatever months they hold."""
    time = series.counts.shape[1]
    early, late = (_marked(name, at, time) for name, at in (("before", before), ("after", after)))
    if np.any(early & late):
        raise ValueError("before and after must not overlap")
    common = np.ones(series.counts.shape, dtype=bool)
    for marked in (early, late):
        common &= ((series.exposure * marked) @ series.seasons.T > 0) @ series.seasons > 0
    used = series.only(common & (early | late))
    some = used.exposure.sum(1) > 0
    now, past = (np.where(some, used.counts @ marked, np.nan) for marked in (late, early))
    effect = np.zeros(len(now))
    both = np.flatnonzero((now > 0) & (past > 0))
    effect[both] = fit(used.rows(both), late.astype(float)).effect
    totals = used.counts @ used.seasons.T
    # Without any events, the months count by what they are taken over.
    totals = np.where(totals.sum(1, keepdims=True) > 0, totals, used.exposure @ used.seasons.T)
    weights = used.exposure * np.exp(effect[:, None] * late)
    share = _ratio((weights * late) @ used.seasons.T, weights @ used.seasons.T)
    total = np.where(some, totals.sum(1), np.nan)
    middle = (totals * share).sum(1) / total
    efficiency = (totals * share * (1 - share)).sum(1) / (total * middle * (1 - middle))
    return Halves(now, past, np.exp(effect) * (1 - middle) / middle, efficiency)


def _interval(split: Halves, strict: Numbers, level: float) -> tuple[Numbers, Numbers]:
    """Give the exact interval of two counts that hold as much as these do."""
    worth, tail = split.efficiency / strict, (1 - level) / 2
    now, past = split.after * worth, split.before * worth
    low = np.where(now > 0, betaincinv(np.maximum(now, 1e-300), past + 1, tail), 0.0)
    high = np.where(past > 0, betainccinv(now + 1, np.maximum(past, 1e-300), tail), 1.0)
    judged = ~np.isnan(now)
    return (
        np.where(judged, _odds(low) * split.scale, 0.0),
        np.where(judged, _odds(high) * split.scale, np.inf),
    )


def wildness_of(
    series: Series, dispersion: ArrayLike | None, level: float
) -> tuple[Numbers, Numbers]:
    """Give the dispersion, at least 1, and by what the counts are divided for the interval."""
    size = len(series.counts)
    if dispersion is not None:
        given = np.broadcast_to(np.maximum(positives("dispersion", dispersion), 1.0), (size,))
        return given, given
    found, degrees = dispersion_of(series)
    short = (series.exposure > 0).sum(1) < 2 * len(series.seasons)
    wild = np.where(short, np.nan, np.maximum(found, 1.0))
    upper = 1 - (1 - level) / 2
    stretch = (stdtrit(np.maximum(degrees, 1.0), upper) / ndtri(upper)) ** 2
    return wild, np.where(found > 1, wild * stretch, wild)


def _marked(
    name: str, times: Times, length: int
) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    places = [whole(name, place) for place in times]
    if not places or max(places) >= length:
        raise ValueError(f"{name} must hold places in time from 0 up to {length - 1}")
    marked = np.zeros(length, dtype=bool)
    marked[places] = True
    return marked


def _ratio(above: Numbers, under: Numbers, *, empty: float = 0.0) -> Numbers:
    filled: Numbers = np.full(under.shape, empty)
    return np.divide(above, under, out=filled, where=under > 0)


def _odds(share: Numbers) -> Numbers:
    return _ratio(share, 1 - share, empty=np.inf)
