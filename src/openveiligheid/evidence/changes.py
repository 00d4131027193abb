"""Whether a figure rose or fell between two periods, said only as firmly as its counts allow."""

from dataclasses import dataclass

from openveiligheid.evidence.readings import Line, Point
from safetystats import Comparison, compare_counts

# A smaller difference than this share is of no consequence, whatever chance says.
MARGIN = 0.05


@dataclass(frozen=True, slots=True)
class Change:
    """Two numbers of one area beside each other; counts of events come with a verdict."""

    line: Line
    before: Point
    after: Point
    comparison: Comparison | None

    @property
    def share(self) -> float | None:
        """By which share it changed: 0.13 for 13% more; None from zero or from nothing known."""
        if not self.before.value or self.after.value is None:
            return None
        return self.after.value / self.before.value - 1


def last_change(line: Line, *, counts_events: bool) -> Change | None:
    """The change in the last period; None when there is only one."""
    known = line.known
    return _change(line, *known[-2:], counts_events=counts_events) if len(known) > 1 else None


def whole_change(line: Line, *, counts_events: bool) -> Change | None:
    """The change over all periods; None when that is no more than the last one."""
    known = line.known
    if len(known) < 3:
        return None
    return _change(line, known[0], known[-1], counts_events=counts_events)


def _change(line: Line, before: Point, after: Point, *, counts_events: bool) -> Change:
    return Change(line, before, after, _compare(before, after) if counts_events else None)


def _compare(before: Point, after: Point) -> Comparison | None:
    numbers = [as_count(before.value), as_count(after.value)]
    if numbers[0] is None or numbers[1] is None or not any(numbers):
        return None
    return compare_counts(numbers[1], numbers[0], margin=MARGIN)


def as_count(value: float | None) -> int | None:
    """The value as a number of events; None when it cannot be one."""
    return int(value) if value is not None and value >= 0 and value == int(value) else None
