"""What may not be read off a publication, and in what form the rest is shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from safetystats.checks import confidence, whole

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Rounding(StrEnum):
    """How a shown count is brought to a multiple of the base.

    NEAREST is the most exact. UNBIASED goes up or down by chance, right on average, and hides
    more. CONTROLLED is UNBIASED with every shown total equal to the sum of its shown parts.
    """

    NEAREST = "nearest"
    UNBIASED = "unbiased"
    CONTROLLED = "controlled"


@dataclass(frozen=True, slots=True)
class Dominance:
    """The (n, k) rule: the `n` largest contributors may have at most the share `k` of a cell."""

    n: int = 2
    k: float = 0.85

    def __post_init__(self) -> None:
        whole("n", self.n, least=1)
        confidence(self.k, name="k")

    def shortfall(self, contributions: Sequence[int] | Ints) -> float:
        """Give how far above its true count a cell must seem possible; 0 for a safe cell.

        Source: Hundepool et al. (2012), table 4.3: (the n largest together) / k - total.

        >>> Dominance(n=1, k=0.75).shortfall([30, 6, 4])
        0.0
        >>> Dominance(n=1, k=0.75).shortfall([36, 2, 2])
        8.0
        """
        largest = np.sort(np.asarray(contributions, dtype=np.int64))[::-1]
        return max(0.0, float(largest[: self.n].sum()) / self.k - float(largest.sum()))


@dataclass(frozen=True, slots=True)
class PriorPosterior:
    """The p% rule: nobody may estimate the largest contribution to within the share `p` of it.

    The second largest contributor knows most: he subtracts his own part from the total.
    """

    p: float = 0.10

    def __post_init__(self) -> None:
        confidence(self.p, name="p")

    def shortfall(self, contributions: Sequence[int] | Ints) -> float:
        """Give how far above its true count a cell must seem possible; 0 for a safe cell.

        Source: Hundepool et al. (2012), table 4.3: p x largest - (total less the two largest).

        >>> PriorPosterior(p=0.25).shortfall([40, 30, 12])
        0.0
        >>> PriorPosterior(p=0.25).shortfall([40, 30, 4])
        6.0
        """
        largest = np.sort(np.asarray(contributions, dtype=np.int64))[::-1]
        if not largest.size:
            return 0.0
        return max(0.0, self.p * float(largest[0]) - float(largest[2:].sum()))


@dataclass(frozen=True, slots=True)
class Rule:
    """The rule of one publication; the defaults are the house rule for persons and cases.

    `smallest`: a lower count is unsafe. `base`: a shown count is a multiple of it.
    `width`: the interval that a reader can work out for an unsafe count is at least so wide,
    counted from 1 for a reader who is in it himself. `concentration`: rules on contributors.
    `zeros_are_secret`: protect a 0 as any small count, so that nobody can tell them apart.

    >>> Rule().window(15)
    (13, 17)
    >>> Rule(rounding=Rounding.UNBIASED).window(15)
    (11, 19)
    """

    smallest: int = 10
    base: int = 5
    width: int = 5
    rounding: Rounding = Rounding.NEAREST
    concentration: tuple[Dominance | PriorPosterior, ...] = ()
    zeros_are_secret: bool = True

    def __post_init__(self) -> None:
        whole("smallest", self.smallest, least=1)
        whole("base", self.base, least=1)
        whole("width", self.width, least=1)
        if self.smallest % self.base:
            raise ValueError(f"smallest ({self.smallest}) must be a multiple of base ({self.base})")
        if self.width > self.smallest - 2:
            raise ValueError(
                f"width ({self.width}) must be at most smallest - 2: no count is wider"
            )

    @property
    def least_unsafe(self) -> int:
        """The lowest count that is protected."""
        return 0 if self.zeros_are_secret else 1

    def is_unsafe(self, counts: Ints) -> Flags:
        """Say which counts are too small to be known."""
        return (counts >= self.least_unsafe) & (counts < self.smallest)

    def window(self, shown: int) -> tuple[int, int]:
        """Give the lowest and highest count that may stand behind a shown one."""
        if self.rounding is Rounding.NEAREST:
            low = shown - self.base // 2
            return max(low, self.smallest), low + self.base - 1
        return max(shown - self.base + 1, self.smallest), shown + self.base - 1

    def shortfall(self, contributions: Sequence[int] | Ints) -> float:
        """Give the widest shortfall of the concentration rules; 0 when none is broken."""
        return max((each.shortfall(contributions) for each in self.concentration), default=0.0)
