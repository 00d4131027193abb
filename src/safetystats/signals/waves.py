"""Fits all series of a block: sixteen at a time, and those with past outbreaks again.

A wave is a list of series. The first holds all; what has months to weigh down joins a second, and
series whose slope does not hold go through both once more without one.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from safetystats.signals.compiled import compiled
from safetystats.signals.fitting import dispersion, raw_dispersion, stretch_of, weigh_down
from safetystats.signals.iterations import Fit, solve
from safetystats.signals.packs import Known, Room, gather, room, survey
from safetystats.signals.vectors import (
    LANES,
    Floats,
    Mask,
    Vector,
    exp,
    fill,
    greater,
    load,
    root,
    size,
    store,
    where,
)
from safetystats.signals.windows import Window

NB_PLUGIN = 0


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
    """The series to fit, and those to fit `again` for their outbreaks.

    `weights` [number in the second wave, time point] are those of the second fit; `settled`
    [series] says how the first went.
    """

    members: NDArray[np.int64]
    again: NDArray[np.int64]
    weights: Floats
    settled: Floats


class Stage(NamedTuple):
    """Which fit it is."""

    slope: bool
    second: bool


@compiled
def fit_all(counts: Floats, people: Floats, window: Window, rules: Rules, models: Models) -> None:
    """Fit every series, with a slope where one is wanted and holds."""
    series, again = counts.shape[1], 0
    space = room(window.rows.size, window.depth, window.period)
    wave = Wave(
        np.empty(series, dtype=np.int64),
        np.empty(series, dtype=np.int64),
        np.empty((series, window.rows.size)),
        np.empty(series),
    )
    for number in range(0 if rules.trend else 2, 4):
        # With a slope and without; a first fit and a second.
        stage = Stage(number < 2, number % 2 == 1)
        many = _muster(wave, models, again if stage.second else -1)
        again = 0
        for start in range(0, many, LANES):
            members = wave.members[start : min(start + LANES, many)]
            gather(counts, people, window, space, members)
            known = survey(window, space.pack)
            if stage.second:
                _reweigh(wave, space, start, members.size)
            _fit(window, rules, space, stage, known)
            again = _list(window, space, wave, members, again)
            _keep(rules.critical, space.lanes, wave, models, stage, members)


@compiled
def _muster(wave: Wave, models: Models, again: int) -> int:
    """List those to fit again, or all without a slope that holds; say how many they are."""
    if again >= 0:
        wave.members[:again] = wave.again[:again]
        return again
    size = 0
    for place in range(models.trend_used.size):
        if not models.trend_used[place]:
            wave.members[size] = place
            size += 1
    return size


@compiled
def _reweigh(wave: Wave, space: Room, start: int, size: int) -> None:
    for lane in range(LANES):
        number = start + min(lane, size - 1)
        for row in range(wave.weights.shape[1]):
            space.pack.weights[row, lane] = wave.weights[number, row]


@compiled
def _fit(window: Window, rules: Rules, space: Room, stage: Stage, known: Known) -> None:
    """Fit one pack; row 0 of `space.lanes` says who must be fitted again."""
    # A slope can be told where a level has two known months.
    sloped = known.freedom > (0.0 if stage.slope else math.inf)
    freedom = known.freedom - where(sloped, fill(1.0), fill(0.0))
    stretch = stretch_of(window, space, known) if stage.second else fill(1.0)
    fit = solve(window, space, sloped, stretch)
    raw = dispersion(window, space, fit, stretch / freedom)
    phi = where(freedom > 0.0, greater(raw, fill(1.0)), fill(math.nan))
    store(space.lanes, 0, fill(0.0))
    if not stage.second and rules.threshold < math.inf:
        weigh_down(window, space, fit, sloped, phi, rules.threshold)
    if rules.threshold < math.inf and (rules.critical[0] >= 0 or rules.method != NB_PLUGIN):
        raw = raw_dispersion(window, space, stretch / freedom)
    _predict(window, space, known, fit, sloped, (phi, raw, stretch))


@compiled
def _list(window: Window, space: Room, wave: Wave, members: NDArray[np.int64], again: int) -> int:
    """List the series of a pack to fit again; say how many are listed."""
    for lane in range(members.size):
        if space.lanes[0, lane] > 0:
            wave.again[again] = members[lane]
            wave.settled[members[lane]] = space.lanes[9, lane]
            for row in range(window.rows.size):
                wave.weights[again, row] = space.pack.weights[row, lane]
            again += 1
    return again


@compiled
def _predict(
    window: Window, space: Room, known: Known, fit: Fit, sloped: Mask,
    spreads: tuple[Vector, Vector, Vector],
) -> None:  # fmt: skip
    """Put the figures of the models into rows 1 to 9 of `space.lanes`, before the residents."""
    levels, lanes, own = space.levels, space.lanes, window.own
    phi, raw, stretch = spreads
    error = raw / stretch
    per = where(sloped, 1.0 / fit.information, fill(0.0))
    away = window.ahead - load(levels.middle, own)
    spread = 1.0 / load(levels.fitted, own) + away * away * per
    store(lanes, 1, load(levels.rate, own) * exp(fit.slope * window.ahead))
    store(lanes, 2, phi)
    store(lanes, 3, root(error * spread))
    store(lanes, 4, where(known.freedom > 0.0, known.own, fill(0.0)))
    store(lanes, 5, where(sloped, known.freedom - 1.0, fill(0.0)))
    store(lanes, 6, known.most * (1 + 1e-9))
    store(lanes, 7, size(fit.slope))
    store(lanes, 8, root(error * per))
    store(lanes, 9, fit.settled)


@compiled
def _keep(
    critical: Floats, lanes: Floats, wave: Wave, models: Models, stage: Stage,
    members: NDArray[np.int64],
) -> None:  # fmt: skip
    """Keep the models of the lanes that are done, and say whether their slope holds.

    It must be estimable and significant, and not point above all of the past.
    """
    for lane in range(members.size):
        if lanes[0, lane] > 0:
            continue
        place, freedom = members[lane], int(lanes[5, lane])
        mean = lanes[1, lane] * lanes[10, lane]
        models.mean[place], models.phi[place] = mean, lanes[2, lane]
        models.error[place] = lanes[3, lane]
        models.known[place] = lanes[4, lane] > 0
        settled = wave.settled[place] if stage.second else lanes[9, lane]
        holds = settled > 0 and freedom >= 1 and not mean > lanes[6, lane]
        if holds and critical[freedom] >= 0:
            holds = lanes[7, lane] > critical[freedom] * lanes[8, lane]
        models.trend_used[place] = holds
