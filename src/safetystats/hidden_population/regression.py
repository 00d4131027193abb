"""How many persons the register never saw, from how often it saw the others.

Sources: P. van der Heijden et al. (2003), Point and interval estimation of the population size
using the truncated Poisson regression model, Statistical Modelling 3; M. Cruyff, P. van der
Heijden (2008), the same for the negative binomial, Biometrical Journal 50; R. Godwin, D. Böhning
(2017), Estimation of the population size by using the one-inflated positive Poisson model, JRSS C
66; E. Zwane, P. van der Heijden (2003), Implementing the parametric bootstrap in capture-recapture
models with continuous covariates, Statistics & Probability Letters 65; K. Norris, K. Pollock
(1996), Including model uncertainty in estimating variances in multiple capture studies,
Environmental and Ecological Statistics 3.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaln

from safetystats.checks import confidence, whole
from safetystats.hidden_population import kernels
from safetystats.hidden_population.batch import poisson_replicates
from safetystats.hidden_population.cells import Cells, Design, collapse
from safetystats.hidden_population.results import (
    BootstrapFit,
    Family,
    Floats,
    NotEstimable,
    TruncatedFit,
    interval_scale,
    population,
)
from safetystats.results import Interval

_CODES = {
    Family.POISSON: kernels.POISSON,
    Family.GEOMETRIC: kernels.GEOMETRIC,
    Family.NEGATIVE_BINOMIAL: kernels.NEGATIVE_BINOMIAL,
}
# Beyond these the dispersion is at the edge: e^-9 is Poisson for all purposes, e^9 has no mean.
_DISPERSION_EDGE = 9.0
# This likelihood is a sum over the registrations of each person.
_MOST_REGISTRATIONS = 1_000_000
_RUNS_OFF = 1e4


def truncated_regression(
    counts: ArrayLike,
    design: Design | ArrayLike | None = None,
    *,
    family: Family = Family.POISSON,
    one_inflated: bool = False,
    level: float = 0.95,
    scale: str = "log",
) -> TruncatedFit:
    """Estimate all persons, seen and unseen, from the registrations of those seen.

    Meaning: a regression of the number of registrations, given that it is at least one, gives
    each person a chance to have been seen; one with chance 1/3 stands for three. `one_inflated`
    lets a share of the persons seen have one registration for a reason of its own. The interval
    adds the uncertainty of the parameters to that of who happened to be seen; `scale` "log"
    keeps it above the persons seen, "linear" is the symmetric one of the older papers.
    Units: persons. Shapes: `counts` [persons], whole numbers from 1; `design` [persons, columns]
    with a constant, from `design()` or an array; None for a constant only.
    Assumptions: a closed population; a registration neither invites nor prevents the next;
    registrations are rightly linked; what differs between persons is in the covariates or
    follows the family. Left-out differences make Poisson too low.
    Raises ValueError on broken counts or design, NotEstimable when nobody was seen twice, a
    group was never seen twice, or the dispersion runs to an edge.
    Source: van der Heijden et al. (2003); Cruyff and van der Heijden (2008); Godwin and Böhning
    (2017).

    >>> registrations = np.repeat([1, 2, 3, 4, 5, 6], [1645, 183, 37, 13, 1, 1])
    >>> fit = truncated_regression(registrations, scale="linear")
    >>> round(fit.population.estimate)
    7080
    >>> round(fit.population.interval.low), round(fit.population.interval.high)
    (6363, 7797)
    """
    cells, chosen = collapse(counts, design), Family(family)
    fitted = _fit(cells, chosen, one_inflated=one_inflated)
    return _answer(cells, chosen, fitted, level=confidence(level), scale=interval_scale(scale))


def bootstrap(
    counts: ArrayLike,
    design: Design | ArrayLike | None = None,
    *,
    rng: np.random.Generator,
    family: Family = Family.POISSON,
    one_inflated: bool = False,
    replicates: int = 1_000,
    level: float = 0.95,
) -> BootstrapFit:
    """Give the spread of the estimate over samples drawn anew from the estimated population.

    Meaning: each replicate draws how many of the estimated population are seen, then whom of
    the persons seen they resemble, and fits again; the interval holds the percentiles. For when
    the analytic interval is doubtful: few persons with two registrations, strong covariates. A
    sample without a finite answer (a group in which nobody is seen twice) counts as infinite.
    Shapes, assumptions and errors as `truncated_regression`; ValueError below 20 replicates.
    Source: Norris and Pollock (1996); Zwane and van der Heijden (2003).

    >>> registrations = np.repeat([1, 2, 3, 4, 5, 6], [1645, 183, 37, 13, 1, 1])
    >>> drawn = bootstrap(registrations, rng=np.random.default_rng(1), replicates=200)
    >>> 6200 < drawn.interval.low < 6600 and 7600 < drawn.interval.high < 8100
    True
    """
    draws, share = whole("replicates", replicates, least=20), confidence(level)
    cells, chosen = collapse(counts, design), Family(family)
    theta, _, _ = _fit(cells, chosen, one_inflated=one_inflated)
    seen, _ = _seen(cells, chosen, theta)
    everyone = float(cells.persons @ seen)
    sizes = rng.binomial(round(everyone), cells.observed / everyone, size=draws)
    thetas, estimates = _refitted(cells, chosen, theta, _resampled(cells, sizes, rng))
    failed = ~(estimates < _RUNS_OFF * cells.observed)
    estimates[failed] = np.inf
    low, high = _percentiles(estimates, share)
    return BootstrapFit(
        estimates=estimates,
        coefficients=thetas,
        interval=Interval(low=low, high=high, level=share),
        unbounded=float(failed.mean()),
    )


def _answer(
    cells: Cells,
    family: Family,
    fitted: tuple[Floats, Floats, float],
    *,
    level: float,
    scale: str,
) -> TruncatedFit:
    """Turn the parameters into a population with its uncertainty (Horvitz and Thompson)."""
    theta, information, log_likelihood = fitted
    covariance = _inverse(information)
    seen, gradient = _seen(cells, family, theta)
    columns = cells.matrix.shape[1]
    dispersed = family is Family.NEGATIVE_BINOMIAL
    inflated = len(theta) > columns + dispersed
    return TruncatedFit(
        family=family,
        names=cells.names + ("log dispersion",) * dispersed + ("logit one-inflation",) * inflated,
        coefficients=theta[:columns],
        covariance=covariance,
        dispersion=float(np.exp(theta[columns])) if dispersed else None,
        one_inflation=float(1 / (1 + np.exp(-theta[-1]))) if inflated else None,
        log_likelihood=log_likelihood,
        chance_seen=1 / seen[cells.cell_of],
        population=population(
            observed=cells.observed,
            hidden=float(cells.persons @ (seen - 1)),
            variance=float(gradient @ covariance @ gradient + cells.persons @ (seen * (seen - 1))),
            level=level,
            method=f"zero-truncated {family.value}" + ", one-inflated" * inflated,
            scale=scale,
        ),
    )


def _refitted(
    cells: Cells, family: Family, start: Floats, weights: Floats
) -> tuple[Floats, Floats]:
    """Give parameters and population per row of weights; NaN where there is no answer."""
    rows = _rows(cells, family, len(start))
    thetas = np.repeat(start[None, :], len(weights), axis=0)
    estimates, settled = np.empty(len(weights)), np.zeros(len(weights), dtype=bool)
    if family is Family.POISSON and len(start) == cells.matrix.shape[1]:
        thetas, estimates, settled = poisson_replicates(rows, weights, start)
    left = np.flatnonzero(~settled)
    again, found = np.repeat(start[None, :], len(left), axis=0), np.empty(len(left))
    statuses = kernels.maximise_each(_CODES[family], rows, weights[left], again, found)
    thetas[left] = again
    estimates[left] = np.where(statuses == kernels.CONVERGED, found, np.nan)
    return thetas, estimates


def _fit(cells: Cells, family: Family, *, one_inflated: bool) -> tuple[Floats, Floats, float]:
    """Give the parameters at the largest likelihood, minus its Hessian there and its value."""
    if family is Family.NEGATIVE_BINOMIAL and cells.counts.max() > _MOST_REGISTRATIONS:
        raise NotEstimable(f"a person with over {_MOST_REGISTRATIONS:,} registrations is an error")
    theta = _start(cells, family, one_inflated=one_inflated)
    information = np.zeros((len(theta), len(theta)))
    rows = _rows(cells, family, len(theta))
    found, status = kernels.maximise(_CODES[family], rows, theta, information)
    columns = cells.matrix.shape[1]
    if family is Family.NEGATIVE_BINOMIAL and theta[columns] < -_DISPERSION_EDGE:
        raise NotEstimable("the counts are no more spread than Poisson counts: use that family")
    if family is Family.NEGATIVE_BINOMIAL and theta[columns] > _DISPERSION_EDGE:
        raise NotEstimable("the dispersion runs off: the counts do not bound the population")
    if one_inflated and theta[-1] < -_DISPERSION_EDGE:
        raise NotEstimable("there are no more persons seen once than the family allows")
    seen, _ = _seen(cells, family, theta)
    if status != kernels.CONVERGED or not (seen < _RUNS_OFF).all():
        raise NotEstimable("the estimate runs off: in some group nobody was registered twice")
    full = information + np.tril(information, -1).T
    return theta, full, float(found - cells.persons @ gammaln(cells.counts + 1))


def _rows(cells: Cells, family: Family, parameters: int) -> kernels.Cells:
    """Give the cells as the kernels take them: a column and a predictor for each parameter."""
    columns = cells.matrix.shape[1]
    extra = parameters - columns
    dispersed = int(family is Family.NEGATIVE_BINOMIAL)
    predictor = np.array([0] * columns + [1] * dispersed + [2] * (extra - dispersed))
    matrix = np.hstack([cells.matrix, np.ones((len(cells.matrix), extra))])
    return cells.counts, np.ascontiguousarray(matrix), cells.persons, predictor


def _start(cells: Cells, family: Family, *, one_inflated: bool) -> Floats:
    """Start where everybody is alike, at about the mean number of registrations."""
    mean = max(float(cells.persons @ (cells.counts - 1)) / cells.observed, 1e-3)
    level = np.full(len(cells.matrix), np.log(2 * mean if family is Family.POISSON else mean))
    coefficients = np.linalg.lstsq(cells.matrix, level, rcond=None)[0]
    extra = [0.0] * (family is Family.NEGATIVE_BINOMIAL) + [-1.0] * one_inflated
    return np.concatenate([coefficients, extra])


def _seen(cells: Cells, family: Family, theta: Floats) -> tuple[Floats, Floats]:
    """Give how many one of each cell stands for, and the gradient of their sum over persons."""
    rows = _rows(cells, family, len(theta))
    factor, slopes = np.empty(len(cells.counts)), np.empty((len(cells.counts), 2))
    kernels.stand_for(_CODES[family], rows, theta, factor, slopes)
    by_predictor = np.column_stack([slopes, np.zeros(len(slopes))])
    gradient = cells.persons @ (rows[1] * by_predictor[:, rows[3]])
    return factor, np.asarray(gradient)


def _inverse(information: Floats) -> Floats:
    try:
        np.linalg.cholesky(information)
    except np.linalg.LinAlgError as broken:
        raise NotEstimable("the counts do not tell all parameters apart") from broken
    return np.asarray(np.linalg.inv(information))


def _resampled(cells: Cells, sizes: NDArray[np.int64], rng: np.random.Generator) -> Floats:
    """Draw persons with replacement: how often each cell is drawn, per replicate."""
    held = len(cells.persons)
    weights = np.empty((len(sizes), held))
    if held * 20 < cells.observed:
        shares = cells.persons / cells.observed
        for place, size in enumerate(sizes):
            weights[place] = rng.multinomial(size, shares)
        return weights
    for place, size in enumerate(sizes):
        drawn = cells.cell_of[rng.integers(0, cells.observed, size)]
        weights[place] = np.bincount(drawn, minlength=held)
    return weights


def _percentiles(estimates: Floats, level: float) -> tuple[float, float]:
    """Give the central percentiles; infinity counts as the largest."""
    tails = [(1 - level) / 2, (1 + level) / 2]
    low, high = np.quantile(estimates, tails, method="inverted_cdf")
    return float(low), float(high)
