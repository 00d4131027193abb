"""All that the workbench shows for a choice: the answer, ready to be put into words."""

from dataclasses import dataclass, replace

from openveiligheid.evidence.inhabitants import Census
from openveiligheid.evidence.offers import Names, Offer
from openveiligheid.evidence.places import Measure, Place, RateState
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

    def since(self, first: int) -> "Track":
        """The same from a later period on."""
        later = (each[first:] for each in (self.counts, self.values, self.low, self.high))
        return Track(self.code, self.name, *later)


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
    def has_course(self) -> bool:
        """Whether there is more than one period, so that a line can be drawn."""
        return len(self.periods) > 1

    @property
    def others(self) -> tuple[Part, ...]:
        """The parts, or what lies beside the area; without the area itself."""
        return tuple(part for part in self.parts if part.place.area.code != self.choice.area)

    @property
    def knows_before(self) -> bool:
        """Whether anything is known of the year before."""
        return any(part.before is not None for part in (self.whole, *self.parts))

    @property
    def knows_changes(self) -> bool:
        """Whether of any area it can be said what changed."""
        return any(part.change for part in (self.whole, *self.parts))

    @property
    def knows_rates(self) -> bool:
        """Whether for any part there is a rate, or a reason not to give one."""
        return any(part.place.state != RateState.UNKNOWN for part in self.others)

    def since_known(self) -> "Panorama":
        """The same without the first periods, of which nothing is known here.

        A break before them says nothing, unless the year before is known.
        """
        counts = (track.counts for track in (self.main, *self.peers))
        known = [any(count is not None for count in each) for each in zip(*counts, strict=True)]
        first = known.index(True) if any(known) else 0
        if not first:
            return self
        kept = self.periods[first + 1 :] if not self.knows_before else self.now + self.periods
        return replace(
            self,
            periods=self.periods[first:],
            main=self.main.since(first),
            peers=tuple(track.since(first) for track in self.peers),
            breaks=tuple(each for each in self.breaks if each.period in kept),
        )

    @property
    def has_rates(self) -> bool:
        """Whether the numbers may be set against inhabitants."""
        return self.counts_events and bool(self.censuses)
