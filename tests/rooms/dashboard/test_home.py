"""The start page of each role: what waits, and only doors that open."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from openveiligheid.core.actors import System
from openveiligheid.core.models import Municipality
from openveiligheid.core.permissions import ROLES
from openveiligheid.delivery.models import Action
from openveiligheid.organisation.models import Member
from openveiligheid.organisation.operations import AreaRow, add_areas
from openveiligheid.plan.models import Objective, PlanTheme, SafetyPlan
from openveiligheid.publication.models import Report
from tests.factories import (
    adopt,
    make_account,
    make_action,
    make_adopted_plan,
    make_full_plan,
    make_member,
    make_objective,
    make_plan,
    make_progress,
    make_proposal,
    make_report,
    make_team,
)
from tests.pages import links, words

In = Callable[[Member], Client]
HOME = "/"

each_role = pytest.mark.parametrize("role", ROLES)


def at_work(here: Municipality) -> None:
    """A municipality in the middle of its plan."""
    add_areas([AreaRow("WK016001", "Centrum", "wijk")], by=System(here))
    make_team(here)
    plan = make_adopted_plan(here, "Veilig samen")
    make_proposal(here)
    make_report(plan)
    objective = Objective.unscoped.get()
    lead = make_member(here, "Lies Lead", "project_lead")
    make_action(objective, "Te laat", lead=lead, starts=-100, due=-5)
    make_action(objective, "Straks klaar", lead=lead, due=20)
    make_action(objective, "Zonder trekker", starts=-20)
    make_progress(make_action(objective, "Klaar", lead=lead), "done", 100)
    make_objective(PlanTheme.unscoped.get(), "Nieuw sinds de vaststelling")


def just_begun(here: Municipality) -> None:
    """A municipality that has a draft and nothing else."""
    make_plan(here, "Eerste opzet")


def empty(here: Municipality) -> None:
    """A municipality that was founded a minute ago."""


@pytest.fixture(autouse=True)
def _cache(db: None) -> None:
    call_command("createcachetable", verbosity=0)


@each_role
@pytest.mark.parametrize("state", [at_work, just_begun, empty])
def test_every_link_of_the_start_page_opens_for_who_sees_it(
    hardenberg: Municipality, client_of: In, role: str, state: Callable[[Municipality], None]
) -> None:
    state(hardenberg)
    browser = client_of(make_member(hardenberg, "Wim Werker", role))

    home = browser.get(HOME)

    assert home.status_code == 200
    closed = {
        address: answer.status_code
        for address in links(home)
        if address.startswith("/")
        and (answer := browser.get(address, follow=True)).status_code != 200
    }
    assert closed == {}
    assert len(links(home)) > 5


@each_role
def test_a_role_finds_its_own_rooms_in_the_menu(
    hardenberg: Municipality, client_of: In, role: str
) -> None:
    home = client_of(make_member(hardenberg, "Wim Werker", role)).get(HOME)

    shown = {item["url"] for item in home.context["navigation"]}
    may = {p.value for p in ROLES[role].permissions}
    rooms = {
        "plan.read": reverse("delivery:current"),
        "action.read": reverse("delivery:list"),
        "figures.read": reverse("evidence:list"),
        "decision.read": reverse("governance:list"),
        "report.read": reverse("publication:list"),
        "organisation.read": reverse("organisation:overview"),
        "history.read": reverse("organisation:history"),
    }
    assert {key for key, url in rooms.items() if url in shown} == may & set(rooms)


def test_an_empty_municipality_is_led_step_by_step(
    hardenberg: Municipality, anna: Member, carla: Member, client_of: In
) -> None:
    for_anna, for_carla = client_of(anna).get(HOME), client_of(carla).get(HOME)

    steps = {step.label: step for step in for_carla.context["steps"]}
    assert [step.state for step in steps.values()] == ["current", "todo", "done", "todo"]
    assert steps["Gebieden"].url == reverse("organisation:areas")
    assert steps["Plan maken of inlezen"].url == ""
    assert {s.label: s.url for s in for_anna.context["steps"]}["Plan maken of inlezen"]
    assert "Aan de slag" in words(for_carla)


def test_the_steps_go_when_they_are_taken(
    hardenberg: Municipality, anna: Member, bram: Member, client_of: In
) -> None:
    at_work(hardenberg)

    assert client_of(anna).get(HOME).context["steps"] == []


def notices(browser: Client) -> list[str]:
    return [notice.text for notice in browser.get(HOME).context["notices"]]


def test_what_waits_is_counted_and_leads_to_where_it_is_done(
    hardenberg: Municipality, anna: Member, client_of: In
) -> None:
    at_work(hardenberg)

    found = client_of(anna).get(HOME).context["notices"]

    plan = SafetyPlan.unscoped.get()
    told = {notice.text: notice.url for notice in found}
    assert told["1 actie is over de einddatum"] == "/acties/?stand=late"
    assert "1 actie heeft geen trekker" in told
    assert told["1 ingelezen plan wacht op uw beoordeling"].startswith("/plannen/inlezen/")
    assert told["1 doelstelling heeft nog geen actie"] == reverse("delivery:plan", args=[plan.pk])
    assert told["Het plan is gewijzigd sinds de vaststelling"] == reverse(
        "plan:versions", args=[plan.pk]
    )


def test_what_waits_for_a_writer_does_not_wait_for_a_reader(
    hardenberg: Municipality, dirk: Member, client_of: In
) -> None:
    at_work(hardenberg)

    assert set(notices(client_of(dirk))) == {
        "1 actie is over de einddatum",
        "2 acties hadden al moeten beginnen",
        "1 actie heeft geen trekker",
    }


def test_a_notice_goes_when_the_work_is_done(
    hardenberg: Municipality, anna: Member, client_of: In
) -> None:
    at_work(hardenberg)
    browser = client_of(anna)
    late = Action.unscoped.get(title="Te laat")

    make_progress(late, "done", 100)
    adopt(SafetyPlan.unscoped.get(), "Plan herzien")

    now = notices(browser)
    assert "1 actie is over de einddatum" not in now
    assert "Het plan is gewijzigd sinds de vaststelling" not in now


def test_a_yearly_report_is_asked_for_until_it_is_made(
    hardenberg: Municipality, anna: Member, client_of: In
) -> None:
    plan, browser = make_adopted_plan(hardenberg), client_of(anna)
    asked = "De jaarlijkse voortgangsrapportage aan de raad is nog niet gemaakt"

    before = notices(browser)
    report = make_report(plan)
    after = notices(browser)
    old = timezone.localdate() - timedelta(days=366)
    Report.unscoped.filter(pk=report.pk).update(as_of=old)

    assert asked in before
    assert asked not in after
    assert asked in notices(browser)


def test_the_end_of_a_plan_is_announced_in_time(
    hardenberg: Municipality, anna: Member, client_of: In
) -> None:
    this_year = timezone.localdate().year
    plan = make_plan(hardenberg, year_from=this_year, year_to=this_year)
    browser = client_of(anna)

    near = [text for text in notices(browser) if "Het plan loopt af" in text]
    SafetyPlan.unscoped.filter(pk=plan.pk).update(year_to=this_year + 3)
    far = [text for text in notices(browser) if "Het plan loopt af" in text]

    assert len(near) == 1
    assert far == []


def test_own_actions_are_listed_also_from_an_older_plan(
    hardenberg: Municipality, bram: Member, client_of: In
) -> None:
    old = make_full_plan(hardenberg, "Oud plan")
    make_action(Objective.unscoped.get(), "Loopt nog door", lead=bram)
    adopt(old)
    SafetyPlan.unscoped.filter(pk=old.pk).update(year_from=2015, year_to=2018)
    make_adopted_plan(hardenberg, "Nieuw plan")

    page = client_of(bram).get(HOME)

    assert page.context["plan"].title == "Nieuw plan"
    assert "Loopt nog door" in words(page)


def test_what_ends_soon_is_in_the_agenda_and_what_is_closed_is_not(
    hardenberg: Municipality, dirk: Member, client_of: In
) -> None:
    make_adopted_plan(hardenberg)
    objective = Objective.unscoped.get()
    make_action(objective, "Over een maand", due=30)
    make_action(objective, "Volgend jaar", due=300)
    make_progress(make_action(objective, "Al klaar", due=10), "done", 100)

    soon = client_of(dirk).get(HOME).context["soon"]

    assert [moment.title for moment in soon] == ["Over een maand"]


def test_who_is_of_no_municipality_is_told_so(db: None) -> None:
    client = Client()
    client.force_login(make_account("Nieuwkomer"))

    page = client.get(HOME)

    assert page.status_code == 403
    assert "U hebt hier geen toegang" in words(page)


@pytest.mark.parametrize("address", ["/toegankelijkheid/", "/privacy/", "/bronnen/"])
def test_the_pages_that_a_site_owes_are_open_to_everybody(db: None, address: str) -> None:
    assert Client().get(address).status_code == 200
