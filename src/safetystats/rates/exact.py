"""Rates of rare events, with exact intervals."""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammainccinv, gammaincinv

from safetystats.checks import confidence, whole
from safetystats.rates.results import Rates, events_and_residents
from safetystats.results import Interval, Rate


def exact_count_interval(events: int, *, level: float = 0.95) -> Interval:
    """Give the expected counts that an observed count does not rule out.

    Meaning: the central interval for the mean of a Poisson count; coverage is at least `level`
    and more for small counts. Unit: events.
    Assumption: events happen independently. Clusters (one night of vandalism registered ten
    times) make the true uncertainty larger than this interval.
    Raises ValueError when `events` is no whole number from 0 or `level` lies outside 0 to 1.
    Source: F. Garwood (1936), Fiducial limits for the Poisson distribution, Biometrika 28.

    >>> interval = exact_count_interval(10)
    >>> round(interval.low, 3), round(interval.high, 3)
    (4.795, 18.39)
    """
    count, tail = whole("events", events), (1 - confidence(level)) / 2
    # Half a chi-square quantile with 2k degrees of freedom is a gamma quantile of shape k.
    low = float(gammaincinv(count, tail)) if count else 0.0
    high = float(gammainccinv(count + 1, tail))
    return Interval(low=low, high=high, level=level)


def exact_rate(events: int, population: int, *, per: int = 1_000, level: float = 0.95) -> Rate:
    """Give the rate of events per so many residents, with its exact interval.

    Meaning: how often it happened relative to the number of residents, and which underlying
    rates could well have produced that count. Unit: events per `per` residents, over the
    period in which the events were counted.
    Assumption: as for `exact_count_interval`; the population is known without error. In a town
    centre the residents are not the people at risk: the rate is then a ratio, not a risk.
    Raises ValueError on a negative or broken count, a population below 1, `per` below 1 or a
    level outside 0 to 1. Events may outnumber residents.
    Source: Garwood (1936), see `exact_count_interval`.

    >>> rate = exact_rate(1540, 62_925, per=1000)
    >>> round(rate.value, 2), round(rate.interval.low, 2), round(rate.interval.high, 2)
    (24.47, 23.27, 25.73)
    """
    residents, unit = whole("population", population, least=1), whole("per", per, least=1)
    around = exact_count_interval(events, level=level)
    return Rate(
        events=int(events),
        population=residents,
        per=unit,
        value=int(events) * unit / residents,
        interval=Interval(
            low=around.low * unit / residents, high=around.high * unit / residents, level=level
        ),
    )


def exact_rates(
    events: ArrayLike, population: ArrayLike, *, per: int = 1_000, level: float = 0.95
) -> Rates:
    """Give `exact_rate` for whole arrays at once.

    Meaning, unit and assumptions: as for `exact_rate`. Shapes: `events` and `population` of any
    shapes that broadcast to one; the answer has that shape. A population may be a fraction
    (an average over months) and must be above zero.
    Raises ValueError on counts that are negative, broken or missing, a population that is not
    above zero, shapes that do not fit, `per` below 1 or a level outside 0 to 1.
    Source: Garwood (1936), see `exact_count_interval`.

    >>> rates = exact_rates([0, 10, 1540], [500, 2_000, 62_925])
    >>> rates.high.round(2).tolist()
    [7.38, 9.2, 25.73]
    """
    counts, residents = events_and_residents(events, population)
    unit, tail = whole("per", per, least=1), (1 - confidence(level)) / 2
    some = np.maximum(counts, 1)  # the lower limit of no events is zero, not a quantile
    return Rates(
        value=counts * unit / residents,
        low=np.where(counts > 0, gammaincinv(some, tail), 0.0) * unit / residents,
        high=gammainccinv(counts + 1, tail) * unit / residents,
        per=unit,
        level=level,
    )
