"""Whether the persons seen once are of another kind than the others.

Sources: R. Godwin, D. Böhning (2017), Estimation of the population size by using the one-inflated
positive Poisson model, JRSS C 66; S. Self, K. Liang (1987), Asymptotic properties of maximum
likelihood estimators under nonstandard conditions, JASA 82.
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import erfc

from safetystats.hidden_population.cells import Design, person_counts
from safetystats.hidden_population.regression import truncated_regression
from safetystats.hidden_population.results import Family, NotEstimable, OneInflation


def one_inflation(
    counts: ArrayLike,
    design: Design | ArrayLike | None = None,
    *,
    family: Family = Family.POISSON,
    level: float = 0.95,
    scale: str = "log",
) -> OneInflation:
    """Test whether more persons were seen once than the family allows, and what that changes.

    Meaning: after a first registration people may stay away or leave, so that a second never
    comes; estimates that trust the ones are then far too high. Both populations are given.
    Shapes and errors as `truncated_regression`.
    One-sided: without surplus the likelihood ratio is zero half of the time and else
    chi-square with one degree of freedom.
    Assumption: the family fits the counts from two up. Differences left out look like surplus
    ones too, so test with Family.GEOMETRIC before you believe it.
    Source: Godwin and Böhning (2017); Self and Liang (1987).

    >>> test = one_inflation(np.repeat([1, 2, 3, 4, 5, 6], [1645, 183, 37, 13, 1, 1]))
    >>> round(test.share, 2), round(test.statistic, 1), test.p_value < 0.001
    (0.63, 56.2, True)
    """
    if person_counts(counts).max() < 3:
        raise NotEstimable("somebody must have been registered three times to tell ones apart")
    plain = truncated_regression(counts, design, family=family, level=level, scale=scale)
    try:
        surplus = truncated_regression(
            counts, design, family=family, one_inflated=True, level=level, scale=scale
        )
    except NotEstimable:
        return OneInflation(0.0, 0.0, 1.0, plain.population, plain.population)
    statistic = max(0.0, 2 * (surplus.log_likelihood - plain.log_likelihood))
    return OneInflation(
        share=surplus.one_inflation or 0.0,
        statistic=statistic,
        p_value=0.5 * float(erfc(np.sqrt(statistic / 2))) if statistic else 1.0,
        population=surplus.population,
        population_ignoring_it=plain.population,
    )
