"""Finds out how well a reader could work out each unsafe count, and hides what lets him."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse
from scipy.optimize import LinearConstraint, milp

from safetystats.disclosure.layout import differences
from safetystats.disclosure.rules import Flags, Ints
from safetystats.disclosure.task import UNBOUNDED, Task

if TYPE_CHECKING:
    from safetystats.disclosure.walk import Need

PATIENCE = 20.0  # seconds


@dataclass
class Seen:
    """The lowest and highest value that was proven possible for each row."""

    least: Ints
    most: Ints


@dataclass(frozen=True)
class Finding:
    """Per unsafe row: was it proven wide enough, and how wide.

    Rows beyond those of the layout are differences; `matrix` holds them all.
    """

    matrix: sparse.csr_array
    need: "Need"
    wide: Flags
    width: Ints


def examine(task: Task, shown: Flags, seen: Seen, seed: int, evidence: int) -> Finding:
    """Look for a pair of data sets far enough apart for each unsafe count.

    Rows that stood in the way of `evidence` counts leave `shown`; `seen` is kept up.
    """
    from safetystats.disclosure import walk

    size, pieces = task.layout.counts.size, task.layout.pieces
    extra = differences(task.layout, shown | task.settled | task.told, task.rule)
    matrix = sparse.csr_array(sparse.vstack([task.layout.matrix, extra], format="csr"))
    counts, bounds = matrix @ pieces, task.bounds(shown)
    least, most = counts.copy(), counts.copy()
    least[:size], most[:size] = seen.least, seen.most
    need = _need(task, counts)
    choice = walk.Choice(
        cost=np.where(task.hideable(shown), task.layout.counts, -1),
        low=task.before.low,
        high=task.before.high,
        hidden=np.zeros(size, np.bool_),
    )
    puzzle = walk.puzzle(matrix, bounds.low, bounds.high)
    place = walk.start(pieces, counts, least, most, seed)
    wide = walk.certify(puzzle, place, need, (pieces, counts), choice, evidence)
    shown[choice.hidden] = False
    seen.least, seen.most = least[:size], most[:size]
    width = most[need.rows] - np.maximum(least[need.rows], need.floor)
    return Finding(matrix, need, wide, width)


def _need(task: Task, counts: Ints) -> "Need":
    """Give the unsafe rows, and what must be shown to be possible for each.

    A reader who is in a cell himself knows that it is not 0, so the interval counts from 1.
    """
    from safetystats.disclosure import walk

    size = task.layout.counts.size
    shortfall = np.append(task.shortfall, np.zeros(counts.size - size, np.int64))
    common = np.zeros(counts.size, np.bool_)
    common[:size] = task.before.high - task.before.low < task.rule.width
    rows = np.flatnonzero((task.rule.is_unsafe(counts) | (shortfall > 0)) & ~common)
    lacking, true = shortfall[rows], counts[rows]
    return walk.Need(
        rows=rows,
        floor=np.minimum(true, 1),
        width=np.full(rows.size, task.rule.width, np.int64),
        down_to=np.where(lacking > 0, np.maximum(true - lacking, 0), UNBOUNDED),
        up_to=np.where(lacking > 0, true + lacking, 0),
    )


def is_given_away(task: Task, finding: Finding, number: int) -> bool:
    """Say whether an unsafe count is too well known already when this edition shows nothing.

    Exact, by whole-number programming; a puzzle too large to solve in time counts as no.
    """
    row, need = finding.need.rows[number], finding.need
    target, known = finding.matrix[[row]].toarray().ravel(), task.before
    ends = []
    for sign in (1, -1):
        found = milp(
            sign * target,
            constraints=LinearConstraint(task.layout.matrix, known.low, known.high),
            integrality=np.ones(target.size, dtype=np.int64),
            options={"time_limit": PATIENCE},
        )
        if not found.success:
            return False
        ends.append(round(sign * found.fun))
    least, most = ends
    wide = most - max(least, need.floor[number]) >= need.width[number]
    return not (wide and least <= need.down_to[number] and most >= need.up_to[number])
