"""Fits all series of a block in waves, so that no series waits long for a slower neighbour.

A wave fits a list of series side by side, for few iterations. What is not at rest by then joins a
wave of its own, and so do series with past outbreaks, which are fitted again, and series whose
slope does not hold, which are fitted without one.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from safetystats.signals.compiled import compiled
from safetystats.signals.fitting import allow_slopes, disperse, raw_dispersion, weigh_down
from safetystats.signals.iterations import ITERATIONS, solve
from safetystats.signals.lanes import LANES, Floats, Room, room, survey
from safetystats.signals.windows import Window

NB_PLUGIN = 0
_FEW_ITERATIONS = 8
_LISTED = 1024
_LOG_START = np.log(np.arange(_LISTED) + 0.1)
_LOG = np.log(np.maximum(np.arange(_LISTED), 1))


class Rules(NamedTuple):
    """How to judge. `critical` is the bound of |t| for the slope, by degrees of freedom."""

    trend: bool
    critical: Floats
    threshold: float
    alpha: float
    normal: float
    method: int
    cases: float
    months: int


class Models(NamedTuple):
    """The model that each series is judged with: arrays [series]."""

    mean: Floats
    phi: Floats
    error: Floats
    trend_used: NDArray[np.bool_]
    known: NDArray[np.bool_]


class Wave(NamedTuple):
    """The series to fit, and those left over: `late` were not at rest, `again` have outbreaks.

    `sizes` holds how many members, late and again there are. `weights` [time point, series] are
    those of the second fit; `settled` says how the first went.
    """

    members: NDArray[np.int64]
    late: NDArray[np.int64]
    again: NDArray[np.int64]
    sizes: NDArray[np.int64]
    weights: Floats
    settled: Floats


class Stage(NamedTuple):
    """Which fit it is, and for how many iterations."""

    slope: bool
    second: bool
    limit: int


@compiled
def fit_all(counts: Floats, people: Floats, window: Window, rules: Rules, models: Models) -> None:
    """Fit every series, with a slope where one is wanted and holds."""
    series = counts.shape[1]
    space = room(window.rows.size, window.depth)
    wave = Wave(
        np.empty(series, dtype=np.int64),
        np.empty(series, dtype=np.int64),
        np.empty(series, dtype=np.int64),
        np.zeros(3, dtype=np.int64),
        np.empty((window.rows.size, series)),
        np.empty(series),
    )
    for number in range(0 if rules.trend else 4, 8):
        # With a slope and without; a first fit and a second; few iterations, then the rest.
        second, limit = number % 4 >= 2, ITERATIONS if number % 2 else _FEW_ITERATIONS
        stage = Stage(number < 4, second, limit)
        _muster(wave, models, number % 4)
        wave.sizes[1] = 0
        for start in range(0, wave.sizes[0], LANES):
            members = wave.members[start : min(start + LANES, wave.sizes[0])]
            _gather(counts, people, window, space, members)
            _fit(window, rules, space, wave, members, stage)
            _keep(people, window, rules, space, wave, models, members, stage.second)


@compiled
def _muster(wave: Wave, models: Models, turn: int) -> None:
    """List the members of the next wave: all without a slope that holds, the late, or the again."""
    if turn == 0:
        wave.sizes[:] = 0
        for place in range(models.trend_used.size):
            if not models.trend_used[place]:
                wave.members[wave.sizes[0]] = place
                wave.sizes[0] += 1
    elif turn == 2:
        wave.sizes[0] = wave.sizes[2]
        wave.members[: wave.sizes[2]] = wave.again[: wave.sizes[2]]
    else:
        wave.sizes[0] = wave.sizes[1]
        wave.members[: wave.sizes[1]] = wave.late[: wave.sizes[1]]


@compiled
def _gather(
    counts: Floats, people: Floats, window: Window, space: Room, members: NDArray[np.int64]
) -> None:
    lanes = space.lanes
    lanes.known[:] = 0.0
    lanes.counts[:] = 0.0
    lanes.people[:] = 1.0
    lanes.entropies[:] = 0.0
    lanes.starts[:] = 0.0
    for row in range(window.rows.size):
        place = window.rows[row]
        for lane in range(members.size):
            count, residents = counts[place, members[lane]], 1.0
            if people.shape[1]:
                residents = people[place, members[lane]]
            if math.isnan(count) or math.isnan(residents):
                continue
            if count < _LISTED:
                listed = np.int64(count)
                start, log = _LOG_START[listed], _LOG[listed]
            else:
                start, log = math.log(count + 0.1), math.log(count)
            if people.shape[1]:
                start, log = start - math.log(residents), log - math.log(residents)
            lanes.known[row, lane] = 1.0
            lanes.counts[row, lane], lanes.people[row, lane] = count, residents
            lanes.starts[row, lane] = (count + 0.1) * start - 0.1
            lanes.entropies[row, lane] = count * log
    survey(window, lanes, space.levels, space.fits)


@compiled
def _fit(
    window: Window,
    rules: Rules,
    space: Room,
    wave: Wave,
    members: NDArray[np.int64],
    stage: Stage,
) -> None:
    """Fit the members, and list those that are late; `scratch.done` marks lanes with a model."""
    lanes, levels, fits, scratch = space.lanes, space.levels, space.fits, space.scratch
    allow_slopes(levels, fits, stage.slope)
    lanes.weights[:] = lanes.known
    fits.stretch[:] = 1.0
    fits.active[:] = 0.0
    fits.active[: members.size] = 1.0
    scratch.done[:] = 0.0
    if stage.second:
        for lane in range(members.size):
            lanes.weights[:, lane] = wave.weights[:, members[lane]]
            fits.stretch[lane] = fits.known[lane] / lanes.weights[:, lane].sum()
    solve(window, lanes, levels, fits, scratch, stage.limit)
    disperse(window, lanes, levels, fits, scratch)
    for lane in range(members.size):
        if fits.active[lane] > 0 and stage.limit < ITERATIONS:
            wave.late[wave.sizes[1]] = members[lane]
            wave.sizes[1] += 1
        else:
            scratch.done[lane] = 1.0
    if not stage.second and rules.threshold < math.inf:
        _find_outbreaks(window, rules, space, wave, members)


@compiled
def _find_outbreaks(
    window: Window, rules: Rules, space: Room, wave: Wave, members: NDArray[np.int64]
) -> None:
    """List the members that must be fitted again, with the weights for it."""
    lanes, levels, fits, scratch = space.lanes, space.levels, space.fits, space.scratch
    weigh_down(window, lanes, levels, fits, scratch, rules.threshold)
    for lane in range(members.size):
        if fits.active[lane] > 0 and scratch.done[lane] > 0:
            scratch.done[lane] = 0.0
            wave.again[wave.sizes[2]] = members[lane]
            wave.sizes[2] += 1
            wave.settled[members[lane]] = fits.settled[lane]
            wave.weights[:, members[lane]] = lanes.weights[:, lane]


@compiled
def _keep(
    people: Floats, window: Window, rules: Rules, space: Room, wave: Wave, models: Models,
    members: NDArray[np.int64], second: bool,
) -> None:  # fmt: skip
    """Keep the models of the lanes that are done, and say which slopes hold."""
    lanes, levels, fits, scratch = space.lanes, space.levels, space.fits, space.scratch
    if rules.threshold < math.inf and (rules.critical[0] >= 0 or rules.method != NB_PLUGIN):
        raw_dispersion(window, lanes, levels, fits)
    own = window.own
    for lane in range(members.size):
        if scratch.done[lane] == 0:
            continue
        place = members[lane]
        if second:
            fits.settled[lane] = wave.settled[place]
        mean = levels.rate[own, lane] * math.exp(fits.slope[lane] * window.ahead)
        if people.shape[1]:
            mean *= people[window.now, place]
        spread = 1 / levels.fitted[own, lane]
        if fits.sloped[lane] > 0:
            away = window.ahead - levels.centre[own, lane]
            spread += away * away / fits.information[lane]
        models.mean[place], models.phi[place] = mean, fits.phi[lane]
        models.error[place] = math.sqrt(fits.raw[lane] * spread / fits.stretch[lane])
        models.known[place] = levels.months[own, lane] > 0 and fits.freedom[lane] > 0
        models.trend_used[place] = _slope_holds(rules, space, mean, lane)


@compiled
def _slope_holds(rules: Rules, space: Room, mean: float, lane: int) -> bool:
    """Say whether the slope is estimable, significant, and does not point above all of the past."""
    fits = space.fits
    freedom = fits.freedom[lane] - 1
    if fits.sloped[lane] == 0 or fits.settled[lane] == 0 or freedom < 1:
        return False
    if mean > fits.most[lane] * (1 + 1e-9):
        return False
    critical = rules.critical[int(freedom)]
    if critical < 0:
        return True
    error = math.sqrt(fits.raw[lane] / (fits.stretch[lane] * fits.information[lane]))
    return bool(abs(fits.slope[lane]) > critical * error)
