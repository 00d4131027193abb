"""Power before you start: how large a change must be before these counts can show it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy.special import ndtr, pdtr, pdtrc, stdtrit

from safetystats.checks import confidence, positive, whole
from safetystats.trend.loglinear import Numbers

Chance = Callable[[float], float]
POINTS = 1_001


@dataclass(frozen=True, slots=True)
class Visible:
    """The smallest fall and rise, as shares (0.4 is 40 % less), seen with chance `power`.

    `fall` is None when even the end of it all would not be seen, `rise` when no rise up to a
    factor of 100 would.
    """

    fall: float | None
    rise: float | None
    power: float
    level: float


def smallest_visible_change(
    per_month: float,
    *,
    before: int = 12,
    after: int = 12,
    dispersion: float = 1.0,
    peers: int = 0,
    heterogeneity: float = 0.0,
    level: float = 0.95,
    power: float = 0.8,
) -> Visible:
    """Give the smallest change whose interval leaves no change out with chance `power`.

    Units: `per_month` events expected per month in the area; `before`, `after` in like months;
    `dispersion` as in `safetystats.trend.changes`. With `peers`: for `difference_in_differences`
    against so many areas of like size, whose log changes have standard deviation `heterogeneity`.
    Assumption: the dispersion is known. Without peers the power is that of the exact test; with
    peers a normal approximation. Raises ValueError on numbers out of range, or under three peers.
    Source: K. Krishnamoorthy, J. Thomson (2004), A more powerful test for comparing two Poisson
    means, J. of Statistical Planning and Inference 119.

    >>> round(smallest_visible_change(4.0).fall, 2)  # 48 burglaries a year
    0.51
    """
    tail, wanted = (1 - confidence(level)) / 2, confidence(power, name="power")
    monthly = positive("per_month", per_month) / max(positive("dispersion", dispersion), 1.0)
    early, late = whole("before", before, least=1), whole("after", after, least=1)
    others = whole("peers", peers)
    means = monthly * early, monthly * late
    if others in {1, 2} or not 0 <= heterogeneity < np.inf:
        raise ValueError("peers must be none or at least three, and heterogeneity from zero")
    fall, rise = _exact_fall(means, tail), _exact_rise(means, tail)
    if others:
        fall = rise = partial(_against_peers, means, (others, heterogeneity), tail)
    return Visible(
        fall=_smallest(lambda share: fall(1 - share), 1.0, wanted),
        rise=_smallest(lambda share: rise(1 + share), 100.0, wanted),
        power=wanted,
        level=level,
    )


def _exact_fall(means: tuple[float, float], tail: float) -> Chance:
    """Give the chance, by ratio, that the exact interval of the ratio lies below no change."""
    from scipy import stats

    counts, shares = _before(means)
    # Given `counts` before, the numbers after that are too small lie below a quantile.
    limit = stats.nbinom.ppf(tail, np.maximum(counts, 1), means[0] / sum(means)) - 1
    limit, some = np.maximum(limit, 0), (counts > 0) & (limit >= 0)
    return lambda ratio: float((shares * some) @ pdtr(limit, means[1] * ratio))


def _exact_rise(means: tuple[float, float], tail: float) -> Chance:
    """Give the chance, by ratio, that the exact interval of the ratio lies above no change."""
    from scipy import stats

    counts, shares = _before(means)
    limit = stats.nbinom.isf(tail, counts + 1, means[0] / sum(means))
    return lambda ratio: float(shares @ pdtrc(limit, means[1] * ratio))


def _before(means: tuple[float, float]) -> tuple[Numbers, Numbers]:
    """Give the counts before that may well be, at most so many of them, and their chances."""
    from scipy import stats

    past = stats.poisson(means[0])
    first, last = int(past.ppf(1e-7)), int(past.ppf(1 - 1e-7))
    counts = np.unique(np.linspace(first, last, min(last - first + 1, POINTS)).round())
    shares = np.asarray(past.pmf(counts))
    return counts, shares / shares.sum()


def _against_peers(
    means: tuple[float, float], peers: tuple[int, float], tail: float, ratio: float
) -> float:
    (early, late), (number, spread) = means, peers
    own, other = (1 / (early + 0.5) + 1 / (late * by + 0.5) for by in (ratio, 1.0))
    error = np.sqrt(own + spread**2 + (other + spread**2) / number)
    size = abs(np.log((late * ratio + 0.5) / (late + 0.5)))
    return float(ndtr(size / error - stdtrit(number - 1, 1 - tail)))


def _smallest(chance: Chance, most: float, wanted: float) -> float | None:
    if chance(most) < wanted:
        return None
    low, high = 0.0, most
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (low, middle) if chance(middle) >= wanted else (middle, high)
    return high
