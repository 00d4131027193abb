"""What leaves, and what its publisher knows of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from safetystats.disclosure.rules import Rule
from safetystats.disclosure.tables import Cell
from safetystats.results import Suppressed


class Reason(StrEnum):
    """Why a cell is hidden. For the publisher only: a reader may not tell one from the other."""

    SMALL = "primary: too small"
    DOMINATED = "primary: one or two contributors dominate"
    SECONDARY = "secondary: another cell could be worked out from it"


@dataclass(frozen=True)
class Audit:
    """How safe a publication was found to be, and what it costs.

    `unsafe`: the counts that may not be known, differences between shown cells included.
    `narrowest`: the narrowest interval proven possible for one of them; None without any.
    `shown`: the share of the cells that can be shown (10 or more) that is shown.
    `exposed`: how many unsafe counts could not be protected, because earlier editions or outside
    knowledge give them away, or nearly so, whatever this edition hides.
    """

    cells: int
    unsafe: int
    narrowest: int | None
    shown: float
    exposed: int


@dataclass(frozen=True)
class Publication:
    """One edition. `values` may leave; `reasons` and `audit` are for the publisher.

    Keep it: the next edition needs it as one of `TableSet.earlier`.
    """

    rule: Rule
    values: Mapping[Cell, int | Suppressed]
    reasons: Mapping[Cell, Reason]
    audit: Audit
