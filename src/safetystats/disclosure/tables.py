"""What is to be published: counts of the finest pieces, and the tables wanted over them.

A piece is a combination of leaves, one per dimension; a cell is a combination of codes, one per
dimension, and counts the pieces under it. Everything else follows from that one idea: nested
areas and months, areas that overlap, old and new borders (leaves are then the parts that the
borders cut out), linked tables (cells over the same pieces) and earlier editions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from safetystats.disclosure.publication import Publication

Cell = tuple[str, ...]
Table = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Dimension:
    """A classification: which parts each code is the sum of. A code without parts is a leaf.

    A part may stand under several codes (overlapping areas, old and new borders), but the parts
    of one code may not overlap. Raises ValueError on codes that contain themselves, overlapping
    parts, or no parts at all.

    >>> month = Dimension("month", {"2025": ["Q1", "Q2"], "Q1": ["jan", "feb"], "Q2": ["apr"]})
    >>> month.leaves, month.whole
    (('jan', 'feb', 'apr'), '2025')
    """

    name: str
    parts: Mapping[str, Sequence[str]]

    def __post_init__(self) -> None:
        if not self.parts:
            raise ValueError(f"dimension {self.name} must have at least one total with its parts")
        for code in self.codes:
            below = [leaf for part in self.parts.get(code, ()) for leaf in self._under(part)]
            if len(below) != len(set(below)):
                raise ValueError(f"the parts of {code} in {self.name} overlap; they must add up")

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The leaves and then the sums over them."""
        return (*self.leaves, *self.parts)

    @cached_property
    def leaves(self) -> tuple[str, ...]:
        """The finest codes, in order of appearance."""
        named = [part for parts in self.parts.values() for part in parts]
        return tuple(dict.fromkeys(part for part in named if part not in self.parts))

    @cached_property
    def whole(self) -> str | None:
        """The code over all leaves: what a table counts that does not name this dimension."""
        everything = self.members.all(axis=1)
        return self.codes[int(np.argmax(everything))] if everything.any() else None

    @cached_property
    def members(self) -> NDArray[np.bool_]:
        """Which leaves lie under which code: [codes, leaves]."""
        found = np.zeros((len(self.codes), len(self.leaves)), dtype=np.bool_)
        for row, code in enumerate(self.codes):
            found[row, [self._places[leaf] for leaf in self._under(code)]] = True
        return found

    def place(self, code: str) -> int:
        """Give the place of a code, or raise ValueError when the dimension does not have it."""
        if code not in self._places:
            raise ValueError(f"{self.name} has no {code}")
        return self._places[code]

    @cached_property
    def _places(self) -> dict[str, int]:
        return {code: number for number, code in enumerate(self.codes)}

    def _under(self, code: str, above: tuple[str, ...] = ()) -> tuple[str, ...]:
        if code in above:
            raise ValueError(f"{code} in {self.name} contains itself")
        parts = self.parts.get(code)
        if parts is None:
            return (code,)
        if not parts:
            raise ValueError(f"{code} in {self.name} must have parts, or not be a total")
        return tuple(leaf for part in parts for leaf in self._under(part, (*above, code)))


@dataclass(frozen=True)
class TableSet:
    """Counts of persons or cases per piece, and the tables wanted over them.

    `counts`: whole numbers, one axis per dimension in their order, along its leaves.
    `tables`: per table the codes shown per dimension; one that it leaves out is shown as a whole.
    `possible`: False for a piece that cannot occur (a structural zero, which everybody knows).
    `known`: what the outside world knows of a cell: its count, or the lowest and the highest.
    `earlier`: what was published before over these pieces, under the codes of these dimensions.
    `contributors`: per piece (leaf codes) the cases of each contributor who has more than one;
    a contributor keeps his name over pieces. All other cases are one contributor each.
    Assumption: counts add up. A person who is counted in two months is two.
    """

    dimensions: Sequence[Dimension]
    counts: NDArray[np.integer]
    tables: Sequence[Table]
    possible: NDArray[np.bool_] | None = None
    known: Mapping[Cell, int | tuple[int, int]] = field(default_factory=dict)
    earlier: Sequence["Publication"] = ()
    contributors: Mapping[Cell, Mapping[str, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        shape = tuple(len(dimension.leaves) for dimension in self.dimensions)
        counts = np.asarray(self.counts)
        if counts.shape != shape:
            raise ValueError(
                f"counts must have the shape of the leaves {shape}, not {counts.shape}"
            )
        if counts.dtype.kind not in "iu" or (counts.size and counts.min() < 0):
            raise ValueError("counts must hold whole numbers from 0")
        if len({dimension.name for dimension in self.dimensions}) != len(self.dimensions):
            raise ValueError("two dimensions have the same name")
        if self.possible is not None:
            if self.possible.shape != shape:
                raise ValueError(f"possible must have the shape of the leaves {shape}")
            if counts[~self.possible].any():
                raise ValueError("a piece that cannot occur has a count")

    @property
    def wanted(self) -> list[Cell]:
        """The cells of all tables, each once."""
        return list(dict.fromkeys(cell for table in self.tables for cell in self.cells(table)))

    def cells(self, table: Table) -> list[Cell]:
        """Give the cells of one table, the last dimension running fastest."""
        if unknown := set(table) - {dimension.name for dimension in self.dimensions}:
            raise ValueError(f"a table names unknown dimensions: {sorted(unknown)}")
        shown: list[Cell] = [()]
        for dimension in self.dimensions:
            whole = [] if dimension.whole is None else [dimension.whole]
            codes = table.get(dimension.name, whole)
            if not codes:
                raise ValueError(f"a table must say which codes of {dimension.name} it shows")
            shown = [(*cell, code) for cell in shown for code in codes]
        return shown

    @property
    def possible_pieces(self) -> NDArray[np.intp]:
        """The places of the pieces that can occur, among all combinations of leaves."""
        if self.possible is None:
            return np.arange(self.counts.size)
        return np.flatnonzero(self.possible)


def revision(
    before: NDArray[np.integer], now: NDArray[np.integer], *, name: str = "edition"
) -> tuple[Dimension, NDArray[np.integer]]:
    """Give a last dimension that keeps apart what a revision added and removed, and its counts.

    Meaning: the earlier edition's cells are at code `before`, the new ones at `now`. Added and
    removed cases are then pieces of their own, and protected as such.
    Assumption: what both editions count are the same cases; from counts alone one cannot see
    that one case left and another came.
    Shapes: equal; the answer has one axis of three more. Raises ValueError otherwise.

    >>> dimension, counts = revision(np.array([12, 7]), np.array([14, 6]))
    >>> counts.tolist()
    [[12, 0, 2], [6, 1, 0]]
    >>> dimension.parts["now"]
    ('kept', 'added')
    """
    if before.shape != now.shape:
        raise ValueError(f"before {before.shape} and now {now.shape} must have the same shape")
    kept = np.minimum(before, now)
    counts = np.stack([kept, before - kept, now - kept], axis=-1)
    return Dimension(name, {"before": ("kept", "removed"), "now": ("kept", "added")}), counts
