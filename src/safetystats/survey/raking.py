"""Weights that make the respondents look like the population."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from safetystats.checks import whole
from safetystats.survey.design import Floats, Places, SurveyDesign

_SAME_TOTAL = 1e-6


class NotConverged(ValueError):
    """The weights cannot meet all margins; the message says which one stays off."""


@dataclass(frozen=True, slots=True)
class Raked:
    """A design with weights that meet the margins.

    `factors` [respondents] are new over old weight; `rounds` how many passes it took;
    `largest_gap` the largest relative difference left with a margin.
    """

    design: SurveyDesign
    factors: Floats
    rounds: int
    largest_gap: float

    @property
    def weighting_effect(self) -> float:
        """How many times uneven weights enlarge the variance of an unrelated answer (Kish)."""
        weights = self.design.weights
        return float(len(weights) * (weights @ weights) / weights.sum() ** 2)


@dataclass(frozen=True, slots=True)
class _Margin:
    name: str
    labels: tuple[str, ...]
    place: Places
    target: Floats


def rake(
    design: SurveyDesign,
    margins: Mapping[str, tuple[Sequence[object] | ArrayLike, Mapping[str, float]]],
    *,
    bounds: tuple[float, float] | None = None,
    tolerance: float = 1e-8,
    rounds: int = 1_000,
) -> Raked:
    """Weight respondents so that each margin has the population's numbers.

    Meaning: raking (iterative proportional fitting): the weights are scaled to one margin after
    another until all hold. `margins` gives per name the label of each respondent and the
    population's number per label; all margins must have one total. `bounds` keeps each weight
    between so many times its old value, relative to the mean (0.3 and 3, say): a little bias
    for less variance. The design returned knows its margins, so that later variances count only
    what they leave unexplained.
    Assumptions: within what the margins describe, those who answered are like those who did not.
    Raises ValueError when labels and targets do not match, a target is not above zero or totals
    differ, and NotConverged with the margin that stays off when no such weights exist.
    Sources: W. Deming, F. Stephan (1940), Annals of Mathematical Statistics 11; J. Deville,
    C. Särndal, O. Sautory (1993), Generalized raking procedures in survey sampling, JASA 88.

    >>> from safetystats.survey import survey_design
    >>> raked = rake(
    ...     survey_design([1, 1, 1, 1]),
    ...     {"sex": (["m", "m", "m", "f"], {"m": 50, "f": 50})},
    ... )
    >>> raked.design.weights.round(2)
    array([16.67, 16.67, 16.67, 50.  ])
    """
    passes, reach = whole("rounds", rounds, least=1), _bounds(bounds)
    known = [_margin(name, *parts, length=len(design)) for name, parts in margins.items()]
    total = _total(known)
    base = design.weights * (total / design.weights.sum())
    weights, done, gap = _fitted(known, base, reach, (passes, tolerance))
    dummies = np.hstack([np.eye(len(one.labels))[one.place] for one in known])
    raked = replace(design, weights=weights, margins=dummies, before=design.weights)
    return Raked(raked, weights / design.weights, done, gap)


def _total(margins: list[_Margin]) -> float:
    if not margins:
        raise ValueError("margins must hold at least one margin")
    total = float(margins[0].target.sum())
    for one in margins[1:]:
        if abs(one.target.sum() / total - 1) > _SAME_TOTAL:
            raise ValueError(
                f"{one.name} adds up to {one.target.sum():g} and {margins[0].name} to {total:g}"
            )
    return total


def _fitted(
    margins: list[_Margin], base: Floats, reach: tuple[float, float], until: tuple[int, float]
) -> tuple[Floats, int, float]:
    """Scale to one margin after another until all hold: weights, rounds and largest gap."""
    weights, (passes, tolerance) = base, until
    gap, where = np.inf, ""
    for done in range(1, passes + 1):
        for one in margins:
            weights = weights * (one.target / _sums(one, weights))[one.place]
        weights = np.clip(weights, base * reach[0], base * reach[1])
        gap, where = _largest_gap(margins, weights)
        if gap <= tolerance:
            return weights, done, gap
    raise NotConverged(
        f"after {passes} rounds {where} is still {gap:.2%} off: join small categories, drop a "
        "margin" + (" or widen the bounds" if np.isfinite(reach[1]) else "")
    )


def _margin(
    name: str, labels: Sequence[object] | ArrayLike, targets: Mapping[str, float], *, length: int
) -> _Margin:
    array = np.asarray(labels, dtype=object)
    if array.shape != (length,):
        raise ValueError(f"{name} must have one label per respondent ({length})")
    known = {label: place for place, label in enumerate(targets)}
    strange = next((label for label in array if label not in known), None)
    if strange is not None or any(label is None for label in array):
        raise ValueError(f"{name} has respondents labelled {strange!r} and no target for them")
    place = np.array([known[label] for label in array], dtype=np.int64)
    held = np.bincount(place, minlength=len(known))
    target = np.array([float(number) for number in targets.values()])
    for label, number, respondents in zip(known, target, held, strict=True):
        if not (np.isfinite(number) and number > 0):
            raise ValueError(f"{name}: the target of {label} must be above zero, not {number}")
        if not respondents:
            raise ValueError(f"{name}: nobody answered in {label}; join it with another label")
    return _Margin(name, tuple(known), place, target)


def _bounds(bounds: tuple[float, float] | None) -> tuple[float, float]:
    if bounds is None:
        return 0.0, np.inf
    low, high = bounds
    if not 0 <= low < 1 < high:
        raise ValueError(f"bounds must lie on both sides of 1, not {bounds}")
    return low, high


def _sums(margin: _Margin, weights: Floats) -> Floats:
    found = np.bincount(margin.place, weights=weights, minlength=len(margin.labels))
    return found.astype(np.float64)


def _largest_gap(margins: list[_Margin], weights: Floats) -> tuple[float, str]:
    gaps = [
        (abs(float(found / target) - 1), f"{margin.name} {label}")
        for margin in margins
        for label, found, target in zip(
            margin.labels, _sums(margin, weights), margin.target, strict=True
        )
    ]
    return max(gaps)
