"""A walk through other data that would have given the very same publication, compiled.

The walk starts at the true counts and changes one case at a time. A step that pushes a cell out
of what the reader knows of it is followed by steps that bring it back, until all is consistent
again, or else the whole chain is taken back. Every stop is thus a complete, whole-numbered answer
to the reader's puzzle, and the lowest and highest value seen of a cell are both possible to him.
That proves an interval wide; it never proves one narrow.
"""

from collections.abc import Callable
from typing import NamedTuple, TypeVar, cast

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy import sparse

Ints = NDArray[np.int64]
_Function = TypeVar("_Function", bound=Callable[..., object])

LONGEST_CHAIN = 16
CANDIDATES = 16
TRIES = 5
UNBOUNDED = 1 << 40


class Puzzle(NamedTuple):
    """Which pieces each row counts, both ways round, and what the reader knows of each row."""

    row_starts: Ints
    row_pieces: Ints
    piece_starts: Ints
    piece_rows: Ints
    low: Ints
    high: Ints


class Walk(NamedTuple):
    """Where the walk stands, what it has seen of each row, and the chain of steps under way."""

    pieces: Ints
    sums: Ints
    least: Ints
    most: Ints
    blame: Ints
    stamp: Ints
    chain: Ints
    turns: Ints
    random: NDArray[np.uint64]


class Need(NamedTuple):
    """How wide the interval of each target must be shown to be, and from where it counts."""

    rows: Ints
    floor: Ints
    width: Ints
    down_to: Ints
    up_to: Ints


class Choice(NamedTuple):
    """What hiding a row costs (below 0: it cannot be), what the reader knows of it then, which are.

    Only rows with bounds have a choice; differences have none.
    """

    cost: Ints
    low: Ints
    high: Ints
    hidden: NDArray[np.bool_]


def puzzle(matrix: sparse.csr_array, low: Ints, high: Ints) -> Puzzle:
    """Give the rows both ways round; rows past the bounds are only watched."""
    across = sparse.csc_array(matrix)
    watched = matrix.shape[0] - low.size
    return Puzzle(
        row_starts=matrix.indptr.astype(np.int64),
        row_pieces=matrix.indices.astype(np.int64),
        piece_starts=across.indptr.astype(np.int64),
        piece_rows=across.indices.astype(np.int64),
        low=np.append(low, np.zeros(watched, np.int64)),
        high=np.append(high, np.full(watched, UNBOUNDED, np.int64)),
    )


def start(pieces: Ints, sums: Ints, least: Ints, most: Ints, seed: int) -> Walk:
    """Start a walk at the true counts; what it sees is noted in `least` and `most`."""
    return Walk(
        pieces=pieces.copy(),
        sums=sums.copy(),
        least=least,
        most=most,
        blame=np.zeros(sums.size, np.int64),
        stamp=np.zeros(pieces.size, np.int64),
        chain=np.zeros(LONGEST_CHAIN, np.int64),
        turns=np.zeros(LONGEST_CHAIN, np.int64),
        random=np.random.default_rng(seed).integers(1, 2**63, size=1, dtype=np.uint64),
    )


def compiled(function: _Function) -> _Function:
    """Compile with numba, kept on disk, and keep the types for the reader and the checker."""
    return cast(_Function, njit(cache=True, nogil=True)(function))


@compiled
def _draw(walk: Walk, below: int) -> int:
    """Draw a whole number from 0 up to `below` (Marsaglia's xorshift, 64 bits)."""
    state = walk.random[0]
    state ^= state << np.uint64(13)
    state ^= state >> np.uint64(7)
    state ^= state << np.uint64(17)
    walk.random[0] = state
    return int((state >> np.uint64(11)) % np.uint64(below))


@compiled
def _shift(puzzle: Puzzle, walk: Walk, piece: int, turn: int) -> None:
    walk.pieces[piece] += turn
    for at in range(puzzle.piece_starts[piece], puzzle.piece_starts[piece + 1]):
        walk.sums[puzzle.piece_rows[at]] += turn


@compiled
def _harm(puzzle: Puzzle, walk: Walk, piece: int, turn: int) -> int:
    """Give how many rows a step breaks, less how many it brings back."""
    harm = 0
    for at in range(puzzle.piece_starts[piece], puzzle.piece_starts[piece + 1]):
        row = puzzle.piece_rows[at]
        now = walk.sums[row]
        if turn > 0:
            harm += int(now >= puzzle.high[row]) - int(now < puzzle.low[row])
        else:
            harm += int(now <= puzzle.low[row]) - int(now > puzzle.high[row])
    return harm


@compiled
def _broken(puzzle: Puzzle, walk: Walk, length: int) -> int:
    """Give the smallest row that the chain left out of bounds, or -1."""
    found, size = -1, 0
    for link in range(length):
        piece = walk.chain[link]
        for at in range(puzzle.piece_starts[piece], puzzle.piece_starts[piece + 1]):
            row = puzzle.piece_rows[at]
            if walk.sums[row] < puzzle.low[row] or walk.sums[row] > puzzle.high[row]:
                pieces = puzzle.row_starts[row + 1] - puzzle.row_starts[row]
                if found < 0 or pieces < size:
                    found, size = row, pieces
    return found


