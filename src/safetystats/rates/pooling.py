"""The hierarchical Poisson model under `smoothed_rates`: what is known of each area's rate."""

from collections.abc import Callable
from functools import partial

import numpy as np
from scipy.optimize import minimize
from scipy.special import gammaln

from safetystats.rates.results import Numbers

# So far below its top (in logs) the posterior of mean and spread is nought for our purpose.
NEGLIGIBLE = 9.0
ALONG, ACROSS = 21, 11


def partially_pooled(counts: Numbers, residents: Numbers) -> tuple[Numbers, Numbers]:
    """Give the posterior mean and variance of each area's rate, per resident.

    Meaning: rates are gamma over areas; their mean and spread are integrated over a grid that
    covers their joint posterior. Shapes: [area]. Source: see `smoothed_rates`.

    >>> mean, _ = partially_pooled(np.array([0.0, 4.0, 8.0]), np.array([1e3, 1e3, 1e3]))
    >>> bool(0 < mean[0] < mean[1] < mean[2] < 8e-3)
    True
    """
    middle = float(np.median(residents))
    nodes, weights = _grid(
        partial(_log_posterior, counts, residents, middle), _start(counts, residents)
    )
    mean, square = np.zeros_like(residents), np.zeros_like(residents)
    for node, weight in zip(nodes, weights, strict=True):
        rate, prior_residents = _of(node, middle)
        shape, people = rate * prior_residents + counts, prior_residents + residents
        mean += weight * shape / people
        square += weight * shape * (shape + 1) / people**2
    return mean, square - mean**2


def _start(counts: Numbers, residents: Numbers) -> Numbers:
    return np.array([np.log(counts.sum() / residents.sum()), 0.0])


def _of(node: Numbers, middle: float) -> tuple[float, float]:
    """Turn (log mean, logit shrinkage of a middle-sized area) into mean and prior residents."""
    mean, shrinkage = np.clip(node, -30.0, 30.0)
    return float(np.exp(mean)), middle * float(np.exp(shrinkage))


def _log_posterior(counts: Numbers, residents: Numbers, middle: float, node: Numbers) -> float:
    rate, people = _of(node, middle)
    shape = rate * people
    likelihood = (
        gammaln(counts + shape)
        - gammaln(shape)
        - shape * np.log1p(residents / people)
        - counts * np.log1p(people / residents)
    )
    # Shrinkage uniform on its own scale is logistic here; 1 / sqrt of the mean is half its log.
    prior = node[0] / 2 - abs(node[1]) - 2 * np.log1p(np.exp(-abs(node[1])))
    return float(likelihood.sum() + prior)


def _grid(log_density: Callable[[Numbers], float], start: Numbers) -> tuple[list[Numbers], Numbers]:
    """Give points that cover a density of two unknowns, and their shares of it."""

    def depth(node: Numbers) -> float:
        return -log_density(node)

    found = minimize(
        depth,
        start,
        method="Nelder-Mead",
        tol=1e-4,
    )
    top, height = found.x, -found.fun
    axes = _axes(log_density, top)
    along, across = (
        np.linspace(
            -_reach(log_density, top, -axis, height), _reach(log_density, top, axis, height), size
        )
        for axis, size in zip(axes, (ALONG, ACROSS), strict=True)
    )
    nodes = [top + a * axes[0] + b * axes[1] for a in along for b in across]
    heights = np.array([log_density(node) for node in nodes])
    shares = np.exp(heights - heights.max())
    return nodes, shares / shares.sum()


def _axes(log_density: Callable[[Numbers], float], top: Numbers) -> list[Numbers]:
    """Give the principal axes of a density around its top, longest first, in deviations."""
    step = np.array([1e-2, 1e-2])
    one, two = np.diag(step)
    here = log_density(top)
    bend = np.empty((2, 2))
    for place, move in enumerate((one, two)):
        bend[place, place] = 2 * here - log_density(top + move) - log_density(top - move)
    crossed = sum(
        sign * log_density(top + one * first + two * second)
        for sign, first, second in ((1, 1, 1), (-1, 1, -1), (-1, -1, 1), (1, -1, -1))
    )
    bend[0, 1] = bend[1, 0] = -crossed / 4
    sizes, axes = np.linalg.eigh(bend / np.outer(step, step))
    return [axes[:, place] / np.sqrt(max(sizes[place], 1e-3)) for place in (0, 1)]


def _reach(
    log_density: Callable[[Numbers], float], top: Numbers, axis: Numbers, height: float
) -> float:
    """Give how many steps along an axis the density stays above what is negligible."""
    steps = 2.0
    while steps < 40 and height - log_density(top + steps * axis) < NEGLIGIBLE:
        steps *= 1.15
    return steps
