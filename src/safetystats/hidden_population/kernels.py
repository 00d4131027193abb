"""Maximum likelihood for counts from one up, compiled.

All families share one form. With eta the linear predictor, a = -log of the chance never to be
seen and k = 1/(e^a - 1), a person seen stands for 1 + k persons, and each derivative of the
likelihood is that of its untruncated part plus the chain rule through a.
The parameters are the coefficients, then log alpha (negative binomial only), then the logit of
the one-inflated share (only where it is estimated); the last two have a column of ones.
"""

import math
from collections.abc import Callable
from typing import TypeVar, cast

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Five = tuple[float, float, float, float, float]
Places = NDArray[np.int64]
# Counts, design (a column per parameter), persons, and per parameter its predictor: 0 the log
# of the mean, 1 log alpha, 2 the logit of the one-inflated share.
Cells = tuple[Floats, Floats, Floats, Places]
_Function = TypeVar("_Function", bound=Callable[..., object])

POISSON, GEOMETRIC, NEGATIVE_BINOMIAL = 0, 1, 2
CONVERGED, RUNS_OFF, NO_CONVERGENCE = 0, 1, 2
STEPS, HALVINGS, LONGEST_STEP = 100, 30, 5.0
# The squared Newton step in units of standard error; the step after it is still taken, and
# quadratic convergence then leaves an error of the order of this number.
CLOSE = 1e-10
FAR = 40.0


def compiled(function: _Function) -> _Function:
    """Compile with numba, kept on disk, and keep the types for the reader and the checker."""
    return cast(_Function, njit(cache=True, nogil=True)(function))


@compiled
def _unseen(family: int, eta: float, tau: float) -> tuple[float, float, float]:
    """Give a, s = u / (1 + u) and log(1 + u), where u = alpha times the mean (0 for Poisson)."""
    mean = math.exp(eta)
    if family == POISSON:
        return mean, 0.0, 0.0
    size = math.exp(-tau)
    u = mean / size
    log_u = math.log1p(u)
    return size * log_u, u / (1 + u), log_u


@compiled
def _unseen_slopes(family: int, a: float, s: float, log_u: float, tau: float) -> Five:
    """Give the derivatives of a to eta, eta eta, tau, eta tau and tau tau."""
    if family == POISSON:
        return a, a, 0.0, 0.0, 0.0
    size = math.exp(-tau)
    return (
        size * s,
        size * s * (1 - s),
        size * (s - log_u),
        -size * s * s,
        size * (log_u - s - s * s),
    )


@compiled
def _rising(y: float, tau: float) -> tuple[float, float, float]:
    """Give log of (1)(1 + alpha)...(1 + (y - 1) alpha) with its derivatives to tau."""
    alpha = math.exp(tau)
    total = first = second = 0.0
    for j in range(1, int(y)):
        v = alpha * j / (1 + alpha * j)
        total += math.log1p(alpha * j)
        first += v
        second += v * (1 - v)
    return total, first, second


@compiled
def _unit(family: int, y: float, eta: float, tau: float, g: Floats, h: Floats) -> float:
    """Give a person's log-likelihood less log y!; fill its slopes and bends to eta and tau."""
    a, s, log_u = _unseen(family, eta, tau)
    a_e, a_ee, a_t, a_et, a_tt = _unseen_slopes(family, a, s, log_u, tau)
    seen = -math.expm1(-a)
    k = math.exp(-a) / seen
    first, second = -1 - k, k * (1 + k)
    spread = y * s * (1 - s)
    rise = rise_t = rise_tt = 0.0
    if family == GEOMETRIC:  # alpha is 1, and nobody asks for the slopes to it
        rise = math.lgamma(y + 1)
    elif family == NEGATIVE_BINOMIAL:
        rise, rise_t, rise_tt = _rising(y, tau)
    g[0] = y * (1 - s) + first * a_e
    g[1] = rise_t - y * s + first * a_t
    h[0, 0] = -spread + second * a_e * a_e + first * a_ee
    h[1, 0] = -spread + second * a_e * a_t + first * a_et
    h[1, 1] = rise_tt - spread + second * a_t * a_t + first * a_tt
    return rise + y * (eta - log_u) - a - math.log(seen)


@compiled
def _inflate(y: float, plain: float, share: float, g: Floats, h: Floats) -> float:
    """Mix in a share of persons who are seen once for a reason of their own."""
    h[2, 0] = h[2, 1] = 0.0
    if y > 1:
        g[2], h[2, 2] = -share, -share * (1 - share)
        return plain + math.log1p(-share)
    kept = (1 - share) * math.exp(plain)
    p = kept / (share + kept)
    q = p * (1 - p)
    for i in range(2):
        h[2, i] = -q * g[i]
        for j in range(i + 1):
            h[i, j] = p * h[i, j] + q * g[i] * g[j]
    g[0], g[1], g[2] = p * g[0], p * g[1], 1 - p - share
    h[2, 2] = q - share * (1 - share)
    return math.log(share + kept)


@compiled
def likelihood(
    family: int, cells: Cells, theta: Floats, gradient: Floats, information: Floats
) -> float:
    """Give the log-likelihood less log y!; fill its gradient and minus its Hessian, lower half."""
    counts, matrix, persons, predictor = cells
    g, h, predicted = np.zeros(3), np.zeros((3, 3)), np.zeros(3)
    gradient[:] = 0.0
    information[:] = 0.0
    total = 0.0
    inflated = predictor[-1] == 2
    for cell in range(len(counts)):
        weight, row = persons[cell], matrix[cell]
        if weight == 0:
            continue
        predicted[:] = 0.0
        for i in range(len(theta)):
            predicted[predictor[i]] += row[i] * theta[i]
        value = _unit(family, counts[cell], predicted[0], predicted[1], g, h)
        if inflated:
            value = _inflate(counts[cell], value, 1 / (1 + math.exp(-predicted[2])), g, h)
        total += weight * value
        for i in range(len(theta)):
            x = weight * row[i]
            gradient[i] += x * g[predictor[i]]
            for j in range(i + 1):
                information[i, j] -= x * row[j] * h[predictor[i], predictor[j]]
    return total


