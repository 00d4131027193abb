"""The hierarchical Poisson model under `smoothed_rates`: what is known of each area's rate."""

from collections.abc import Callable
from functools import partial

import numpy as np
from scipy.special import gammaln

from safetystats.rates.results import Numbers

# So far below its top (in logs) the posterior of mean and spread is nought for our purpose.
NEGLIGIBLE = 9.0
ALONG, ACROSS = 21, 11
# The log of a density at points [..., 2].
Density = Callable[[Numbers], Numbers]


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
    rate, prior_residents = (part[:, None] for part in _of(nodes, middle))
    shape, people = rate * prior_residents + counts, prior_residents + residents
    mean = weights @ (shape / people)
    return mean, weights @ (shape * (shape + 1) / people**2) - mean**2


def _start(counts: Numbers, residents: Numbers) -> Numbers:
    # Half an event, which is where the prior of the mean puts a table without any.
    return np.array([np.log((counts.sum() + 0.5) / residents.sum()), 0.0])


def _of(nodes: Numbers, middle: float) -> tuple[Numbers, Numbers]:
    """Turn (log mean, logit shrinkage of a middle-sized area) into mean and prior residents."""
    mean, shrinkage = np.moveaxis(np.exp(np.clip(nodes, -30.0, 30.0)), -1, 0)
    return mean, middle * shrinkage


def _log_posterior(counts: Numbers, residents: Numbers, middle: float, nodes: Numbers) -> Numbers:
    rate, people = (part[..., None] for part in _of(nodes, middle))
    shape = rate * people
    likelihood = (
        gammaln(counts + shape)
        - gammaln(shape)
        - shape * np.log1p(residents / people)
        - counts * np.log1p(people / residents)
    )
    # Shrinkage uniform on its own scale is logistic here; 1 / sqrt of the mean is half its log.
    mean, far = nodes[..., 0], np.abs(nodes[..., 1])
    height: Numbers = likelihood.sum(-1) + mean / 2 - far - 2 * np.log1p(np.exp(-far))
    return height


def _grid(log_density: Density, start: Numbers) -> tuple[Numbers, Numbers]:
    """Give points that cover a density of two unknowns, and their shares of it."""

    from scipy.optimize import minimize

    def depth(node: Numbers) -> float:
        return -float(log_density(node))

    # A simplex of its own: scipy's is flat where a start is zero, and stalls far from the top.
    simplex = start + np.array([[0.0, 0.0], [0.5, 0.0], [0.0, 1.0]])
    found = minimize(
        depth, start, method="Nelder-Mead", tol=1e-4, options={"initial_simplex": simplex}
    )
    top, height = found.x, -found.fun
    axes = _axes(log_density, top)
    along, across = (
        np.linspace(
            -_reach(log_density, top, -axis, height), _reach(log_density, top, axis, height), size
        )
        for axis, size in zip(axes, (ALONG, ACROSS), strict=True)
    )
    nodes = np.array([top + a * axes[0] + b * axes[1] for a in along for b in across])
    heights = log_density(nodes)
    shares = np.exp(heights - heights.max())
    return nodes, shares / shares.sum()


def _axes(log_density: Density, top: Numbers) -> list[Numbers]:
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


def _reach(log_density: Density, top: Numbers, axis: Numbers, height: float) -> float:
    """Give how many steps along an axis the density stays above what is negligible."""
    steps = 2.0
    while steps < 40 and height - log_density(top + steps * axis) < NEGLIGIBLE:
        steps *= 1.15
    return steps
