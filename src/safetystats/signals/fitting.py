"""What follows from a fit: the dispersion, and the months that count for less in the next."""

import math

from safetystats.signals.compiled import compiled
from safetystats.signals.iterations import Fit
from safetystats.signals.packs import Known, Room, powers
from safetystats.signals.vectors import LANES, Floats, Mask, Vector, fill, load, some, store, where
from safetystats.signals.windows import Window

_SATURATED = 1e-10


@compiled
def raw_dispersion(window: Window, room: Room, share: Vector) -> Vector:
    """Give the dispersion that R's standard errors rest on after reweighting.

    It weighs the squared working residuals by the outbreak weights alone, not by these times the
    mean, as Pearson's would. `share` is what the sum is multiplied by.
    """
    pack, total = room.pack, fill(0.0)
    for row in range(window.rows.size):
        mean, count = load(pack.means, row), load(pack.counts, row)
        working = where(mean > 0.0, count / mean - 1.0, fill(-1.0))
        total += load(pack.weights, row) * working * working
    return total * share


@compiled
def dispersion(window: Window, room: Room, fit: Fit, share: Vector) -> Vector:
    """Give Pearson's sum times `share`; and set the means, and those of an iteration ago."""
    pack, levels, total = room.pack, room.levels, fill(0.0)
    _list_means(window, room, fit)
    for level in range(window.depth):
        base = load(levels.before, level)
        for row in range(window.starts[level], window.starts[level + 1]):
            mean = load(pack.means, row)
            before = load(pack.before, row) * base
            store(pack.before, row, before)
            working = (load(pack.counts, row) - mean) / mean
            total += load(pack.weights, row) * before * working * working
    return total * share


@compiled
def _list_means(window: Window, room: Room, fit: Fit) -> None:
    """Set the means, and in `before` the powers of an iteration ago times the residents."""
    pack = room.pack
    powers(fit.slope, window, room)
    for level in range(window.depth):
        rate = load(room.levels.rate, level)
        for row in range(window.starts[level], window.starts[level + 1]):
            power = load(room.years, window.years[row]) * load(room.months, window.months[row])
            store(pack.means, row, rate * power * load(pack.people, row))
    powers(fit.before, window, room)
    for row in range(window.rows.size):
        power = load(room.years, window.years[row]) * load(room.months, window.months[row])
        store(pack.before, row, power * load(pack.people, row))


@compiled
def weigh_down(
    window: Window, room: Room, fit: Fit, sloped: Mask, phi: Vector, threshold: float
) -> None:
    """Give months with an Anscombe residual s above the threshold the weight s**-2.

    Row 0 of `room.lanes` says which lanes have such months, row 1 what the weights add up to.
    """
    pack, levels, lanes = room.pack, room.levels, room.lanes
    bar, per = phi * (threshold * threshold), where(sloped, 1.0 / fit.information, fill(0.0))
    store(lanes, 0, fill(0.0))
    store(lanes, 2, phi)
    for level in range(window.depth):
        middle, share = load(levels.middle, level), 1.0 / load(levels.fitted, level)
        for row in range(window.starts[level], window.starts[level + 1]):
            away = window.times[row] - middle
            mean = load(pack.means, row)
            # What the leverage leaves: 1 less the share of its own month.
            free = 1.0 - load(pack.before, row) * (share + away * away * per)
            gap = load(pack.counts, row) - mean
            # An Anscombe residual is never larger than Pearson's.
            high = (gap > 0.0) & (gap * gap > bar * free * mean) & (free > _SATURATED)
            if some(high):
                store(lanes, 3, where(high, free, fill(0.0)))
                _weigh_month(pack.counts, pack.means, pack.weights, lanes, row, threshold)


@compiled
def _weigh_month(
    counts: Floats, means: Floats, weights: Floats, lanes: Floats, row: int, threshold: float
) -> None:
    for lane in range(LANES):
        if lanes[3, lane] > 0:
            residual = _anscombe(counts[row, lane], means[row, lane])
            residual /= math.sqrt(lanes[2, lane] * lanes[3, lane])
            if residual > threshold:
                weights[row, lane] = 1 / (residual * residual)
                lanes[0, lane] = 1.0


@compiled
def _anscombe(count: float, mean: float) -> float:
    root = math.sqrt(mean)
    return 1.5 * (math.exp(math.log(count * count / root) / 3) - root)


@compiled
def stretch_of(window: Window, room: Room, known: Known) -> Vector:
    """Give the factor that makes the weights add up to the number of known months."""
    total = fill(0.0)
    for row in range(window.rows.size):
        total += load(room.pack.weights, row)
    return known.months / total
