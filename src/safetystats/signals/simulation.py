"""Series in which nothing happens, to measure how often a method still raises an alarm."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from safetystats.checks import positive, whole


def null_series(
    rng: np.random.Generator,
    means: ArrayLike,
    months: int,
    *,
    dispersion: float = 1.0,
    season: float = 0.0,
    growth: float = 0.0,
) -> NDArray[np.int64]:
    """Draw series of counts without any outbreak.

    Meaning: month `t` has mean `mean * (1 + growth)**(t / 12) * (1 + season * cos(2 pi t / 12))`
    and variance `dispersion` times that mean: Poisson at 1, negative binomial above.
    Shapes: `means` is [series], events a month; the answer is [series, months].
    Assumption: months are independent of each other given their means.
    Raises ValueError when a mean is negative or not finite, `months` is below 1, `dispersion` is
    below 1, `season` lies outside 0 to 1, or `growth` is -1 or less.
    Source: the set-up of A. Noufaily et al. (2013), Statistics in Medicine 32, section 3.

    >>> series = null_series(np.random.default_rng(1), [0.5, 20.0], 24, season=0.3)
    >>> series.shape, bool(series[1].mean() > series[0].mean())
    ((2, 24), True)
    """
    level = np.asarray(means, dtype=np.float64)
    if level.ndim != 1 or not np.all(np.isfinite(level) & (level >= 0)):
        raise ValueError("means must be one row of finite numbers from 0")
    if positive("dispersion", dispersion) < 1:
        raise ValueError(f"dispersion must be at least 1, not {dispersion}")
    if not 0 <= season <= 1:
        raise ValueError(f"season must lie between 0 and 1, not {season}")
    time = np.arange(whole("months", months, least=1))
    course = positive("1 + growth", 1 + growth) ** (time / 12) * (
        1 + season * np.cos(2 * np.pi * time / 12)
    )
    mean = level[:, np.newaxis] * course
    if dispersion == 1:
        return rng.poisson(mean)
    # A gamma of shape 0 is refused by NumPy where the mean is 0; Poisson of 0 is what it means.
    size = np.maximum(mean / (dispersion - 1), np.finfo(np.float64).tiny)
    return rng.poisson(rng.gamma(size) * (dispersion - 1))
