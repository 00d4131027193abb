"""How an action stands, computed from its dates and progress; pure.

The rules, in order: done and stopped are what the lead reported; past its date is late; before its
start is not started. Needs attention: should have begun, not reported on for a quarter while under
way, or more than a quarter behind the share of its time that has passed. All else is on schedule.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

STALE_AFTER = timedelta(days=92)
BEHIND_BY = 25


class Schedule(StrEnum):
    DONE = "done"
    ON_SCHEDULE = "on_schedule"
    ATTENTION = "attention"
    LATE = "late"
    NOT_STARTED = "not_started"
    STOPPED = "stopped"


class Reason(StrEnum):
    NONE = ""
    NOT_BEGUN = "not_begun"
    STALE = "stale"
    BEHIND = "behind"


@dataclass(frozen=True, slots=True)
class Standing:
    """How an action stands and why; days are positive when late, negative when still to go."""

    schedule: Schedule
    reason: Reason
    days_past_due: int


def standing(
    *,
    state: str,
    percentage: int,
    starts_on: date,
    due_on: date,
    reported_on: date | None,
    today: date,
) -> Standing:
    """How an action stands today; state is planned, underway, done or stopped."""
    days = (today - due_on).days
    if state in (Schedule.DONE, Schedule.STOPPED):
        return Standing(Schedule(state), Reason.NONE, days)
    if today > due_on:
        return Standing(Schedule.LATE, Reason.NONE, days)
    if today < starts_on:
        return Standing(Schedule.NOT_STARTED, Reason.NONE, days)
    reason = _worry(state, percentage, starts_on, due_on, reported_on, today)
    schedule = Schedule.ATTENTION if reason else Schedule.ON_SCHEDULE
    return Standing(schedule, reason, days)


def _worry(
    state: str,
    percentage: int,
    starts_on: date,
    due_on: date,
    reported_on: date | None,
    today: date,
) -> Reason:
    if state == "planned":
        return Reason.NOT_BEGUN
    if today - (reported_on or starts_on) > STALE_AFTER:
        return Reason.STALE
    if percentage + BEHIND_BY < expected_percentage(starts_on, due_on, today):
        return Reason.BEHIND
    return Reason.NONE


def expected_percentage(starts_on: date, due_on: date, today: date) -> int:
    """The share of the action's time that has passed, 0 to 100."""
    length = (due_on - starts_on).days + 1
    return max(0, min(100, round(100 * ((today - starts_on).days + 1) / length)))


@dataclass(frozen=True, slots=True)
class Tally:
    """How many actions stand how."""

    done: int = 0
    on_schedule: int = 0
    attention: int = 0
    late: int = 0
    not_started: int = 0
    stopped: int = 0

    @classmethod
    def of(cls, standings: Iterable[Standing]) -> "Tally":
        counts = dict.fromkeys(Schedule, 0)
        for each in standings:
            counts[each.schedule] += 1
        return cls(**{schedule.value: count for schedule, count in counts.items()})

    @property
    def total(self) -> int:
        """All actions, stopped ones included."""
        return self.running + self.done + self.stopped

    @property
    def running(self) -> int:
        """Actions that still ask for work."""
        return self.on_schedule + self.attention + self.late + self.not_started

    @property
    def percentage_done(self) -> int | None:
        """Done as a share of all that was not stopped; None without actions.

        In whole percents, rounded down, so that 100 means all.
        """
        counted = self.total - self.stopped
        return 100 * self.done // counted if counted else None

    @property
    def overall(self) -> Schedule | None:
        """One word for a group: the worst standing that needs somebody; None without actions."""
        if not self.total:
            return None
        for schedule in (Schedule.LATE, Schedule.ATTENTION):
            if getattr(self, schedule.value):
                return schedule
        if self.running:
            return Schedule.ON_SCHEDULE
        return Schedule.DONE if self.done else Schedule.STOPPED
