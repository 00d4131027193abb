"""The inner loops of EARS: mean and spread of a few time points before each judged one."""

import numpy as np
from numpy.typing import NDArray

from safetystats.signals.compiled import compiled
from safetystats.signals.vectors import (
    LANES,
    Floats,
    Vector,
    fill,
    load_at,
    root,
    store_at,
    where,
)


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

    The number of series is a multiple of the lanes. `lags` are the time points left out and those
    counted before the judged one; `limits` the normal quantile and the least spread; `sums` says
    that the excess of two time points before counts. A missing count goes all the way.
    """
    for lane in range(0, counts.shape[1], LANES):
        for number in range(places.size):
            place, room = places[number], fill(limits[0])
            if sums:
                room += 1.0
                for back in (1, 2):
                    room -= _excess(counts, place - back, lane, lags, limits[1])
            mean, spread = _baseline(counts, place, lane, lags, limits[1])
            top = mean + where(spread == 0.0, fill(0.0), spread * room)
            store_at(expected, number, lane, mean)
            store_at(upper, number, lane, where(top < 0.0, fill(0.0), top))


@compiled
def _excess(counts: Floats, place: int, lane: int, lags: tuple[int, int], least: float) -> Vector:
    """Give how many spreads above one a count lies over its mean; nothing over nothing is none."""
    mean, spread = _baseline(counts, place, lane, lags, least)
    gap = load_at(counts, place, lane) - mean
    excess = where(gap == 0.0, fill(0.0), gap / spread - 1.0)
    return where(excess < 0.0, fill(0.0), excess)


@compiled
def _baseline(
    counts: Floats, place: int, lane: int, lags: tuple[int, int], least: float
) -> tuple[Vector, Vector]:
    length, last = lags[1], place - lags[0]
    total, squares = fill(0.0), fill(0.0)
    for row in range(last - length, last):
        total += load_at(counts, row, lane)
    mean = total / length
    for row in range(last - length, last):
        gap = load_at(counts, row, lane) - mean
        squares += gap * gap
    spread = root(squares / (length - 1))
    return mean, where(spread < least, fill(least), spread)
