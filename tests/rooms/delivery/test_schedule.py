"""How an action stands is computed from its dates and progress: the rules, one by one."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openveiligheid.delivery.schedule import (
    Reason,
    Schedule,
    Standing,
    Tally,
    expected_percentage,
    standing,
)

START, DUE = date(2026, 1, 1), date(2026, 12, 31)

DAYS = st.dates(date(2024, 1, 1), date(2029, 12, 31))


@pytest.mark.parametrize(
    ("state", "percentage", "reported_on", "today", "schedule", "reason"),
    [
        ("done", 100, "2026-05-01", "2026-06-01", "done", ""),
        ("done", 100, "2027-05-01", "2027-06-01", "done", ""),
        ("stopped", 10, "2026-05-01", "2027-06-01", "stopped", ""),
        ("planned", 0, None, "2025-12-31", "not_started", ""),
        ("planned", 0, None, "2026-01-01", "attention", "not_begun"),
        ("planned", 0, None, "2027-01-01", "late", ""),
        ("underway", 10, "2025-12-01", "2025-12-31", "not_started", ""),
        ("underway", 99, "2026-12-31", "2026-12-31", "on_schedule", ""),
        ("underway", 99, "2026-12-31", "2027-01-01", "late", ""),
        ("underway", 0, None, "2026-03-01", "on_schedule", ""),
        ("underway", 25, None, "2026-04-03", "on_schedule", ""),
        ("underway", 25, None, "2026-04-04", "attention", "stale"),
        ("underway", 60, "2026-05-01", "2026-08-01", "on_schedule", ""),
        ("underway", 60, "2026-05-01", "2026-08-02", "attention", "stale"),
        ("underway", 25, "2026-06-30", "2026-07-02", "on_schedule", ""),
        ("underway", 24, "2026-06-30", "2026-07-02", "attention", "behind"),
    ],
)
def test_how_an_action_stands(
    state: str, percentage: int, reported_on: str | None, today: str, schedule: str, reason: str
) -> None:
    day = date.fromisoformat(today)

    found = standing(
        state=state,
        percentage=percentage,
        starts_on=START,
        due_on=DUE,
        reported_on=date.fromisoformat(reported_on) if reported_on else None,
        today=day,
    )

    assert found == Standing(Schedule(schedule), Reason(reason), (day - DUE).days)


@st.composite
def actions(draw: st.DrawFn) -> dict[str, object]:
    starts_on = draw(DAYS)
    return {
        "state": draw(st.sampled_from(["planned", "underway", "done", "stopped"])),
        "percentage": draw(st.integers(0, 100)),
        "starts_on": starts_on,
        "due_on": starts_on + timedelta(days=draw(st.integers(0, 1500))),
        "reported_on": draw(st.none() | DAYS),
    }


@given(actions(), DAYS)
def test_an_action_is_late_exactly_when_it_is_past_its_date_and_still_open(
    action: dict[str, object], today: date
) -> None:
    found = standing(**action, today=today)  # type: ignore[arg-type]

    is_open = action["state"] in ("planned", "underway")
    assert (found.schedule == Schedule.LATE) == (is_open and today > action["due_on"])  # type: ignore[operator]


@given(actions(), DAYS)
def test_only_what_needs_attention_has_a_reason(action: dict[str, object], today: date) -> None:
    found = standing(**action, today=today)  # type: ignore[arg-type]

    assert bool(found.reason) == (found.schedule == Schedule.ATTENTION)


@given(actions(), DAYS, st.integers(1, 60))
def test_more_progress_never_makes_an_action_stand_worse(
    action: dict[str, object], today: date, more: int
) -> None:
    better = action | {"percentage": min(100, int(str(action["percentage"])) + more)}

    before = standing(**action, today=today)  # type: ignore[arg-type]
    after = standing(**better, today=today)  # type: ignore[arg-type]

    order = [Schedule.ON_SCHEDULE, Schedule.ATTENTION]
    if before.schedule in order:
        assert order.index(after.schedule) <= order.index(before.schedule)
    else:
        assert after == before


@given(actions(), DAYS)
def test_the_expected_share_grows_from_start_to_end(action: dict[str, object], today: date) -> None:
    starts_on, due_on = action["starts_on"], action["due_on"]
    assert isinstance(starts_on, date)
    assert isinstance(due_on, date)

    shares = [
        expected_percentage(starts_on, due_on, day)
        for day in sorted([starts_on - timedelta(days=1), today, due_on])
    ]

    assert shares == sorted(shares)
    assert expected_percentage(starts_on, due_on, due_on) == 100
    assert expected_percentage(starts_on, due_on, starts_on - timedelta(days=1)) == 0


@given(st.lists(st.tuples(actions(), DAYS), max_size=30))
def test_a_tally_counts_every_action_once(rows: list[tuple[dict[str, object], date]]) -> None:
    found = [standing(**action, today=today) for action, today in rows]  # type: ignore[arg-type]

    tally = Tally.of(found)

    assert tally.total == len(rows)
    assert {s: getattr(tally, s) for s in Schedule} == {
        s: sum(each.schedule == s for each in found) for s in Schedule
    }
    assert tally.running + tally.done + tally.stopped == tally.total


@given(st.builds(Tally, *[st.integers(0, 20)] * 6))
def test_the_share_that_is_done_leaves_out_what_was_stopped(tally: Tally) -> None:
    counted = tally.total - tally.stopped

    if not counted:
        assert tally.percentage_done is None
    else:
        assert tally.percentage_done == 100 * tally.done // counted
        assert 0 <= tally.percentage_done <= 100


@pytest.mark.parametrize(
    ("tally", "overall"),
    [
        (Tally(), None),
        (Tally(done=3), Schedule.DONE),
        (Tally(done=3, stopped=1), Schedule.DONE),
        (Tally(stopped=2), Schedule.STOPPED),
        (Tally(done=3, on_schedule=1), Schedule.ON_SCHEDULE),
        (Tally(done=3, not_started=1), Schedule.ON_SCHEDULE),
        (Tally(on_schedule=9, attention=1), Schedule.ATTENTION),
        (Tally(attention=9, late=1), Schedule.LATE),
    ],
)
def test_a_group_stands_as_its_worst_action(tally: Tally, overall: Schedule | None) -> None:
    assert tally.overall == overall
