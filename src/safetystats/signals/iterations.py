"""The log-linear quasi-Poisson model with levels and one slope, fitted lane by lane.

Within a level the mean is `rate * power`, where the power is that of the slope, times the
residents, so that few sums per level are all that an iteration needs.

The iterations are Fisher's scoring from count + 0.1, stopped as `glm` of R stops: when the
deviance changes less than 1e-8 of itself plus 0.1, or after 25. Dispersion and leverage use the
working weights of the last iteration but one, as there. An exact solution would do as well; this
way the figures are those of R, also where an empty level or a slope without end keeps shrinking.
"""

import math

import numpy as np
from numpy.typing import NDArray

from safetystats.signals.compiled import compiled
from safetystats.signals.lanes import Fits, Floats, Lanes, Levels, Scratch
from safetystats.signals.windows import Window

ITERATIONS = 25
_SETTLED = 1e-8
_STILL = 1e-9
_PER_E = math.exp(-1.0)


@compiled
def solve(
    window: Window, lanes: Lanes, levels: Levels, fits: Fits, scratch: Scratch, limit: int
) -> None:
    """Iterate the active lanes to rest; where `fits.settled` is 0, that was not reached."""
    _start(window, lanes, levels, fits)
    _first_state(window, levels, fits)
    fits.settled[:] = 0.0
    for iteration in range(limit):
        # Without any slope the powers stay as they are.
        if iteration == 0 or fits.sloped.max() > 0:
            _moments(window, lanes, levels, fits, scratch)
        _exponentials(levels.height, levels.rate, scratch.bits)
        _deviate(window, levels, fits)
        if _settle(window, levels, fits, iteration) or iteration == limit - 1:
            break
        _score(window, levels, fits)
        _step(window, levels, fits)


@compiled
def _start(window: Window, lanes: Lanes, levels: Levels, fits: Fits) -> None:
    """Regress the first working response, at means of count + 0.1, and total the counts."""
    width = fits.known.size
    levels.counts[:] = 0.0
    levels.sums[:] = 0.0
    levels.sums_time[:] = 0.0
    levels.sums_square[:] = 0.0
    levels.change[:] = 0.0
    fits.count_time[:] = 0.0
    fits.entropy[:] = 0.0
    fits.score[:] = 0.0
    for row in range(window.rows.size):
        level, time = window.levels[row], window.times[row]
        square = time * time
        for lane in range(width):
            levels.counts[level, lane] += lanes.weights[row, lane] * lanes.counts[row, lane]
        for lane in range(width):
            fits.count_time[lane] += lanes.weights[row, lane] * lanes.counts[row, lane] * time
        for lane in range(width):
            fits.entropy[lane] += lanes.weights[row, lane] * lanes.entropies[row, lane]
        for lane in range(width):
            levels.sums[level, lane] += lanes.weights[row, lane] * (lanes.counts[row, lane] + 0.1)
        for lane in range(width):
            levels.sums_time[level, lane] += (
                lanes.weights[row, lane] * (lanes.counts[row, lane] + 0.1) * time
            )
        for lane in range(width):
            levels.sums_square[level, lane] += (
                lanes.weights[row, lane] * (lanes.counts[row, lane] + 0.1) * square
            )
        for lane in range(width):
            levels.change[level, lane] += lanes.weights[row, lane] * lanes.starts[row, lane]
        for lane in range(width):
            fits.score[lane] += lanes.weights[row, lane] * lanes.starts[row, lane] * time


@compiled
def _first_state(window: Window, levels: Levels, fits: Fits) -> None:
    width = fits.known.size
    for lane in range(width):
        fits.information[lane] *= 1.0 - fits.active[lane]
    for level in range(window.depth):
        for lane in range(width):
            if fits.active[lane] > 0:
                sums = levels.sums[level, lane]
                centre = levels.sums_time[level, lane] / sums if sums > 0 else 0.0
                levels.centre[level, lane] = centre
        for lane in range(width):
            fits.score[lane] -= levels.centre[level, lane] * levels.change[level, lane]
        for lane in range(width):
            spread = (
                levels.sums_square[level, lane]
                - levels.centre[level, lane] * levels.sums_time[level, lane]
            )
            fits.information[lane] += fits.active[lane] * spread
    _first_heights(window, levels, fits)


