"""The list of actions: filters, order and pages; whatever stands in the address."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from openveiligheid.core.models import Municipality
from openveiligheid.delivery.models import Action
from openveiligheid.organisation.models import Member
from openveiligheid.plan.models import Objective, PlanField, SafetyPlan
from tests.factories import (
    make_action,
    make_adopted_plan,
    make_field,
    make_objective,
    make_progress,
    make_theme,
)
from tests.pages import links, words

In = Callable[[Member], Client]
LIST = "/acties/"


@pytest.fixture
def plan(hardenberg: Municipality) -> SafetyPlan:
    return make_adopted_plan(hardenberg)


@pytest.fixture
def actions(plan: SafetyPlan, bram: Member, partner: Member) -> dict[str, Action]:
    """One action per way to stand, under two priorities."""
    digital = Objective.unscoped.get()
    youth = make_objective(make_theme(make_field(plan, "Jeugd")))
    found = {
        "late": make_action(digital, "Late controle", lead=bram, starts=-90, due=-3),
        "attention": make_action(digital, "Stille afspraak", starts=-5, due=90),
        "on_schedule": make_action(youth, "Lopend spreekuur", lead=partner, starts=-10, due=20),
        "not_started": make_action(youth, "Later werk", lead=bram, starts=10, due=200),
        "done": make_action(youth, "Klaar werk", lead=bram, starts=-50, due=-10),
        "stopped": make_action(digital, "Gestaakt werk", starts=-50, due=60),
    }
    make_progress(found["on_schedule"], percentage=70)
    make_progress(found["done"], "done", 100)
    make_progress(found["stopped"], "stopped", 20, note="Geen geld")
    return found


def listed(browser: Client, **query: Any) -> list[str]:
    """The titles of the actions on the page, in their order."""
    table = browser.get(LIST, query).context["table"]
    return [row.cells[0].text for row in table.rows]


@pytest.mark.parametrize(
    "stand", ["late", "attention", "on_schedule", "not_started", "done", "stopped"]
)
def test_each_stand_shows_the_actions_that_stand_so(
    actions: dict[str, Action], dirk: Member, client_of: In, stand: str
) -> None:
    assert listed(client_of(dirk), stand=stand) == [actions[stand].title]


def test_words_are_searched_in_title_and_description(
    actions: dict[str, Action], dirk: Member, client_of: In
) -> None:
    actions["late"].description = "Samen met de wijkagent"
    actions["late"].save()
    browser = client_of(dirk)

    assert listed(browser, q="SPREEK") == ["Lopend spreekuur"]
    assert listed(browser, q="wijkagent") == ["Late controle"]
    assert set(listed(browser, q="werk")) == {"Klaar werk", "Later werk", "Gestaakt werk"}
    assert listed(browser, q="niets daarvan") == []


def test_filters_on_priority_own_actions_and_what_is_due_soon_go_together(
    actions: dict[str, Action], bram: Member, client_of: In
) -> None:
    youth, browser = PlanField.unscoped.get(title="Jeugd"), client_of(bram)

    assert set(listed(browser, priority=youth.pk)) == {
        "Lopend spreekuur",
        "Later werk",
        "Klaar werk",
    }
    assert set(listed(browser, mine="on")) == {"Late controle", "Later werk", "Klaar werk"}
    assert set(listed(browser, soon="on")) == {"Late controle", "Lopend spreekuur"}
    assert listed(browser, priority=youth.pk, mine="on", stand="done") == ["Klaar werk"]
    assert listed(browser, mine="on", soon="on") == ["Late controle"]


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("due", ["done", "late", "on_schedule", "stopped", "attention", "not_started"]),
        ("title", ["stopped", "done", "late", "not_started", "on_schedule", "attention"]),
        ("status", ["late", "attention", "on_schedule", "not_started", "done", "stopped"]),
        ("progress", ["late", "attention", "not_started", "stopped", "on_schedule", "done"]),
        ("lead", ["stopped", "attention", "done", "late", "not_started", "on_schedule"]),
        ("priority", ["late", "stopped", "attention", "done", "on_schedule", "not_started"]),
    ],
)
def test_the_list_sorts_by_each_column_both_ways(
    actions: dict[str, Action], dirk: Member, client_of: In, sort: str, order: list[str]
) -> None:
    browser, titles = client_of(dirk), [actions[name].title for name in order]

    assert listed(browser, sort=sort) == titles
    assert listed(browser, sort=f"-{sort}") == titles[::-1]


def test_what_is_most_pressing_stands_first_unless_asked_otherwise(
    actions: dict[str, Action], dirk: Member, client_of: In
) -> None:
    assert listed(client_of(dirk)) == listed(client_of(dirk), sort="status")


def test_the_heading_of_the_chosen_column_turns_the_order_round(
    actions: dict[str, Action], dirk: Member, client_of: In
) -> None:
    page = client_of(dirk).get(LIST, {"sort": "title", "stand": "late", "page": "1"})

    columns = {column.label: column for column in page.context["table"].columns}
    assert columns["Actie"].sorted == "ascending"
    assert columns["Actie"].sort_url == "?sort=-title&stand=late"
    assert columns["Stand"].sort_url == "?sort=status&stand=late"


NONSENSE = [
    "nonsens",
    "\x00",
    "a\x00b",
    "-1",
    "0",
    "9" * 5000,
    "<script>",
    "' OR 1=1 --",
    "٣",
    "é" * 200,
]


@pytest.mark.parametrize("name", ["q", "priority", "stand", "mine", "soon", "sort", "page", "iets"])
def test_nonsense_in_the_address_never_breaks_the_list(
    actions: dict[str, Action], dirk: Member, client_of: In, name: str
) -> None:
    browser = client_of(dirk)

    for value in NONSENSE:
        page = browser.get(LIST, {name: value})

        assert page.status_code == 200, value
        assert "<script>" not in page.content.decode()
        if name in ("priority", "stand", "sort", "page", "iets"):
            assert len(page.context["table"].rows) == 6, value


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("name", ["q", "priority", "stand", "sort"])
def test_nonsense_in_the_address_never_breaks_a_file(
    actions: dict[str, Action], dirk: Member, client_of: In, name: str, kind: str
) -> None:
    for value in ("nonsens", "\x00"):
        answer = client_of(dirk).get(reverse("delivery:export", args=[kind]), {name: value})
        assert answer.status_code == 200


def test_a_repeated_choice_counts_once(
    actions: dict[str, Action], dirk: Member, client_of: In
) -> None:
    answer = client_of(dirk).get(f"{LIST}?stand=late&stand=done")

    assert [row.cells[0].text for row in answer.context["table"].rows] == ["Klaar werk"]


def test_long_lists_come_in_pages_that_keep_the_choice(
    plan: SafetyPlan, dirk: Member, client_of: In
) -> None:
    objective, browser = Objective.unscoped.get(), client_of(dirk)
    for n in range(53):
        make_action(objective, f"Actie {n:02}", due=n)

    first, second = listed(browser, sort="due"), listed(browser, sort="due", page=2)
    beyond = listed(browser, sort="due", page=99)
    page = browser.get(LIST, {"sort": "due", "q": "Actie"})

    assert first + second == [f"Actie {n:02}" for n in range(53)]
    assert len(first) == 50
    assert beyond == second
    assert "53 acties" in words(page)
    assert any("page=2" in a and "q=Actie" in a and "sort=due" in a for a in links(page))


def test_a_search_that_finds_nothing_offers_all_actions(
    actions: dict[str, Action], dirk: Member, client_of: In
) -> None:
    page = client_of(dirk).get(LIST, {"q": "bestaat niet"})

    assert "Geen acties gevonden" in words(page)
    assert LIST in links(page)


def test_an_empty_list_says_what_to_do_to_who_can_do_it(
    plan: SafetyPlan, anna: Member, dirk: Member, client_of: In
) -> None:
    page_of_anna, page_of_dirk = client_of(anna).get(LIST), client_of(dirk).get(LIST)

    assert "Actie toevoegen" in words(page_of_anna)
    assert "Actie toevoegen" not in words(page_of_dirk)
    assert "Nog geen acties" in words(page_of_dirk)


def test_a_part_of_the_page_is_answered_where_only_that_is_asked(
    actions: dict[str, Action], dirk: Member, client_of: In
) -> None:
    part = client_of(dirk).get(LIST, {"stand": "late"}, headers={"HX-Request": "true"})

    assert b"<html" not in part.content
    assert "Late controle" in part.content.decode()


def test_own_actions_are_a_choice_for_who_can_have_them(
    actions: dict[str, Action], bram: Member, dirk: Member, client_of: In
) -> None:
    assert f"{LIST}?mine=on" in links(client_of(bram).get(LIST))
    assert f"{LIST}?mine=on" not in links(client_of(dirk).get(LIST))


def test_actions_of_another_municipality_are_in_no_list(
    actions: dict[str, Action], outsider: Member, client_of: In
) -> None:
    make_action_there(outsider)
    field = PlanField.unscoped.get(title="Jeugd")

    assert listed(client_of(outsider)) == ["Actie daar"]
    assert listed(client_of(outsider), priority=field.pk) == ["Actie daar"]


def make_action_there(outsider: Member) -> None:
    plan = make_adopted_plan(outsider.municipality)
    make_action(Objective.unscoped.get(theme__field__plan=plan), "Actie daar")
