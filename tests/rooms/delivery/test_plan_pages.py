"""The plan at work: overview, priority, theme. What they say, and what they cost to make."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from openveiligheid.core.models import Municipality
from openveiligheid.delivery.models import Action
from openveiligheid.organisation.models import Member
from openveiligheid.plan.models import Objective, PlanField, PlanTheme, SafetyPlan
from tests.factories import (
    adopt,
    make_action,
    make_adopted_plan,
    make_field,
    make_full_plan,
    make_link,
    make_member,
    make_objective,
    make_partner,
    make_progress,
    make_report,
    make_theme,
)
from tests.pages import links, words

In = Callable[[Member], Client]


@pytest.fixture
def plan(hardenberg: Municipality, bram: Member) -> SafetyPlan:
    """An adopted plan with two priorities; the second has nothing done for it."""
    plan = make_full_plan(hardenberg, "Veilig samen")
    make_objective(make_theme(make_field(plan, "Jeugd"), "Groepen"), "Minder overlast")
    adopt(plan)
    objective = Objective.unscoped.get(theme__field__title="Digitale veiligheid")
    make_action(objective, "Te laat", lead=bram, starts=-30, due=-4)
    make_progress(make_action(objective, "Klaar", lead=bram), "done", 100)
    return plan


@pytest.mark.covers("E4")
def test_the_plan_shows_its_priorities_with_how_their_actions_stand(
    plan: SafetyPlan, dirk: Member, client_of: In
) -> None:
    page = client_of(dirk).get(reverse("delivery:plan", args=[plan.pk]))

    digital, youth = page.context["cards"]
    assert (digital.title, digital.count) == ("Digitale veiligheid", "1 van 2 acties afgerond")
    assert (digital.percentage, digital.badge.text) == ("50%", "1 vertraagd")
    assert (youth.title, youth.count, youth.badge) == ("Jeugd", "Nog geen acties", None)
    assert "vastgesteld: Gemeenteraad" in words(page)
    assert "Te laat" in words(page)
    assert "Minder overlast" in words(page)


def test_what_may_be_done_with_a_plan_is_offered_to_who_may_do_it(
    plan: SafetyPlan, anna: Member, dirk: Member, client_of: In
) -> None:
    address = reverse("delivery:plan", args=[plan.pk])
    doors = [
        reverse("plan:edit", args=[plan.pk]),
        reverse("delivery:add"),
        reverse("publication:make", args=[plan.pk]),
    ]

    for_anna, for_dirk = links(client_of(anna).get(address)), links(client_of(dirk).get(address))

    assert set(doors) <= set(for_anna)
    assert not set(doors) & set(for_dirk)


def test_a_changed_plan_says_so_on_its_page(plan: SafetyPlan, dirk: Member, client_of: In) -> None:
    address, browser = reverse("delivery:plan", args=[plan.pk]), client_of(dirk)
    before = words(browser.get(address))
    make_objective(PlanTheme.unscoped.get(title="Groepen"), "Nieuw doel")

    assert "Het plan is gewijzigd sinds de vaststelling." not in before
    assert "Het plan is gewijzigd sinds de vaststelling." in words(browser.get(address))


def test_a_priority_shows_its_own_themes_and_actions_only(
    plan: SafetyPlan, dirk: Member, client_of: In
) -> None:
    youth = PlanField.unscoped.get(title="Jeugd")
    digital = PlanField.unscoped.get(title="Digitale veiligheid")
    browser = client_of(dirk)

    of_youth = words(browser.get(reverse("delivery:priority", args=[youth.pk])))
    of_digital = words(browser.get(reverse("delivery:priority", args=[digital.pk])))

    assert "Groepen" in of_youth
    assert "Te laat" not in of_youth
    assert "Te laat" in of_digital
    assert "Oplichting via internet" in of_digital
    assert "Groepen" not in of_digital


@pytest.mark.covers("P2", "P3")
def test_a_theme_shows_objectives_actions_partners_and_links(
    plan: SafetyPlan, dirk: Member, hardenberg: Municipality, client_of: In
) -> None:
    theme = PlanTheme.unscoped.get(title="Oplichting via internet")
    other = PlanTheme.unscoped.get(title="Groepen")
    theme.partners.add(make_partner(hardenberg, "Fraudehelpdesk"))
    make_link(theme, other, "Dezelfde jongeren")

    page = client_of(dirk).get(reverse("delivery:theme", args=[theme.pk]))

    for expected in ("Inwoners herkennen", "Te laat", "Fraudehelpdesk", "Dezelfde jongeren"):
        assert expected in words(page)
    assert reverse("delivery:theme", args=[other.pk]) in links(page)


def test_the_current_plan_is_one_click_away(
    plan: SafetyPlan, dirk: Member, outsider: Member, client_of: In
) -> None:
    here = client_of(dirk).get(reverse("delivery:current"))
    there = client_of(outsider).get(reverse("delivery:current"))

    assert here.headers["Location"] == reverse("delivery:plan", args=[plan.pk])
    assert there.headers["Location"] == reverse("plan:list")


def fill(plan: SafetyPlan, actions: int) -> None:
    """More of everything that pages list: actions with leads, partners, reports; themes; links."""
    here = plan.municipality
    partner = make_partner(here, f"Partner {actions}")
    by = [make_member(here, f"Lid{actions}{n} Jansen", "project_lead") for n in range(3)]
    for n in range(actions):
        field = make_field(plan, f"Prioriteit {n}", kern="3") if n % 10 == 0 else None
        if field:
            theme = make_theme(field, f"Thema {n}", kern=["3.1"], partners=[partner])
            make_link(theme, PlanTheme.unscoped.filter(field__plan=plan).earliest("created_at"))
            objective = make_objective(theme, f"Doel {n}")
        due = -1 if n % 2 else 50
        action = make_action(objective, f"Werk {n}", lead=by[n % 3], due=due, partners=[partner])
        make_progress(action, percentage=n)
        crowd = Objective.unscoped.filter(theme__field__plan=plan).earliest("created_at")
        make_action(crowd, f"Meer werk {n}", lead=by[n % 3], partners=[partner])
    adopt(plan, f"Herziening {actions}")
    make_report(plan, f"Rapportage {actions}")


ADDRESSES: dict[str, Callable[[SafetyPlan], str]] = {
    "home": lambda plan: reverse("dashboard:home"),
    "list": lambda plan: reverse("delivery:list"),
    "csv": lambda plan: reverse("delivery:export", args=["csv"]),
    "plan": lambda plan: reverse("delivery:plan", args=[plan.pk]),
    "priority": lambda plan: reverse("delivery:priority", args=[first(PlanField, plan, "").pk]),
    "theme": lambda plan: reverse("delivery:theme", args=[first(PlanTheme, plan, "field__").pk]),
    "outline": lambda plan: reverse("plan:edit", args=[plan.pk]),
    "plans": lambda plan: reverse("plan:list"),
    "versions": lambda plan: reverse("plan:versions", args=[plan.pk]),
    "action form": lambda plan: reverse("delivery:add"),
    "reports": lambda plan: reverse("publication:list"),
    "decisions": lambda plan: reverse("governance:list"),
    "search": lambda plan: reverse("dashboard:search") + "?q=werk",
}


def first(
    table: type[PlanField] | type[PlanTheme], plan: SafetyPlan, path: str
) -> PlanField | PlanTheme:
    row = table.unscoped.filter(**{f"{path}plan": plan}).earliest("created_at")
    assert isinstance(row, PlanField | PlanTheme)
    return row


@pytest.mark.one_database
def test_the_number_of_questions_to_the_database_does_not_grow_with_the_rows(
    hardenberg: Municipality, anna: Member, client_of: In
) -> None:
    plan, browser = make_adopted_plan(hardenberg), client_of(anna)
    fill(plan, 3)
    addresses = {page: address_of(plan) for page, address_of in ADDRESSES.items()}
    questions(browser, addresses)

    few = questions(browser, addresses)
    fill(plan, 20)
    many = questions(browser, addresses)

    grown = {page: many[page][len(few[page]) :] for page in many}
    assert Action.unscoped.count() == 46
    assert {page: more for page, more in grown.items() if more} == {}


def questions(browser: Client, addresses: dict[str, str]) -> dict[str, list[str]]:
    """What each page asks the database."""
    asked = {}
    for page, address in addresses.items():
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(address).status_code == 200
        asked[page] = [query["sql"][:200] for query in captured]
    return asked


def test_a_page_stays_under_a_ceiling_of_questions(
    plan: SafetyPlan, anna: Member, client_of: In
) -> None:
    browser = client_of(anna)
    dear = {}

    for name, address_of in ADDRESSES.items():
        with CaptureQueriesContext(connection) as asked:
            browser.get(address_of(plan))
        if len(asked) > 30:
            dear[name] = len(asked)

    assert dear == {}
