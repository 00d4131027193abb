"""How many persons were never registered, from how often the others were.

`chao` says how many there are at the least, `zelterman` asks the persons seen once or twice only,
`truncated_regression` lets covariates explain who is seen, and `one_inflation` tests whether the
persons seen once are of another kind. `bootstrap` gives intervals without formulas.
"""

from safetystats.hidden_population.bounds import chao, chao_without_ones, zelterman
from safetystats.hidden_population.cells import Design, design
from safetystats.hidden_population.inflation import one_inflation
from safetystats.hidden_population.regression import bootstrap, truncated_regression
from safetystats.hidden_population.results import (
    BootstrapFit,
    Family,
    NotEstimable,
    OneInflation,
    Population,
    TruncatedFit,
)

__all__ = [
    "BootstrapFit",
    "Design",
    "Family",
    "NotEstimable",
    "OneInflation",
    "Population",
    "TruncatedFit",
    "bootstrap",
    "chao",
    "chao_without_ones",
    "design",
    "one_inflation",
    "truncated_regression",
    "zelterman",
]
