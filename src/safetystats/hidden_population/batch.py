"""Many truncated Poisson fits near one another, together.

Every replicate differs from the full sample in its weights only, so the first step is linear
algebra on all of them at once: score, information and third derivative at the full-sample
estimate are three products of the weights with the same columns (Chebyshev's method, of third
order). Exact Newton steps follow until they are small; a replicate that does not settle at once
is left to the damped climb.
"""

from collections.abc import Iterator
from itertools import combinations_with_replacement

import numpy as np
from numpy.typing import NDArray

from safetystats.hidden_population import kernels
from safetystats.hidden_population.results import Floats

# Squared step, in standard errors, that may be the last: what it leaves undone is of the order
# of its square (measured: at most three millionths of a standard error).
_CLOSE = 1e-4
_ROUNDS = 5
_WIDEST = 8
_ROWS = 32


def poisson_replicates(
    cells: kernels.Cells, weights: Floats, start: Floats
) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Give coefficients and population per row of weights, and which rows have settled."""
    counts, matrix, _, _ = cells
    near = _Neighbourhood(counts, matrix, start)
    thetas, populations = np.empty((len(weights), len(start))), np.empty(len(weights))
    settled = np.zeros(len(weights), dtype=bool)
    for rows in _chunks(len(weights)):
        part = weights[rows]
        thetas[rows], populations[rows], settled[rows] = _finish(
            near, (counts, matrix), part, near.first_step(part)
        )
    return thetas, populations, settled


def _chunks(length: int) -> Iterator[slice]:
    return (slice(first, first + _ROWS) for first in range(0, length, _ROWS))


class _Neighbourhood:
    """The derivatives of each person's likelihood at the full-sample estimate."""

    def __init__(self, counts: Floats, matrix: Floats, start: Floats) -> None:
        columns = matrix.shape[1]
        self.start, self.columns = start, columns
        pairs = list(combinations_with_replacement(range(columns), 2))
        self.place = np.empty((columns, columns), dtype=np.int64)
        for place, (i, j) in enumerate(pairs):
            self.place[i, j] = self.place[j, i] = place
        left, right = (np.array(side) for side in zip(*pairs, strict=True))
        self.products = matrix[:, left] * matrix[:, right]
        mean = np.exp(matrix @ start)
        expected = mean / -np.expm1(-mean)
        slope = expected * (1 + mean - expected)
        bend = slope * (1 + mean - expected) + expected * (mean - slope)
        parts = [matrix * (counts - expected)[:, None], self.products * slope[:, None]]
        if columns <= _WIDEST:
            parts += [self.products * (bend * column)[:, None] for column in matrix.T]
        self.sums = np.hstack(parts)

    def square(self, packed: Floats) -> Floats:
        """Unfold the pairs of columns to matrices."""
        return packed[:, self.place]

    def first_step(self, weights: Floats) -> Floats:
        """Step from the full-sample estimate to near that of each replicate."""
        sums = weights @ self.sums
        pairs = self.products.shape[1]
        score, rest = sums[:, : self.columns], sums[:, self.columns :]
        information = self.square(rest[:, :pairs])
        step = _solved(information, score)
        if self.columns <= _WIDEST:
            third = rest[:, pairs:].reshape(len(weights), self.columns, pairs)[:, :, self.place]
            turn = np.einsum("bijk,bj,bk->bi", third, step, step)
            step = step - _solved(information, turn) / 2
        return self.start + step


def _exact_step(
    near: _Neighbourhood, cells: tuple[Floats, Floats], weights: Floats, thetas: Floats
) -> tuple[Floats, Floats, Floats]:
    """Give the parameters a Newton step on, their population and the squared step per row."""
    counts, matrix = cells
    eta = thetas @ matrix.T
    slope, bend, drift = (np.empty_like(eta) for _ in range(3))
    stand = np.empty(len(eta))
    kernels.poisson_pass(weights, counts, eta, slope, bend, drift, stand)
    score = slope @ matrix
    step = _solved(near.square(bend @ near.products), score)
    # First order is enough for the population: the square of the last step does not count.
    populations = stand + ((drift @ matrix) * step).sum(axis=1)
    return thetas + step, populations, (step * score).sum(axis=1)


def _finish(
    near: _Neighbourhood, cells: tuple[Floats, Floats], weights: Floats, thetas: Floats
) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Take exact steps until each row's last one was small; say for which rows it was."""
    thetas, populations, squared = _exact_step(near, cells, weights, thetas)
    settled = squared < _CLOSE
    for _ in range(_ROUNDS):
        left = np.flatnonzero(~settled)
        if not len(left):
            break
        thetas[left], populations[left], squared = _exact_step(
            near, cells, weights[left], thetas[left]
        )
        settled[left] = squared < _CLOSE
    return thetas, populations, settled & (np.abs(thetas).max(axis=1) < kernels.FAR)


def _solved(information: Floats, score: Floats) -> Floats:
    """Solve each row's system; a covariate that a replicate lacks gets no step."""
    size = np.abs(information).max(axis=(1, 2), keepdims=True)
    ridge = 1e-12 * (size + 1e-300) * np.eye(information.shape[1])
    return np.linalg.solve(information + ridge, score[:, :, None])[:, :, 0]
