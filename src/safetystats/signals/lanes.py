"""The room in which many series are fitted side by side.

Series lie in lanes: arrays are [time point, lane] and [level, lane], and what happens in one lane
does not depend on the others. Each inner loop writes one array and reads few: that is what lets
the compiler do several lanes in one instruction.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from safetystats.signals.compiled import compiled
from safetystats.signals.windows import Window

LANES = 64

Floats = NDArray[np.float64]


class Lanes(NamedTuple):
    """What the model is fitted to, and with: arrays [time point, lane].

    `starts` and `entropies` are what the start and the deviance need of the counts: (y + 0.1) times
    the first working response, and y log(y / residents).
    """

    counts: Floats
    known: Floats
    people: Floats
    starts: Floats
    entropies: Floats
    weights: Floats
    powers: Floats


class Levels(NamedTuple):
    """Sums and states per level of the season: arrays [level, lane].

    `sums`, `sums_time` and `sums_square` add up weight times power, times the time and its square.
    `height` is the log of the level's `rate`, `change` its last step. `before`, `fitted` and
    `centre` are the rate, the fitted counts and their mean time of an iteration ago.
    """

    months: Floats
    first: Floats
    last: Floats
    counts: Floats
    sums: Floats
    sums_time: Floats
    sums_square: Floats
    height: Floats
    rate: Floats
    change: Floats
    before: Floats
    fitted: Floats
    centre: Floats


class Fits(NamedTuple):
    """The model of each lane: arrays [lane]."""

    known: Floats
    freedom: Floats
    most: Floats
    sloped: Floats
    slope: Floats
    before: Floats
    change: Floats
    active: Floats
    settled: Floats
    drift: Floats
    empty: Floats
    count_time: Floats
    entropy: Floats
    deviance: Floats
    score: Floats
    information: Floats
    stretch: Floats
    phi: Floats
    raw: Floats


class Scratch(NamedTuple):
    """Room for one time point: arrays [lane]."""

    power: Floats
    growth: Floats
    mean: Floats
    free: Floats
    bar: Floats
    done: Floats
    bits: NDArray[np.int64]


class Room(NamedTuple):
    """All of it together."""

    lanes: Lanes
    levels: Levels
    fits: Fits
    scratch: Scratch


@compiled
def room(length: int, depth: int) -> Room:
    """Make room for windows of so many time points and levels."""
    rows, grid, lane = (
        np.ones((7, length, LANES)),
        np.ones((13, depth, LANES)),
        np.ones((25, LANES)),
    )
    return Room(
        Lanes(rows[0], rows[1], rows[2], rows[3], rows[4], rows[5], rows[6]),
        Levels(
            grid[0], grid[1], grid[2], grid[3], grid[4], grid[5], grid[6], grid[7], grid[8],
            grid[9], grid[10], grid[11], grid[12],
        ),
        Fits(
            lane[0], lane[1], lane[2], lane[3], lane[4], lane[5], lane[6], lane[7], lane[8],
            lane[9], lane[10], lane[11], lane[12], lane[13], lane[14], lane[15], lane[16],
            lane[17], lane[18],
        ),
        Scratch(
            lane[19], lane[20], lane[21], lane[22], lane[23], lane[24],
            np.ones(LANES, dtype=np.int64),
        ),
    )  # fmt: skip


@compiled
def survey(window: Window, lanes: Lanes, levels: Levels, fits: Fits) -> None:
    """Count the known months of each lane, and see where a slope can be told from the levels."""
    width = fits.known.size
    levels.months[:] = 0.0
    fits.most[:] = 0.0
    levels.first[:] = math.inf
    levels.last[:] = -math.inf
    for row in range(window.rows.size):
        level, time = window.levels[row], window.times[row]
        for lane in range(width):
            fits.most[lane] = max(fits.most[lane], lanes.counts[row, lane])
        for lane in range(width):
            levels.months[level, lane] += lanes.known[row, lane]
        for lane in range(width):
            seen = time if lanes.known[row, lane] > 0 else math.inf
            levels.first[level, lane] = min(levels.first[level, lane], seen)
        for lane in range(width):
            seen = time if lanes.known[row, lane] > 0 else -math.inf
            levels.last[level, lane] = max(levels.last[level, lane], seen)
    fits.known[:] = 0.0
    fits.freedom[:] = 0.0
    for level in range(window.depth):
        for lane in range(width):
            fits.known[lane] += levels.months[level, lane]
        for lane in range(width):
            fits.freedom[lane] += max(levels.months[level, lane] - 1.0, 0.0)
