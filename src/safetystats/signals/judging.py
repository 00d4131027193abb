"""Judges blocks of series: the model of each lane, then the bound, the tail and the alarm."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from safetystats.signals.compiled import compiled
from safetystats.signals.tails import upper_and_p
from safetystats.signals.vectors import Floats
from safetystats.signals.waves import Models, Rules, fit_all
from safetystats.signals.windows import Window

MUAN, DELTA = 1, 2
JUDGED, FEW_CASES, MISSING, SHORT_HISTORY, UNBOUNDED = 0, 1, 2, 3, 4


class Answers(NamedTuple):
    """Where the answers go: arrays [series]."""

    expected: Floats
    upper: Floats
    phi: Floats
    p: Floats
    score: Floats
    trend_used: NDArray[np.bool_]
    alarm: NDArray[np.bool_]
    status: NDArray[np.int8]


@compiled
def broken(counts: Floats) -> bool:
    """Say whether a count is negative, no whole number, or infinite."""
    wrong = 0
    for row in range(counts.shape[0]):
        for place in range(counts.shape[1]):
            count = counts[row, place]
            whole = count >= 0 and count == math.floor(count) and count < math.inf
            wrong += not (whole or math.isnan(count))
    return wrong > 0


@compiled
def judge(counts: Floats, people: Floats, window: Window, rules: Rules, answers: Answers) -> None:
    """Judge all series at one time point; `counts` and `people` are [time, series].

    NaN is a missing count; `people` without series means that nobody's number of residents counts.
    """
    series = counts.shape[1]
    models = Models(
        np.empty(series),
        np.empty(series),
        np.empty(series),
        np.zeros(series, dtype=np.bool_),
        np.zeros(series, dtype=np.bool_),
    )
    fit_all(counts, people, window, rules, models)
    _answer(counts, window, rules, models, answers)


@compiled
def _answer(counts: Floats, window: Window, rules: Rules, models: Models, answers: Answers) -> None:
    for place in range(counts.shape[1]):
        count, mean, phi = counts[window.now, place], models.mean[place], models.phi[place]
        known = models.known[place]
        answers.expected[place] = answers.upper[place] = answers.phi[place] = math.nan
        answers.p[place] = answers.score[place] = math.nan
        answers.trend_used[place] = answers.alarm[place] = False
        if math.isnan(count) or (math.isnan(mean) and known):
            answers.status[place] = MISSING
            continue
        if not known:
            answers.status[place] = SHORT_HISTORY
            continue
        answers.phi[place], answers.trend_used[place] = phi, models.trend_used[place]
        enough = _recent(counts, window.now, rules.months, place) >= rules.cases
        upper, p = _bound(rules, mean, phi, models.error[place], count, enough)
        answers.p[place] = p
        if math.isnan(upper):
            answers.status[place] = UNBOUNDED
            continue
        if not enough:
            answers.status[place] = FEW_CASES
            continue
        answers.status[place] = JUDGED
        answers.expected[place], answers.upper[place] = mean, upper
        answers.alarm[place] = count > upper
        if upper > mean:
            answers.score[place] = (count - mean) / (upper - mean)
        else:
            answers.score[place] = math.inf if count > upper else 0.0


@compiled
def _recent(counts: Floats, now: int, months: int, place: int) -> float:
    total = 0.0
    for row in range(max(now - months + 1, 0), now + 1):
        if not math.isnan(counts[row, place]):
            total += counts[row, place]
    return total


@compiled
def _bound(
    rules: Rules, mean: float, phi: float, error: float, count: float, enough: bool
) -> tuple[float, float]:
    """Give the upper bound and the chance of at least this count."""
    if rules.method == DELTA:
        return _normal_bound(rules, mean, phi, error, count)
    if rules.method == MUAN:
        mean = math.exp(math.log(mean) + rules.normal * error) if mean > 0 else math.inf
        if not mean < math.inf:
            return math.nan, math.nan
    return upper_and_p(mean, phi, count, rules.alpha if enough else 1.0, rules.normal)


@compiled
def _normal_bound(
    rules: Rules, mean: float, phi: float, error: float, count: float
) -> tuple[float, float]:
    """Judge the count to the power 2/3 as normal, with the error of the mean added (delta)."""
    if mean <= 0:
        return 0.0, 1.0 if count <= 0 else 0.0
    spread = math.sqrt(4 / 9 * mean ** (1 / 3) * (phi + error * error * mean))
    centre = mean ** (2 / 3)
    upper = (centre + rules.normal * spread) ** 1.5
    away = (count ** (2 / 3) - centre) / spread
    return upper, 0.5 * math.erfc(away / math.sqrt(2))
