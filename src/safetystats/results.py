"""What the functions of this package answer with: frozen, named and with their units."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Interval:
    """The values that the observation does not rule out, at the stated level.

    >>> 4.0 in Interval(low=1.0, high=5.0, level=0.95)
    True
    """

    low: float
    high: float
    level: float

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high


@dataclass(frozen=True, slots=True)
class Rate:
    """Events per so many residents, with the interval around it in the same unit."""

    events: int
    population: int
    per: int
    value: float
    interval: Interval


class Verdict(StrEnum):
    """What may be said of a change, given its uncertainty and the margin that matters."""

    ROSE = "rose"
    FELL = "fell"
    STABLE = "stable"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True)
class Comparison:
    """A count set against an earlier or another count, as the ratio of their rates.

    `ratio` is None when the count compared with is zero: every ratio above `interval.low`
    is then possible.
    """

    count: int
    reference: int
    ratio: float | None
    interval: Interval
    margin: float
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A count that exists and may not be shown. It is not zero and refuses to act as one.

    `below` is the bound that may be told to the reader; None when even that would tell too much.
    """

    below: int | None

    def __bool__(self) -> bool:
        raise TypeError("a suppressed count is neither zero nor non-zero to its reader")


@dataclass(frozen=True, slots=True)
class PublishableParts:
    """Parts and their total in publishable form, so that no part follows from the rest."""

    parts: tuple[int | Suppressed, ...]
    total: int | Suppressed
