"""Judges blocks of series: the model of each lane, then the bound, the tail and the alarm."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from safetystats.signals.compiled import compiled
from safetystats.signals.fitting import fit, raw_dispersion
from safetystats.signals.lanes import LANES, Fits, Floats, Lanes, Levels, Scratch, survey
from safetystats.signals.tails import upper_and_p
from safetystats.signals.windows import Window

NB_PLUGIN, MUAN, DELTA = 0, 1, 2
JUDGED, FEW_CASES, MISSING, SHORT_HISTORY, UNBOUNDED = 0, 1, 2, 3, 4


class Rules(NamedTuple):
    """How to judge. `critical` is the bound of |t| for the slope, by degrees of freedom."""

    trend: bool
    critical: Floats
    threshold: float
    alpha: float
    normal: float
    method: int
    cases: float
    months: int


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


class Models(NamedTuple):
    """The model that each lane is judged with, and the residents now: arrays [lane]."""

    residents: Floats
    mean: Floats
    phi: Floats
    error: Floats
    trend_used: NDArray[np.bool_]


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
    width, length, depth = LANES, window.rows.size, window.depth
    rows, grid, lane = (
        np.ones((7, length, width)),
        np.ones((13, depth, width)),
        np.ones((24, width)),
    )
    lanes = Lanes(rows[0], rows[1], rows[2], rows[3], rows[4], rows[5], rows[6])
    levels = Levels(
        grid[0], grid[1], grid[2], grid[3], grid[4], grid[5], grid[6], grid[7], grid[8], grid[9],
        grid[10], grid[11], grid[12],
    )  # fmt: skip
    fits = Fits(
        lane[0], lane[1], lane[2], lane[3], lane[4], lane[5], lane[6], lane[7], lane[8], lane[9],
        lane[10], lane[11], lane[12], lane[13], lane[14], lane[15], lane[16], lane[17],
    )  # fmt: skip
    scratch = Scratch(
        lane[18], lane[19], lane[20], lane[21], lane[22], lane[23], np.ones(width, dtype=np.int64)
    )
    models = Models(
        np.ones(width),
        np.empty(width),
        np.empty(width),
        np.empty(width),
        np.empty(width, dtype=np.bool_),
    )
    for start in range(0, counts.shape[1], width):
        _gather(counts, people, window, lanes, start)
        survey(window, lanes, levels, fits)
        if people.shape[1]:
            for place in range(min(width, counts.shape[1] - start)):
                models.residents[place] = people[window.now, start + place]
        _choose(window, rules, lanes, levels, fits, scratch, models)
        for place in range(min(width, counts.shape[1] - start)):
            known = levels.months[window.own, place] > 0 and fits.freedom[place] > 0
            _answer(counts, window, rules, models, answers, start, place, known)


@compiled
def _gather(counts: Floats, people: Floats, window: Window, lanes: Lanes, start: int) -> None:
    width = min(LANES, counts.shape[1] - start)
    for row in range(window.rows.size):
        place = window.rows[row]
        for lane in range(LANES):
            count, residents = math.nan, 1.0
            if lane < width:
                count = counts[place, start + lane]
                if people.shape[1]:
                    residents = people[place, start + lane]
            known = not math.isnan(count) and not math.isnan(residents)
            lanes.known[row, lane] = 1.0 if known else 0.0
            count, residents = (count, residents) if known else (0.0, 1.0)
            lanes.counts[row, lane], lanes.people[row, lane] = count, residents
            working = math.log((count + 0.1) / residents)
            lanes.starts[row, lane] = (count + 0.1) * working - 0.1
            lanes.entropies[row, lane] = count * math.log(count / residents) if count > 0 else 0.0


@compiled
def _choose(
    window: Window,
    rules: Rules,
    lanes: Lanes,
    levels: Levels,
    fits: Fits,
    scratch: Scratch,
    models: Models,
) -> None:
    """Fit with a slope where one is wanted, and without it where it does not hold."""
    models.trend_used[:] = False
    if rules.trend:
        fit(window, lanes, levels, fits, scratch, True, rules.threshold)
        if rules.threshold < math.inf and (rules.critical[0] >= 0 or rules.method != NB_PLUGIN):
            raw_dispersion(window, lanes, levels, fits)
        _predict(window, levels, fits, models)
        open_lanes = False
        for lane in range(LANES):
            models.trend_used[lane] = _slope_holds(window, rules, lanes, fits, models, lane)
            open_lanes = open_lanes or not models.trend_used[lane]
        if not open_lanes:
            return
    fit(window, lanes, levels, fits, scratch, False, rules.threshold)
    if rules.method != NB_PLUGIN and rules.threshold < math.inf:
        raw_dispersion(window, lanes, levels, fits)
    _predict(window, levels, fits, models)


@compiled
def _predict(
    window: Window,
    levels: Levels,
    fits: Fits,
    models: Models,
) -> None:
    """Set the mean and its standard error on the log scale at the judged time point."""
    for lane in range(LANES):
        if models.trend_used[lane]:
            continue
        mean = levels.rate[window.own, lane] * math.exp(fits.slope[lane] * window.ahead)
        mean *= models.residents[lane]
        spread = 1 / levels.fitted[window.own, lane]
        if fits.sloped[lane] > 0:
            away = window.ahead - levels.centre[window.own, lane]
            spread += away * away / fits.information[lane]
        models.mean[lane] = mean
        models.phi[lane] = fits.phi[lane]
        models.error[lane] = math.sqrt(fits.raw[lane] * spread / fits.stretch[lane])


@compiled
def _slope_holds(
    window: Window, rules: Rules, lanes: Lanes, fits: Fits, models: Models, lane: int
) -> bool:
    """Say whether the slope is estimable, significant, and does not point above all of the past."""
    freedom = fits.freedom[lane] - 1
    if fits.sloped[lane] == 0 or fits.settled[lane] == 0 or freedom < 1:
        return False
    most = 0.0
    for row in range(window.rows.size):
        most = max(most, lanes.counts[row, lane])
    if models.mean[lane] > most * (1 + 1e-9):
        return False
    critical = rules.critical[int(freedom)]
    if critical < 0:
        return True
    error = math.sqrt(fits.raw[lane] / (fits.stretch[lane] * fits.information[lane]))
    return bool(abs(fits.slope[lane]) > critical * error)


@compiled
def _answer(
    counts: Floats,
    window: Window,
    rules: Rules,
    models: Models,
    answers: Answers,
    start: int,
    lane: int,
    known: bool,
) -> None:
    place = start + lane
    count, mean, phi = counts[window.now, place], models.mean[lane], models.phi[lane]
    answers.expected[place] = answers.upper[place] = answers.phi[place] = math.nan
    answers.p[place] = answers.score[place] = math.nan
    answers.trend_used[place] = answers.alarm[place] = False
    if math.isnan(count) or (math.isnan(mean) and known):
        answers.status[place] = MISSING
        return
    if not known:
        answers.status[place] = SHORT_HISTORY
        return
    answers.phi[place], answers.trend_used[place] = phi, models.trend_used[lane]
    recent = 0.0
    for row in range(max(window.now - rules.months + 1, 0), window.now + 1):
        if not math.isnan(counts[row, place]):
            recent += counts[row, place]
    enough = recent >= rules.cases
    upper, p = _bound(rules, mean, phi, models.error[lane], count, enough)
    answers.p[place] = p
    if math.isnan(upper):
        answers.status[place] = UNBOUNDED
        return
    if not enough:
        answers.status[place] = FEW_CASES
        return
    answers.status[place] = JUDGED
    answers.expected[place], answers.upper[place] = mean, upper
    answers.alarm[place] = count > upper
    if upper > mean:
        answers.score[place] = (count - mean) / (upper - mean)
    else:
        answers.score[place] = math.inf if count > upper else 0.0


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
