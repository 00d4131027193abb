"""Before and after, here and elsewhere: difference in differences, and what placebos say of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict, Unpack

import numpy as np
from numpy.typing import ArrayLike, NDArray

from safetystats.checks import whole
from safetystats.trend.loglinear import Numbers, Series
from safetystats.trend.peers import Difference, LogChanges, difference, log_changes, pooled


class Setting(TypedDict, total=False):
    """What else may be said of a comparison; as in `safetystats.trend.changes`."""

    period: int
    exposure: ArrayLike | None
    margin: float
    level: float


@dataclass(frozen=True, slots=True, eq=False)
class Placebos:
    """The effect that each area without the action would have had, beside that of the action.

    `ratios` per area without the action; `p` the share of all areas, the real one included,
    whose effect is at least as far from 1. It can never be below `least_p`.
    """

    ratio: float
    ratios: Numbers
    p: float
    least_p: float


def difference_in_differences(
    counts: ArrayLike, *, treated: Sequence[int], start: int, **setting: Unpack[Setting]
) -> Difference:
    """Give the change where the action was, divided by the change where it was not.

    Shapes: `counts` [area, time], NaN for unknown; `treated` the rows with the action; the
    action begins at place `start` in time. At least three areas without it, two years known.
    Assumption: without the action, treated areas would have changed as the others did, apart
    from differences as large as the others show among themselves (these widen the interval);
    the action did not spill over. See `placebo_in_time` for a check of the first.
    Raises ValueError on broken input, or too few areas or months.
    Source: J. Angrist, J.-S. Pischke (2009), Mostly Harmless Econometrics, chapter 5; for the
    differences between areas see `safetystats.trend.against_peers`.

    >>> town = [[20] * 36, [31] * 36, [12] * 36, [25] * 36, [40] * 24 + [20] * 12]
    >>> effect = difference_in_differences(town, treated=[4], start=24)
    >>> round(effect.ratio, 2), effect.verdict.value
    (0.5, 'fell')
    """
    found, own = _found(counts, treated, start, setting)
    return difference(
        found, own, margin=setting.get("margin", 0.1), level=setting.get("level", 0.95)
    )


def placebo_in_time(
    counts: ArrayLike,
    *,
    treated: Sequence[int],
    start: int,
    pretended: int,
    **setting: Unpack[Setting],
) -> Difference:
    """Give the effect of an action that was not there: as if it began earlier, at `pretended`.

    Meaning: only time before the real `start` is used. An effect here says that the areas did
    not run in parallel, and that the real one cannot be trusted. Shapes, errors and source: as
    for `difference_in_differences`.

    >>> town = [[20] * 48, [31] * 48, [12] * 48, [25] * 48, [40] * 36 + [20] * 12]
    >>> placebo_in_time(town, treated=[4], start=36, pretended=24, margin=0.5).verdict.value
    'stable'
    """
    if not 0 < whole("pretended", pretended) < whole("start", start):
        raise ValueError("pretended must lie after the first month and before start")
    known = np.atleast_1d(counts)[..., :start]
    exposure = setting.get("exposure")
    if exposure is not None:
        setting["exposure"] = np.atleast_1d(exposure)[..., :start]
    return difference_in_differences(known, treated=treated, start=pretended, **setting)


def placebos_in_space(
    counts: ArrayLike, *, treated: Sequence[int], start: int, **setting: Unpack[Setting]
) -> Placebos:
    """Give the effect that each area without the action would have had, and the rank of the real.

    Meaning: a test that leans on no distribution. Each area without the action is set against
    the others without it; the real effect counts only as far as it is larger than these.
    Assumption: areas are alike in how much they vary; a small area varies more, so compare areas
    of like size. Shapes, errors and source: as for `difference_in_differences`.

    >>> town = [[20] * 36, [31] * 36, [12] * 36, [25] * 36, [40] * 24 + [20] * 12]
    >>> placebos_in_space(town, treated=[4], start=24).p
    0.2
    """
    found, own = _found(counts, treated, start, setting)
    others = np.flatnonzero(~own)
    pretended = np.array([_effect(found, np.array([area]), others) for area in others])
    real = _effect(found, np.flatnonzero(own), others)
    as_far = int(np.count_nonzero(np.abs(pretended) >= abs(real) - 1e-12))
    return Placebos(
        ratio=float(np.exp(real)),
        ratios=np.exp(pretended),
        p=(1 + as_far) / (1 + len(others)),
        least_p=1 / (1 + len(others)),
    )


def _found(
    counts: ArrayLike, treated: Sequence[int], start: int, setting: Setting
) -> tuple[LogChanges, NDArray[np.bool_]]:
    series = Series.of(counts, setting.get("exposure"), setting.get("period", 12))
    areas, time = series.counts.shape
    places = [whole("treated", place) for place in treated]
    if not places or max(places) >= areas or areas - len(set(places)) < 3:
        raise ValueError("treated must name rows of counts, and leave at least three others")
    if not 0 < whole("start", start) < time:
        raise ValueError(f"start must lie after the first and before the last of {time} places")
    own = np.isin(np.arange(areas), places)
    return log_changes(series, range(start), range(start, time)), own


def _effect(found: LogChanges, own: NDArray[np.intp], others: NDArray[np.intp]) -> float:
    rest = np.setdiff1d(others, own)
    means = [pooled(found.change[areas], found.variance[areas]).mean for areas in (own, rest)]
    return means[0] - means[1]
