"""Whether a count rose or fell, said only as firmly as the counts allow."""

import math

from scipy.special import betainccinv, betaincinv

from safetystats.checks import confidence, positive, whole
from safetystats.results import Comparison, Interval, Verdict


def compare_counts(
    count: int,
    reference: int,
    *,
    exposure: float = 1.0,
    reference_exposure: float = 1.0,
    margin: float = 0.1,
    level: float = 0.95,
) -> Comparison:
    """Set a count against a reference count and say whether it rose, fell or stayed.

    Meaning: the ratio of two rates with an exact interval. `exposure` is what each count is
    taken over (residents, months); only their ratio matters.
    The verdict: *stable* when the whole interval lies within a factor 1 + `margin` of no change,
    *rose* or *fell* when the whole interval lies on that side of no change, else *uncertain*.
    Assumption: two independent Poisson counts. Conditional on their sum the first is binomial,
    so the interval is that of a binomial share turned into a ratio. Seasons, changed definitions
    and changed attention of the police are not accounted for.
    Raises ValueError on broken counts, exposures or margin, or a level outside 0 to 1.
    Source: J. Przyborowski, H. Wilenski (1940), Homogeneity of results in testing samples from
    Poisson series, Biometrika 31; C. Clopper, E. Pearson (1934), Biometrika 26.

    >>> compare_counts(1462, 1657, margin=0.05).verdict.value
    'fell'
    >>> compare_counts(6, 3).verdict.value
    'uncertain'
    """
    now, before = whole("count", count), whole("reference", reference)
    scale = positive("reference_exposure", reference_exposure) / positive("exposure", exposure)
    interval = _ratio_interval(now, before, scale=scale, level=confidence(level))
    return Comparison(
        count=now,
        reference=before,
        ratio=now / before * scale if before else None,
        interval=interval,
        margin=margin,
        verdict=verdict(interval, margin=margin),
    )


def verdict(ratio: Interval, *, margin: float) -> Verdict:
    """Say what may be said of a ratio: the one rule, for every comparison of this package.

    Meaning: as in `compare_counts`. Raises ValueError on a margin that is not above zero.

    >>> verdict(Interval(low=0.97, high=1.04, level=0.95), margin=0.05).value
    'stable'
    """
    factor = 1 + positive("margin", margin)
    if 1 / factor <= ratio.low and ratio.high <= factor:
        return Verdict.STABLE
    if ratio.low > 1:
        return Verdict.ROSE
    if ratio.high < 1:
        return Verdict.FELL
    return Verdict.UNCERTAIN


def _ratio_interval(now: int, before: int, *, scale: float, level: float) -> Interval:
    tail = (1 - level) / 2
    low = float(betaincinv(now, before + 1, tail)) if now else 0.0
    high = float(betainccinv(now + 1, before, tail)) if before else 1.0
    return Interval(low=_odds(low) * scale, high=_odds(high) * scale, level=level)


def _odds(share: float) -> float:
    return math.inf if share >= 1 else share / (1 - share)
