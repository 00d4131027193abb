"""The log-linear quasi-Poisson model with levels and one slope, fitted to a pack of series.

Within a level the mean is `rate * power`, where the power is that of the slope, times the
residents, so that few sums per level are all that an iteration needs.

The iterations are Fisher's scoring from count + 0.1, stopped as `glm` of R stops: when the
deviance changes less than 1e-8 of itself plus 0.1, or after 25. Dispersion and leverage use the
working weights of the last iteration but one, as there. An exact solution would do as well; this
way the figures are those of R, also where an empty level or a slope without end keeps shrinking.
"""

import math
from typing import NamedTuple

from safetystats.signals.compiled import compiled
from safetystats.signals.packs import Levels, Pack, Room, powers
from safetystats.signals.vectors import (
    Mask,
    Vector,
    exp,
    fill,
    greater,
    load,
    log,
    size,
    some,
    store,
    unless,
    where,
)
from safetystats.signals.windows import Window

_ITERATIONS = 25
_SETTLED = 1e-8
_STILL = 1e-9
_PER_E = math.exp(-1.0)


class Fit(NamedTuple):
    """The slope of each lane, that of an iteration ago, its information, and who is at rest."""

    slope: Vector
    before: Vector
    information: Vector
    settled: Vector


class _Totals(NamedTuple):
    """What the counts add up to: times the time, and times their own logarithm."""

    time: Vector
    entropy: Vector


@compiled
def solve(window: Window, room: Room, sloped: Mask, stretch: Vector) -> Fit:
    """Iterate all lanes to rest; where `settled` is 0, that was not reached."""
    pack, levels = room.pack, room.levels
    slope, information, totals = _start(window, pack, levels, sloped)
    before, settled, change = slope, fill(0.0), fill(math.inf)
    deviance, active = change, fill(1.0) > 0.0
    for iteration in range(_ITERATIONS):
        # Without any slope the powers stay as they are.
        if iteration == 0 or some(sloped & active):
            powers(slope, window, room)
            _moments(window, room)
        half, empty, score, fresh = _deviate(window, levels, totals, slope)
        half = half * stretch * 2.0
        rest = active & (size(half - deviance) < (size(half) + 0.1) * _SETTLED)
        settled = where(rest, fill(1.0), settled)
        active, deviance = active & unless(rest), half
        still = active & (change < _STILL)
        if some(still):
            ended, information = _drain(
                levels, still, information, half, empty * stretch * 2.0, iteration
            )
            settled, before = where(still, ended, settled), where(still, slope, before)
            active = active & unless(still)
        if iteration == _ITERATIONS - 1 or not some(active):
            break
        information, before = where(active, fresh, information), where(active, slope, before)
        moved = where(sloped & active & (fresh > 0.0), score / fresh, fill(0.0))
        change = _step(levels, active, moved, size(moved) * (1.0 - window.oldest))
        slope += moved
    return Fit(slope, before, information, settled)


@compiled
def _start(
    window: Window, pack: Pack, levels: Levels, sloped: Mask
) -> tuple[Vector, Vector, _Totals]:
    """Regress the first working response, at means of count + 0.1, and total the counts."""
    time_total, entropy = fill(0.0), fill(0.0)
    score, information = fill(0.0), fill(0.0)
    for level in range(window.depth):
        total, sums, sums_time = fill(0.0), fill(0.0), fill(0.0)
        sums_square, respond, respond_time = fill(0.0), fill(0.0), fill(0.0)
        for row in range(window.starts[level], window.starts[level + 1]):
            time, count, weight = window.times[row], load(pack.counts, row), load(pack.weights, row)
            people = load(pack.people, row)
            store(pack.exposure, row, weight * people)
            entropy += weight * count * log(where(count > 0.0, count, fill(1.0)) / people)
            start = count + 0.1
            response = weight * (start * log(start / people) - 0.1)
            count, start = weight * count, weight * start
            total += count
            time_total += count * time
            sums += start
            sums_time += start * time
            sums_square += start * (time * time)
            respond += response
            respond_time += response * time
        filled = sums > 0.0
        centre = where(filled, sums_time / sums, fill(0.0))
        score += respond_time - centre * respond
        information += sums_square - centre * sums_time
        store(levels.counts, level, total)
        store(levels.middle, level, centre)
        store(levels.height, level, where(filled, respond / sums, fill(0.0)))
    slope = where(sloped & (information > 0.0), score / information, fill(0.0))
    for level in range(window.depth):
        centre = load(levels.middle, level)
        store(levels.height, level, load(levels.height, level) - slope * centre)
    return slope, information, _Totals(time_total, entropy)


