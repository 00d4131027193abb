"""What is to be protected, and what the reader knows before this edition."""

import math
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from safetystats.checks import whole
from safetystats.disclosure.layout import Layout, lay_out
from safetystats.disclosure.rounding import controlled_rounding, rounded
from safetystats.disclosure.rules import Flags, Ints, Rounding, Rule
from safetystats.disclosure.tables import TableSet
from safetystats.results import Suppressed

UNBOUNDED = 1 << 40


@dataclass(frozen=True)
class Bounds:
    """The lowest and highest value of each row that the reader thinks possible."""

    low: Ints
    high: Ints

    @classmethod
    def open(cls, rows: int) -> "Bounds":
        """Give the bounds of a reader who knows nothing."""
        return cls(np.zeros(rows, np.int64), np.full(rows, UNBOUNDED, np.int64))

    def narrow(
        self, rows: Ints | Flags | int, low: Ints | int, high: Ints | int = UNBOUNDED
    ) -> None:
        """Add what the reader learns of some rows."""
        self.low[rows] = np.maximum(self.low[rows], low)
        self.high[rows] = np.minimum(self.high[rows], high)


@dataclass(frozen=True)
class Task:
    """Per row: is it wanted, is it known anyhow, how dominated, in what form it could be shown.

    `before` holds what the reader knows without this edition: outside knowledge, what earlier
    editions showed, and of each small count that it is small, as if he were told. `settled` marks
    the rows that an earlier edition showed and `told` those whose exact count is public.
    """

    layout: Layout
    rule: Rule
    wanted: Flags
    settled: Flags
    told: Flags
    shortfall: Ints
    values: Ints
    before: Bounds

    @property
    def candidates(self) -> Flags:
        """The wanted rows that are not unsafe in themselves."""
        safe = (self.layout.counts >= self.rule.smallest) & (self.shortfall == 0)
        return np.asarray(self.wanted & safe, dtype=np.bool_)

    def hideable(self, shown: Flags) -> Flags:
        """Say which of the shown rows nobody knows yet, so that hiding them is of use."""
        return np.asarray(shown & ~self.settled & ~self.told, dtype=np.bool_)

    def bounds(self, shown: Flags) -> Bounds:
        """Give what the reader knows when these rows are shown."""
        known = Bounds(self.before.low.copy(), self.before.high.copy())
        for value in np.unique(self.values[shown & ~self.settled]):
            rows = np.flatnonzero(shown & ~self.settled & (self.values == value))
            known.narrow(rows, *self.rule.window(int(value)))
        return known


def set_out(tables: TableSet, rule: Rule, random: np.random.Generator) -> Task:
    """Lay out a table set and round what could be shown, keeping to what was shown before."""
    layout = lay_out(tables)
    wanted = np.zeros(layout.counts.size, np.bool_)
    wanted[layout.rows(tables.wanted)] = True
    before, told = _outside(tables, layout)
    before.narrow(layout.counts < rule.smallest, 0, rule.smallest - 1)
    settled, values = np.zeros_like(wanted), np.zeros_like(layout.counts)
    for edition in tables.earlier:
        for cell, value in edition.values.items():
            row = layout.row(cell)
            if row is not None and not isinstance(value, Suppressed):
                settled[row], values[row] = True, value
                before.narrow(row, *edition.rule.window(value))
    _must_fit(layout, before)
    shortfall = _shortfall(tables, layout, rule)
    new = wanted & ~settled & (layout.counts >= rule.smallest) & (shortfall == 0)
    values[new] = _new_values(layout, rule, new, random)
    return Task(layout, rule, wanted, settled, told, shortfall, values, before)


def _new_values(layout: Layout, rule: Rule, new: Flags, random: np.random.Generator) -> Ints:
    """Round the rows that were not shown before; sums with rows that were do not count."""
    if rule.rounding is not Rounding.CONTROLLED:
        return rounded(layout.counts[new], rule, random)
    place = np.cumsum(new) - 1
    sums = [(int(place[row]), place[parts].tolist()) for row, parts in layout.sums(new)]
    return controlled_rounding(layout.counts[new], sums, base=rule.base, random=random)


def _outside(tables: TableSet, layout: Layout) -> tuple[Bounds, Flags]:
    bounds, told = Bounds.open(layout.counts.size), np.zeros(layout.counts.size, np.bool_)
    for cell, value in tables.known.items():
        low, high = value if isinstance(value, tuple) else (value, value)
        if (row := layout.row(cell)) is not None:
            bounds.narrow(row, whole("known", low), whole("known", high, least=low))
            told[row] = low == high
    _must_fit(layout, bounds)
    return bounds, told


def _must_fit(layout: Layout, bounds: Bounds) -> None:
    counts = layout.counts
    if (off := np.flatnonzero((counts < bounds.low) | (counts > bounds.high))).size:
        at = np.argwhere(layout.grid == off[0])[0]
        cell = tuple(each.codes[place] for each, place in zip(layout.dimensions, at, strict=True))
        raise ValueError(
            f"the count of {cell} does not fit what is known or was published before; "
            "for a revised count, keep apart what was added and removed (see revision)"
        )


def _shortfall(tables: TableSet, layout: Layout, rule: Rule) -> Ints:
    """Give per row how far it must seem larger and smaller than it is; 0 where none dominates."""
    found = np.zeros(layout.counts.size, np.int64)
    parts = _by_contributor(tables)
    if not rule.concentration or not parts.nnz:
        return found
    rows = sparse.csr_array(layout.matrix @ parts)
    for row in np.flatnonzero(np.diff(rows.indptr)):
        named = rows.data[rows.indptr[row] : rows.indptr[row + 1]]
        single = np.ones(layout.counts[row] - named.sum(), np.int64)
        found[row] = math.ceil(rule.shortfall(np.concatenate([named, single])))
    return found


def _by_contributor(tables: TableSet) -> sparse.csr_array:
    """Give the cases per possible piece and named contributor."""
    names = {name for cases in tables.contributors.values() for name in cases}
    column = {name: number for number, name in enumerate(sorted(names))}
    matrix = np.zeros((tables.counts.size, len(column)), dtype=np.int64)
    for cell, cases in tables.contributors.items():
        leaves = [each.place(code) for each, code in zip(tables.dimensions, cell, strict=True)]
        place = int(np.ravel_multi_index(leaves, tables.counts.shape))
        for name, number in cases.items():
            matrix[place, column[name]] = whole("contributors", number, least=1)
        if matrix[place].sum() > tables.counts.flat[place]:
            raise ValueError(f"the contributors of {cell} have more cases than it counts")
    return sparse.csr_array(matrix[tables.possible_pieces])
