"""Whether an answer changed between two waves."""

import math
from dataclasses import dataclass

from scipy.special import stdtrit

from safetystats.checks import confidence, positive
from safetystats.results import Interval, Verdict
from safetystats.survey.estimates import Estimate


@dataclass(frozen=True, slots=True)
class Change:
    """The difference between two waves, in the unit of the answer.

    `smallest_visible` is the size from which a difference between such waves is told from none.
    """

    difference: float
    standard_error: float
    interval: Interval
    smallest_visible: float
    margin: float
    verdict: Verdict


def change(before: Estimate, after: Estimate, *, margin: float, level: float = 0.95) -> Change:
    """Say whether a mean or share rose, fell or stayed between two waves.

    Meaning: the difference with a t interval (Welch). *Stable* when the whole interval lies
    within `margin` of no change, *rose* or *fell* when it lies on that side of no change, else
    *uncertain*. `margin` is the smallest difference that matters, in the unit of the answer.
    Assumptions: other respondents in each wave, drawn independently; the same question, asked
    in the same way. Of a panel the interval is too wide.
    Raises ValueError on a margin not above zero, a level outside 0 to 1, or two waves without
    any spread.
    Source: B. Welch (1947), Biometrika 34; F. Satterthwaite (1946), Biometrics Bulletin 2.

    >>> from safetystats.survey import summary
    >>> found = change(summary(7.6, 1.2, 200), summary(7.8, 1.2, 200), margin=0.1)
    >>> round(found.interval.low, 2), round(found.interval.high, 2), found.verdict.value
    (-0.04, 0.44, 'uncertain')
    >>> change(summary(7.6, 1.2, 600), summary(7.8, 1.2, 600), margin=0.1).verdict.value
    'rose'
    """
    matters = positive("margin", margin)
    parts = [(wave.standard_error**2, wave.degrees) for wave in (before, after)]
    variance = sum(part for part, _ in parts)
    if not variance:
        raise ValueError("two waves without any spread cannot be compared")
    error = math.sqrt(variance)
    degrees = variance**2 / sum(part**2 / freedom for part, freedom in parts)
    half = float(stdtrit(degrees, (1 + confidence(level)) / 2)) * error
    difference = after.value - before.value
    interval = Interval(low=difference - half, high=difference + half, level=level)
    return Change(difference, error, interval, half, matters, _verdict(interval, matters))


def _verdict(interval: Interval, margin: float) -> Verdict:
    if -margin <= interval.low and interval.high <= margin:
        return Verdict.STABLE
    if interval.low > 0:
        return Verdict.ROSE
    return Verdict.FELL if interval.high < 0 else Verdict.UNCERTAIN
