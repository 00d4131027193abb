"""A stand-in for the area as it would have been: the mix of other areas that ran as it did."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from safetystats.checks import positives, whole, whole_numbers
from safetystats.trend.loglinear import Numbers


@dataclass(frozen=True, slots=True, eq=False)
class SyntheticControl:
    """An area beside its stand-in.

    `weights` per area (0 for the area itself, 1 in total); `observed` and `synthetic` rates over
    time; `ratio` observed over synthetic from the start on; `misfit_before` and `misfit_after`
    root mean squared differences. `placebos` per other area: how many times the misfit grew as
    if the action had been there. `p` the rank of the real one among them, never below `least_p`.
    """

    weights: Numbers
    observed: Numbers
    synthetic: Numbers
    ratio: float
    misfit_before: float
    misfit_after: float
    placebos: Numbers
    p: float
    least_p: float


def synthetic_control(
    counts: ArrayLike, *, treated: int, start: int, exposure: ArrayLike | None = None
) -> SyntheticControl:
    """Set an area against the mix of other areas that was nearest to it before the action.

    Shapes: `counts` [area, time], none unknown, at least four areas; `treated` its row; the action
    begins at place `start`, at least six places on; `exposure` [area, time] or [area, 1].
    Assumption: what moves the area moves the others in the same mix; the others had no action.
    Months of small areas are mostly chance, and chance is then fitted: take quarters or years, or
    larger areas, and look whether `misfit_before` is small. For a placebo in time give only the
    time before the action, with an earlier `start`.
    Raises ValueError on broken or unknown counts and on too few areas or places in time.
    Source: A. Abadie, A. Diamond, J. Hainmueller (2010), Synthetic control methods, JASA 105.

    >>> quarters = [[8, 9, 7, 8, 9, 8, 4, 4], [10, 12, 8, 10, 12, 10, 10, 11],
    ...             [6, 6, 6, 6, 6, 6, 6, 6], [30, 20, 30, 20, 30, 20, 30, 20]]
    >>> found = synthetic_control(quarters, treated=0, start=6)
    >>> found.weights.round(2).tolist(), round(found.ratio, 2), found.p
    ([0.0, 0.5, 0.5, 0.0], 0.48, 0.25)
    """
    rates, area, begin = _checked(counts, exposure, treated, start)
    others = np.flatnonzero(np.arange(len(rates)) != area)
    weights, growth = _fitted(rates, area, others, begin)
    synthetic = weights @ rates
    # A stand-in for another area may not lean on the area that had the action.
    placebos = np.array([_fitted(rates, k, others[others != k], begin)[1] for k in others.tolist()])
    gap = rates[area] - synthetic
    return SyntheticControl(
        weights=weights,
        observed=rates[area],
        synthetic=synthetic,
        ratio=_share(rates[area, begin:].sum(), synthetic[begin:].sum()),
        misfit_before=_size(gap[:begin]),
        misfit_after=_size(gap[begin:]),
        placebos=placebos,
        p=(1 + int(np.count_nonzero(placebos >= growth))) / (1 + len(others)),
        least_p=1 / (1 + len(others)),
    )


def nearest_mix(target: Numbers, parts: Numbers) -> Numbers:
    """Give the weights, from 0 and 1 in total, whose mix of parts [part, time] lies nearest.

    >>> nearest_mix(np.array([2.0, 3.0]), np.array([[1.0, 3.0], [3.0, 3.0]])).round(6).tolist()
    [0.5, 0.5]
    """
    from scipy.optimize import nnls

    gaps = (parts - target).T
    # Scaling a mix scales its distance, so a soft total of 1 gives the exact mix up to a factor.
    pull = max(float(np.abs(gaps).max()), 1e-12)
    system = np.vstack([gaps / pull, np.ones(len(parts))])
    found, _ = nnls(system, np.append(np.zeros(len(target)), 1.0))
    mix: Numbers = found / found.sum()
    return mix


def _checked(
    counts: ArrayLike, exposure: ArrayLike | None, treated: int, start: int
) -> tuple[Numbers, int, int]:
    numbers = whole_numbers("counts", counts)
    if numbers.ndim != 2 or len(numbers) < 4:
        raise ValueError("counts must have shape [area, time], with at least four areas")
    area, begin = whole("treated", treated), whole("start", start, least=6)
    if area >= len(numbers) or begin >= numbers.shape[1]:
        raise ValueError(f"treated and start must lie within counts {numbers.shape}")
    over = np.ones((1, 1)) if exposure is None else positives("exposure", exposure)
    try:
        return numbers / np.broadcast_to(over, numbers.shape), area, begin
    except ValueError as error:
        raise ValueError(f"exposure {over.shape} does not fit counts {numbers.shape}") from error


def _fitted(
    rates: Numbers, area: int, others: np.ndarray[tuple[int], np.dtype[np.intp]], begin: int
) -> tuple[Numbers, float]:
    """Give the weights of the stand-in, and how many times its misfit grew from `begin` on."""
    weights = np.zeros(len(rates))
    weights[others] = nearest_mix(rates[area, :begin], rates[others, :begin])
    gap = rates[area] - weights @ rates
    return weights, _share(_size(gap[begin:]), _size(gap[:begin]))


def _size(gap: Numbers) -> float:
    return float(np.sqrt(np.mean(gap**2)))


def _share(above: float, under: float) -> float:
    if under:
        return float(above / under)
    return float("inf") if above else 1.0