@compiled
def _best_piece(
    puzzle: Puzzle, walk: Walk, row: int, turn: int, length: int, target: int, onward: int
) -> int:
    """Give the piece of a row whose step breaks least, of some drawn ones; -1 when none can.

    No piece steps twice in a chain, and none takes the target back.
    """
    start, end = puzzle.row_starts[row], puzzle.row_starts[row + 1]
    first = _draw(walk, end - start)
    best, least, looked = -1, 1 << 40, 0
    for step in range(end - start):
        piece = puzzle.row_pieces[start + (first + step) % (end - start)]
        if turn < 0 and walk.pieces[piece] == 0:
            continue
        if turn != onward and walk.stamp[piece] == target + 1:
            continue
        used = False
        for link in range(length):
            used = used or walk.chain[link] == piece
        if used:
            continue
        harm = _harm(puzzle, walk, piece, turn)
        if harm < least:
            best, least = piece, harm
        looked += 1
        if looked == CANDIDATES:
            break
    return best


@compiled
def _chain(puzzle: Puzzle, walk: Walk, target: int, onward: int) -> bool:
    """Move the target by one and bring all rows back in bounds; say whether that worked."""
    row, turn, done = target, onward, 0
    for length in range(LONGEST_CHAIN):
        piece = _best_piece(puzzle, walk, row, turn, length, target, onward)
        if piece < 0:
            break
        walk.chain[length], walk.turns[length] = piece, turn
        _shift(puzzle, walk, piece, turn)
        done = length + 1
        row = _broken(puzzle, walk, done)
        if row < 0:
            _remember(puzzle, walk, done)
            return True
        walk.blame[row] += 1
        turn = -1 if walk.sums[row] > puzzle.high[row] else 1
    for link in range(done - 1, -1, -1):
        _shift(puzzle, walk, walk.chain[link], -walk.turns[link])
    return False


@compiled
def _remember(puzzle: Puzzle, walk: Walk, length: int) -> None:
    for link in range(length):
        piece = walk.chain[link]
        for at in range(puzzle.piece_starts[piece], puzzle.piece_starts[piece + 1]):
            row = puzzle.piece_rows[at]
            walk.least[row] = min(walk.least[row], walk.sums[row])
            walk.most[row] = max(walk.most[row], walk.sums[row])


@compiled
def _is_wide(walk: Walk, need: Need, number: int) -> bool:
    row = need.rows[number]
    least, most = walk.least[row], walk.most[row]
    wide = most - max(least, need.floor[number]) >= need.width[number]
    return bool(wide and least <= need.down_to[number] and most >= need.up_to[number])


@compiled
def _push(puzzle: Puzzle, walk: Walk, need: Need, number: int, onward: int) -> None:
    """Move one target in one direction until its interval is wide enough or nothing gives."""
    row = need.rows[number]
    tries = TRIES
    while tries and not _is_wide(walk, need, number):
        at_bound = puzzle.high[row] if onward > 0 else puzzle.low[row]
        if walk.sums[row] == at_bound:
            return
        if onward > 0 and walk.most[row] >= need.up_to[number]:
            goal = max(walk.least[row], need.floor[number]) + need.width[number]
            if walk.most[row] >= goal:
                return
        if not _chain(puzzle, walk, row, onward):
            tries -= 1


@compiled
def _seek(puzzle: Puzzle, walk: Walk, need: Need, start: tuple[Ints, Ints], number: int) -> bool:
    """Walk until a target has been seen wide, if need be once more from the start."""
    row = need.rows[number]
    for at in range(puzzle.row_starts[row], puzzle.row_starts[row + 1]):
        walk.stamp[puzzle.row_pieces[at]] = row + 1
    walk.blame[:] = 0
    for attempt in range(2):
        if attempt:
            walk.pieces[:] = start[0]
            walk.sums[:] = start[1]
        for onward in (1, -1):
            _push(puzzle, walk, need, number, onward)
        if _is_wide(walk, need, number):
            return True
    return False


@compiled
def certify(
    puzzle: Puzzle,
    walk: Walk,
    need: Need,
    start: tuple[Ints, Ints],
    choice: Choice,
    evidence: int,
) -> NDArray[np.bool_]:
    """Walk until each target has been seen wide, and hide what stands in the way of too many.

    `start` holds the true pieces and sums. A row is hidden once it was named for so many failed
    targets as `evidence` says; what has been seen stays possible then. The answer says which
    targets were seen wide.
    """
    named = np.zeros(choice.cost.size, np.int64)
    wide = np.zeros(need.rows.size, np.bool_)
    for number in range(need.rows.size):
        wide[number] = _is_wide(walk, need, number)
        while not wide[number]:
            wide[number] = _seek(puzzle, walk, need, start, number)
            row = -1 if wide[number] else _culprit(walk, choice)
            if row < 0:
                break
            named[row] += 1
            if named[row] < evidence:
                break
            choice.hidden[row] = True
            puzzle.low[row], puzzle.high[row] = choice.low[row], choice.high[row]
    return wide


@compiled
def _culprit(walk: Walk, choice: Choice) -> int:
    """Give the cheapest row among those that stopped the walk most often; -1 for none."""
    most = 0
    for row in range(choice.cost.size):
        if choice.cost[row] >= 0 and not choice.hidden[row]:
            most = max(most, walk.blame[row])
    pick = -1
    for row in range(choice.cost.size):
        able = choice.cost[row] >= 0 and not choice.hidden[row]
        blamed = able and walk.blame[row] > 0 and 2 * walk.blame[row] >= most
        if blamed and (pick < 0 or choice.cost[row] < choice.cost[pick]):
            pick = row
    return pick
