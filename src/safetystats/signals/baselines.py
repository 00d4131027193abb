"""The inner loops of EARS: mean and spread of a few time points before each judged one."""

import math

import numpy as np
from numpy.typing import NDArray

from safetystats.signals.compiled import compiled
from safetystats.signals.vectors import Floats


@compiled
def bound(
    counts: Floats,
    places: NDArray[np.int64],
    lags: tuple[int, int],
    limits: tuple[float, float],
    sums: bool,
    expected: Floats,
    upper: Floats,
) -> None:
    """Fill `expected` and `upper`, [judged, series], from counts [time, series].

    `lags` are the time points left out and those counted before the judged one; `limits` the
    normal quantile and the least spread; `sums` says that the excess of two time points counts.
    """
    width = counts.shape[1]
    spread, gone = np.empty(width), np.zeros(width)
    for number in range(places.size):
        place = places[number]
        mean = expected[number]
        if sums:
            gone[:] = 0.0
            for back in (1, 2):
                _baseline(counts, place - back, lags, limits[1], mean, spread)
                for lane in range(width):
                    gone[lane] += _excess(counts[place - back, lane], mean[lane], spread[lane])
        _baseline(counts, place, lags, limits[1], mean, spread)
        for lane in range(width):
            start = counts[place, lane] if sums else mean[lane]
            room = spread[lane] * (limits[0] - gone[lane]) if spread[lane] > 0 else 0.0
            upper[number, lane] = max(start + room, 0.0)
            if math.isnan(start) or math.isnan(spread[lane]) or math.isnan(gone[lane]):
                upper[number, lane] = math.nan


@compiled
def _excess(count: float, mean: float, spread: float) -> float:
    """Give how many spreads above one a count lies over its mean; nothing over nothing is none."""
    if count == mean:
        return 0.0
    excess = (count - mean) / spread - 1
    return 0.0 if excess < 0 else excess


@compiled
def _baseline(
    counts: Floats, place: int, lags: tuple[int, int], least: float, mean: Floats, spread: Floats
) -> None:
    width, size = counts.shape[1], lags[1]
    last = place - lags[0]
    mean[:] = 0.0
    spread[:] = 0.0
    for row in range(last - size, last):
        for lane in range(width):
            mean[lane] += counts[row, lane]
    for lane in range(width):
        mean[lane] /= size
    for row in range(last - size, last):
        for lane in range(width):
            spread[lane] += (counts[row, lane] - mean[lane]) ** 2
    for lane in range(width):
        spread[lane] = math.sqrt(spread[lane] / (size - 1))
        spread[lane] = max(spread[lane], least)