@compiled
def _moments(window: Window, room: Room) -> None:
    """Sum exposure times power per level, with its mean time and the squares around it."""
    levels = room.levels
    for level in range(window.depth):
        sums, sums_time, sums_square = fill(0.0), fill(0.0), fill(0.0)
        for row in range(window.starts[level], window.starts[level + 1]):
            time = window.times[row]
            power = load(room.years, window.years[row]) * load(room.months, window.months[row])
            power *= load(room.pack.exposure, row)
            sums += power
            power *= time
            sums_time += power
            sums_square += power * time
        centre = where(sums > 0.0, sums_time / sums, fill(0.0))
        store(levels.sums, level, sums)
        store(levels.centre, level, centre)
        store(levels.spread, level, sums_square - centre * sums_time)


@compiled
def _deviate(
    window: Window, levels: Levels, totals: _Totals, slope: Vector
) -> tuple[Vector, Vector, Vector, Vector]:
    """Give half the deviance, what empty levels hold of it, and score and information."""
    half, empty = totals.entropy - slope * totals.time, fill(0.0)
    score, information = totals.time, fill(0.0)
    for level in range(window.depth):
        height, counts = load(levels.height, level), load(levels.counts, level)
        rate = exp(height)
        store(levels.rate, level, rate)
        held = rate * load(levels.sums, level)
        half += held - counts * (height + 1.0)
        empty += where(counts > 0.0, fill(0.0), held)
        score -= counts * load(levels.centre, level)
        information += rate * load(levels.spread, level)
    return half, empty, score, information


@compiled
def _step(levels: Levels, active: Mask, moved: Vector, furthest: Vector) -> Vector:
    """Move the active lanes, remember where they were, and say how far that was at most."""
    for level in range(levels.counts.shape[0]):
        rate, centre = load(levels.rate, level), load(levels.centre, level)
        fitted, counts = rate * load(levels.sums, level), load(levels.counts, level)
        store(levels.before, level, where(active, rate, load(levels.before, level)))
        store(levels.middle, level, where(active, centre, load(levels.middle, level)))
        store(levels.fitted, level, where(active, fitted, load(levels.fitted, level)))
        change = where(fitted > 0.0, counts / fitted - 1.0, fill(0.0)) - centre * moved
        change = where(active, change, fill(0.0))
        furthest = greater(furthest, where(counts > 0.0, size(change), fill(0.0)))
        store(levels.height, level, load(levels.height, level) + change)
    return furthest


@compiled
def _drain(
    levels: Levels, still: Mask, information: Vector, deviance: Vector, held: Vector, iteration: int
) -> tuple[Vector, Vector]:
    """Empty the levels without counts; say where that ends within R's iterations.

    Once all else is still, an empty level falls by a factor e at each iteration: the rest of its
    way is taken at once.
    """
    others, ended, steps, going = deviance - held, fill(0.0), fill(0.0), still
    for _ in range(iteration, _ITERATIONS - 1):
        if not some(going):
            break
        steps = where(going, steps + 1.0, steps)
        change, held = held * (1.0 - _PER_E), held * _PER_E
        there = going & (change < (size(others + held) + 0.1) * _SETTLED)
        ended, going = where(there, fill(1.0), ended), going & unless(there)
    fall, sum_of = exp(steps * -1.0), fill(0.0)
    for level in range(levels.counts.shape[0]):
        rate, height = load(levels.rate, level), load(levels.height, level)
        hollow = still & (load(levels.counts, level) == 0.0)
        before = where(hollow, rate * fall * math.e, rate)
        sum_of += before * load(levels.spread, level)
        store(levels.rate, level, where(hollow, rate * fall, rate))
        store(levels.height, level, where(hollow, height - steps, height))
        fitted = before * load(levels.sums, level)
        store(levels.before, level, where(still, before, load(levels.before, level)))
        store(levels.fitted, level, where(still, fitted, load(levels.fitted, level)))
        centre, middle = load(levels.centre, level), load(levels.middle, level)
        store(levels.middle, level, where(still, centre, middle))
    return ended, where(still, sum_of, information)
