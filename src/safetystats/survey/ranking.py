"""Which answers are truly ahead of which, and where each could stand."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from safetystats.checks import confidence
from safetystats.survey.design import Floats

_DRAWS, _BATCH = 10_000, 1_000


@dataclass(frozen=True, slots=True)
class Ranking:
    """An order with its uncertainty; place 1 is the highest value.

    `order` [answers] are the answers from high to low; `best` and `worst` [answers] the places
    that are not ruled out, all together at `level`; `ahead` [answers, answers] is true where the
    first is above the second beyond doubt; `tiers` are groups whose mutual order is beyond
    doubt, while within a group it is not.
    """

    order: tuple[int, ...]
    best: NDArray[np.int64]
    worst: NDArray[np.int64]
    ahead: NDArray[np.bool_]
    tiers: tuple[tuple[int, ...], ...]
    level: float


def rank(
    values: ArrayLike,
    covariance: ArrayLike,
    *,
    rng: np.random.Generator,
    level: float = 0.95,
    degrees: int | None = None,
) -> Ranking:
    """Order values by what their uncertainty allows.

    Meaning: all pairs are tested together, so that with probability `level` no pair is put in
    the wrong order; the places that a value may have follow from the pairs. Values of the same
    size share a tier. Shapes: `values` [answers]; `covariance` [answers, answers], from
    `shares`, or [answers] variances of independent estimates; `degrees` of freedom, or None for
    many. `rng` draws the largest difference that chance brings (10,000 draws), stepwise.
    Assumption: estimates about normal, which asks for some tens of respondents either way.
    Raises ValueError on fewer than two values, values not finite, shapes that differ or a
    covariance that is none.
    Source: M. Mogstad et al. (2024), Inference for ranks, Review of Economic Studies 91, with
    the steps of J. Romano, M. Wolf (2005), JASA 100; cruder, from intervals: M. Klein, T. Wright,
    J. Wieczorek (2020), A joint confidence region for an overall ranking, JRSS C 69.

    >>> found = rank([0.49, 0.47, 0.35], [0.0004] * 3, rng=np.random.default_rng(1))
    >>> found.tiers
    ((0, 1), (2,))
    >>> found.best, found.worst
    (array([1, 1, 3]), array([2, 2, 3]))
    """
    numbers, spread = _checked(values, covariance)
    ahead = _surely_ahead(numbers, spread, confidence(level), degrees, rng)
    order = tuple(int(place) for place in np.argsort(-numbers, kind="stable"))
    return Ranking(
        order=order,
        best=1 + ahead.sum(axis=0),
        worst=len(numbers) - ahead.sum(axis=1),
        ahead=ahead,
        tiers=_tiers(order, ahead),
        level=level,
    )


def _checked(values: ArrayLike, covariance: ArrayLike) -> tuple[Floats, Floats]:
    numbers = np.asarray(values, dtype=np.float64)
    if numbers.ndim != 1 or len(numbers) < 2 or not np.isfinite(numbers).all():
        raise ValueError("values must be two or more finite numbers")
    given = np.asarray(covariance, dtype=np.float64)
    spread = np.diag(given) if given.ndim == 1 else given
    if spread.shape != (len(numbers), len(numbers)) or not np.isfinite(spread).all():
        raise ValueError(f"covariance must be [{len(numbers)}, {len(numbers)}] or variances")
    size = np.abs(spread).max()
    if not np.allclose(spread, spread.T, atol=1e-9 * size):
        raise ValueError("covariance must be symmetric")
    if np.linalg.eigvalsh(spread).min() < -1e-9 * size:
        raise ValueError("covariance must not have negative variances")
    return numbers, spread


def _surely_ahead(
    numbers: Floats,
    spread: Floats,
    level: float,
    degrees: int | None,
    rng: np.random.Generator,
) -> NDArray[np.bool_]:
    """Test all pairs stepwise: what is certain leaves the rest with a lower threshold."""
    first, second = np.triu_indices(len(numbers), 1)
    variance = np.diag(spread)
    error = np.sqrt(np.maximum(variance[first] + variance[second] - 2 * spread[first, second], 0))
    difference = numbers[first] - numbers[second]
    noise = 1e-9 * np.sqrt(variance.max())
    # Without any spread between two values their difference is certain.
    ratio = np.abs(difference) / np.where(error > noise, error, np.finfo(float).tiny)
    drawn = _drawn(spread, degrees, rng)
    open_pairs = np.ones(len(ratio), dtype=bool)
    while open_pairs.any():
        threshold = _threshold(drawn, error, (first, second), open_pairs & (error > noise), level)
        certain = open_pairs & (ratio > threshold)
        if not certain.any():
            break
        open_pairs &= ~certain
    ahead = np.zeros(spread.shape, dtype=bool)
    up = ~open_pairs & (difference > 0)
    down = ~open_pairs & (difference < 0)
    ahead[first[up], second[up]] = True
    ahead[second[down], first[down]] = True
    return ahead


def _drawn(spread: Floats, degrees: int | None, rng: np.random.Generator) -> Floats:
    """Draw estimation errors: normal, or t when the variance itself was estimated."""
    sizes, directions = np.linalg.eigh(spread)
    root = directions * np.sqrt(np.maximum(sizes, 0))
    drawn = rng.standard_normal((_DRAWS, len(spread))) @ root.T
    if degrees is not None:
        if degrees < 1:
            raise ValueError(f"degrees must be at least 1, not {degrees}")
        drawn /= np.sqrt(rng.chisquare(degrees, (_DRAWS, 1)) / degrees)
    return np.asarray(drawn)


def _threshold(
    drawn: Floats,
    error: Floats,
    pairs: tuple[NDArray[np.int64], NDArray[np.int64]],
    among: NDArray[np.bool_],
    level: float,
) -> float:
    """Give what the largest standardised difference exceeds by chance only."""
    if not among.any():
        return 0.0
    first, second, scale = pairs[0][among], pairs[1][among], error[among]
    largest = [
        (np.abs(batch[:, first] - batch[:, second]) / scale).max(axis=1)
        for batch in np.split(drawn, range(_BATCH, len(drawn), _BATCH))
    ]
    return float(np.quantile(np.concatenate(largest), level))


def _tiers(order: tuple[int, ...], ahead: NDArray[np.bool_]) -> tuple[tuple[int, ...], ...]:
    """Cut the order where all above are surely ahead of all below."""
    places = np.array(order)
    cuts = [
        place
        for place in range(1, len(order))
        if ahead[np.ix_(places[:place], places[place:])].all()
    ]
    edges = [0, *cuts, len(order)]
    return tuple(order[low:high] for low, high in pairwise(edges))
