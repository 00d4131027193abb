"""Protects a set of tables: hides what is unsafe, and what would give it away."""

import numpy as np

from safetystats.checks import whole
from safetystats.disclosure.audit import Finding, Seen, examine, is_given_away
from safetystats.disclosure.layout import EMPTY
from safetystats.disclosure.publication import Audit, Publication, Reason
from safetystats.disclosure.rules import Ints, Rule
from safetystats.disclosure.tables import Cell, TableSet
from safetystats.disclosure.task import Flags, Task, set_out
from safetystats.results import Suppressed

HIDDEN = Suppressed(below=None)
# Of the rows that stand in the way, one in so many is hidden before all is looked at again.
SHARE_AT_ONCE = 4


def protect(tables: TableSet, rule: Rule | None = None, *, seed: int) -> Publication:
    """Give the publishable form of a set of tables, safe against a reader who puts all together.

    Meaning: a cell under the smallest count, or dominated by one or two contributors, is hidden;
    then further cells are hidden, the smallest first, until for every unsafe count the reader is
    left with an interval of at least `rule.width`. Unsafe counts are: cells of this and earlier
    editions, single pieces, and what subtraction of shown cells leaves. The reader is supposed
    to know all editions, the outside knowledge in `tables.known`, the rule with its rounding, and
    of every count under the smallest that it is, as if somebody told him.
    The proof for each count is a pair of whole data sets that give the same publication.
    Unit: persons or cases. Halves round up. The same seed gives the same answer; keep it secret
    with unbiased rounding.
    Assumption: readers do not know more about cells than `known` and their own case.
    Raises ValueError when the counts do not fit `known` or an earlier edition (a revised count:
    see `revision`), and on codes that do not exist.
    Source: M. Fischetti, J.J. Salazar (2001), Management Science 47(7), protection levels;
    Hundepool et al. (2012), Statistical Disclosure Control, chapter 4.

    >>> from safetystats.disclosure import Dimension
    >>> area = Dimension("area", {"town": ["A", "B", "C"]})
    >>> wanted = [{"area": ["A", "B", "C", "town"]}]
    >>> edition = protect(TableSet([area], np.array([4, 25, 60]), wanted), seed=1)
    >>> [edition.values[cell,] for cell in ("A", "B", "C", "town")]
    [Suppressed(below=None), 25, 60, 90]
    """
    chosen = rule or Rule()
    task = set_out(tables, chosen, np.random.default_rng(whole("seed", seed)))
    shown = task.candidates
    seen = Seen(task.layout.counts.copy(), task.layout.counts.copy())
    finding = examine(task, shown, seen, seed)

    while (hide := _to_hide(task, shown, finding)).size:
        shown[hide] = False
        finding = examine(task, shown, seen, seed)
    return Publication(
        rule=chosen,
        values={cell: _value(task, shown, cell) for cell in tables.wanted},
        reasons=_reasons(task, shown, tables.wanted),
        audit=_audit(task, shown, finding, len(tables.wanted)),
    )


def _to_hide(task: Task, shown: Flags, finding: Finding) -> Ints:
    """Give the rows to hide next: those that stand in the way of most unsafe counts."""
    failed = np.flatnonzero(~finding.wide)
    picks = [int(pick) for pick in finding.pick[failed] if pick >= 0]
    picks = (
        picks or _nearby(task, shown, finding, failed) or _anywhere(task, shown, finding, failed)
    )
    rows, times = np.unique(np.array(picks, np.int64), return_counts=True)
    order = np.lexsort((rows, task.layout.counts[rows], -times))
    return rows[order[: -(-rows.size // SHARE_AT_ONCE)]]


def _nearby(task: Task, shown: Flags, finding: Finding, failed: Ints) -> list[int]:
    """Give for each count that the walk could not move the smallest shown row that touches it."""
    free = np.flatnonzero(task.hideable(shown))
    touched = (finding.matrix[finding.need.rows[failed]] @ task.layout.matrix[free].T).tocsr()
    found = []
    for row in range(failed.size):
        rows = free[touched.indices[touched.indptr[row] : touched.indptr[row + 1]]]
        if rows.size:
            found.append(int(rows[np.argmin(task.layout.counts[rows])]))
    return found


def _anywhere(task: Task, shown: Flags, finding: Finding, failed: Ints) -> list[int]:
    """Give the smallest row that can be hidden, if hiding is of any use."""
    free = np.flatnonzero(task.hideable(shown))
    if not free.size or all(is_given_away(task, finding, int(number)) for number in failed):
        return []
    return [int(free[np.argmin(task.layout.counts[free])])]


def _value(task: Task, shown: Flags, cell: Cell) -> int | Suppressed:
    row = task.layout.row(cell)
    if row == EMPTY:
        return 0
    return int(task.values[row]) if shown[row] else HIDDEN


def _reasons(task: Task, shown: Flags, wanted: list[Cell]) -> dict[Cell, Reason]:
    reasons = {}
    for cell in wanted:
        row = task.layout.row(cell)
        if row == EMPTY or shown[row]:
            continue
        if task.layout.counts[row] < task.rule.smallest:
            reasons[cell] = Reason.SMALL
        else:
            reasons[cell] = Reason.DOMINATED if task.shortfall[row] else Reason.SECONDARY
    return reasons


def _audit(task: Task, shown: Flags, finding: Finding, cells: int) -> Audit:
    large = task.wanted & (task.layout.counts >= task.rule.smallest)
    return Audit(
        cells=cells,
        unsafe=finding.need.rows.size,
        narrowest=int(finding.width[finding.wide].min()) if finding.wide.any() else None,
        shown=float(shown[large].mean()) if large.any() else 1.0,
        exposed=int((~finding.wide).sum()),
    )
