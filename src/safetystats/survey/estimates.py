"""Weighted means and shares with intervals that know how the sample was drawn."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betaincinv, expit, logit, stdtrit

from safetystats.checks import confidence, positive, whole
from safetystats.results import Interval
from safetystats.survey.design import Floats, SurveyDesign

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean or share of all residents, from those who answered.

    `respondents` is their number; `design_effect` how many times the variance is that of a
    simple random sample of so many (below 1 is a gain); `degrees` those of the interval.
    """

    value: float
    standard_error: float
    interval: Interval
    respondents: int
    design_effect: float
    degrees: int

    @property
    def effective_respondents(self) -> float:
        """The size of a simple random sample that would tell as much."""
        return self.respondents / self.design_effect if self.design_effect else math.inf


@dataclass(frozen=True, slots=True)
class Estimates:
    """Shares of several answers by the same respondents.

    `values` [answers]; `covariance` [answers, answers]; `intervals` hold all together at the
    level stated.
    """

    values: Floats
    covariance: Floats
    intervals: tuple[Interval, ...]
    respondents: int
    degrees: int


def mean(
    values: ArrayLike,
    design: SurveyDesign,
    *,
    within: ArrayLike | None = None,
    level: float = 0.95,
) -> Estimate:
    """Estimate the mean among all residents, for instance of a mark.

    Meaning: the weighted mean with a t interval; the variance is by linearisation over clusters
    within strata. Shapes: `values` [respondents]; `within` [respondents], true for the group
    asked about (a wijk, those who answered); values outside it may be NaN. The group keeps the
    whole design, because its size is uncertain too.
    Assumptions: those of the design. Non-response that goes with the answer itself is not seen.
    Raises ValueError on other lengths, a missing value in the group, or a group within a single
    cluster per stratum.
    Source: D. Binder (1983), On the variances of asymptotically normal estimators from complex
    surveys, International Statistical Review 51; T. Lumley (2010), Complex Surveys.

    >>> from safetystats.survey import survey_design
    >>> mark = mean([7.0, 8.0, 6.0, 9.0], survey_design([1, 1, 1, 1]))
    >>> round(mark.value, 2), round(mark.interval.low, 2), round(mark.interval.high, 2)
    (7.5, 5.45, 9.55)
    """
    chosen = _chosen(within, design)
    answers = _answers("values", values, design, chosen)
    line = _linearised(answers, design, chosen)
    half = float(stdtrit(line.degrees, (1 + confidence(level)) / 2)) * line.error
    return line.estimate(Interval(low=line.value - half, high=line.value + half, level=level))


def share(
    answers: ArrayLike,
    design: SurveyDesign,
    *,
    within: ArrayLike | None = None,
    level: float = 0.95,
    method: str = "korn-graubard",
) -> Estimate:
    """Estimate which share of all residents gives an answer.

    Meaning: the weighted share from 0 to 1. Interval "korn-graubard" is the exact binomial one
    at the effective number of respondents, sound near 0 and 1 and when nobody or everybody
    says so; "logit" is symmetric in the log odds and needs both answers to occur.
    Shapes: `answers` [respondents], true or 1 for those who give it. Group, assumptions and
    errors as `mean`; ValueError too on answers other than 0 and 1 or another method.
    Source: E. Korn, B. Graubard (1998), Confidence intervals for proportions with small
    expected number of positive counts estimated from survey data, Survey Methodology 24.

    >>> from safetystats.survey import survey_design
    >>> unsafe = share([1] * 3 + [0] * 97, survey_design([1] * 100))
    >>> round(unsafe.value, 2), round(unsafe.interval.low, 3), round(unsafe.interval.high, 3)
    (0.03, 0.006, 0.086)
    """
    chosen = _chosen(within, design)
    yes = _answers("answers", answers, design, chosen)
    if not np.isin(yes[chosen], (0, 1)).all():
        raise ValueError("answers must be 0 or 1")
    intervals = {"korn-graubard": _korn_graubard, "logit": _logit}
    if method not in intervals:
        raise ValueError(f"method must be one of {sorted(intervals)}, not {method!r}")
    line = _linearised(yes, design, chosen)
    low, high = intervals[method](line, confidence(level))
    return line.estimate(Interval(low=low, high=high, level=level))


