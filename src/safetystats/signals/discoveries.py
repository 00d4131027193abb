"""How many of many alarms are false: control over all series at once."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from safetystats.checks import confidence


def discoveries(p: ArrayLike, rate: float = 0.1) -> NDArray[np.bool_]:
    """Say which p-values stand when at most a share `rate` of those that do may be false.

    Meaning: with 850,000 series and a chance of 0.005 each, 4,250 alarms say nothing. Of what is
    returned as true, at most a share `rate` is expected to be chance. An alarm that is not among
    them is not refuted; it is one of many that size.
    Shapes: `p` of any shape, all that was judged together; the answer has the same shape. NaN was
    not judged: it does not count and is False.
    Assumption: series are independent, or depend on each other positively, as neighbouring areas
    do. Give the p-value of every judged series, not of the alarms only: the share is taken over
    what was tried. Counts make p-values discrete: at no true signal they are too large rather than
    too small, so that the share of false ones is below `rate`, the more so the smaller the counts.
    Raises ValueError when a p-value lies outside 0 to 1, or `rate` is not strictly between.
    Source: Y. Benjamini, Y. Hochberg (1995), Controlling the false discovery rate, Journal of the
    Royal Statistical Society B 57; for dependence Y. Benjamini, D. Yekutieli (2001), Annals of
    Statistics 29.

    >>> discoveries([0.001, 0.03, 0.9, float("nan"), 0.04], rate=0.1).tolist()
    [True, True, False, False, True]
    """
    values = np.asarray(p, dtype=np.float64)
    share = confidence(rate, name="rate")
    judged = values[~np.isnan(values)]
    if np.any((judged < 0) | (judged > 1)):
        raise ValueError("p must lie between 0 and 1, NaN where nothing was judged")
    ranked = np.sort(judged)
    lines = share * np.arange(1, ranked.size + 1) / max(ranked.size, 1)
    below = np.flatnonzero(ranked <= lines)
    if not below.size:
        return np.zeros(values.shape, dtype=np.bool_)
    with np.errstate(invalid="ignore"):
        stand: NDArray[np.bool_] = values <= ranked[below[-1]]
    return stand
