"""Reporting progress: who may, what must be said, and what follows for the action."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openveiligheid.core.errors import NotPermitted, Refused
from openveiligheid.core.models import HistoryEntry, Municipality
from openveiligheid.core.verification import verify
from openveiligheid.delivery.models import Action, ProgressUpdate
from openveiligheid.delivery.operations import ReasonMissing, may_report, report_progress
from openveiligheid.organisation.models import Member
from openveiligheid.organisation.operations import change_member
from openveiligheid.plan.models import Objective
from tests.factories import make_action, make_adopted_plan, make_progress
from tests.pages import forms, words

In = Callable[[Member], Client]


@pytest.fixture
def action(hardenberg: Municipality, bram: Member) -> Action:
    make_adopted_plan(hardenberg)
    return make_action(Objective.unscoped.get(), lead=bram)


def an_update(action: Action, **values: Any) -> ProgressUpdate:
    told = {"state": "underway", "percentage": 50, "due_on": action.due_on}
    return ProgressUpdate(action=action, **{"reported_on": timezone.localdate()} | told | values)


def state_of(action: Action) -> tuple[object, ...]:
    action.refresh_from_db()
    return action.state, action.percentage, action.due_on, action.reported_on, action.closed_on


def test_the_action_stands_as_its_latest_report_says(action: Action, bram: Member) -> None:
    today = timezone.localdate()

    report_progress(an_update(action), by=bram)

    assert state_of(action) == ("underway", 50, action.due_on, today, None)


def test_done_is_all_done_and_closes_the_action(action: Action, bram: Member) -> None:
    today = timezone.localdate()

    update = report_progress(an_update(action, state="done", percentage=70), by=bram)

    assert update.percentage == 100
    assert state_of(action) == ("done", 100, action.due_on, today, today)


def test_a_closed_action_opens_again_with_a_new_report(action: Action, bram: Member) -> None:
    report_progress(an_update(action, state="done"), by=bram)

    report_progress(an_update(action, percentage=90), by=bram)

    assert state_of(action)[0] == "underway"
    assert state_of(action)[4] is None


@pytest.mark.parametrize("note", ["", "   ", "\n"])
def test_who_stops_an_action_or_moves_its_date_says_why(
    action: Action, bram: Member, note: str
) -> None:
    before = state_of(action)
    later = action.due_on + timedelta(days=30)

    for values in ({"state": "stopped"}, {"due_on": later}):
        with pytest.raises(ReasonMissing, match="Leg uit waarom"):
            report_progress(an_update(action, note=note, **values), by=bram)

    assert state_of(action) == before
    assert not ProgressUpdate.unscoped.exists()


def test_with_a_reason_an_action_stops_or_moves(action: Action, bram: Member) -> None:
    today, later = timezone.localdate(), action.due_on + timedelta(days=30)

    report_progress(an_update(action, due_on=later, note="Wacht op de provincie"), by=bram)
    moved = state_of(action)
    report_progress(an_update(action, state="stopped", note="Geen geld"), by=bram)

    assert moved == ("underway", 50, later, today, None)
    assert state_of(action) == ("stopped", 50, later, today, today)


def test_reports_do_not_go_back_in_time(action: Action, bram: Member) -> None:
    make_progress(action, days_ago=3)
    before = state_of(action)

    earlier = timezone.localdate() - timedelta(days=4)
    with pytest.raises(Refused, match="Kies die dag of een latere"):
        report_progress(an_update(action, reported_on=earlier), by=bram)
    report_progress(an_update(action, reported_on=before[3]), by=bram)

    assert ProgressUpdate.unscoped.count() == 2


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"state": "planned", "percentage": 1}, "staat op 0 procent"),
        ({"percentage": 101}, "kleiner|hoogstens|maximaal|100"),
        ({"percentage": -1}, "Percentage"),
        ({"state": "bijna"}, "geen geldige"),
        ({"due_on": date(2000, 1, 1), "note": "Eerder klaar"}, "De einddatum ligt vóór"),
    ],
)
def test_a_report_that_cannot_be_is_refused_and_changes_nothing(
    action: Action, bram: Member, values: dict[str, Any], said: str
) -> None:
    before, entries = state_of(action), HistoryEntry.objects.count()

    with pytest.raises(Refused, match=said):
        report_progress(an_update(action, **values), by=bram)

    assert state_of(action) == before
    assert not ProgressUpdate.unscoped.exists()
    assert HistoryEntry.objects.count() == entries


def test_a_report_is_added_and_never_changed(action: Action, bram: Member) -> None:
    update = report_progress(an_update(action, note="Eerste"), by=bram)
    update.note = "Achteraf mooier"

    with pytest.raises(Refused, match="Doe een nieuwe melding"):
        report_progress(update, by=bram)

    assert ProgressUpdate.unscoped.get().note == "Eerste"


def test_the_lead_and_who_edits_actions_may_report(
    action: Action, anna: Member, bram: Member
) -> None:
    for by in (anna, bram):
        assert may_report(action, by)
        report_progress(an_update(action), by=by)

    assert ProgressUpdate.unscoped.count() == 2


@pytest.mark.parametrize("who", ["partner", "mayor", "dirk", "clerk", "analyst", "carla", "els"])
def test_nobody_else_reports_on_an_action(
    action: Action, who: str, request: pytest.FixtureRequest
) -> None:
    by: Member = request.getfixturevalue(who)

    assert not may_report(action, by)
    with pytest.raises(NotPermitted):
        report_progress(an_update(action), by=by)

    assert not ProgressUpdate.unscoped.exists()


def test_a_lead_without_a_role_that_reports_does_not_report(
    action: Action, bram: Member, carla: Member, clerk: Member
) -> None:
    bram.roles = ["council_member"]
    change_member(bram, by=carla)

    assert not may_report(action, bram)
    with pytest.raises(NotPermitted):
        report_progress(an_update(action), by=bram)


def test_nobody_reports_on_an_action_of_another_municipality(
    action: Action, outsider: Member
) -> None:
    with pytest.raises(NotPermitted):
        report_progress(an_update(action), by=outsider)

    assert not ProgressUpdate.unscoped.exists()


@pytest.mark.covers("E4")
def test_a_lead_reports_on_the_page_of_the_action(
    action: Action, bram: Member, client_of: In
) -> None:
    browser, address = client_of(bram), reverse("delivery:action", args=[action.pk])
    [form] = [f for f in forms(browser.get(address)) if "percentage" in f.values]

    page = browser.post(
        address, form.values | {"state": "underway", "percentage": 60, "note": "Goed op weg"},
        follow=True,
    )  # fmt: skip

    update = ProgressUpdate.unscoped.get()
    assert form.values["due_on"] == [action.due_on.strftime("%d-%m-%Y")]
    assert (update.percentage, update.reported_by) == (60, bram)
    assert update.reported_on == timezone.localdate()
    assert "De voortgang is bijgewerkt." in words(page)
    assert "Goed op weg" in words(page)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"state": "stopped"}, "Leg uit waarom de actie stopt"),
        ({"percentage": "honderd"}, "Voer een geheel getal in"),
        ({"percentage": "101"}, "100"),
        ({"due_on": "ooit"}, "Deze datum klopt niet."),
        ({"state": "bijna"}, "geldige keuze"),
    ],
)
@pytest.mark.covers("E4")
def test_what_is_wrong_with_a_report_is_said_on_the_form(
    action: Action, bram: Member, client_of: In, wrong: dict[str, str], said: str
) -> None:
    told = {"state": "underway", "percentage": "50", "due_on": f"{action.due_on:%d-%m-%Y}"}

    page = client_of(bram).post(reverse("delivery:action", args=[action.pk]), told | wrong)

    assert "Er is iets niet goed ingevuld" in words(page)
    assert said in words(page)
    assert not ProgressUpdate.unscoped.exists()


def test_a_reader_gets_no_form_and_cannot_send_one(
    action: Action, dirk: Member, client_of: In
) -> None:
    browser, address = client_of(dirk), reverse("delivery:action", args=[action.pk])

    page = browser.get(address)
    answer = browser.post(address, {"state": "done", "percentage": "100"})

    assert "Bram Visser trekt deze actie en meldt de voortgang." in words(page)
    assert answer.status_code == 403
    assert not ProgressUpdate.unscoped.exists()


REPORTS = st.lists(
    st.fixed_dictionaries(
        {
            "state": st.sampled_from(["planned", "underway", "done", "stopped"]),
            "percentage": st.integers(0, 100),
            "days": st.integers(-5, 5),
            "later": st.integers(-200, 200),
            "note": st.sampled_from(["", "Omdat het zo is"]),
        }
    ),
    max_size=6,
)


@given(REPORTS)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_is_reported_the_action_follows_the_last_report_that_held(
    action: Action, bram: Member, reports: list[dict[str, Any]]
) -> None:
    fresh = make_action(action.objective, lead=bram)
    for told in reports:
        fresh.refresh_from_db()
        update = an_update(
            fresh,
            state=told["state"],
            percentage=told["percentage"],
            due_on=fresh.due_on + timedelta(days=told["later"]),
            reported_on=timezone.localdate() + timedelta(days=told["days"]),
            note=told["note"],
        )
        try:
            report_progress(update, by=bram)
        except Refused:
            assert not ProgressUpdate.unscoped.filter(pk=update.pk).exists()

    kept = ProgressUpdate.unscoped.filter(action=fresh).order_by("created_at")
    days = [update.reported_on for update in kept]
    assert days == sorted(days)
    last = kept.last()
    fresh.refresh_from_db()
    if last is None:
        assert (fresh.state, fresh.percentage, fresh.reported_on) == ("planned", 0, None)
        return
    assert (fresh.state, fresh.percentage, fresh.due_on) == (
        last.state,
        last.percentage,
        last.due_on,
    )
    assert (fresh.closed_on is not None) == (last.state in ("done", "stopped"))
    assert fresh.due_on >= fresh.starts_on
    assert fresh.percentage == 100 or fresh.state != "done"
    assert verify(fresh.municipality).holds