@compiled
def _factor(information: Floats, ridge: float, factor: Floats) -> bool:
    """Fill the Cholesky factor of the matrix plus a ridge; False where it is not positive."""
    floor = 1e-13 * np.max(np.abs(information))
    for i in range(len(information)):
        for j in range(i + 1):
            value = information[i, j] + (ridge if i == j else 0.0)
            for m in range(j):
                value -= factor[i, m] * factor[j, m]
            if i == j and value <= floor:
                return False
            factor[i, j] = math.sqrt(value) if i == j else value / factor[j, j]
    return True


@compiled
def _newton_step(information: Floats, gradient: Floats, factor: Floats, step: Floats) -> float:
    """Solve with as small a ridge as makes the matrix positive; give the squared step."""
    ridge = 0.0
    while not _factor(information, ridge, factor):
        ridge = max(4 * ridge, 1e-10 * (np.max(np.abs(information)) + 1e-300))
    squared = 0.0
    q = len(gradient)
    for i in range(q):
        value = gradient[i]
        for m in range(i):
            value -= factor[i, m] * step[m]
        step[i] = value / factor[i, i]
        squared += step[i] * step[i]
    for i in range(q - 1, -1, -1):
        value = step[i]
        for m in range(i + 1, q):
            value -= factor[m, i] * step[m]
        step[i] = value / factor[i, i]
    return squared


@compiled
def maximise(family: int, cells: Cells, theta: Floats, information: Floats) -> tuple[float, int]:
    """Climb by damped Newton steps; theta and minus the Hessian are changed in place."""
    q = len(theta)
    gradient, step, trial, factor = np.empty(q), np.empty(q), np.empty(q), np.zeros((q, q))
    best = likelihood(family, cells, theta, gradient, information)
    for _ in range(STEPS):
        squared = _newton_step(information, gradient, factor, step)
        length = min(1.0, LONGEST_STEP / max(np.max(np.abs(step)), 1e-300))
        found = -math.inf
        for _ in range(HALVINGS):
            trial[:] = theta + length * step
            found = likelihood(family, cells, trial, gradient, information)
            if found >= best - 1e-9 * (1 + abs(best)):
                break
            length /= 2
        theta[:], best = trial, found
        if not np.max(np.abs(theta)) < FAR:
            return best, RUNS_OFF
        if squared < CLOSE:
            return best, CONVERGED
    return best, NO_CONVERGENCE


@compiled
def stand_for(family: int, cells: Cells, theta: Floats, factor: Floats, slopes: Floats) -> None:
    """Fill how many persons one of each cell stands for, and its slopes [cells, 2]."""
    _, matrix, _, predictor = cells
    predicted = np.zeros(3)
    for cell in range(len(matrix)):
        predicted[:] = 0.0
        for i in range(len(theta)):
            predicted[predictor[i]] += matrix[cell, i] * theta[i]
        a, s, log_u = _unseen(family, predicted[0], predicted[1])
        a_e, _, a_t, _, _ = _unseen_slopes(family, a, s, log_u, predicted[1])
        k = math.exp(-a) / -math.expm1(-a)
        factor[cell] = 1 + k
        slopes[cell, 0] = -k * (1 + k) * a_e
        slopes[cell, 1] = -k * (1 + k) * a_t


@compiled
def maximise_each(
    family: int, cells: Cells, weights: Floats, thetas: Floats, populations: Floats
) -> Places:
    """Fit every row of weights from the parameters given, which are changed; give the status."""
    counts, matrix, _, predictor = cells
    replicates, q = thetas.shape
    statuses = np.empty(replicates, dtype=np.int64)
    information, factor = np.zeros((q, q)), np.empty(len(counts))
    slopes = np.empty((len(counts), 2))
    for replicate in range(replicates):
        drawn = (counts, matrix, weights[replicate], predictor)
        _, statuses[replicate] = maximise(family, drawn, thetas[replicate], information)
        stand_for(family, drawn, thetas[replicate], factor, slopes)
        populations[replicate] = np.dot(weights[replicate], factor)
    return statuses


@compiled
def poisson_pass(
    weights: Floats,
    counts: Floats,
    eta: Floats,
    slope: Floats,
    bend: Floats,
    drift: Floats,
    stand: Floats,
) -> None:
    """Fill, per replicate and cell, weighted: the score and information of a Poisson count.

    And per replicate the persons that all stand for, with per cell the slope of that to eta.
    """
    for replicate in range(len(weights)):
        total = 0.0
        for cell in range(len(counts)):
            weight = weights[replicate, cell]
            if weight == 0:
                slope[replicate, cell] = bend[replicate, cell] = drift[replicate, cell] = 0.0
                continue
            mean = math.exp(min(max(eta[replicate, cell], -FAR), FAR))
            unseen = math.exp(-mean)
            each = 1 / (1 - unseen if mean > 1e-3 else -math.expm1(-mean))
            expected = mean * each
            slope[replicate, cell] = weight * (counts[cell] - expected)
            bend[replicate, cell] = weight * expected * (1 + mean - expected)
            drift[replicate, cell] = -weight * unseen * each * expected
            total += weight * each
        stand[replicate] = total
