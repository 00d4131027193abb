"""Which counts are higher than the few before them: for short series, without seasons.

C1 sets a count against the time points right before it, C2 leaves two in between. C3 adds up, over
the time point and the two before it, by how much C2 (the excess over the mean in spreads) is above
one: its bound is that of C2, one spread higher, lowered by what those two had. So the paper has it;
R's surveillance 1.20.3 starts from the count itself, so that its alarm tells of the two time points
before only, and its manual leaves the one spread out.
`alpha` is the chance of a false alarm, 0.001 for C1 and C2 and 0.025 for C3 when left out;
`min_sigma` the least spread, 0.5 or 1 for sparse counts. A baseline of equal counts has no spread:
without `min_sigma` any count above it is an alarm.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from safetystats.checks import confidence, whole
from safetystats.signals.blocks import counts_by_time, in_blocks, places_of, series_of

_LAGS = {"C1": 0, "C2": 2, "C3": 2}
_REACH = {"C1": 0, "C2": 2, "C3": 4}
_ALPHA = {"C1": 0.001, "C2": 0.001, "C3": 0.025}


@dataclass(frozen=True, slots=True)
class EarsSignals:
    """The judgement at the time points `at`: arrays [series, len(at)].

    `expected` is the mean of the baseline and `upper` the bound, both NaN where a count that they
    rest on is missing; there is no alarm then.
    """

    at: NDArray[np.int64]
    expected: NDArray[np.float64]
    upper: NDArray[np.float64]
    alarm: NDArray[np.bool_]


def ears(
    counts: ArrayLike,
    *,
    method: str = "C1",
    baseline: int = 7,
    alpha: float | None = None,
    min_sigma: float = 0.0,
    at: int | Sequence[int] | None = None,
) -> EarsSignals:
    """Judge counts against the mean and spread of the `baseline` time points before them.

    Meaning: an alarm is a count above the mean and so many spreads, by the methods and options at
    the top of this module.
    Shapes: `counts` is [series, time], whole numbers, NaN for a missing one; `at` the zero-based
    time points to judge, all that have a baseline when left out. Answers: [series, len(at)].
    Assumption: no season and no trend, counts about normal around their mean. Counts that are not
    looked back on are not checked.
    Raises ValueError on negative or broken counts, options out of range, or too short a past.
    Source: L. Hutwagner et al. (2003), Journal of Urban Health 80.

    >>> signals = ears([[3, 5, 4, 4, 6, 3, 5, 4, 12]], method="C1")
    >>> signals.at.tolist(), signals.alarm.tolist()
    ([7, 8], [[False, True]])
    """
    series = series_of(counts)
    if method not in _LAGS:
        raise ValueError(f"method must be one of {', '.join(_LAGS)}, not {method!r}")
    if not 0 <= min_sigma < np.inf:
        raise ValueError(f"min_sigma must be a number from 0, not {min_sigma}")
    size = whole("baseline", baseline, least=3)
    places = _places(at, size + _REACH[method], series.shape[1])
    chance = confidence(_ALPHA[method] if alpha is None else alpha, name="alpha")
    limits = (float(ndtri(1 - chance)), float(min_sigma))
    reach = size + _REACH[method]
    return _judged(series, places, (_LAGS[method], size), limits, reach, sums=method == "C3")


def _judged(
    series: NDArray[np.generic],
    places: NDArray[np.int64],
    lags: tuple[int, int],
    limits: tuple[float, float],
    reach: int,
    *,
    sums: bool,
) -> EarsSignals:
    from safetystats.signals.baselines import bound
    from safetystats.signals.vectors import LANES

    shape = (places.size, series.shape[0])
    expected, upper, alarm = np.empty(shape), np.empty(shape), np.empty(shape, dtype=np.bool_)
    first = int(places.min()) - reach
    rows = places - first

    def judge_block(block: slice) -> None:
        cut = counts_by_time(series[block, first : int(places.max()) + 1])
        lanes = -(-cut.shape[1] // LANES) * LANES
        padded = np.zeros((cut.shape[0], lanes))
        padded[:, : cut.shape[1]] = cut
        means, bounds = np.empty((places.size, lanes)), np.empty((places.size, lanes))
        bound(padded, rows, lags, limits, sums, means, bounds)
        expected[:, block], upper[:, block] = means[:, : cut.shape[1]], bounds[:, : cut.shape[1]]
        np.greater(cut[rows], upper[:, block], out=alarm[:, block])

    in_blocks(judge_block, (series.shape[0], int(places.max()) + 1 - first))
    return EarsSignals(at=places, expected=expected.T, upper=upper.T, alarm=alarm.T)


def _places(at: int | Sequence[int] | None, first: int, length: int) -> NDArray[np.int64]:
    places = range(first, length) if at is None else places_of(at, length)
    if not places or min(places) < first:
        raise ValueError(f"counts must reach back {first} time points before each one judged")
    return np.array(places, dtype=np.int64)
