"""Which counts are higher than their own past explains, for all series of a country at once."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri, stdtrit

from safetystats.checks import confidence, positive, whole
from safetystats.signals.blocks import by_time, counts_by_time, in_blocks, places_of, series_of
from safetystats.signals.results import Signals
from safetystats.signals.windows import Past, Window, window

if TYPE_CHECKING:
    from safetystats.signals.judging import Rules

_METHODS = ("nbPlugin", "muan", "delta")


def farrington_flexible(  # noqa: PLR0913 - the options of farringtonFlexible in R
    counts: ArrayLike,
    *,
    at: int | Sequence[int],
    period: int = 12,
    years_back: int = 5,
    half_window: int = 1,
    levels: int = 10,
    past_excluded: int = 6,
    trend: bool = True,
    trend_p: float = 1.0,
    reweight: bool = True,
    weights_threshold: float = 2.58,
    alpha: float = 0.005,
    method: str = "nbPlugin",
    min_cases: tuple[int, int] = (5, 4),
    population: ArrayLike | None = None,
) -> Signals:
    """Judge counts against what their own past leads to expect.

    Meaning: a quasi-Poisson model of the past of each series (levels of the season, one slope,
    past outbreaks weighed down) gives the expected count, and a bound that is passed with chance
    `alpha` when nothing is going on. An alarm is a count above the bound.
    Shapes: `counts` is [series, time], of whole numbers, NaN for a missing month, in any type and
    memory order; `at` holds the zero-based time points to judge. The answer holds arrays
    [series, len(at)]. Unit: counts per time point; `period` time points make a year.
    Options: `years_back` years, `half_window` time points around the same season, `levels` of the
    season, the last `past_excluded` time points left out; `trend` with a slope that is used when
    its p-value is below `trend_p`, there are three years, and it does not point above all of the
    past; `reweight` with Anscombe residuals above `weights_threshold` weighed down; `method`
    `nbPlugin` (bound of a negative binomial at the expected count), `muan` (at the upper bound of
    the expected count) or `delta` (normal after the power 2/3); `min_cases` (n, m): no judgement
    below n cases in the last m time points; `population`: residents, of a shape that broadcasts
    to that of `counts`, as what the counts are taken over (a month without is missing).
    Assumption: months are independent given their means; the past, outbreaks weighed down, is
    what the future would be. A change of definition or of attention looks like an outbreak.
    After reweighting the error of the slope and of the mean is that of R's surveillance 1.20.3,
    which leaves out the mean from the weights; it plays no part in `nbPlugin` at `trend_p` 1.
    Raises ValueError on negative or broken counts, mismatched shapes, options out of range,
    levels that do not fit between the windows, or time points with too short a past.
    Source: A. Noufaily, D. Enki, P. Farrington, P. Garthwaite, N. Andrews, A. Charlett (2013), An
    improved algorithm for outbreak detection in multiple surveillance systems, Statistics in
    Medicine 32; M. Salmon, D. Schumacher, M. Höhle (2016), Journal of Statistical Software 70.

    >>> calm = np.random.default_rng(7).poisson(4.0, size=(3, 73))
    >>> calm[1, 72] = 14
    >>> signals = farrington_flexible(calm, at=72)
    >>> signals.alarm[:, 0].tolist()
    [False, True, False]
    """
    series = series_of(counts)
    past = Past(period, years_back, half_window, levels, past_excluded).checked()
    windows = [window(place, past) for place in places_of(at, series.shape[1])]
    slope = (bool(trend) and years_back >= 3, _share("trend_p", trend_p))
    rules = _rules(
        slope=slope,
        threshold=positive("weights_threshold", weights_threshold) if reweight else math.inf,
        alpha=confidence(alpha, name="alpha"),
        method=method,
        min_cases=min_cases,
        longest=max(place.rows.size for place in windows),
    )
    return _judged(series, _population(population, series), windows, rules)


def _share(name: str, value: float) -> float:
    if not 0 <= value <= 1:
        raise ValueError(f"{name} must lie between 0 and 1, not {value}")
    return float(value)


def _population(
    population: ArrayLike | None, series: NDArray[np.generic]
) -> NDArray[np.generic] | None:
    if population is None:
        return None
    people = np.asarray(population)
    if people.dtype.kind not in "iuf":
        raise ValueError("population must hold numbers")
    if not np.all((people > 0) & (people < math.inf) | np.isnan(people)):
        raise ValueError("population must be finite and above zero; NaN where it is not known")
    try:
        return np.broadcast_to(people, series.shape)
    except ValueError:
        raise ValueError(
            f"population of shape {people.shape} does not fit counts of shape {series.shape}"
        ) from None


def _rules(
    *,
    slope: tuple[bool, float],
    threshold: float,
    alpha: float,
    method: str,
    min_cases: tuple[int, int],
    longest: int,
) -> "Rules":
    from safetystats.signals.judging import Rules

    if method not in _METHODS:
        raise ValueError(f"method must be one of {', '.join(_METHODS)}, not {method!r}")
    wanted, trend_p = slope
    critical = np.full(longest + 1, -1.0)
    if trend_p < 1:
        critical[1:] = stdtrit(np.arange(1, longest + 1), 1 - trend_p / 2)
        critical[0] = 0.0
    return Rules(
        trend=wanted,
        critical=critical,
        threshold=threshold,
        alpha=alpha,
        normal=float(ndtri(1 - alpha)),
        method=_METHODS.index(method),
        cases=float(whole("min_cases[0]", min_cases[0])),
        months=whole("min_cases[1]", min_cases[1], least=1),
    )


def _judged(
    series: NDArray[np.generic],
    population: NDArray[np.generic] | None,
    windows: list[Window],
    rules: "Rules",
) -> Signals:
    """Judge the series in blocks, two or more at once: memory grows with the answers only."""
    from safetystats.signals.judging import Answers, judge

    figures = np.empty((5, len(windows), series.shape[0]))
    flags = np.empty((2, len(windows), series.shape[0]), dtype=np.bool_)
    status = np.empty((len(windows), series.shape[0]), dtype=np.int8)

    def judge_block(block: slice) -> None:
        counts = counts_by_time(series[block])
        people = np.empty((0, 0)) if population is None else by_time(population[block])
        for place, past in enumerate(windows):
            answers = (*figures[:, place, block], *flags[:, place, block], status[place, block])
            judge(counts, people, past, rules, Answers(*answers))

    in_blocks(judge_block, series.shape)
    expected, upper, phi, p, score = figures.transpose(0, 2, 1)
    trend_used, alarm = flags.transpose(0, 2, 1)
    return Signals(expected, upper, phi, p, score, trend_used, alarm, status.T)
