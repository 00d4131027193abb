"""How many persons account for how many registrations, with the doubt of the linkage in it."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from safetydata.linkage.persons import Linkage
from safetystats.results import Interval

if TYPE_CHECKING:  # it compiles its kernels, which a count of persons does not need
    from safetystats.hidden_population import Population

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class PersonShare:
    """The share of the registrations that the busiest so large a share of the persons has."""

    persons: float
    registrations: float
    interval: Interval


@dataclass(frozen=True, slots=True)
class Concentration:
    """The number of persons behind registrations and how unequally they share them.

    `gini` is 0 when all have as many and near 1 when one has all. Intervals say what the doubt of
    the linkage does, and nothing of chance in who was registered.
    """

    registrations: int
    persons: int
    persons_interval: Interval
    shares: tuple[PersonShare, ...]
    gini: float
    gini_interval: Interval


def concentration(
    linkage: Linkage,
    *,
    rng: np.random.Generator,
    shares: Sequence[float] = (0.01, 0.05, 0.1, 0.2, 0.5),
    samples: int = 200,
    level: float = 0.95,
) -> Concentration:
    """Say which share of the persons accounts for which share of the registrations.

    Meaning: a point of the Lorenz curve per share asked, from the busiest person down (a person
    who is partly within the share counts partly), and the Gini coefficient; the intervals are
    percentiles over linkages drawn from the match probabilities.
    Assumption: the probabilities are right; errors in what was learned, and true pairs that were
    never compared, are not in the intervals.
    Raises ValueError on shares outside 0 to 1 or fewer than 20 samples.
    Source: M. Lorenz (1905), Publications of the American Statistical Association 9; C. Gini
    (1912), Variabilità e mutabilità.
    """
    if any(not 0 < share < 1 for share in (level, *shares)):
        raise ValueError("shares and level must lie between 0 and 1")
    if samples < 20:
        raise ValueError(f"samples must be at least 20, not {samples}")
    drawn = np.array([_measures(counts, shares) for counts in linkage.drawn_counts(rng, samples)])
    tails = [(1 - level) / 2, (1 + level) / 2]
    low, high = np.quantile(drawn, tails, axis=0)
    around = [Interval(low=a, high=b, level=level) for a, b in zip(low, high, strict=True)]
    found = _measures(linkage.counts(), shares)
    return Concentration(
        registrations=linkage.registrations,
        persons=int(found[0]),
        persons_interval=around[0],
        shares=tuple(
            PersonShare(share, float(value), interval)
            for share, value, interval in zip(shares, found[2:], around[2:], strict=True)
        ),
        gini=float(found[1]),
        gini_interval=around[1],
    )


def _measures(counts: NDArray[np.int64], shares: Sequence[float]) -> Floats:
    """Give the number of persons, the Gini coefficient and the registrations of each share."""
    falling = np.sort(counts)[::-1]
    persons, total = len(falling), falling.sum()
    curve = np.concatenate([[0], np.cumsum(falling)]) / total
    held = np.interp(np.array(shares) * persons, np.arange(persons + 1), curve)
    place = np.arange(1, persons + 1)
    gini = ((persons + 1 - 2 * place) * falling).sum() / (persons * total)
    return np.concatenate([[persons, gini], held])


def population(
    linkage: Linkage,
    estimate: "Callable[[NDArray[np.int64]], Population]",
    *,
    rng: np.random.Generator,
    samples: int = 50,
) -> "Population":
    """Estimate how many persons there are with those never registered, the linkage in doubt.

    Meaning: `estimate` (`chao`, or a `truncated_regression` without covariates wrapped to give
    its population) is made on linkages drawn from the match probabilities; the estimates are
    averaged and their spread added to their own uncertainty (Rubin's rules, on the log of the
    estimate). Missed links make too many persons with one registration and so the hidden
    number too high: this is why the doubt must be carried.
    Raises ValueError on fewer than two samples, and what `estimate` raises.
    Source: D. Rubin (1987), Multiple Imputation for Nonresponse in Surveys.
    """
    if samples < 2:
        raise ValueError(f"samples must be at least 2, not {samples}")
    made = [estimate(counts) for counts in linkage.drawn_counts(rng, samples)]
    logs = np.log([one.estimate for one in made])
    within = np.mean([(one.standard_error / one.estimate) ** 2 for one in made])
    error = math.sqrt(within + (1 + 1 / samples) * logs.var(ddof=1))
    value, level = float(np.exp(logs.mean())), made[0].interval.level
    spread = math.exp(NormalDist().inv_cdf((1 + level) / 2) * error)
    observed = round(float(np.mean([one.observed for one in made])))
    return replace(
        made[0],
        observed=observed,
        estimate=value,
        standard_error=value * error,
        interval=Interval(low=value / spread, high=value * spread, level=level),
        method=f"{made[0].method}, over {samples} linkages",
    )
