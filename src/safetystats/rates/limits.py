"""Which areas lie outside the range that chance leaves room for, given their size."""

from dataclasses import dataclass
from enum import IntEnum
from functools import partial
from typing import Protocol, cast

import numpy as np
from numpy.typing import ArrayLike

from safetystats.checks import confidence, positive, positives, whole
from safetystats.rates.results import Numbers, Rates, events_and_residents

INNER, OUTER = 0.95, 0.998
# The size of a negative binomial from which it is Poisson, and its own quantiles lose digits.
AS_GOOD_AS_CHANCE = 1e10


class Chance(Protocol):
    """A distribution of counts."""

    def ppf(self, q: float, /) -> Numbers: ...
    def cdf(self, x: Numbers, /) -> Numbers: ...
    def pmf(self, k: Numbers, /) -> Numbers: ...


class Position(IntEnum):
    """Where an area lies against the limits: beyond the inner ones, or even the outer ones."""

    FAR_BELOW = -2
    BELOW = -1
    WITHIN = 0
    ABOVE = 1
    FAR_ABOVE = 2


@dataclass(frozen=True, slots=True, eq=False)
class Funnel:
    """Areas against a target: limits of 95 % and 99.8 % and each area's `Position`.

    `spread` is the standard deviation between areas that the limits leave room for, in the unit
    of the rates; `dispersion` how many times the variance is that of chance alone.
    """

    rates: Numbers
    target: float
    inner: Rates
    outer: Rates
    position: np.ndarray[tuple[int, ...], np.dtype[np.int8]]
    spread: float
    dispersion: float


def funnel(
    events: ArrayLike,
    population: ArrayLike,
    *,
    target: float | None = None,
    per: int = 1_000,
    overdispersed: bool = False,
    winsorised: float = 0.1,
) -> Funnel:
    """Hold the rates of areas [area] to funnel limits around a target, or else the overall rate.

    Unit: events per `per` residents. With `overdispersed` the limits leave room for the
    differences that areas commonly have, from z-scores of which the share `winsorised` at each
    end is pulled in: outliers do not hide themselves; the room is a bit small, as in the source.
    Assumption: Poisson counts, areas gamma when overdispersed. Raises ValueError on broken input.
    Source: D. Spiegelhalter (2005), Funnel plots, Statistics in Medicine 24; Handling
    over-dispersion, Quality and Safety in Health Care 14 (normal limits, here negative binomial).

    >>> funnel([10, 12, 45], [1_000] * 3, target=15.0).position.tolist()
    [0, 0, 2]
    """
    counts, residents = events_and_residents(events, population)
    if counts.ndim != 1 or not counts.size:
        raise ValueError("events and population must hold one number per area")
    unit = whole("per", per, least=1)
    overall = float(counts.sum() / residents.sum()) * unit
    centre = positive("target", overall if target is None else target) / unit
    dispersion, room = _between(counts, residents, centre, winsorised)
    spread = room * unit if overdispersed else 0.0
    limits = partial(funnel_limits, centre * unit, residents, per=unit, spread=spread)
    inner, outer, rates = limits(level=INNER), limits(level=OUTER), counts * unit / residents
    return Funnel(
        rates=rates,
        target=centre * unit,
        inner=inner,
        outer=outer,
        position=_side(rates, inner) + _side(rates, outer),
        spread=spread,
        dispersion=dispersion,
    )


