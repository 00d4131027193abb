"""Adopting a plan: a decision freezes it as it then is."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from openveiligheid.core.actors import System
from openveiligheid.core.errors import NotPermitted, Refused
from openveiligheid.core.json import sha256
from openveiligheid.core.models import HistoryEntry, Municipality
from openveiligheid.governance.models import Decision
from openveiligheid.organisation.models import Member
from openveiligheid.plan.models import Objective, PlanField, PlanTheme, PlanVersion, SafetyPlan
from openveiligheid.plan.operations import (
    adopt_plan,
    save_field,
    save_objective,
    save_plan,
    save_theme,
)
from openveiligheid.plan.operations.adopting import NothingToAdopt, PlanHasNoPriorities
from openveiligheid.plan.queries import changed_since_adoption, snapshot
from tests.factories import (
    a_decision,
    adopt,
    make_adopted_plan,
    make_body,
    make_decision,
    make_field,
    make_full_plan,
    make_link,
    make_objective,
    make_plan,
    make_theme,
)
from tests.pages import words

In = Callable[[Member], Client]


@pytest.fixture
def plan(hardenberg: Municipality) -> SafetyPlan:
    return make_full_plan(hardenberg)


def form_for(plan: SafetyPlan, **values: object) -> dict[str, object]:
    body = make_body(plan.municipality)
    return {"body": body.pk, "decided_on": "21-11-2026", "title": "Vastgesteld"} | values


def test_adoption_freezes_the_plan_and_binds_it_to_the_decision(
    plan: SafetyPlan, anna: Member
) -> None:
    content = snapshot(plan)

    version = adopt_plan(plan, a_decision(make_body(plan.municipality)), by=anna)

    plan.refresh_from_db()
    assert plan.is_adopted
    assert (version.number, version.content) == (1, content)
    assert version.sha256 == version.decision.document_sha256 == sha256(content)
    assert version.decision.subject == plan.title


def test_the_stored_version_still_has_the_hash_that_was_decided_on(plan: SafetyPlan) -> None:
    adopt(plan)

    kept = PlanVersion.unscoped.get()

    assert sha256(kept.content) == kept.sha256 == Decision.unscoped.get().document_sha256


def test_every_change_after_adoption_leaves_the_version_as_it_was(
    plan: SafetyPlan, anna: Member
) -> None:
    version = adopt(plan)
    field, theme, objective = (m.unscoped.get() for m in (PlanField, PlanTheme, Objective))

    plan.title, field.title, theme.context, objective.text = "Anders", "Anders", "Anders", "Anders"
    save_plan(plan, by=anna)
    save_field(field, by=anna)
    save_theme(theme, by=anna)
    save_objective(objective, by=anna)
    make_link(theme, make_theme(field, "Nieuw thema"))

    kept = PlanVersion.unscoped.get()
    assert kept.content == version.content
    assert sha256(kept.content) == kept.sha256
    assert "Anders" not in str(kept.content)
    assert changed_since_adoption(plan)


def test_a_plan_without_priorities_is_not_adopted(hardenberg: Municipality, anna: Member) -> None:
    empty = make_plan(hardenberg)
    without_objective = make_plan(hardenberg, "Zonder doelstelling")
    make_theme(make_field(without_objective))

    for plan in (empty, without_objective):
        with pytest.raises(PlanHasNoPriorities, match="Vul die eerst in"):
            adopt_plan(plan, a_decision(make_body(hardenberg)), by=anna)

    assert not PlanVersion.unscoped.exists()
    assert not Decision.unscoped.exists()
    assert not SafetyPlan.unscoped.filter(status=SafetyPlan.Status.ADOPTED).exists()


def test_the_same_plan_is_not_adopted_twice(plan: SafetyPlan, anna: Member) -> None:
    adopt(plan)

    with pytest.raises(NothingToAdopt, match="sinds versie 1 niet gewijzigd"):
        adopt_plan(plan, a_decision(make_body(plan.municipality)), by=anna)

    assert PlanVersion.unscoped.count() == Decision.unscoped.count() == 1


def test_a_changed_plan_is_adopted_as_the_next_version(plan: SafetyPlan) -> None:
    first = adopt(plan)
    make_objective(PlanTheme.unscoped.get(), "Een doel erbij")

    second = adopt(plan, "Plan herzien")

    assert (first.number, second.number) == (1, 2)
    assert first.sha256 != second.sha256
    assert not changed_since_adoption(plan)
    assert Decision.unscoped.count() == 2


def test_a_plan_that_is_put_back_as_it_was_is_unchanged(plan: SafetyPlan, anna: Member) -> None:
    adopt(plan)
    old = plan.mission
    for mission in ("Iets anders", old):
        plan.mission = mission
        save_plan(plan, by=anna)

    assert not changed_since_adoption(plan)


def test_rows_at_one_place_do_not_make_a_plan_look_changed(plan: SafetyPlan, anna: Member) -> None:
    theme = PlanTheme.unscoped.get()
    rows = [make_objective(theme, f"Doel {n}") for n in range(6)]
    for row in rows:
        row.position = 1
        save_objective(row, by=anna)
    adopt(plan)

    # A changed row moves to another place in a table of PostgreSQL.
    for row in rows[:3]:
        Objective.unscoped.filter(pk=row.pk).update(text=row.text)

    assert not changed_since_adoption(plan)


def test_a_decision_that_was_taken_before_does_not_adopt_a_plan(
    plan: SafetyPlan, anna: Member
) -> None:
    earlier = make_decision(plan.municipality)

    with pytest.raises(Refused):
        adopt_plan(plan, earlier, by=anna)

    earlier.refresh_from_db()
    assert (earlier.subject, earlier.document_sha256) == ("Cameratoezicht in het centrum", "")
    assert not PlanVersion.unscoped.exists()


@pytest.mark.parametrize("who", ["bram", "mayor", "dirk", "partner", "carla"])
def test_only_who_may_adopt_does_so(
    plan: SafetyPlan, who: str, request: pytest.FixtureRequest
) -> None:
    by: Member = request.getfixturevalue(who)

    with pytest.raises(NotPermitted):
        adopt_plan(plan, a_decision(make_body(plan.municipality)), by=by)

    assert not PlanVersion.unscoped.exists()


def test_nobody_adopts_the_plan_of_another_municipality(plan: SafetyPlan, outsider: Member) -> None:
    with pytest.raises(NotPermitted):
        adopt_plan(plan, a_decision(make_body(outsider.municipality)), by=outsider)
    with pytest.raises(NotPermitted):
        adopt_plan(plan, a_decision(make_body(plan.municipality)), by=outsider)

    assert not PlanVersion.unscoped.exists()


def test_a_plan_is_not_adopted_by_a_body_of_another_municipality(
    plan: SafetyPlan, anna: Member, elsewhere: Municipality
) -> None:
    with pytest.raises(NotPermitted):
        adopt_plan(plan, a_decision(make_body(elsewhere)), by=anna)

    plan.refresh_from_db()
    assert not plan.is_adopted
    assert not HistoryEntry.objects.filter(verb="plan adopted").exists()


@pytest.mark.covers("P5", "E6")
def test_the_clerk_records_the_adoption_on_the_page(
    plan: SafetyPlan, clerk: Member, client_of: In
) -> None:
    page = client_of(clerk).post(
        reverse("plan:adopt", args=[plan.pk]), form_for(plan, reference="2026-117"), follow=True
    )

    version = PlanVersion.unscoped.get()
    assert version.decision.decided_on == date(2026, 11, 21)
    assert version.decision.reference == "2026-117"
    assert page.redirect_chain[-1][0] == reverse("plan:version", args=[version.pk])
    assert "Versie 1 is vastgesteld en bevroren." in words(page)
    assert version.sha256 in words(page)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"decided_on": "31-02-2026"}, "Deze datum klopt niet."),
        ({"decided_on": ""}, "Vul een datum in"),
        ({"body": ""}, "Dit veld is verplicht."),
        ({"title": " "}, "Dit veld is verplicht."),
    ],
)
def test_a_decision_that_cannot_be_is_refused_on_the_form(
    plan: SafetyPlan, anna: Member, client_of: In, wrong: dict[str, str], said: str
) -> None:
    answer = client_of(anna).post(reverse("plan:adopt", args=[plan.pk]), form_for(plan, **wrong))

    assert said in words(answer)
    assert not PlanVersion.unscoped.exists()


def test_what_stands_in_the_way_of_adoption_is_said_on_the_form(
    hardenberg: Municipality, anna: Member, client_of: In
) -> None:
    empty, adopted = make_plan(hardenberg), make_adopted_plan(hardenberg, "Tweede plan")
    browser = client_of(anna)

    of_empty = browser.post(reverse("plan:adopt", args=[empty.pk]), form_for(empty))
    of_adopted = browser.post(reverse("plan:adopt", args=[adopted.pk]), form_for(adopted))

    assert "heeft nog geen prioriteiten met doelstellingen" in words(of_empty)
    assert "Het plan is sinds versie 1 niet gewijzigd." in words(of_adopted)


def test_without_a_body_the_page_says_what_comes_first(
    plan: SafetyPlan, anna: Member, client_of: In
) -> None:
    page = client_of(anna).get(reverse("plan:adopt", args=[plan.pk]))

    assert "Nog geen gremium" in words(page)
    assert reverse("governance:body-add") in page.content.decode()


def test_the_versions_page_tells_what_changed_since_the_last_adoption(
    plan: SafetyPlan, anna: Member, client_of: In
) -> None:
    address, browser = reverse("plan:versions", args=[plan.pk]), client_of(anna)
    before = words(browser.get(address))
    adopt(plan)
    fresh = words(browser.get(address))
    make_objective(PlanTheme.unscoped.get(), "Winkeliers delen signalen")
    changed = words(browser.get(address))

    assert "Nog niet vastgesteld" in before
    assert "woord voor woord de vastgestelde versie" in fresh
    assert "Winkeliers delen signalen" in changed
    assert "Nieuwe vaststelling vastleggen" in changed


@pytest.mark.covers("P5")
def test_a_second_version_shows_how_it_differs_from_the_first(
    plan: SafetyPlan, dirk: Member, client_of: In
) -> None:
    adopt(plan)
    objective = Objective.unscoped.get()
    objective.text, objective.kind = "Ondernemers herkennen oplichting.", Objective.Kind.GOAL
    save_objective(objective, by=System(plan.municipality))
    version = adopt(plan, "Plan herzien")

    page = words(client_of(dirk).get(reverse("plan:version", args=[version.pk])))

    assert "Gewijzigd ten opzichte van versie 1" in page
    assert "vervallen: Inwoners toegevoegd: Ondernemers herkennen oplichting." in page
    assert "vervallen: doelstelling toegevoegd: doel" in page


def test_the_date_of_a_decision_may_lie_in_the_past(plan: SafetyPlan, anna: Member) -> None:
    decision = a_decision(make_body(plan.municipality))
    decision.decided_on = timezone.localdate() - timedelta(days=400)

    version = adopt_plan(plan, decision, by=anna)

    assert version.decision.decided_on == decision.decided_on
