"""What the persons seen once, twice and three times say of those never seen."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from safetystats.checks import confidence
from safetystats.hidden_population.cells import Cells, Design, collapse, person_counts
from safetystats.hidden_population.results import (
    Floats,
    NotEstimable,
    Population,
    interval_scale,
    population,
)

_RUNS_OFF = "the estimate runs off: in some group nobody was registered twice, or everybody"
_STEPS, _CLOSE, _FAR = 50, 1e-10, 30.0


def chao(
    counts: ArrayLike,
    design: Design | ArrayLike | None = None,
    *,
    level: float = 0.95,
    scale: str = "log",
) -> Population:
    """Say how many persons there are at the least.

    Meaning: from f1 persons seen once and f2 seen twice, at least f1^2 / (2 f2) were never
    seen, however unequal the persons are; covariates raise the bound where they explain
    inequality. Units: persons. Shapes: `counts` [persons], whole numbers from 1; `design`
    [persons, columns] with a constant.
    Assumptions: a closed population, registrations of one person independent given their own
    rate. It is no bound when a first registration keeps people away from a second one
    (`one_inflation`) or when persons were wrongly split in two.
    Raises ValueError on broken counts, NotEstimable when nobody was seen exactly twice.
    Sources: A. Chao (1987), Estimating the population size for capture-recapture data with
    unequal catchability, Biometrics 43; D. Böhning et al. (2013), A generalization of Chao's
    estimator for covariate information, Biometrics 69.

    >>> bound = chao(np.repeat([1, 2, 3, 4, 5, 6], [1645, 183, 37, 13, 1, 1]))
    >>> round(bound.estimate), round(bound.interval.low), round(bound.interval.high)
    (9274, 8085, 10690)
    """
    pair = _once_or_twice(counts, design)
    rate, observed = pair.rate, pair.cells.observed
    # Per person seen once or twice: how many like them were never seen, and its slope to eta.
    unseen = 1 / (rate + rate**2 / 2)
    slope = -(unseen**2) * (rate + rate**2)
    gradient = (pair.persons * slope) @ pair.cells.matrix
    variance = gradient @ pair.covariance @ gradient + pair.persons @ (unseen * (1 + unseen))
    return population(
        observed=observed,
        hidden=float(pair.persons @ unseen),
        variance=float(variance),
        level=confidence(level),
        method="Chao's lower bound",
        scale=interval_scale(scale),
    )


def chao_without_ones(counts: ArrayLike, *, level: float = 0.95, scale: str = "log") -> Population:
    """Give Chao's lower bound from the persons seen twice and three times.

    Meaning: with too many ones, f1 is not used: the unseen are at least 2 f2^3 / (9 f3^2), next
    to the persons seen. Shapes, units and assumptions as `chao`, without trust in f1.
    Raises ValueError on broken counts, NotEstimable when nobody was seen exactly two or exactly
    three times.
    Source: D. Böhning, P. Kaskasamkul, P. van der Heijden (2019), A modification of Chao's lower
    bound estimator in the case of one-inflation, Metrika 82.

    >>> round(chao_without_ones(np.repeat([1, 2, 3, 4], [1645, 183, 37, 15])).estimate)
    2875
    """
    numbers = person_counts(counts)
    twice, thrice = int((numbers == 2).sum()), int((numbers == 3).sum())
    if not twice or not thrice:
        raise NotEstimable("somebody must have been registered exactly two and three times")
    hidden = 2 * twice**3 / (9 * thrice**2)
    return population(
        observed=len(numbers),
        hidden=hidden,
        variance=hidden**2 * (9 / twice + 4 / thrice) + hidden,
        level=confidence(level),
        method="Chao's lower bound without the persons seen once",
        scale=interval_scale(scale),
    )


def zelterman(
    counts: ArrayLike,
    design: Design | ArrayLike | None = None,
    *,
    level: float = 0.95,
    scale: str = "log",
) -> Population:
    """Estimate all persons from those seen once or twice only.

    Meaning: truncated Poisson in which only the split between one and two registrations tells
    the rate, so that a few persons with very many registrations do not count. With covariates
    the split is a logistic regression. Units: persons. Shapes as `chao`.
    Assumptions: as `truncated_regression`, near the low counts only. It overestimates where
    there are more ones than belong there.
    Raises ValueError on broken counts, NotEstimable when nobody was seen exactly twice.
    Sources: D. Zelterman (1988), Robust estimation in truncated discrete distributions, Journal
    of Statistical Planning and Inference 18; D. Böhning, P. van der Heijden (2009), A covariate
    adjustment for zero-truncated approaches to estimating the size of hidden and elusive
    populations, Annals of Applied Statistics 3.

    >>> size = zelterman(np.repeat([1, 2, 3, 4], [1645, 183, 37, 15]), scale="linear")
    >>> round(size.estimate), round(size.interval.low), round(size.interval.high)
    (9425, 8084, 10765)
    """
    pair = _once_or_twice(counts, design)
    unseen = np.exp(-pair.rate) / -np.expm1(-pair.rate)
    slope = -pair.rate * unseen * (1 + unseen)
    gradient = (pair.cells.persons * slope) @ pair.cells.matrix
    variance = gradient @ pair.covariance @ gradient
    variance += pair.cells.persons @ (unseen * (1 + unseen))
    return population(
        observed=pair.cells.observed,
        hidden=float(pair.cells.persons @ unseen),
        variance=float(variance),
        level=confidence(level),
        method="Zelterman",
        scale=interval_scale(scale),
    )


class _OnceOrTwice(NamedTuple):
    """What two against one registration say: Poisson rates per cell, and of their log the
    covariance of the coefficients; `persons` counts only those seen once or twice.
    """

    cells: Cells
    persons: Floats
    rate: Floats
    covariance: Floats


def _once_or_twice(counts: ArrayLike, design: Design | ArrayLike | None) -> _OnceOrTwice:
    """Fit the odds of two against one registration, rate / 2, by logistic regression."""
    cells = collapse(counts, design)
    persons = np.where(cells.counts <= 2, cells.persons, 0.0)
    second = cells.counts == 2
    if not persons @ second:
        raise NotEstimable("nobody was registered exactly twice")
    beta = np.zeros(cells.matrix.shape[1])
    for _ in range(_STEPS):
        share = 1 / (1 + np.exp(-(cells.matrix @ beta)))
        information = (cells.matrix.T * (persons * share * (1 - share))) @ cells.matrix
        gradient = cells.matrix.T @ (persons * (second - share))
        try:
            step = np.linalg.solve(information, gradient)
        except np.linalg.LinAlgError as broken:
            raise NotEstimable(_RUNS_OFF) from broken
        beta = beta + step
        if np.abs(beta).max() > _FAR:
            raise NotEstimable(_RUNS_OFF)
        if np.abs(step).max() < _CLOSE:
            break
    else:
        raise NotEstimable(_RUNS_OFF)
    rate = 2 * np.exp(cells.matrix @ beta)
    return _OnceOrTwice(cells, persons, rate, np.asarray(np.linalg.inv(information)))