@compiled
def _first_heights(window: Window, levels: Levels, fits: Fits) -> None:
    width = fits.known.size
    for lane in range(width):
        if fits.active[lane] > 0:
            sloped = fits.sloped[lane] > 0 and fits.information[lane] > 0
            fits.slope[lane] = fits.score[lane] / fits.information[lane] if sloped else 0.0
            fits.deviance[lane] = math.inf
            fits.change[lane] = math.inf
    for level in range(window.depth):
        for lane in range(width):
            if fits.active[lane] > 0:
                sums = levels.sums[level, lane]
                height = levels.change[level, lane] / sums if sums > 0 else 0.0
                height -= fits.slope[lane] * levels.centre[level, lane]
                levels.height[level, lane] = height


@compiled
def _moments(window: Window, lanes: Lanes, levels: Levels, fits: Fits, scratch: Scratch) -> None:
    """Set the powers of the slope, and their sums per level."""
    width = fits.known.size
    levels.sums[:] = 0.0
    levels.sums_time[:] = 0.0
    levels.sums_square[:] = 0.0
    powers(fits.slope, window, scratch)
    for row in range(window.rows.size):
        level, time = window.levels[row], window.times[row]
        square = time * time
        for _ in range(window.steps[row]):
            for lane in range(width):
                scratch.power[lane] *= scratch.growth[lane]
        for lane in range(width):
            lanes.powers[row, lane] = scratch.power[lane] * lanes.people[row, lane]
        for lane in range(width):
            scratch.mean[lane] = lanes.powers[row, lane] * lanes.weights[row, lane]
        for lane in range(width):
            levels.sums[level, lane] += scratch.mean[lane]
        for lane in range(width):
            levels.sums_time[level, lane] += scratch.mean[lane] * time
        for lane in range(width):
            levels.sums_square[level, lane] += scratch.mean[lane] * square


@compiled
def powers(slopes: Floats, window: Window, scratch: Scratch) -> None:
    """Start the powers of these slopes at the oldest time point."""
    for lane in range(slopes.size):
        scratch.growth[lane] = math.exp(slopes[lane])
        scratch.power[lane] = math.exp(slopes[lane] * window.times[0])


@compiled
def _exponentials(values: Floats, results: Floats, bits: NDArray[np.int64]) -> None:
    """Take the exponential of an array [.., lane], several lanes in one instruction."""
    powers = bits.view(np.float64)
    for row in range(values.shape[0]):
        for lane in range(values.shape[1]):
            value = min(max(values[row, lane], -700.0), 700.0)
            whole = math.floor(value * 1.4426950408889634 + 0.5)
            # The two parts of log 2 leave the rest without loss of digits.
            rest = value - whole * 0.6931471803691238 - whole * 1.9082149292705877e-10
            total = 1 / 39916800 + rest / 479001600
            total = 1 / 362880 + rest * (1 / 3628800 + rest * total)
            total = 1 / 5040 + rest * (1 / 40320 + rest * total)
            total = 1 / 120 + rest * (1 / 720 + rest * total)
            total = 1 / 6 + rest * (1 / 24 + rest * total)
            results[row, lane] = 1 + rest * (1 + rest * (0.5 + rest * total))
            bits[lane] = (np.int64(whole) + 1023) << 52
        for lane in range(values.shape[1]):
            results[row, lane] *= powers[lane]


@compiled
def _deviate(window: Window, levels: Levels, fits: Fits) -> None:
    """Set `score` to half the deviance, and see how far levels moved and what empty ones hold."""
    width = fits.known.size
    reach = window.times[-1] + 1.0
    fits.empty[:] = 0.0
    for lane in range(width):
        fits.score[lane] = fits.entropy[lane] - fits.slope[lane] * fits.count_time[lane]
    for lane in range(width):
        fits.drift[lane] = abs(fits.change[lane]) * reach
    for level in range(window.depth):
        for lane in range(width):
            fits.score[lane] += levels.rate[level, lane] * levels.sums[level, lane] - levels.counts[
                level, lane
            ] * (1.0 + levels.height[level, lane])
        for lane in range(width):
            moved = abs(levels.change[level, lane]) if levels.counts[level, lane] > 0 else 0.0
            fits.drift[lane] = max(fits.drift[lane], moved)
        for lane in range(width):
            held = levels.rate[level, lane] * levels.sums[level, lane]
            fits.empty[lane] += 0.0 if levels.counts[level, lane] > 0 else held


