"""The room in which sixteen series are fitted side by side.

Arrays are [time point, lane], [level, lane] or [power, lane]: one row is one vector. What happens
in one lane does not depend on the others.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from safetystats.signals.compiled import compiled
from safetystats.signals.vectors import LANES, Floats, Vector, exp, fill, greater, load, store
from safetystats.signals.windows import Window


class Pack(NamedTuple):
    """What the model is fitted to, and with: arrays [time point, lane].

    `weights` are 0 where a count is missing; `exposure` is weight times residents. `means` and
    `before` are the fitted counts, and those of an iteration ago.
    """

    counts: Floats
    people: Floats
    weights: Floats
    exposure: Floats
    means: Floats
    before: Floats


class Levels(NamedTuple):
    """Sums and states per level of the season: arrays [level, lane].

    `sums` adds up exposure times power; `centre` and `spread` are the mean time and the sum of
    squares around it, under those weights. `height` is the log of the level's `rate`. `before`,
    `fitted` and `middle` are the rate, the fitted counts and their mean time of an iteration ago.
    """

    counts: Floats
    sums: Floats
    centre: Floats
    spread: Floats
    height: Floats
    rate: Floats
    before: Floats
    fitted: Floats
    middle: Floats


class Room(NamedTuple):
    """All of it; `years` and `months` hold the powers of a slope, `lanes` a few figures."""

    pack: Pack
    levels: Levels
    years: Floats
    months: Floats
    lanes: Floats


class Known(NamedTuple):
    """What is known of each lane: months, degrees of freedom before any slope, largest count."""

    months: Vector
    own: Vector
    freedom: Vector
    most: Vector


@compiled
def room(length: int, depth: int, period: int) -> Room:
    """Make room for windows of so many time points and levels."""
    rows = [np.ones((length, LANES)) for _ in range(6)]
    grid = [np.ones((depth, LANES)) for _ in range(9)]
    return Room(
        Pack(rows[0], rows[1], rows[2], rows[3], rows[4], rows[5]),
        Levels(
            grid[0], grid[1], grid[2], grid[3], grid[4], grid[5], grid[6], grid[7], grid[8]
        ),
        np.ones((length + 1, LANES)),
        np.ones((period, LANES)),
        np.ones((11, LANES)),
    )  # fmt: skip


@compiled
def gather(
    counts: Floats, people: Floats, window: Window, space: Room, members: NDArray[np.int64]
) -> None:
    """Bring the members' past side by side; spare lanes repeat the last member.

    Row 10 of `space.lanes` holds the residents at the judged time point.
    """
    pack = space.pack
    for lane in range(LANES):
        now = 1.0
        if people.shape[1]:
            now = people[window.now, members[min(lane, members.size - 1)]]
        space.lanes[10, lane] = now
    for row in range(window.rows.size):
        place = window.rows[row]
        for lane in range(LANES):
            member = members[min(lane, members.size - 1)]
            count, residents = counts[place, member], 1.0
            if people.shape[1]:
                residents = people[place, member]
            missing = math.isnan(count) or math.isnan(residents)
            pack.counts[row, lane] = 0.0 if missing else count
            pack.people[row, lane] = 1.0 if missing else residents
            pack.weights[row, lane] = 0.0 if missing else 1.0


@compiled
def survey(window: Window, pack: Pack) -> Known:
    """Count the known months of each lane."""
    months, freedom, most, own = fill(0.0), fill(0.0), fill(0.0), fill(0.0)
    for level in range(window.depth):
        here = fill(0.0)
        for row in range(window.starts[level], window.starts[level + 1]):
            here += load(pack.weights, row)
            most = greater(most, load(pack.counts, row))
        months += here
        freedom += greater(here - 1.0, fill(0.0))
        if level == window.own:
            own = here
    return Known(months, own, freedom, most)


@compiled
def powers(slope: Vector, window: Window, room: Room) -> None:
    """List the powers of a slope by whole years and by months; two give that of a time point."""
    growth, power = exp(slope), fill(1.0)
    for month in range(window.period):
        store(room.months, month, power)
        power *= growth
    growth, power = power, exp(slope * window.oldest)
    for year in range(window.span):
        store(room.years, year, power)
        power *= growth
