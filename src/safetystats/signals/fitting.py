"""What follows from a fit: the dispersion, and the months that count for less in the next."""

import math

from safetystats.signals.compiled import compiled
from safetystats.signals.iterations import powers
from safetystats.signals.lanes import Fits, Lanes, Levels, Scratch
from safetystats.signals.windows import Window

_SATURATED = 1e-10


@compiled
def allow_slopes(levels: Levels, fits: Fits, slope: bool) -> None:
    """Allow a slope where a level has two known months to tell it by."""
    fits.sloped[:] = 0.0
    if slope:
        for level in range(levels.first.shape[0]):
            for lane in range(fits.known.size):
                if levels.last[level, lane] > levels.first[level, lane]:
                    fits.sloped[lane] = 1.0


@compiled
def raw_dispersion(window: Window, lanes: Lanes, levels: Levels, fits: Fits) -> None:
    """Put into `fits.raw` the dispersion that R's standard errors rest on after reweighting.

    It weighs the squared working residuals by the outbreak weights alone, not by these times the
    mean, as Pearson's would.
    """
    fits.raw[:] = 0.0
    for row in range(window.rows.size):
        level = window.levels[row]
        for lane in range(fits.known.size):
            mean = levels.rate[level, lane] * lanes.powers[row, lane]
            working = lanes.counts[row, lane] / mean - 1.0 if mean > 0 else -1.0
            fits.raw[lane] += lanes.weights[row, lane] * working * working
    for lane in range(fits.known.size):
        fits.raw[lane] *= fits.stretch[lane] / (fits.freedom[lane] - fits.sloped[lane])


@compiled
def disperse(window: Window, lanes: Lanes, levels: Levels, fits: Fits, scratch: Scratch) -> None:
    """Set `phi`: Pearson's sum over the degrees of freedom, at least 1; and `raw` without floor."""
    width = fits.known.size
    fits.raw[:] = 0.0
    _turn_back(window, fits, scratch)
    for row in range(window.rows.size):
        level = window.levels[row]
        for _ in range(window.steps[row]):
            for lane in range(width):
                scratch.power[lane] *= scratch.growth[lane]
        for lane in range(width):
            scratch.mean[lane] = levels.rate[level, lane] * lanes.powers[row, lane]
        for lane in range(width):
            gap = lanes.counts[row, lane] - scratch.mean[lane]
            scratch.free[lane] = gap * gap / (scratch.mean[lane] * levels.rate[level, lane])
        for lane in range(width):
            fits.raw[lane] += (
                lanes.weights[row, lane]
                * scratch.free[lane]
                * scratch.power[lane]
                * levels.before[level, lane]
            )
    for lane in range(width):
        freedom = fits.freedom[lane] - fits.sloped[lane]
        fits.raw[lane] *= fits.stretch[lane] / freedom
        fits.phi[lane] = max(fits.raw[lane], 1.0) if freedom > 0 else math.nan


@compiled
def _turn_back(window: Window, fits: Fits, scratch: Scratch) -> None:
    """Set up the powers that lead from the means now to those of an iteration ago."""
    for lane in range(fits.known.size):
        scratch.free[lane] = fits.before[lane] - fits.slope[lane]
    powers(scratch.free, window, scratch)


@compiled
def weigh_down(
    window: Window,
    lanes: Lanes,
    levels: Levels,
    fits: Fits,
    scratch: Scratch,
    threshold: float,
) -> bool:
    """Give months with an Anscombe residual s above the threshold the weight s**-2."""
    width = fits.known.size
    fits.active[:] = 0.0
    for lane in range(width):
        scratch.bar[lane] = threshold * threshold * fits.phi[lane]
    _turn_back(window, fits, scratch)
    for row in range(window.rows.size):
        for _ in range(window.steps[row]):
            for lane in range(width):
                scratch.power[lane] *= scratch.growth[lane]
        _leverage(window, lanes, levels, fits, scratch, row)
        for lane in range(width):
            gap = lanes.counts[row, lane] - scratch.mean[lane]
            # An Anscombe residual is never larger than Pearson's.
            bar = scratch.bar[lane] * scratch.free[lane] * scratch.mean[lane]
            scratch.bits[lane] = gap > 0 and gap * gap > bar and scratch.free[lane] > _SATURATED
        for lane in range(width):
            if scratch.bits[lane]:
                residual = _anscombe(lanes.counts[row, lane], scratch.mean[lane])
                residual /= math.sqrt(fits.phi[lane] * scratch.free[lane])
                if residual > threshold:
                    lanes.weights[row, lane] = 1 / (residual * residual)
                    fits.active[lane] = 1.0
    return _stretched(lanes, fits, scratch)


@compiled
def _leverage(
    window: Window, lanes: Lanes, levels: Levels, fits: Fits, scratch: Scratch, row: int
) -> None:
    """Set `mean`, and in `free` what the leverage leaves: 1 less the share of its own month."""
    width = fits.known.size
    level, time = window.levels[row], window.times[row]
    for lane in range(width):
        scratch.mean[lane] = levels.rate[level, lane] * lanes.powers[row, lane]
    for lane in range(width):
        away = time - levels.centre[level, lane]
        tilt = fits.sloped[lane] * levels.before[level, lane] * away * away
        share = tilt / fits.information[lane] if fits.sloped[lane] > 0 else 0.0
        scratch.free[lane] = levels.before[level, lane] / levels.fitted[level, lane] + share
    for lane in range(width):
        before = scratch.mean[lane] * scratch.power[lane] / levels.rate[level, lane]
        scratch.free[lane] = 1.0 - before * scratch.free[lane]


@compiled
def _anscombe(count: float, mean: float) -> float:
    root = math.sqrt(mean)
    return 1.5 * (math.exp(math.log(count * count / root) / 3) - root)


@compiled
def _stretched(lanes: Lanes, fits: Fits, scratch: Scratch) -> bool:
    """Scale the weights to add up to the number of months; say whether any was changed."""
    width = fits.known.size
    scratch.mean[:] = 0.0
    for row in range(lanes.weights.shape[0]):
        for lane in range(width):
            scratch.mean[lane] += lanes.weights[row, lane]
    changed = False
    for lane in range(width):
        fits.stretch[lane] = fits.known[lane] / scratch.mean[lane]
        changed = changed or fits.active[lane] > 0
    return changed
