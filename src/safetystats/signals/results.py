"""What a judgement of many series answers with."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray


class Status(IntEnum):
    """Why a cell has an answer or none."""

    JUDGED = 0
    FEW_CASES = 1
    MISSING = 2
    SHORT_HISTORY = 3
    UNBOUNDED = 4


@dataclass(frozen=True, slots=True)
class Signals:
    """The judgement of each series at each time point: arrays [series, time points judged].

    `expected` and `upper` are counts; `phi` is the variance over the mean, at least 1; `p` is the
    chance of at least the count when nothing is going on; `score` is the excess over the expected
    count as a share of the room up to the bound, so that it is above 1 for an alarm (infinite where
    the bound leaves no room). What has no
    answer is NaN, no alarm, and `status` says why:
    JUDGED; FEW_CASES (fewer recent cases than `min_cases`: `p` and `phi` are still given);
    MISSING (the count, or the number of residents, is not known); SHORT_HISTORY (too few known
    months for a model, or none in the season of the judged one); UNBOUNDED (`muan` on a season
    without cases: the mean has no upper bound).
    """

    expected: NDArray[np.float64]
    upper: NDArray[np.float64]
    phi: NDArray[np.float64]
    p: NDArray[np.float64]
    score: NDArray[np.float64]
    trend_used: NDArray[np.bool_]
    alarm: NDArray[np.bool_]
    status: NDArray[np.int8]
