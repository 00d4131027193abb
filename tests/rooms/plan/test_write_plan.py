"""Writing a plan on its pages: the plan, priorities, themes, objectives and cross-links."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from openveiligheid.core.errors import NotPermitted, Refused
from openveiligheid.core.models import Municipality
from openveiligheid.framework import queries as framework
from openveiligheid.organisation.models import Member
from openveiligheid.plan.models import CrossLink, Objective, PlanField, PlanTheme, SafetyPlan
from openveiligheid.plan.operations import link_themes, save_field, save_plan, unlink_themes
from tests.factories import (
    make_field,
    make_full_plan,
    make_link,
    make_objective,
    make_partner,
    make_plan,
    make_theme,
)
from tests.pages import words

In = Callable[[Member], Client]
ABOUT = {"title": "Plan 2027-2030", "year_from": 2027, "year_to": 2030}


@pytest.fixture
def browser(anna: Member, client_of: In) -> Client:
    return client_of(anna)


def post(browser: Client, name: str, *args: object, **values: Any) -> HttpResponse:
    return browser.post(reverse(f"plan:{name}", args=args), values)


def test_a_new_plan_is_a_draft_and_leads_to_its_outline(browser: Client) -> None:
    answer = post(browser, "add", **ABOUT, mission="Samen veilig")

    plan = SafetyPlan.unscoped.get()
    assert answer.headers["Location"] == reverse("plan:edit", args=[plan.pk])
    assert (plan.title, plan.year_from, plan.year_to) == ("Plan 2027-2030", 2027, 2030)
    assert (plan.mission, plan.is_adopted) == ("Samen veilig", False)


def test_the_form_of_a_new_plan_proposes_the_next_four_years(browser: Client) -> None:
    form = browser.get(reverse("plan:add")).context["form"]

    assert form.initial["year_to"] - form.initial["year_from"] == 3
    assert str(form.initial["year_from"]) in form.initial["title"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"year_to": 2026}, "Het laatste jaar ligt vóór het eerste jaar."),
        ({"year_from": 1900}, "minstens 2000"),
        ({"title": ""}, "Dit veld is verplicht."),
        ({"title": "x" * 201}, "200 tekens"),
        ({"mission": "een\x00twee"}, "Null-tekens"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_on_its_form(
    browser: Client, wrong: dict[str, Any], said: str
) -> None:
    answer = post(browser, "add", **ABOUT | wrong)

    assert said in words(answer)
    assert not SafetyPlan.unscoped.exists()


@pytest.mark.covers("F5")
def test_title_years_and_course_of_a_plan_can_change(
    hardenberg: Municipality, browser: Client
) -> None:
    plan = make_plan(hardenberg)

    post(browser, "about", plan.pk, **ABOUT, vision="Rustig wonen", principles="Samen")

    plan.refresh_from_db()
    assert (plan.title, plan.vision, plan.principles) == ("Plan 2027-2030", "Rustig wonen", "Samen")


def test_a_priority_is_added_at_the_end_and_can_change(
    hardenberg: Municipality, browser: Client
) -> None:
    plan = make_plan(hardenberg)
    make_field(plan, "Jeugd")
    kern = framework.fields().get(number="5")

    offered = browser.get(reverse("plan:field-add", args=[plan.pk])).context["form"]
    post(browser, "field-add", plan.pk, title="Digitaal", position=2, framework_field=kern.pk)
    field = PlanField.unscoped.get(title="Digitaal")
    post(browser, "field-edit", field.pk, title="Digitale veiligheid", position=1, number="5")

    assert offered["position"].value() == 2
    field.refresh_from_db()
    assert (field.title, field.position, field.number) == ("Digitale veiligheid", 1, "5")
    assert field.framework_field is None


@pytest.mark.covers("F1", "F2", "P2")
def test_a_theme_carries_context_partners_and_places_in_the_kernbeleid(
    hardenberg: Municipality, browser: Client
) -> None:
    field = make_field(make_plan(hardenberg))
    kern = framework.themes().filter(number__in=["5.1", "5.2"])
    partner = make_partner(hardenberg)

    post(
        browser,
        "theme-add",
        field.pk,
        title="Oplichting",
        number="5.1",
        position=1,
        context="Steeds vaker.",
        framework_themes=[t.pk for t in kern],
        partners=[partner.pk],
    )
    theme = PlanTheme.unscoped.get()
    numbers = [linked.number for linked in theme.framework_themes.all()]
    post(browser, "theme-edit", theme.pk, title="Oplichting", position=1, partners=[partner.pk])

    assert numbers == ["5.1", "5.2"]
    assert list(theme.partners.all()) == [partner]
    assert not theme.framework_themes.exists()


def test_an_objective_is_added_and_can_change(hardenberg: Municipality, browser: Client) -> None:
    theme = make_theme(make_field(make_plan(hardenberg)))

    post(browser, "objective-add", theme.pk, text="Minder schade", kind="goal", position=1)
    objective = Objective.unscoped.get()
    post(browser, "objective-edit", objective.pk, text="Veel minder", kind="objective", position=1)

    objective.refresh_from_db()
    assert (objective.text, objective.kind) == ("Veel minder", "objective")


def test_the_outline_shows_all_of_the_plan_in_its_order(
    hardenberg: Municipality, browser: Client
) -> None:
    plan = make_plan(hardenberg)
    for title in ("Jeugd", "Digitaal"):
        make_objective(make_theme(make_field(plan, title), f"Thema {title}"), f"Doel {title}")

    page = browser.get(reverse("plan:edit", args=[plan.pk])).content.decode()

    words = ["Jeugd", "Thema Jeugd", "Doel Jeugd", "Digitaal", "Thema Digitaal", "Doel Digitaal"]
    assert sorted(words, key=page.index) == words


@pytest.mark.covers("P3")
def test_two_themes_of_a_plan_are_linked_with_a_reason(
    hardenberg: Municipality, browser: Client
) -> None:
    field = make_field(make_plan(hardenberg))
    theme, other = make_theme(field, "Oplichting"), make_theme(field, "Jeugd online")
    elsewhere = make_theme(make_field(make_plan(hardenberg, "Ander plan")), "Buiten dit plan")

    offered = browser.get(reverse("plan:link-add", args=[theme.pk])).context["form"]
    post(browser, "link-add", theme.pk, other=other.pk, reason="Dezelfde scholen")
    shown = browser.get(reverse("delivery:theme", args=[other.pk])).content.decode()

    assert list(offered.fields["other"].queryset) == [other]
    assert elsewhere not in offered.fields["other"].queryset
    assert "Dezelfde scholen" in shown
    assert reverse("delivery:theme", args=[theme.pk]) in shown


def test_a_cross_link_can_be_taken_away(hardenberg: Municipality, browser: Client) -> None:
    field = make_field(make_plan(hardenberg))
    link = make_link(make_theme(field, "Een"), make_theme(field, "Twee"))

    answer = post(browser, "unlink", link.pk)

    assert answer.headers["Location"] == reverse("delivery:theme", args=[link.theme_id])
    assert not CrossLink.unscoped.exists()


def test_two_themes_are_linked_once_whatever_the_direction(
    hardenberg: Municipality, anna: Member
) -> None:
    field = make_field(make_plan(hardenberg))
    one, two = make_theme(field, "Een"), make_theme(field, "Twee")
    make_link(one, two)

    for theme, other in ((one, two), (two, one)):
        with pytest.raises(Refused, match="al verbonden"):
            link_themes(CrossLink(theme=theme, other=other, reason="Nog eens"), by=anna)

    assert CrossLink.unscoped.count() == 1


def test_a_theme_is_linked_to_another_theme_of_its_own_plan_only(
    hardenberg: Municipality, anna: Member
) -> None:
    theme = make_theme(make_field(make_plan(hardenberg)))
    outside = make_theme(make_field(make_plan(hardenberg, "Ander plan")))

    for other in (theme, outside):
        with pytest.raises(Refused):
            link_themes(CrossLink(theme=theme, other=other, reason="Kan niet"), by=anna)

    assert not CrossLink.unscoped.exists()


def test_who_may_not_edit_writes_nothing(hardenberg: Municipality, bram: Member) -> None:
    plan = make_plan(hardenberg)
    field = make_field(plan)
    link = make_link(make_theme(field, "Een"), make_theme(field, "Twee"))

    with pytest.raises(NotPermitted):
        save_plan(SafetyPlan(title="Eigen plan", year_from=2027, year_to=2030), by=bram)
    with pytest.raises(NotPermitted):
        save_field(PlanField(plan=plan, title="Eigen prioriteit"), by=bram)
    with pytest.raises(NotPermitted):
        unlink_themes(link, by=bram)


def test_a_plan_of_another_municipality_is_not_written_on(
    hardenberg: Municipality, outsider: Member
) -> None:
    plan = make_full_plan(hardenberg)

    with pytest.raises(NotPermitted):
        save_field(PlanField(plan=plan, title="Vreemd"), by=outsider)
    plan.title = "Gekaapt"
    with pytest.raises(NotPermitted):
        save_plan(plan, by=outsider)

    assert not PlanField.unscoped.filter(title="Vreemd").exists()
