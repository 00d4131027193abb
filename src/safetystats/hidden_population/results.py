"""What an estimate of the unseen answers with."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from safetystats.results import Interval

Floats = NDArray[np.float64]


class NotEstimable(ValueError):
    """The counts hold no answer to the question: the estimate runs off or does not exist."""


class Family(StrEnum):
    """How the registrations of one person are spread around the expected number.

    POISSON: by chance alone. GEOMETRIC: very unequal persons (a Poisson whose mean varies
    exponentially). NEGATIVE_BINOMIAL: inequality estimated from the counts.
    """

    POISSON = "poisson"
    GEOMETRIC = "geometric"
    NEGATIVE_BINOMIAL = "negative binomial"


@dataclass(frozen=True, slots=True)
class Population:
    """The persons seen, and the estimate of all who could have been seen."""

    observed: int
    estimate: float
    standard_error: float
    interval: Interval
    method: str

    @property
    def hidden(self) -> float:
        """Persons who never came into the register (the dark number)."""
        return self.estimate - self.observed


@dataclass(frozen=True, slots=True)
class TruncatedFit:
    """A regression on counts from one up.

    `coefficients` [columns of the design] are on the log of the expected number; `covariance`
    [parameters, parameters] follows `names`. `dispersion` is alpha in variance = mean +
    alpha x mean squared (0 Poisson, 1 geometric); `one_inflation` the share of the seen persons
    whose single registration is not of the model; both None where not estimated.
    `chance_seen` [persons] is each person's chance to have come into the register at all.
    """

    family: Family
    names: tuple[str, ...]
    coefficients: Floats
    covariance: Floats
    dispersion: float | None
    one_inflation: float | None
    log_likelihood: float
    chance_seen: Floats
    population: Population

    @property
    def parameters(self) -> int:
        """The number of parameters estimated."""
        return len(self.names)

    @property
    def aic(self) -> float:
        """Akaike's criterion: lower is better, among models on the same persons."""
        return 2 * self.parameters - 2 * self.log_likelihood

    @property
    def standard_errors(self) -> Floats:
        """Standard errors in the order of `names`."""
        return np.asarray(np.sqrt(np.diag(self.covariance)))


@dataclass(frozen=True, slots=True)
class BootstrapFit:
    """Estimates over samples drawn anew.

    `estimates` [replicates] holds infinity where the sample drawn had no finite answer;
    `unbounded` is their share. `coefficients` [replicates, parameters].
    """

    estimates: Floats
    coefficients: Floats
    interval: Interval
    unbounded: float


@dataclass(frozen=True, slots=True)
class OneInflation:
    """Whether there are more persons with one registration than the family allows.

    `share` of the seen persons; `statistic` is the likelihood ratio, `p_value` one-sided.
    """

    share: float
    statistic: float
    p_value: float
    population: Population
    population_ignoring_it: Population


def population(
    *,
    observed: int,
    hidden: float,
    variance: float,
    level: float,
    method: str,
    scale: str,
) -> Population:
    """Wrap an estimate with its interval, symmetric or on the log of the hidden number."""
    error = math.sqrt(variance)
    bounds = INTERVALS[scale](hidden, error, NormalDist().inv_cdf((1 + level) / 2))
    return Population(
        observed=observed,
        estimate=observed + hidden,
        standard_error=error,
        interval=Interval(low=observed + bounds[0], high=observed + bounds[1], level=level),
        method=method,
    )


def _on_log(hidden: float, error: float, z: float) -> tuple[float, float]:
    if hidden == 0:
        return 0.0, z * error
    spread = math.exp(z * math.sqrt(math.log1p((error / hidden) ** 2)))
    return hidden / spread, hidden * spread


def _on_line(hidden: float, error: float, z: float) -> tuple[float, float]:
    return hidden - z * error, hidden + z * error


INTERVALS: dict[str, Callable[[float, float, float], tuple[float, float]]] = {
    "log": _on_log,
    "linear": _on_line,
}


def interval_scale(scale: str) -> str:
    """Return the scale, or raise ValueError when there is no such interval."""
    if scale not in INTERVALS:
        raise ValueError(f"scale must be one of {sorted(INTERVALS)}, not {scale!r}")
    return scale
