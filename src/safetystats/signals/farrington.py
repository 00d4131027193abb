"""Which counts are higher than their own past explains, for all series of a country at once.

The options of `farrington_flexible`, which are those of farringtonFlexible in R:
`period` time points make a year. Of the last `years_back` years, the time points around the same
season (`half_window` on both sides) form one of `levels` levels; the others share what lies in
between. The last `past_excluded` time points are left out.
`trend` allows a slope, used when its p-value is below `trend_p`, there are three years, and it does
not point above all of the past. `reweight` fits again with months whose Anscombe residual is above
`weights_threshold` weighed down. `method`: `nbPlugin` (bound of a negative binomial at the expected
count), `muan` (at the upper bound of the expected count), `delta` (normal after the power 2/3).
`min_cases` (n, m): no judgement below n cases in the last m time points. `population`: residents,
in a shape that broadcasts to that of the counts; a month without is missing.
After reweighting the error of the slope and of the mean is that of R's surveillance 1.20.3, which
leaves the mean out of the weights; it plays no part in `nbPlugin` with `trend_p` 1.
"""

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
    from safetystats.signals.waves import Rules

_METHODS = ("nbPlugin", "muan", "delta")


def farrington_flexible(  # noqa: PLR0913 - the options of farringtonFlexible in R
    counts: ArrayLike, *, at: int | Sequence[int], period: int = 12, years_back: int = 5,
    half_window: int = 1, levels: int = 10, past_excluded: int = 6, trend: bool = True,
    trend_p: float = 1.0, reweight: bool = True, weights_threshold: float = 2.58,
    alpha: float = 0.005, method: str = "nbPlugin", min_cases: tuple[int, int] = (5, 4),
    population: ArrayLike | None = None,
) -> Signals:  # fmt: skip
    """Judge counts against what their own past leads to expect.

    Meaning: a quasi-Poisson model of each series' past (levels of the season, one slope, outbreaks
    weighed down) gives the expected count, and a bound that is passed with chance `alpha` when
    nothing is going on. An alarm is a count above it. The options are at the top of this module.
    Shapes: `counts` is [series, time], whole numbers per time point in any type and memory order,
    NaN for a missing one; `at` the zero-based time points to judge. Answers: [series, len(at)].
    Assumption: months are independent given their means, and go on as the past did. A change of
    definition or of attention looks like an outbreak.
    Raises ValueError on negative or broken counts, mismatched shapes, options out of range, levels
    that do not fit between the windows, or time points with too short a past.
    Source: A. Noufaily et al. (2013), An improved algorithm for outbreak detection in multiple
    surveillance systems, Statistics in Medicine 32; M. Salmon et al. (2016), J. Stat. Software 70.

    >>> calm = np.random.default_rng(7).poisson(4.0, size=(3, 73))
    >>> calm[1, 72] = 14
    >>> farrington_flexible(calm, at=72).alarm[:, 0].tolist()
    [False, True, False]
    """
    series = series_of(counts)
    past = Past(period, years_back, half_window, levels, past_excluded).checked()
    windows = [window(place, past) for place in places_of(at, series.shape[1])]
    threshold = positive("weights_threshold", weights_threshold) if reweight else math.inf
    slope = (bool(trend) and years_back >= 3, _share("trend_p", trend_p))
    rules = _rules(slope, threshold, confidence(alpha, name="alpha"), method, min_cases, windows)
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
    slope: tuple[bool, float],
    threshold: float,
    alpha: float,
    method: str,
    min_cases: tuple[int, int],
    windows: list[Window],
) -> "Rules":
    from safetystats.signals.waves import Rules

    if method not in _METHODS:
        raise ValueError(f"method must be one of {', '.join(_METHODS)}, not {method!r}")
    wanted, trend_p = slope
    longest = max(place.rows.size for place in windows)
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