def shares(
    answers: ArrayLike,
    design: SurveyDesign,
    *,
    within: ArrayLike | None = None,
    level: float = 0.95,
) -> Estimates:
    """Estimate the shares of several answers of which a respondent may give more than one.

    Meaning: the weighted share of each answer; the intervals hold for all answers together
    (Bonferroni over Korn-Graubard intervals), as a list of them is read. The covariance keeps
    that the same people answer; `rank` uses it. Shapes: `answers` [respondents, answers], 0 or
    1. Group, assumptions and errors as `share`.
    Source: Korn and Graubard (1998), see `share`; O. Dunn (1961), JASA 56.

    >>> from safetystats.survey import survey_design
    >>> given = [[1, 1], [1, 0], [1, 0], [0, 1]] * 50
    >>> both = shares(given, survey_design([1] * 200))
    >>> both.values
    array([0.75, 0.5 ])
    """
    chosen = _chosen(within, design)
    given = np.asarray(answers, dtype=np.float64)
    if given.ndim != 2 or len(given) != len(design) or not given.shape[1]:
        raise ValueError(f"answers must be [{len(design)} respondents, answers]")
    each = 1 - (1 - confidence(level)) / given.shape[1]
    found = [share(column, design, within=chosen, level=each) for column in given.T]
    weights = np.where(chosen, design.weights, 0.0)
    values = np.array([one.value for one in found])
    spread = np.where(chosen[:, None], given - values, 0.0)
    return Estimates(
        values=values,
        covariance=design.covariance(weights[:, None] * spread / weights.sum()),
        intervals=tuple(
            Interval(low=one.interval.low, high=one.interval.high, level=level) for one in found
        ),
        respondents=int(chosen.sum()),
        degrees=found[0].degrees,
    )


def summary(
    value: float, standard_deviation: float, respondents: int, *, level: float = 0.95
) -> Estimate:
    """Give the estimate behind a published mean of which only spread and number are known.

    Meaning: a simple random sample. Assumption: no weighting and no clusters, so that the
    interval is too narrow when there were. Unit: that of the mean.
    Raises ValueError on a spread not above zero or fewer than two respondents.

    >>> mark = summary(7.6, 1.2, 400)
    >>> round(mark.standard_error, 3)
    0.06
    """
    number = whole("respondents", respondents, least=2)
    error = positive("standard_deviation", standard_deviation) / math.sqrt(number)
    if not math.isfinite(value):
        raise ValueError("value must be finite")
    half = float(stdtrit(number - 1, (1 + confidence(level)) / 2)) * error
    interval = Interval(low=value - half, high=value + half, level=level)
    return Estimate(value, error, interval, number, 1.0, number - 1)


@dataclass(frozen=True, slots=True)
class _Linear:
    value: float
    error: float
    effect: float
    degrees: int
    respondents: int
    evenness: float

    def estimate(self, interval: Interval) -> Estimate:
        return Estimate(
            self.value, self.error, interval, self.respondents, self.effect, self.degrees
        )


def _chosen(within: ArrayLike | None, design: SurveyDesign) -> Mask:
    chosen = np.ones(len(design), dtype=bool) if within is None else np.asarray(within)
    if chosen.dtype != bool or chosen.shape != (len(design),):
        raise ValueError(f"within must be true or false for each of {len(design)} respondents")
    if not chosen.any():
        raise ValueError("within must leave at least one respondent")
    return chosen


def _answers(name: str, values: ArrayLike, design: SurveyDesign, chosen: Mask) -> Floats:
    array = np.asarray(values)
    if array.dtype.kind not in "biuf" or array.shape != (len(design),):
        raise ValueError(f"{name} must be one number per respondent ({len(design)})")
    numbers = array.astype(np.float64)
    if not np.isfinite(numbers[chosen]).all():
        raise ValueError(f"{name} must not miss an answer: leave those out with `within`")
    return np.where(chosen, numbers, 0.0)


def _linearised(answers: Floats, design: SurveyDesign, chosen: Mask) -> _Linear:
    """Give the weighted mean, its standard error, design effect and degrees of freedom."""
    degrees = design.degrees_of_freedom(chosen)
    if degrees < 1:
        raise ValueError("the group lies within a single cluster per stratum: no variance")
    weights = np.where(chosen, design.weights, 0.0)
    total, number = weights.sum(), int(chosen.sum())
    around = float(weights @ answers / total)
    away = np.where(chosen, answers - around, 0.0)
    variance = float(design.covariance((weights * away / total)[:, None])[0, 0])
    simple = float(weights @ away**2 / total) / max(number - 1, 1)
    return _Linear(
        value=around,
        error=math.sqrt(variance),
        effect=variance / simple if simple else 1.0,
        degrees=degrees,
        respondents=number,
        evenness=float(total**2 / (weights @ weights)),
    )


def _korn_graubard(line: _Linear, level: float) -> tuple[float, float]:
    tail, yes = (1 - level) / 2, min(max(line.value, 0.0), 1.0)
    size = yes * (1 - yes) / line.error**2 if line.error and 0 < yes < 1 else line.evenness
    # The exact binomial interval does not know that the variance was estimated: this does.
    size *= float(stdtrit(line.respondents - 1, tail) / stdtrit(line.degrees, tail)) ** 2
    low = betaincinv(size * yes, size * (1 - yes) + 1, tail) if yes > 0 else 0.0
    high = betaincinv(size * yes + 1, size * (1 - yes), 1 - tail) if yes < 1 else 1.0
    return float(low), float(high)


def _logit(line: _Linear, level: float) -> tuple[float, float]:
    if not 0 < line.value < 1:
        raise ValueError("the logit interval needs both answers: use korn-graubard")
    half = stdtrit(line.degrees, (1 + level) / 2) * line.error
    half /= line.value * (1 - line.value)
    return float(expit(logit(line.value) - half)), float(expit(logit(line.value) + half))
