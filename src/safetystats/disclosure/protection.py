"""Protects a set of tables: hides what is unsafe, and what would give it away."""

from typing import TYPE_CHECKING

import numpy as np

from safetystats.checks import whole
from safetystats.disclosure.publication import Audit, Publication, Reason
from safetystats.disclosure.rules import Flags, Ints, Rule
from safetystats.disclosure.tables import Cell, TableSet
from safetystats.results import Suppressed

if TYPE_CHECKING:
    from safetystats.disclosure.audit import Finding, Seen
    from safetystats.disclosure.task import Task

HIDDEN = Suppressed(below=None)
# A row that stood in the way of so many unsafe counts is hidden before the rest is looked at;
# fewer would hide more than is needed, more would take longer.
EVIDENCE = 4


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
    # Numba and the solvers are loaded here: who protects no tables need not wait for them.
    from safetystats.disclosure.audit import Seen
    from safetystats.disclosure.task import set_out

    chosen = rule or Rule()
    task = set_out(tables, chosen, np.random.default_rng(whole("seed", seed)))
    shown = task.candidates
    seen = Seen(task.layout.counts.copy(), task.layout.counts.copy())
    finding = _hide(task, shown, seen, seed)
    return Publication(
        rule=chosen,
        values={cell: _value(task, shown, cell) for cell in tables.wanted},
        reasons=_reasons(task, shown, tables.wanted),
        audit=_audit(task, shown, finding, len(tables.wanted)),
    )


def _hide(task: "Task", shown: Flags, seen: "Seen", seed: int) -> "Finding":
    """Hide rows until each unsafe count is proven safe or cannot be saved."""
    from safetystats.disclosure.audit import examine

    evidence = EVIDENCE
    while True:
        before = shown.sum()
        finding = examine(task, shown, seen, seed, evidence)
        failed = np.flatnonzero(~finding.wide)
        if shown.sum() < before:
            evidence = EVIDENCE
        elif evidence > 1 and failed.size:
            evidence //= 2
        else:
            more = _last_resort(task, shown, finding, failed)
            if not more.size:
                return finding
            shown[more] = False


def _last_resort(task: "Task", shown: Flags, finding: "Finding", failed: Ints) -> Ints:
    """Give the smallest row that touches a count that hiding can still save, or of all rows."""
    from safetystats.disclosure.audit import is_given_away

    free = np.flatnonzero(task.hideable(shown))
    saved = (number for number in failed if not is_given_away(task, finding, int(number)))
    number = next(saved, None) if free.size else None
    if number is None:
        return free[:0]
    touched = finding.matrix[[finding.need.rows[number]]] @ task.layout.matrix[free].T
    rows = free[touched.tocsr().indices] if touched.nnz else free
    return rows[[np.argmin(task.layout.counts[rows])]]


def _value(task: "Task", shown: Flags, cell: Cell) -> int | Suppressed:
    row = task.layout.row(cell)
    if row is None:
        return 0
    return int(task.values[row]) if shown[row] else HIDDEN


def _reasons(task: "Task", shown: Flags, wanted: list[Cell]) -> dict[Cell, Reason]:
    reasons = {}
    for cell in wanted:
        row = task.layout.row(cell)
        if row is None or shown[row]:
            continue
        if task.layout.counts[row] < task.rule.smallest:
            reasons[cell] = Reason.SMALL
        else:
            reasons[cell] = Reason.DOMINATED if task.shortfall[row] else Reason.SECONDARY
    return reasons


def _audit(task: "Task", shown: Flags, finding: "Finding", cells: int) -> Audit:
    large = task.wanted & (task.layout.counts >= task.rule.smallest)
    return Audit(
        cells=cells,
        unsafe=finding.need.rows.size,
        narrowest=int(finding.width[finding.wide].min()) if finding.wide.any() else None,
        shown=float(shown[large].mean()) if large.any() else 1.0,
        exposed=int((~finding.wide).sum()),
    )
