"""Why registrations changed: more crime, more reporting, or more recording and attention.

Registrations per resident = incidence x share that victims report x what the police make of it.
A victim survey measures the first two; the police figures divided by them give the third.
"""

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from safetystats.checks import confidence, positive, whole
from safetystats.compare import verdict
from safetystats.results import Interval, Verdict

# Rows of the design: registrations, incidence, reporting, recording, in logs of the three measured.
_PARTS = np.array([[1.0, 0, 0], [0, 1, 0], [0, 0, 1], [1, -1, -1]])
_NORMAL_80 = float(ndtri(0.8))


@dataclass(frozen=True, slots=True)
class Wave:
    """What is known of one period: police figures and a survey about the same offences.

    `registrations` by the police and the `residents` among whom; `incidence` events per resident
    according to victims, told to the police or not; `reported` the share of those that was told.
    The errors are standard errors (with the design of the survey in them); `correlation` is that
    of the two survey errors, of which most surveys say nothing (0).
    """

    registrations: int
    residents: int
    incidence: float
    incidence_error: float
    reported: float
    reported_error: float
    correlation: float = 0.0


class Reading(StrEnum):
    """What may be said of why registrations did or did not change.

    REAL: incidence moved the same way. APPARENT: registrations moved and incidence stayed or went
    the other way. HIDDEN: incidence moved and registrations stayed. STEADY: neither moved.
    """

    REAL = "real"
    APPARENT = "apparent"
    HIDDEN = "hidden"
    STEADY = "steady"
    CANNOT_TELL = "cannot tell"


@dataclass(frozen=True, slots=True)
class Part:
    """A factor in the change, with its interval and what may be said of it."""

    ratio: float
    interval: Interval
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Decomposition:
    """Registrations per resident as the product of three parts, and how to read them.

    `visible_incidence` is the factor by which incidence would have to rise for these surveys to
    show it with a chance of 80 %: the reader sees why the data may not tell.
    """

    registrations: Part
    incidence: Part
    reporting: Part
    recording: Part
    reading: Reading
    visible_incidence: float

    @property
    def causes(self) -> tuple[str, ...]:
        """The parts that surely moved the way the registrations did."""
        way = self.registrations.verdict
        if way not in {Verdict.ROSE, Verdict.FELL}:
            return ()
        parts = ("incidence", "reporting", "recording")
        return tuple(name for name in parts if getattr(self, name).verdict is way)


def decompose(
    before: Wave,
    after: Wave,
    *,
    dispersion: float = 1.0,
    overlap: float = 0.0,
    margin: float = 0.1,
    level: float = 0.95,
) -> Decomposition:
    """Split the change in registrations per resident into incidence, reporting and recording.

    Units: factors. `dispersion` as in `safetystats.trend.changes`; `overlap` the correlation of
    the errors of the two waves (0 for fresh samples). Method: delta method on the log scale.
    Assumption: the survey speaks of the same offences, places and months in both waves. What it
    never covers (firms, visitors, children) falls under recording, and drops out of the change
    only where its share stayed the same.
    Raises ValueError on counts below 1, estimates out of range or errors not above zero.
    Source: A. Biderman, J. Lynch (1991), Understanding Crime Incidence Statistics.

    >>> was = Wave(5_200, 60_000, 0.20, 0.006, 0.33, 0.012)
    >>> now = Wave(6_500, 60_000, 0.20, 0.006, 0.42, 0.012)
    >>> found = decompose(was, now, margin=0.15)
    >>> found.reading.value, found.causes
    ('apparent', ('reporting',))
    """
    share, bound = confidence(level), positive("margin", margin)
    shift = _PARTS @ (_logs("after", after) - _logs("before", before))
    errors = _covariance(before, after, positive("dispersion", dispersion), overlap)
    deviations = np.sqrt(np.einsum("pi,ij,pj->p", _PARTS, errors, _PARTS))
    width = float(ndtri((1 + share) / 2))
    registered, happened, told, noted = (
        _part(centre, width * deviation, level=share, margin=bound)
        for centre, deviation in zip(shift.tolist(), deviations.tolist(), strict=True)
    )
    return Decomposition(
        *(registered, happened, told, noted),
        reading=_reading(registered.verdict, happened.verdict),
        visible_incidence=math.exp((width + _NORMAL_80) * float(deviations[1])),
    )


def _logs(name: str, wave: Wave) -> NDArray[np.float64]:
    """Check a wave, and give the logs of registrations per resident, incidence and reporting."""
    registered = whole(f"{name}.registrations", wave.registrations, least=1)
    residents = whole(f"{name}.residents", wave.residents, least=1)
    for field in ("incidence_error", "reported_error"):
        positive(f"{name}.{field}", getattr(wave, field))
    reported = positive(f"{name}.reported", wave.reported)
    if reported > 1:
        raise ValueError(f"{name}.reported must be a share, not {reported}")
    if not -1 < wave.correlation < 1:
        raise ValueError(f"{name}.correlation must lie between -1 and 1, not {wave.correlation}")
    return np.log([registered / residents, positive(f"{name}.incidence", wave.incidence), reported])


def _covariance(
    before: Wave, after: Wave, dispersion: float, overlap: float
) -> NDArray[np.float64]:
    """Give the covariance of the three log changes."""
    if not 0 <= overlap < 1:
        raise ValueError(f"overlap must lie from 0 up to 1, not {overlap}")
    total = np.zeros((3, 3))
    total[0, 0] = max(dispersion, 1.0) * (1 / before.registrations + 1 / after.registrations)
    survey = [_relative_errors(wave) for wave in (before, after)]
    for wave, errors in zip((before, after), survey, strict=True):
        alike = np.array([[1.0, wave.correlation], [wave.correlation, 1.0]])
        total[1:, 1:] += np.outer(errors, errors) * alike
    # Panels: an estimate that was too high before is likely to be so again, and drops out.
    total[[1, 2], [1, 2]] -= 2 * overlap * survey[0] * survey[1]
    return total


def _relative_errors(wave: Wave) -> NDArray[np.float64]:
    return np.array([wave.incidence_error / wave.incidence, wave.reported_error / wave.reported])


def _part(centre: float, width: float, *, level: float, margin: float) -> Part:
    interval = Interval(math.exp(centre - width), math.exp(centre + width), level)
    return Part(math.exp(centre), interval, verdict(interval, margin=margin))


def _reading(registrations: Verdict, incidence: Verdict) -> Reading:
    if Verdict.UNCERTAIN in {registrations, incidence}:
        return Reading.CANNOT_TELL
    if registrations is incidence:
        return Reading.STEADY if registrations is Verdict.STABLE else Reading.REAL
    return Reading.HIDDEN if registrations is Verdict.STABLE else Reading.APPARENT
