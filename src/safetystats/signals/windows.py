"""Which time points the model looks back on, and which level of the season each belongs to."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from safetystats.checks import whole


class Window(NamedTuple):
    """The past that one judged time point is set against.

    `rows` are the time points, level by level of the season, oldest first; those of level l begin
    at `starts[l]`. `times` is their distance to the middle of the window, and `oldest` the least;
    they lie `years` whole periods, less than `span`, and `months` time points after it. `own` is
    the level of the judged time point `now`, which lies `ahead` on the scale of `times`.
    """

    rows: NDArray[np.int64]
    starts: NDArray[np.int64]
    times: NDArray[np.float64]
    years: NDArray[np.int64]
    months: NDArray[np.int64]
    oldest: float
    span: int
    period: int
    depth: int
    own: int
    ahead: float
    now: int


class Past(NamedTuple):
    """How far back to look, and what to leave out, in time points and years."""

    period: int
    years_back: int
    half_window: int
    levels: int
    past_excluded: int

    def checked(self) -> "Past":
        """Return itself, or raise ValueError when no window can be made with it."""
        least = {"period": 2, "years_back": 1, "half_window": 0, "levels": 1, "past_excluded": 0}
        for name, value in zip(self._fields, self, strict=True):
            whole(name, value, least=least[name])
        between = self.period - 2 * self.half_window - 1
        if between < self.levels - 1:
            raise ValueError(
                f"levels ({self.levels}) must leave a time point for each: between the half windows"
                f" ({self.half_window}) of a period of {self.period} lie {max(between, 0)}"
            )
        return self


def window(at: int, past: Past) -> Window:
    """Lay out the past of time point `at`.

    Around the same time point of each earlier year lies a stretch of `half_window` on both sides:
    the level of the judged time point. What lies between two stretches is divided into the other
    `levels - 1`, as equal as can be, the first ones one longer. With one level only the stretches
    count. The last `past_excluded` time points stay out. The oldest stretch may be cut by the
    start of the series.
    Raises ValueError when the series does not reach back far enough, or nothing is left.
    Source: A. Noufaily et al. (2013), Statistics in Medicine 32, section 3.1.
    """
    if at < past.period * past.years_back:
        raise ValueError(
            f"at {at} has no {past.years_back} years before it: it must be at least"
            f" {past.period * past.years_back}"
        )
    labels = _labels(at, past)
    rows = np.flatnonzero(labels >= 0)
    if not rows.size:
        raise ValueError(f"past_excluded ({past.past_excluded}) leaves no past to look back on")
    first, middle = rows[0], (rows[0] + rows[-1]) / 2
    rows = rows[np.argsort(labels[rows], kind="stable")]
    years, months = np.divmod(rows - first, past.period)
    return Window(
        rows=rows,
        starts=np.searchsorted(labels[rows], np.arange(past.levels + 1)),
        times=rows - middle,
        years=years,
        months=months,
        oldest=float(first - middle),
        span=int(years[rows.argmax()]) + 1,
        period=past.period,
        depth=past.levels,
        own=past.levels - 1,
        ahead=float(at - middle),
        now=at,
    )


def _labels(at: int, past: Past) -> NDArray[np.int64]:
    labels = np.full(at + 1, -1, dtype=np.int64)
    half, others = past.half_window, past.levels - 1
    labels[at - half :] = others
    for year in range(1, past.years_back + 1):
        anchor = at - past.period * year
        labels[max(anchor - half, 0) : anchor + half + 1] = others
        if others:
            between = np.arange(past.period - 2 * half - 1)
            size, longer = divmod(between.size, others)
            sizes = size + (np.arange(others) < longer)
            labels[between + anchor + half + 1] = np.repeat(np.arange(others), sizes)
    labels[at - past.past_excluded :] = -1
    return labels