def funnel_limits(
    target: float,
    population: ArrayLike,
    *,
    per: int = 1_000,
    level: float = 0.95,
    spread: float = 0,
) -> Rates:
    """Give the limits between which rates around a target fall by chance, by population.

    Shapes: `population` any; the answer has that shape. Unit: events per `per` residents, as are
    `target` and `spread` (standard deviation between areas, 0 for chance alone).
    Assumption: as for `funnel`. Limits are exact Poisson (negative binomial with `spread`)
    quantiles, interpolated between whole counts so that the funnel is smooth.
    Raises ValueError on a target, population or level out of range, or a negative spread.
    Source: Spiegelhalter (2005), Funnel plots, appendix A.1.

    >>> limits = funnel_limits(5.0, [1_000, 100_000])
    >>> limits.low.round(2).tolist(), limits.high.round(2).tolist()
    ([0.54, 4.56], [9.38, 5.44])
    """
    residents, unit = positives("population", population), whole("per", per, least=1)
    mean = positive("target", target) / unit * residents
    if not 0 <= spread < np.inf:
        raise ValueError(f"spread must be finite and at least zero, not {spread}")
    low, high = _interpolated(
        _around(mean, (target / spread) ** 2 if spread else np.inf), mean, level
    )
    return Rates(
        value=np.full(residents.shape, float(target)),
        low=low * unit / residents,
        high=high * unit / residents,
        per=unit,
        level=level,
    )


def share_funnel_limits(target: float, trials: ArrayLike, *, level: float = 0.95) -> Rates:
    """Give the limits between which shares around a target fall by chance, by number of trials.

    Meaning: as `funnel_limits`, for shares such as cases solved of cases known. Shapes: `trials`
    any, whole numbers from 1. Unit: `target` and limits are shares from 0 to 1 (`per` is 1).
    Assumption: binomial counts. Raises ValueError on input out of range.
    Source: Spiegelhalter (2005), Funnel plots, appendix A.1.

    >>> share_funnel_limits(0.25, [100]).high.round(3).tolist()
    [0.332]
    """
    known = positives("trials", trials)
    if not np.all(known == np.floor(known)):
        raise ValueError("trials must hold whole numbers from 1")
    from scipy import stats

    share = confidence(target, name="target")
    chance = cast(Chance, stats.binom(known, share))
    low, high = _interpolated(chance, known * share, level)
    value = np.full(known.shape, share)
    return Rates(value=value, low=low / known, high=high / known, per=1, level=level)


def _around(mean: Numbers, size: float) -> Chance:
    from scipy import stats

    if size > AS_GOOD_AS_CHANCE:
        return cast(Chance, stats.poisson(mean))
    return cast(Chance, stats.nbinom(size, size / (size + mean)))


def _interpolated(chance: Chance, mean: Numbers, level: float) -> tuple[Numbers, Numbers]:
    """Give both limits; where hardly any event is expected the target itself is the upper one."""
    tail = (1 - confidence(level)) / 2
    low, high = (_smooth_quantile(chance, share) for share in (tail, 1 - tail))
    if not np.all(np.isfinite(low) & np.isfinite(high)):
        raise ValueError("target times population is too large for exact limits")
    return np.minimum(low, mean), np.maximum(high, mean)


def _smooth_quantile(chance: Chance, share: float) -> Numbers:
    count = chance.ppf(share)
    upto = chance.cdf(count)
    return np.maximum(count - (upto - share) / chance.pmf(count), 0.0)


def _side(rates: Numbers, limits: Rates) -> np.ndarray[tuple[int, ...], np.dtype[np.int8]]:
    return (rates > limits.high).astype(np.int8) - (rates < limits.low).astype(np.int8)


def _between(
    counts: Numbers, residents: Numbers, centre: float, winsorised: float
) -> tuple[float, float]:
    """Give the dispersion of winsorised z-scores, and the spread between areas beyond chance."""
    if not 0 <= winsorised < 0.5:
        raise ValueError(f"winsorised must lie from 0 up to 0.5, not {winsorised}")
    weights = residents / centre  # one over the variance of a rate by chance alone
    scores = (counts / residents - centre) * np.sqrt(weights)
    pulled = np.clip(scores, *np.quantile(scores, [winsorised, 1 - winsorised]))
    dispersion, areas = float((pulled**2).mean()), counts.size
    room = weights.sum() - (weights**2).sum() / weights.sum()
    excess = areas * dispersion - (areas - 1)
    return dispersion, float(np.sqrt(max(excess, 0.0) / room)) if areas > 1 else 0.0
