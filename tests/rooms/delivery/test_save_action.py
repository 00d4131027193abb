"""Adding, changing and removing an action."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from openveiligheid.core.errors import NotPermitted, Refused
from openveiligheid.core.models import HistoryEntry, Municipality
from openveiligheid.delivery.models import Action
from openveiligheid.delivery.operations import remove_action, save_action
from openveiligheid.organisation.models import Member
from openveiligheid.plan.models import Objective
from tests.factories import (
    make_action,
    make_adopted_plan,
    make_full_plan,
    make_member,
    make_partner,
    make_progress,
    make_team,
)
from tests.pages import forms, words

In = Callable[[Member], Client]


@pytest.fixture
def objective(hardenberg: Municipality) -> Objective:
    make_adopted_plan(hardenberg)
    return Objective.unscoped.get()


@pytest.fixture
def browser(anna: Member, client_of: In) -> Client:
    return client_of(anna)


def filled_in(objective: Objective, **values: Any) -> dict[str, Any]:
    about = {"title": "Spreekuur houden", "starts_on": "01-12-2026", "due_on": "31-12-2026"}
    return {"objective": objective.pk} | about | values


@pytest.mark.covers("E1")
def test_an_action_is_added_with_who_when_and_what_it_costs(
    objective: Objective, bram: Member, browser: Client, hardenberg: Municipality
) -> None:
    team, partner = make_team(hardenberg), make_partner(hardenberg)

    answer = browser.post(
        reverse("delivery:add"),
        filled_in(
            objective,
            lead=bram.pk,
            team=team.pk,
            partners=[partner.pk],
            budget_euros=2500,
            description="Elke maand in een ander dorp.",
        ),
    )

    action = Action.unscoped.get()
    assert answer.headers["Location"] == reverse("delivery:action", args=[action.pk])
    assert (action.objective, action.lead, action.team) == (objective, bram, team)
    assert (action.starts_on, action.due_on) == (date(2026, 12, 1), date(2026, 12, 31))
    assert list(action.partners.all()) == [partner]
    assert (action.state, action.percentage, action.budget_euros) == ("planned", 0, 2500)


def test_the_form_knows_the_objective_from_which_it_was_opened(
    objective: Objective, browser: Client
) -> None:
    page = browser.get(reverse("delivery:add"), {"objective": objective.pk, "from": "/plannen/"})

    form = next(form for form in forms(page) if "objective" in form.values)
    assert form.values["objective"] == [str(objective.pk)]
    assert 'href="/plannen/"' in page.content.decode()


@pytest.mark.parametrize(
    "address", ["//elders.nl", "https://elders.nl", "/\t/elders.nl", "/\\elders.nl", "javascript:1"]
)
def test_the_way_back_never_leads_to_another_site(
    objective: Objective, browser: Client, address: str
) -> None:
    page = browser.get(reverse("delivery:add"), {"from": address})

    assert page.context["back"] == reverse("delivery:list")


def test_only_who_reports_progress_can_lead_an_action(
    objective: Objective,
    anna: Member,
    bram: Member,
    dirk: Member,
    mayor: Member,
    partner: Member,
    browser: Client,
) -> None:
    form = browser.get(reverse("delivery:add")).context["form"]

    assert set(form.fields["lead"].queryset) == {anna, bram, partner}


def test_a_lead_who_lost_the_role_stays_a_choice_for_own_actions(
    objective: Objective, dirk: Member, browser: Client
) -> None:
    action = make_action(objective, lead=dirk)

    answer = browser.post(
        reverse("delivery:edit", args=[action.pk]), filled_in(objective, lead=dirk.pk)
    )

    action.refresh_from_db()
    assert answer.status_code == 302
    assert (action.lead, action.title) == (dirk, "Spreekuur houden")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": ""}, "Dit veld is verplicht."),
        ({"starts_on": "01-01-2027"}, "De einddatum ligt vóór de startdatum."),
        ({"due_on": "30 februari"}, "Deze datum klopt niet."),
        ({"budget_euros": "-1"}, "minstens 0"),
        ({"budget_euros": "veel"}, "Voer een geheel getal in"),
        ({"objective": ""}, "Dit veld is verplicht."),
        ({"lead": "nonsens"}, "is geen geldige"),
        ({"partners": ["nonsens"]}, "is geen geldige"),
        ({"title": "x" * 201}, "200 tekens"),
    ],
)
def test_an_action_that_cannot_be_is_refused_on_its_form(
    objective: Objective, browser: Client, wrong: dict[str, Any], said: str
) -> None:
    page = browser.post(reverse("delivery:add"), filled_in(objective) | wrong)

    assert said in words(page)
    assert not Action.unscoped.exists()


def test_an_action_changes_on_its_form_and_keeps_its_progress(
    objective: Objective, bram: Member, browser: Client
) -> None:
    action = make_action(objective, lead=bram)
    make_progress(action, percentage=30)

    browser.post(
        reverse("delivery:edit", args=[action.pk]), filled_in(objective, title="Anders aanpakken")
    )

    action.refresh_from_db()
    assert (action.title, action.lead) == ("Anders aanpakken", None)
    assert (action.state, action.percentage) == ("underway", 30)


def test_a_wrong_form_leaves_the_heading_as_it_was(objective: Objective, browser: Client) -> None:
    action = make_action(objective, "Oude titel")

    page = browser.post(
        reverse("delivery:edit", args=[action.pk]), filled_in(objective, title="x", due_on="")
    )

    assert "Oude titel" in words(page)


def test_an_action_moves_within_its_own_plan_only(
    objective: Objective, browser: Client, hardenberg: Municipality
) -> None:
    other = make_full_plan(hardenberg, "Ander plan")
    elsewhere = Objective.unscoped.get(theme__field__plan=other)
    action = make_action(objective)

    page = browser.post(reverse("delivery:edit", args=[action.pk]), filled_in(elsewhere))

    assert "Selecteer een geldige keuze" in words(page)


def test_an_action_by_mistake_is_removed(objective: Objective, browser: Client) -> None:
    action = make_action(objective)

    page = browser.post(reverse("delivery:remove", args=[action.pk]), follow=True)

    assert "De actie is verwijderd." in words(page)
    assert not Action.unscoped.exists()


def test_an_action_with_reports_stays(
    objective: Objective, bram: Member, anna: Member, browser: Client
) -> None:
    action = make_action(objective, lead=bram)
    make_progress(action)

    page = browser.post(reverse("delivery:remove", args=[action.pk]), follow=True)
    with pytest.raises(Refused, match="Meld haar als gestopt"):
        remove_action(action, by=anna)

    assert "Over deze actie is al gerapporteerd." in words(page)
    assert "Actie verwijderen" not in words(page)
    assert Action.unscoped.exists()


@pytest.mark.parametrize("who", ["bram", "mayor", "dirk", "clerk", "analyst", "partner", "carla"])
def test_only_who_edits_actions_writes_them(
    objective: Objective, who: str, request: pytest.FixtureRequest
) -> None:
    by: Member = request.getfixturevalue(who)
    action = make_action(objective, lead=by)
    entries = HistoryEntry.objects.count()

    with pytest.raises(NotPermitted):
        save_action(action, by=by)
    with pytest.raises(NotPermitted):
        remove_action(action, by=by)

    assert HistoryEntry.objects.count() == entries


def test_an_action_borrows_nobody_from_another_municipality(
    objective: Objective, anna: Member, elsewhere: Municipality
) -> None:
    stranger = make_member(elsewhere, "Sjoerd Vreemd", "project_lead")
    today = timezone.localdate()
    action = Action(objective=objective, title="Lenen", starts_on=today, due_on=today)
    foreign = {"lead": stranger, "team": make_team(elsewhere)}

    for name, value in foreign.items():
        setattr(action, name, value)
        with pytest.raises(NotPermitted):
            save_action(action, by=anna)
        setattr(action, name, None)
    with pytest.raises(NotPermitted):
        save_action(action, by=anna, partners=[make_partner(elsewhere)])

    assert not Action.unscoped.exists()


def test_an_action_of_one_day_is_possible_and_backwards_in_time_is_not(
    objective: Objective, anna: Member
) -> None:
    today = timezone.localdate()
    action = Action(objective=objective, title="Eén dag", starts_on=today, due_on=today)
    save_action(action, by=anna)

    action.due_on = today - timedelta(days=1)

    with pytest.raises(Refused, match="De einddatum ligt vóór de startdatum"):
        save_action(action, by=anna)


def test_without_a_plan_the_page_says_what_comes_first(
    hardenberg: Municipality, browser: Client
) -> None:
    page = browser.get(reverse("delivery:add"), follow=True)

    assert page.redirect_chain[-1][0] == reverse("plan:list")
    assert "Maak eerst een plan" in words(page)


@pytest.mark.parametrize("value", ["nonsens", "\x00", "0", "00000000-0000-0000-0000-000000000000"])
def test_an_objective_that_is_not_there_does_not_exist(
    objective: Objective, browser: Client, value: str
) -> None:
    assert browser.get(reverse("delivery:add"), {"objective": value}).status_code == 404


def test_the_page_of_an_action_says_what_it_is_and_how_it_stands(
    objective: Objective, dirk: Member, bram: Member, client_of: In
) -> None:
    action = make_action(objective, "Spreekuur", lead=bram, starts=-50, due=-2, budget_euros=1500)
    make_progress(action, percentage=80, note="Bijna klaar", days_ago=1)

    page = client_of(dirk).get(reverse("delivery:action", args=[action.pk]))

    shown = words(page)
    for expected in ("Vertraagd", "2 dagen over de einddatum.", "Bijna klaar", "80%", "€ 1.500"):
        assert expected in shown.replace("\xa0", " ")
    assert "Voortgang bijwerken" not in shown
    assert "Wijzigen" not in shown
