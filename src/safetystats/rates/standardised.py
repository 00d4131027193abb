"""Rates made comparable: what would it be if every area had the same make-up."""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammainccinv, gammaincinv

from safetystats.checks import confidence, positives, whole
from safetystats.rates.results import Rates, events_and_residents


def standardised_rates(
    events: ArrayLike,
    population: ArrayLike,
    standard: ArrayLike,
    *,
    per: int = 1_000,
    level: float = 0.95,
) -> Rates:
    """Give directly standardised rates: the rate if each area had the standard's make-up.

    Shapes: `events` and `population` [..., group] (groups of age, of dwelling, of area type);
    `standard` [group], the size of each group in the standard. The answer has shape [...].
    Unit: events per `per` residents of the standard.
    Assumption: Poisson counts; populations known. The interval is conservative, the more so the
    further the make-up of the area lies from the standard. A group without residents has no
    rate: merge it first.
    Raises ValueError on broken counts, populations or weights, and shapes that do not fit.
    Source: M. Fay, E. Feuer (1997), Confidence intervals for directly standardized rates: a
    method based on the gamma distribution, Statistics in Medicine 16.

    >>> young_town = standardised_rates([[30, 20]], [[6_000, 2_000]], standard=[1, 1])
    >>> young_town.value.round(2).tolist(), young_town.low.round(2).tolist()
    ([7.5], [5.32])
    """
    counts, residents = events_and_residents(events, population)
    shares = positives("standard", standard)
    if shares.ndim != 1 or counts.shape[-1:] != shares.shape:
        raise ValueError(
            f"standard {shares.shape} must give one weight per group of events {counts.shape}"
        )
    unit, tail = whole("per", per, least=1), (1 - confidence(level)) / 2
    weights = shares / shares.sum() / residents
    value, variance = (weights * counts).sum(-1), (weights**2 * counts).sum(-1)
    largest = weights.max(-1)
    spread = np.where(value > 0, variance, 1.0) / np.where(value > 0, value, 1.0)
    low = np.where(value > 0, gammaincinv(np.maximum(value / spread, 1e-300), tail) * spread, 0.0)
    above, around = value + largest, (variance + largest**2) / (value + largest)
    high = gammainccinv(above / around, tail) * around
    return Rates(value=value * unit, low=low * unit, high=high * unit, per=unit, level=level)
