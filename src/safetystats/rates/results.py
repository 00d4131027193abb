"""What the functions on many rates answer with, and what they all take in."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from safetystats.checks import positives, whole_numbers

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Rates:
    """Rates and the intervals around them, all in events per `per` residents.

    `value`, `low` and `high` have one shape; low <= value <= high in every cell.
    """

    value: Numbers
    low: Numbers
    high: Numbers
    per: int
    level: float


def events_and_residents(events: ArrayLike, population: ArrayLike) -> tuple[Numbers, Numbers]:
    """Return both as arrays of one shape, or raise ValueError when no rate can come of them."""
    counts, residents = whole_numbers("events", events), positives("population", population)
    try:
        shape = np.broadcast_shapes(counts.shape, residents.shape)
    except ValueError as error:
        raise ValueError(
            f"events {counts.shape} and population {residents.shape} must have fitting shapes"
        ) from error
    return np.broadcast_to(counts, shape), np.broadcast_to(residents, shape)
