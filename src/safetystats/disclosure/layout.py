"""The cells of a table set as rows over its pieces: one row for one set of pieces."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from safetystats.disclosure.rules import Flags, Ints, Rule
from safetystats.disclosure.tables import Cell, Dimension, TableSet

EMPTY = -1


@dataclass(frozen=True)
class Layout:
    """Every combination of codes as a row over pieces, wanted or not: a reader can ask for it.

    Two cells over the same pieces (a wijk of one buurt) share a row. `grid`: the row of each
    combination, one axis per dimension along its codes; EMPTY where no case can occur.
    """

    dimensions: tuple[Dimension, ...]
    grid: Ints
    matrix: sparse.csr_array
    counts: Ints
    pieces: Ints

    def row(self, cell: Cell) -> int | None:
        """Give the row of a cell, None where no case can occur; ValueError without such a cell."""
        if len(cell) != len(self.dimensions):
            raise ValueError(f"{cell} must have one code per dimension")
        at = [dimension.place(code) for dimension, code in zip(self.dimensions, cell, strict=True)]
        row = int(self.grid[tuple(at)])
        return None if row == EMPTY else row

    def rows(self, cells: Iterable[Cell]) -> Ints:
        """Give the rows of the cells in which a case can occur."""
        rows = map(self.row, cells)
        return np.array([row for row in rows if row is not None], dtype=np.int64)

    def sums(self, among: Flags) -> list[tuple[int, list[int]]]:
        """Give each total with its parts, as rows, where all of them are among those marked."""
        found = []
        for axis, total, parts in _sums(self):
            lines = np.moveaxis(self.grid, axis, 0).reshape(self.grid.shape[axis], -1)
            for above, below in zip(lines[total], lines[parts].T, strict=True):
                rows = below[below != EMPTY]
                if above != EMPTY and rows.size > 1 and among[above] and among[rows].all():
                    found.append((int(above), rows.tolist()))
        return found


def lay_out(tables: TableSet) -> Layout:
    """Give the rows of all combinations of codes."""
    dimensions, possible = tuple(tables.dimensions), tables.possible_pieces
    pieces = np.asarray(tables.counts, np.int64).ravel()[possible]
    every = _incidence(dimensions)[:, possible]
    filled = np.flatnonzero(np.diff(every.indptr))
    row_of = np.full(every.shape[0], EMPTY, dtype=np.int64)
    first, row_of[filled] = _same_pieces(every[filled])
    matrix = sparse.csr_array(every[filled[first]])
    shape = tuple(len(dimension.codes) for dimension in dimensions)
    return Layout(dimensions, row_of.reshape(shape), matrix, matrix @ pieces, pieces)


def _incidence(dimensions: Sequence[Dimension]) -> sparse.csr_array:
    matrix = sparse.csr_array(np.ones((1, 1), dtype=np.int64))
    for dimension in dimensions:
        members = sparse.csr_array(dimension.members.astype(np.int64))
        matrix = sparse.csr_array(sparse.kron(matrix, members, "csr"))
    return matrix


def _same_pieces(matrix: sparse.csr_array) -> tuple[Ints, Ints]:
    """Give the first row of each set of pieces, and per row which set it is."""
    marks = np.random.default_rng(20_100_101).integers(
        -(2**62), 2**62, size=(matrix.shape[1], 2), dtype=np.int64
    )
    _, first, same = np.unique(matrix @ marks, axis=0, return_index=True, return_inverse=True)
    return np.asarray(first, np.int64), np.asarray(same, np.int64).ravel()


def differences(layout: Layout, shown: Flags, rule: Rule) -> sparse.csr_array:
    """Give the unsafe sums that a reader gets by subtracting one shown cell from another.

    Of cells inside one another, whatever their dimensions; of cells that overlap along one
    dimension (old and new borders); and of a total and all its shown parts.
    """
    larger, smaller = _pairs(layout, shown, rule)
    common = layout.matrix[larger].multiply(layout.matrix[smaller])
    left = sparse.csr_array(layout.matrix[larger] - common)
    every = sparse.csr_array(sparse.vstack([left, _remainders(layout, shown, rule)], format="csr"))
    every.eliminate_zeros()
    unsafe = rule.is_unsafe(every @ layout.pieces) & (np.diff(every.indptr) > 0)
    both = sparse.vstack([layout.matrix, every[np.flatnonzero(unsafe)]], format="csr")
    first, _ = _same_pieces(both)
    return sparse.csr_array(both[first[first >= layout.counts.size]])


def _pairs(layout: Layout, shown: Flags, rule: Rule) -> tuple[Ints, Ints]:
    """Give the pairs of rows whose difference a reader may take; no nested ones that are safe."""
    inside, overlap = zip(*map(_relations, layout.dimensions), strict=True)
    same = tuple(np.repeat(np.arange(size)[:, None], 2, axis=1) for size in layout.grid.shape)
    along = [(*same[:axis], overlap[axis], *same[axis + 1 :]) for axis in range(len(same))]
    larger, smaller = [], []
    for pairs in (inside, *along):
        left = layout.grid[np.ix_(*(pair[:, 0] for pair in pairs))].ravel()
        right = layout.grid[np.ix_(*(pair[:, 1] for pair in pairs))].ravel()
        both = (left != EMPTY) & (right != EMPTY) & (left != right)
        both[both] = shown[left[both]] & shown[right[both]]
        if pairs is inside:
            both[both] = rule.is_unsafe(layout.counts[left[both]] - layout.counts[right[both]])
        larger.append(left[both])
        smaller.append(right[both])
    found = np.unique(np.stack([np.concatenate(larger), np.concatenate(smaller)]), axis=1)
    return found[0], found[1]


def _relations(dimension: Dimension) -> tuple[Ints, Ints]:
    """Give the pairs of codes (p, q) with q inside p or equal to it, and those that overlap."""
    members = dimension.members.astype(np.int64)
    common, size = members @ members.T, members.sum(axis=1)
    inside = common == size[None, :]
    overlap = (common > 0) & ~inside & ~inside.T
    return np.argwhere(inside), np.argwhere(overlap)


def _remainders(layout: Layout, shown: Flags, rule: Rule) -> sparse.csr_array:
    """Give, of each shown total, what is left after all its shown parts."""
    visible, counts = np.append(shown, False), np.append(layout.counts, 0)
    row, column, sign, size = [], [], [], 0
    for axis, total, parts in _sums(layout):
        lines = np.moveaxis(layout.grid, axis, 0).reshape(layout.grid.shape[axis], -1)
        above, below = lines[total], lines[parts]
        seen = visible[below]
        left = counts[above] - (counts[below] * seen).sum(axis=0)
        chosen = visible[above] & (seen.sum(axis=0) > 1) & rule.is_unsafe(left)
        above, below, seen = above[chosen], below[:, chosen], seen[:, chosen]
        part, line = np.nonzero(seen)
        row += [size + np.arange(above.size), size + line]
        column += [above, below[part, line]]
        sign += [np.ones(above.size, np.int64), np.full(line.size, -1)]
        size += above.size
    entries = np.concatenate(sign), (np.concatenate(row), np.concatenate(column))
    return sparse.csr_array(
        sparse.csr_array(entries, shape=(size, layout.counts.size)) @ layout.matrix
    )


def _sums(layout: Layout) -> Iterator[tuple[int, int, list[int]]]:
    """Give each total with its parts, as places among the codes of an axis."""
    for axis, dimension in enumerate(layout.dimensions):
        for total, parts in dimension.parts.items():
            yield axis, dimension.place(total), [dimension.place(part) for part in parts]
