"""A reader who wants to know: puts all publications together and solves the puzzle exactly.

Written against what is published only: codes and their parts, shown and hidden cells, the rule
with its rounding. On top of that somebody told him of each hidden cell whether it is under the
smallest count, and of each single case one may belong to himself. Shares no code with what it
attacks: cells are sets of pieces here, and the solver is HiGHS with whole-number unknowns.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import product

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

Pieces = frozenset[tuple[str, ...]]
ANY = np.inf


@dataclass
class Attacker:
    """Knows the parts of each code (per dimension) and collects what he reads."""

    parts: Sequence[Mapping[str, Sequence[str]]]
    impossible: Pieces = frozenset()
    facts: dict[Pieces, tuple[float, float]] = field(default_factory=dict)
    pieces: list[tuple[str, ...]] = field(default_factory=list)
    _rows: np.ndarray | None = None

    def __post_init__(self) -> None:
        leaves = [
            sorted({leaf for code in parts for leaf in under(parts, code)}) for parts in self.parts
        ]
        self.pieces = [piece for piece in product(*leaves) if piece not in self.impossible]
        self.learns(frozenset(self.pieces), 0)

    def cell(self, codes: Sequence[str]) -> Pieces:
        """Give the pieces under a cell."""
        sides = [under(parts, code) for parts, code in zip(self.parts, codes, strict=True)]
        return frozenset(product(*sides)) - self.impossible

    def learns(self, pieces: Pieces, low: float, high: float = ANY) -> None:
        """Add a fact: so many at least, so many at most."""
        before = self.facts.get(pieces, (0.0, ANY))
        self.facts[pieces] = (max(low, before[0]), min(high, before[1]))

    def reads(
        self, codes: Sequence[str], shown: int, rounding: str, smallest: int, base: int
    ) -> None:
        """Work out which counts are shown in this form."""
        counts = [n for n in range(shown + 2 * base) if shown in forms(n, rounding, base)]
        fitting = [n for n in counts if n >= smallest or n == shown == 0]
        self.learns(self.cell(codes), min(fitting), max(fitting))

    def interval(self, pieces: Pieces) -> tuple[int, int]:
        """Give the lowest and highest number of cases possible in a set of pieces."""
        ends = [self.solve(dict.fromkeys(pieces, sign)) for sign in (1, -1)]
        return tuple(int(sum(end[piece] for piece in pieces)) for end in ends)  # type: ignore[return-value]

    def solve(self, weights: Mapping[tuple[str, ...], float]) -> dict[tuple[str, ...], int]:
        """Find the data that agree with all facts and have the lowest weighted sum."""
        if self._rows is None or len(self._rows) != len(self.facts):
            rows = [[float(piece in fact) for piece in self.pieces] for fact in self.facts]
            self._rows = np.array(rows)
        low, high = np.array(list(self.facts.values())).T
        found = milp(
            [weights.get(piece, 0.0) for piece in self.pieces],
            constraints=LinearConstraint(self._rows, low, high),
            bounds=Bounds(0, 10 + max(high[high < ANY], default=0.0)),
            integrality=np.ones(len(self.pieces), dtype=np.int64),
        )
        assert found.status == 0, f"nothing agrees with the publications: {found.message}"
        return dict(zip(self.pieces, np.rint(found.x).astype(int).tolist(), strict=True))


def under(parts: Mapping[str, Sequence[str]], code: str) -> list[str]:
    """Give the finest codes under a code."""
    if code not in parts:
        return [code]
    return [leaf for part in parts[code] for leaf in under(parts, part)]


@cache
def forms(count: int, rounding: str, base: int) -> frozenset[int]:
    """Give the forms in which a count may be shown."""
    down = count - count % base
    if rounding == "nearest":
        return frozenset({down if 2 * (count - down) < base else down + base})
    return frozenset({down, down if count == down else down + base})


def subtractions(cells: Iterable[Pieces]) -> set[Pieces]:
    """Give what is left of each cell after taking away another that lies in it."""
    every = list(cells)
    return {one - other for one in every for other in every if other < one}
