"""Who sees a draft: those who write or adopt plans. Everybody else sees what was adopted."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from openveiligheid.core.access import visible_to
from openveiligheid.core.models import Municipality, Tenanted
from openveiligheid.delivery.models import ProgressUpdate
from openveiligheid.organisation.models import Member
from openveiligheid.plan.models import (
    CrossLink,
    Objective,
    PlanField,
    PlanProposal,
    PlanTheme,
    PlanVersion,
    SafetyPlan,
)
from openveiligheid.plan.queries import current_plan
from tests.factories import (
    adopt,
    make_action,
    make_adopted_plan,
    make_field,
    make_full_plan,
    make_link,
    make_objective,
    make_plan,
    make_progress,
    make_proposal,
    make_theme,
)
from tests.pages import links, words

In = Callable[[Member], Client]
TABLES = [SafetyPlan, PlanField, PlanTheme, Objective, CrossLink]
WRITERS = ["anna", "clerk"]
READERS = ["bram", "mayor", "dirk", "analyst", "partner"]
NOT_THEIRS = ["carla", "els"]

each_table = pytest.mark.parametrize("table", TABLES)


@pytest.fixture
def draft(hardenberg: Municipality) -> SafetyPlan:
    plan = make_full_plan(hardenberg, "Geheim concept")
    field = PlanField.unscoped.get()
    make_link(PlanTheme.unscoped.get(), make_theme(field, "Tweede thema"))
    return plan


@each_table
@pytest.mark.parametrize("who", WRITERS)
def test_writers_see_all_of_a_draft(
    draft: SafetyPlan, who: str, table: type[Tenanted], request: pytest.FixtureRequest
) -> None:
    assert visible_to(request.getfixturevalue(who), table).exists()


@each_table
@pytest.mark.parametrize("who", READERS)
def test_readers_see_a_plan_from_its_adoption(
    draft: SafetyPlan, who: str, table: type[Tenanted], request: pytest.FixtureRequest
) -> None:
    by: Member = request.getfixturevalue(who)
    before = visible_to(by, table).exists()

    adopt(draft)

    assert not before
    assert visible_to(by, table).exists()


@each_table
@pytest.mark.parametrize("who", NOT_THEIRS)
def test_who_manages_people_or_privacy_sees_no_plan_at_all(
    draft: SafetyPlan, who: str, table: type[Tenanted], request: pytest.FixtureRequest
) -> None:
    adopt(draft)

    assert not visible_to(request.getfixturevalue(who), table).exists()


@pytest.mark.parametrize("who", [*READERS, "clerk"])
def test_a_plan_that_was_read_from_a_file_is_seen_by_its_writers_only(
    hardenberg: Municipality, anna: Member, who: str, request: pytest.FixtureRequest
) -> None:
    make_proposal(hardenberg)

    assert visible_to(anna, PlanProposal).exists()
    assert not visible_to(request.getfixturevalue(who), PlanProposal).exists()


@pytest.mark.parametrize("who", ["dirk", "partner"])
def test_a_draft_is_nowhere_on_the_pages_of_a_reader(
    draft: SafetyPlan, who: str, client_of: In, request: pytest.FixtureRequest
) -> None:
    browser = client_of(request.getfixturevalue(who))
    theme, field = PlanTheme.unscoped.first(), PlanField.unscoped.get()
    assert theme
    hidden = [
        reverse("delivery:plan", args=[draft.pk]),
        reverse("delivery:priority", args=[field.pk]),
        reverse("delivery:theme", args=[theme.pk]),
        reverse("plan:versions", args=[draft.pk]),
    ]
    shown = [
        reverse("dashboard:home"),
        reverse("plan:list"),
        reverse("delivery:list"),
        reverse("dashboard:search") + "?q=geheim",
        reverse("delivery:current"),
    ]

    assert [browser.get(address).status_code for address in hidden] == [404] * 4
    for address in shown:
        assert "Geheim concept" not in words(browser.get(address, follow=True))


def test_an_adviser_finds_the_draft_in_the_list(
    draft: SafetyPlan, anna: Member, client_of: In
) -> None:
    page = client_of(anna).get(reverse("plan:list"))

    assert "Geheim concept" in words(page)
    assert "Concept" in words(page)
    assert reverse("delivery:plan", args=[draft.pk]) in page.content.decode()


def test_an_adopted_version_is_visible_to_the_council(
    hardenberg: Municipality, dirk: Member, client_of: In
) -> None:
    make_adopted_plan(hardenberg)
    version = visible_to(dirk, PlanVersion).get()

    page = client_of(dirk).get(reverse("plan:version", args=[version.pk]))

    assert version.sha256 in words(page)


def test_the_plan_of_now_is_the_adopted_one_of_this_year(
    hardenberg: Municipality, anna: Member, dirk: Member
) -> None:
    old = make_plan(hardenberg, "Oud", year_from=2019, year_to=2022)
    now = make_plan(hardenberg, "Nu", year_from=2025, year_to=2028)
    later = make_plan(hardenberg, "Straks", year_from=2029, year_to=2032)
    for plan in (old, now):
        make_objective(make_theme(make_field(plan)))
        adopt(plan)

    assert current_plan(anna, year=2026) == current_plan(dirk, year=2026) == now
    assert current_plan(anna, year=2030) == later
    assert current_plan(dirk, year=2030) == now
    assert current_plan(anna, year=2019) == old


def test_an_action_of_a_draft_is_seen_by_its_lead(
    draft: SafetyPlan, bram: Member, dirk: Member, client_of: In
) -> None:
    objective = Objective.unscoped.get()
    mine = make_action(objective, "Mijn actie", lead=bram)
    other = make_action(objective, "Andermans actie")
    browser = client_of(bram)

    listed = words(browser.get(reverse("delivery:list")))

    assert "Mijn actie" in listed
    assert "Andermans actie" not in listed
    assert browser.get(reverse("delivery:action", args=[mine.pk])).status_code == 200
    assert browser.get(reverse("delivery:action", args=[other.pk])).status_code == 404
    assert "Mijn actie" not in words(client_of(dirk).get(reverse("delivery:list")))


def test_the_page_of_an_action_leads_its_lead_nowhere_that_is_closed(
    draft: SafetyPlan, bram: Member, client_of: In
) -> None:
    action = make_action(Objective.unscoped.get(), lead=bram)
    browser = client_of(bram)

    page = browser.get(reverse("delivery:action", args=[action.pk]))

    pages = [address for address in links(page) if address.startswith("/")]
    assert {a: s for a in pages if (s := browser.get(a).status_code) not in (200, 302)} == {}


def test_progress_on_an_action_of_a_draft_is_seen_as_the_action_is(
    draft: SafetyPlan, anna: Member, bram: Member, dirk: Member
) -> None:
    make_progress(make_action(Objective.unscoped.get(), lead=bram), note="Vertrouwelijk")
    before = [visible_to(by, ProgressUpdate).exists() for by in (anna, bram, dirk)]

    adopt(draft)

    assert before == [True, True, False]
    assert visible_to(dirk, ProgressUpdate).exists()
