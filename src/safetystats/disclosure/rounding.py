"""Brings counts to multiples of the base: each by itself, or so that sums still add up."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from safetystats.checks import whole, whole_numbers
from safetystats.disclosure.rules import Flags, Ints, Rounding, Rule

Floats = NDArray[np.float64]
Sum = tuple[int, Sequence[int]]
NEARLY = 1e-9
# The most cells whose chances are worked out together; more would only cost time.
AT_ONCE = 200


def rounded(counts: Ints, rule: Rule, random: np.random.Generator) -> Ints:
    """Give each count by itself as a multiple of the base: the nearest, or by chance one of two.

    The chance of the higher multiple is such that the expected value is the count itself.
    Source: Hundepool et al. (2012), section 5.4.

    >>> rounded(np.array([12, 13]), Rule(), np.random.default_rng(1)).tolist()
    [10, 15]
    """
    if rule.rounding is Rounding.NEAREST:
        return (counts + rule.base // 2) // rule.base * rule.base
    below, over = np.divmod(counts, rule.base)
    return (below + (random.integers(rule.base, size=counts.size) < over)) * rule.base


def controlled_rounding(
    counts: Ints, sums: Sequence[Sum], *, base: int = 5, random: np.random.Generator
) -> Ints:
    """Round counts to a multiple of the base next to them, so that given sums add up.

    Meaning: a count moves to the multiple below or above it by chance, a multiple stays. Each
    rounded total is the sum of its rounded parts, and where the chances can be kept in balance
    to the end (rows and columns with totals: always) the expected value is the count itself.
    Shapes: `counts` one axis; `sums` holds per total its place and the places of its parts.
    Raises ValueError on broken counts, on sums that do not add up before rounding, and when no
    such rounding exists (three dimensions and more, rarely).
    Source: L. Cox (1987), JASA 82(398), controlled rounding; the balanced steps are those of the
    cube method, J.-C. Deville and Y. Tillé (2004), Biometrika 91(4).

    >>> rounds = controlled_rounding(
    ...     np.array([12, 14, 26]), [(2, [0, 1])], random=np.random.default_rng(1)
    ... )
    >>> rounds.tolist() in ([10, 15, 25], [15, 10, 25], [15, 15, 30])
    True
    """
    whole("base", base, least=1)
    numbers = whole_numbers("counts", counts).astype(np.int64)
    relations = np.zeros((len(sums), numbers.size))
    for row, (total, parts) in enumerate(sums):
        relations[row, list(parts)] = -1
        relations[row, total] = 1
    if (relations @ numbers).any():
        raise ValueError("the sums must add up before they are rounded")
    multiples = np.asarray(numbers // base, dtype=np.int64)
    share = _in_balance(numbers % base / base, relations, random)
    steps = _whole(share, numbers % base == 0, relations, multiples)
    return np.asarray((multiples + steps) * base, dtype=np.int64)


def _in_balance(share: Floats, relations: Floats, random: np.random.Generator) -> Floats:
    """Move shares to 0 or 1 along directions that keep all sums, fair at every step."""
    from scipy.linalg import null_space

    share, width = share.copy(), AT_ONCE
    while True:
        free = np.flatnonzero((share > NEARLY) & (share < 1 - NEARLY))
        some = free[:width]
        directions = null_space(relations[:, some]) if some.size else np.zeros((0, 0))
        if not directions.shape[1]:
            if width >= free.size:
                return share
            width *= 2
            continue
        way = directions @ random.normal(size=directions.shape[1])
        up, down = _reach(share[some], way), _reach(share[some], -way)
        step = up if random.random() * (up + down) < down else -down
        share[some] = np.clip(share[some] + step * way, 0.0, 1.0)


def _reach(share: Floats, way: Floats) -> float:
    """Give how far the shares can go before the first becomes 0 or 1."""
    moving = np.abs(way) > NEARLY
    room = np.where(way > 0, 1.0 - share, share)
    return float((room[moving] / np.abs(way[moving])).min())


def _whole(share: Floats, exact: Flags, relations: Floats, multiples: Ints) -> Ints:
    """Bring shares that the balance left between 0 and 1 to the nearest whole solution."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    settled = np.abs(share - np.rint(share)) < 1e-6
    if settled.all():
        return np.rint(share).astype(np.int64)
    total = -(relations @ multiples.astype(np.float64))
    for fixed in (settled, exact):
        found = milp(
            1 - 2 * share,
            constraints=LinearConstraint(relations, total, total),
            bounds=Bounds(np.where(fixed, np.rint(share), 0), np.where(fixed, np.rint(share), 1)),
            integrality=np.ones(share.size, dtype=np.int64),
        )
        if found.success:
            return np.rint(found.x).astype(np.int64)
    raise ValueError("no rounding to neighbouring multiples keeps all these sums")
