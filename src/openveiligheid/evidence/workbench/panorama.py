"""All that the workbench shows for a choice: the answer, ready to be put into words."""

from dataclasses import dataclass

from openveiligheid.evidence.inhabitants import Census
from openveiligheid.evidence.offers import Names, Offer
from openveiligheid.evidence.places import Measure, Place
from openveiligheid.evidence.workbench.choices import Choice
from safetydata.provenance import Provenance
from safetydata.regions.breaks import Break
from safetystats import Rate
from safetystats.trend import Change, Difference


@dataclass(frozen=True, slots=True)
class Track:
    """The numbers of an area, or of some areas together, through the periods; None is unknown."""

    code: str
    name: str
    counts: tuple[float | None, ...]
    values: tuple[float | None, ...]
    low: tuple[float | None, ...]
    high: tuple[float | None, ...]

    @property
    def is_known(self) -> bool:
        """Whether there is any number."""
        return any(value is not None for value in self.values)


@dataclass(frozen=True, slots=True)
class Part:
    """An area over the last year beside the year before it."""

    place: Place
    before: float | None
    change: Change | None
    smoothed: Rate | None = None

    def rate(self, measure: Measure) -> Rate | None:
        """The rate that this measure shows."""
        return self.smoothed if measure == Measure.SMOOTHED else self.place.rate

    @property
    def share(self) -> float | None:
        """By which share it changed; None from zero or from nothing known."""
        if not self.before or self.place.value is None:
            return None
        return self.place.value / self.before - 1


@dataclass(frozen=True, slots=True)
class Panorama:
    """All that the workbench shows for a choice.

    `now` and `before` are the periods of the last year and of the year before it.
    """

    choice: Choice
    offer: Offer
    name: Names
    periods: tuple[str, ...]
    main: Track
    peers: tuple[Track, ...]
    compared: Part | None
    beside: Difference | None
    breaks: tuple[Break, ...]
    now: tuple[str, ...]
    before: tuple[str, ...]
    whole: Part
    parts: tuple[Part, ...]
    counts_events: bool
    decimals: int
    provenance: Provenance
    censuses: tuple[Census, ...]

    @property
    def breaks_verdict(self) -> bool:
        """Whether a break lies between the years that are compared."""
        return any(found.period in (*self.before[1:], *self.now) for found in self.breaks)

    @property
    def has_rates(self) -> bool:
        """Whether the numbers may be set against inhabitants."""
        return self.counts_events and bool(self.censuses)
