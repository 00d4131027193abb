"""Upper tails of the Poisson and negative binomial distribution, as the kernels need them.

The distribution has mean `mean` and variance `phi * mean`; Poisson at `phi` 1. With c = phi - 1
the probabilities follow each other by

    P(k + 1) / P(k) = (mean + k c) / (phi (k + 1)),

which holds without a break down to c = 0. A small mean starts at P(0); a large one at a
probability after C. Loader (2000), Fast and accurate computation of binomial probabilities.
"""

import math

import numpy as np

from safetystats.signals.compiled import compiled

_FROM_ZERO = 40.0
_NEGLIGIBLE = 1e-12
_POISSON = 1e-9
_SMOOTH = 1e10
_TWO_PI = 2 * math.pi
_LOG_ROOT_TWO_PI = 0.5 * math.log(_TWO_PI)


@compiled
def upper_and_p(
    mean: float, phi: float, count: float, alpha: float, normal: float
) -> tuple[float, float]:
    """Give the smallest k with P(X > k) <= alpha, and P(X >= count).

    `normal` is the standard normal quantile at 1 - alpha. With `alpha` 1 or more only the second
    is wanted.
    """
    if mean <= 0:
        return 0.0, 1.0 if count <= 0 else 0.0
    if mean * phi > _SMOOTH:
        return _smooth(mean, phi, count, normal)
    start = _log_of_zero(mean, phi)
    if start > -_FROM_ZERO:
        return _from_zero(mean, phi, count, alpha, math.exp(start))
    if alpha < 1:
        return _from_upper(mean, phi, count, alpha, normal)
    if count > mean:
        return 0.0, _beyond(mean, phi, count, _probability(mean, phi, count))
    return 0.0, 1 - _between(mean, phi, 0.0, count, _probability(mean, phi, count))


@compiled
def _smooth(mean: float, phi: float, count: float, normal: float) -> tuple[float, float]:
    """Take a distribution too wide to add up as normal, with its skewness in the bound."""
    spread = math.sqrt(mean) * math.sqrt(phi)
    skew = (2 * phi - 1) / spread
    upper = np.floor(mean + spread * (normal + skew * (normal * normal - 1) / 6))
    return upper, 0.5 * math.erfc((count - 0.5 - mean) / (spread * math.sqrt(2)))


@compiled
def _log_of_zero(mean: float, phi: float) -> float:
    extra = phi - 1
    return -mean * (math.log1p(extra) / extra if extra > _POISSON else 1.0)


@compiled
def _from_zero(
    mean: float, phi: float, count: float, alpha: float, start: float
) -> tuple[float, float]:
    extra, aim = phi - 1, 1 - alpha
    k, term, below, p = 0.0, start, start, 1.0
    while below < aim and (term > 1e-30 or k < mean):
        if k == count - 1:
            p = 1 - below
        term *= (mean + k * extra) / (phi * (k + 1))
        k += 1
        below += term
    upper = k
    if count > upper:
        while k < count:
            term *= (mean + k * extra) / (phi * (k + 1))
            k += 1
        p = _beyond(mean, phi, k, term)
    return upper, p


@compiled
def _from_upper(
    mean: float, phi: float, count: float, alpha: float, normal: float
) -> tuple[float, float]:
    extra = phi - 1
    spread = math.sqrt(mean * phi)
    skew = (2 * phi - 1) / spread
    k = max(math.floor(mean + spread * (normal + skew * (normal * normal - 1) / 6)), 1.0)
    term = _probability(mean, phi, k + 1)
    tail = _beyond(mean, phi, k + 1, term)
    while tail > alpha:
        tail -= term
        k += 1
        term *= (mean + k * extra) / (phi * (k + 1))
    while k >= 0:
        last = term * phi * (k + 1) / (mean + k * extra)
        if tail + last > alpha:
            break
        tail, term, k = tail + last, last, k - 1
    if count > k + 1:
        return k, _beyond(mean, phi, count, _probability(mean, phi, count))
    return k, min(tail + _between(mean, phi, count, k + 1, term), 1.0)


@compiled
def _beyond(mean: float, phi: float, k: float, term: float) -> float:
    """Add up P(X >= k), where `term` is P(X = k)."""
    extra, total = phi - 1, term
    while term > _NEGLIGIBLE * total:
        term *= (mean + k * extra) / (phi * (k + 1))
        k += 1
        total += term
    return total


@compiled
def _between(mean: float, phi: float, low: float, high: float, term: float) -> float:
    """Add up P(low <= X < high), where `term` is P(X = high)."""
    extra, total, k = phi - 1, 0.0, high
    while k > low and (k > mean or term > _NEGLIGIBLE * total):
        k -= 1
        term *= phi * (k + 1) / (mean + k * extra)
        total += term
    return total


@compiled
def _probability(mean: float, phi: float, k: float) -> float:
    extra = phi - 1
    if k <= 0:
        return math.exp(_log_of_zero(mean, phi))
    if extra < _POISSON:
        return math.exp(-_stirling(k) - _deviance(k, mean)) / math.sqrt(_TWO_PI * k)
    size = mean / extra
    trials = size + k
    exponent = _stirling(trials) - _stirling(size) - _stirling(k)
    exponent -= _deviance(size, trials / phi) + _deviance(k, trials * extra / phi)
    return size / trials * math.exp(exponent) * math.sqrt(trials / (_TWO_PI * size * k))


@compiled
def _stirling(z: float) -> float:
    """Give what Stirling's formula for log z! leaves out."""
    if z < 16:
        return math.lgamma(z + 1) - (z + 0.5) * math.log(z) + z - _LOG_ROOT_TWO_PI
    square = z * z
    rest = 1 / 1260 - (1 / 1680 - 1 / (1188 * square)) / square
    return (1 / 12 - (1 / 360 - rest / square) / square) / z


@compiled
def _deviance(count: float, mean: float) -> float:
    """Give count * log(count / mean) + mean - count without losing digits near the mean."""
    gap = count - mean
    if abs(gap) >= 0.1 * (count + mean):
        return count * math.log(count / mean) - gap
    ratio = gap / (count + mean)
    total, power, odd = gap * ratio, 2 * count * ratio, 3.0
    while True:
        power *= ratio * ratio
        further = total + power / odd
        if further == total:
            return total
        total, odd = further, odd + 2