@compiled
def _settle(window: Window, levels: Levels, fits: Fits, iteration: int) -> bool:
    """Compare the deviance with that of an iteration ago; say whether all lanes are at rest.

    Once all else is still, an empty level falls by a factor e at each iteration: the rest of its
    way is then taken at once.
    """
    active = 0
    for lane in range(fits.known.size):
        if fits.active[lane] > 0:
            deviance = 2.0 * fits.stretch[lane] * fits.score[lane]
            change = abs(deviance - fits.deviance[lane])
            fits.deviance[lane] = deviance
            if change < _SETTLED * (abs(deviance) + 0.1):
                fits.active[lane], fits.settled[lane] = 0.0, 1.0
            elif fits.drift[lane] < _STILL:
                fits.settled[lane] = 1.0 if _drain(window, levels, fits, lane, iteration) else 0.0
                fits.active[lane] = 0.0
            else:
                active += 1
    return active == 0


@compiled
def _drain(window: Window, levels: Levels, fits: Fits, lane: int, iteration: int) -> bool:
    """Empty the levels without counts; say whether that ends within R's iterations."""
    held = 2.0 * fits.stretch[lane] * fits.empty[lane]
    others = fits.deviance[lane] - held
    steps, ended = 0, False
    while not ended and iteration + steps < ITERATIONS - 1:
        steps += 1
        change, held = held * (1.0 - _PER_E), held * _PER_E
        ended = change < _SETTLED * (abs(others + held) + 0.1)
    fits.information[lane] = 0.0
    for level in range(window.depth):
        rate = levels.rate[level, lane]
        levels.before[level, lane] = rate
        if levels.counts[level, lane] == 0:
            levels.rate[level, lane] = rate * math.exp(-float(steps))
            levels.before[level, lane] = rate * math.exp(1.0 - steps)
            levels.height[level, lane] -= steps
        levels.fitted[level, lane] = levels.before[level, lane] * levels.sums[level, lane]
        sums = levels.sums[level, lane]
        centre = levels.sums_time[level, lane] / sums if sums > 0 else 0.0
        spread = levels.sums_square[level, lane] - centre * levels.sums_time[level, lane]
        levels.centre[level, lane] = centre
        fits.information[lane] += levels.before[level, lane] * spread
    fits.before[lane] = fits.slope[lane]
    return ended


@compiled
def _score(window: Window, levels: Levels, fits: Fits) -> None:
    """Set score and information of the slope; lanes at rest keep those of an iteration ago."""
    width = fits.known.size
    for lane in range(width):
        fits.score[lane] = fits.count_time[lane]
        fits.information[lane] *= 1.0 - fits.active[lane]
    for level in range(window.depth):
        for lane in range(width):
            if fits.active[lane] > 0:
                sums = levels.sums[level, lane]
                centre = levels.sums_time[level, lane] / sums if sums > 0 else 0.0
                levels.centre[level, lane] = centre
        for lane in range(width):
            fits.score[lane] -= levels.counts[level, lane] * levels.centre[level, lane]
        for lane in range(width):
            spread = (
                levels.sums_square[level, lane]
                - levels.centre[level, lane] * levels.sums_time[level, lane]
            )
            fits.information[lane] += fits.active[lane] * levels.rate[level, lane] * spread


@compiled
def _step(window: Window, levels: Levels, fits: Fits) -> None:
    """Move the lanes that are not at rest, and remember where they were."""
    width = fits.known.size
    for lane in range(width):
        sloped = fits.sloped[lane] * fits.active[lane] > 0 and fits.information[lane] > 0
        fits.change[lane] = fits.score[lane] / fits.information[lane] if sloped else 0.0
        if fits.active[lane] > 0:
            fits.before[lane] = fits.slope[lane]
            fits.slope[lane] += fits.change[lane]
    for level in range(window.depth):
        for lane in range(width):
            if fits.active[lane] > 0:
                levels.before[level, lane] = levels.rate[level, lane]
        for lane in range(width):
            if fits.active[lane] > 0:
                levels.fitted[level, lane] = levels.before[level, lane] * levels.sums[level, lane]
        for lane in range(width):
            fitted = levels.fitted[level, lane]
            change = levels.counts[level, lane] / fitted - 1.0 if fitted > 0 else 0.0
            change -= levels.centre[level, lane] * fits.change[lane]
            levels.change[level, lane] = change * fits.active[lane]
        for lane in range(width):
            levels.height[level, lane] += levels.change[level, lane]
