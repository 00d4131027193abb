"""Bodies and their decisions: written down once, and never changed."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, reverse

from openveiligheid.core.errors import NotPermitted, Refused
from openveiligheid.core.models import HistoryEntry, Municipality
from openveiligheid.governance.models import Body, Decision
from openveiligheid.governance.operations import record_decision, save_body
from openveiligheid.organisation.models import Member
from tests.factories import a_decision, adopt, make_body, make_decision, make_full_plan
from tests.pages import links, words

In = Callable[[Member], Client]


@pytest.fixture
def browser(clerk: Member, client_of: In) -> Client:
    return client_of(clerk)


def record(browser: Client, here: Municipality, **values: Any) -> HttpResponse:
    sent = {
        "body": make_body(here).pk,
        "decided_on": "21-11-2026",
        "title": "Cameraplan vastgesteld",
        "subject": "Cameratoezicht in het centrum",
    }
    return browser.post(reverse("governance:add"), sent | values, follow=True)


@pytest.mark.covers("E6")
def test_a_decision_is_written_down_and_shown(hardenberg: Municipality, browser: Client) -> None:
    page = record(browser, hardenberg, reference="2026-88", explanation="Met ruime meerderheid.")

    decision = Decision.unscoped.get()
    assert page.redirect_chain[-1][0] == reverse("governance:decision", args=[decision.pk])
    for expected in (
        "Het besluit is vastgelegd.",
        "Cameratoezicht in het centrum",
        "Gemeenteraad",
        "21 november 2026",
        "2026-88",
        "Met ruime meerderheid.",
    ):
        assert expected in words(page)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"decided_on": "gisteren"}, "Deze datum klopt niet."),
        ({"decided_on": ""}, "Vul een datum in"),
        ({"title": ""}, "Dit veld is verplicht."),
        ({"subject": "  "}, "Dit veld is verplicht."),
        ({"body": "00000000-0000-0000-0000-000000000000"}, "geldige keuze"),
        ({"reference": "x" * 201}, "200 tekens"),
    ],
)
def test_a_decision_that_cannot_be_is_refused_on_the_form(
    hardenberg: Municipality, browser: Client, wrong: dict[str, str], said: str
) -> None:
    page = record(browser, hardenberg, **wrong)

    assert said in words(page)
    assert not Decision.unscoped.exists()


def test_a_decision_is_never_changed_afterwards(hardenberg: Municipality, clerk: Member) -> None:
    decision = make_decision(hardenberg)
    entries = HistoryEntry.objects.count()
    decision.title = "Iets anders besloten"

    with pytest.raises(Refused, match="verandert niet meer"):
        record_decision(decision, by=clerk)

    assert Decision.unscoped.get().title == "Cameraplan vastgesteld"
    assert HistoryEntry.objects.count() == entries


def test_no_page_changes_or_removes_a_decision(hardenberg: Municipality, browser: Client) -> None:
    decision = make_decision(hardenberg)
    address = reverse("governance:decision", args=[decision.pk])

    assert browser.post(address, {"title": "Anders"}).status_code == 405
    for name in ("edit", "remove", "delete"):
        with pytest.raises(NoReverseMatch):
            reverse(f"governance:{name}", args=[decision.pk])
    assert Decision.unscoped.get().title == "Cameraplan vastgesteld"


def test_the_decision_that_adopts_a_plan_shows_the_hash_of_the_document(
    hardenberg: Municipality, browser: Client
) -> None:
    version = adopt(make_full_plan(hardenberg))

    page = browser.get(reverse("governance:decision", args=[version.decision_id]))

    assert version.sha256 in words(page)


@pytest.mark.covers("F4")
def test_a_body_is_added_and_explained(hardenberg: Municipality, browser: Client) -> None:
    page = browser.post(
        reverse("governance:body-add"),
        {"name": "Driehoek", "kind": "driehoek", "role": "Stuurt op de openbare orde."},
        follow=True,
    )

    assert Body.unscoped.get().name == "Driehoek"
    assert "Driehoek is toegevoegd." in words(page)
    assert "Stuurt op de openbare orde." in words(page)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"name": "Gemeenteraad", "kind": "council"}, "Er is al een gremium met deze naam."),
        ({"name": "", "kind": "council"}, "Dit veld is verplicht."),
        ({"name": "Raad", "kind": "koning"}, "geldige keuze"),
    ],
)
def test_a_body_that_cannot_be_is_refused_on_the_form(
    hardenberg: Municipality, browser: Client, sent: dict[str, str], said: str
) -> None:
    make_body(hardenberg)

    page = browser.post(reverse("governance:body-add"), sent)

    assert said in words(page)
    assert Body.unscoped.count() == 1


def test_two_municipalities_each_have_their_own_council(
    hardenberg: Municipality, elsewhere: Municipality
) -> None:
    assert make_body(hardenberg) != make_body(elsewhere)


def test_a_body_can_get_another_name(hardenberg: Municipality, clerk: Member) -> None:
    body = make_body(hardenberg)
    body.name = "Raad van Hardenberg"

    save_body(body, by=clerk)

    assert Body.unscoped.get().name == "Raad van Hardenberg"


def test_without_a_body_the_page_asks_for_one_first(
    hardenberg: Municipality, browser: Client
) -> None:
    page = browser.get(reverse("governance:add"), follow=True)

    assert page.redirect_chain[-1][0] == reverse("governance:body-add")
    assert "Voeg eerst het gremium toe" in words(page)


def test_the_list_is_in_pages_with_the_newest_first(
    hardenberg: Municipality, dirk: Member, client_of: In
) -> None:
    for n in range(52):
        make_decision(hardenberg, f"Besluit {n:02}")
    browser = client_of(dirk)

    first, last = browser.get(reverse("governance:list")), browser.get("/besluiten/?page=2")
    nonsense = browser.get("/besluiten/?page=\x00")

    assert "Besluit 51" in words(first)
    assert "Besluit 00" not in words(first)
    assert "Besluit 00" in words(last)
    assert nonsense.status_code == 200


def test_recording_is_offered_to_who_may_record(
    hardenberg: Municipality, dirk: Member, browser: Client, client_of: In
) -> None:
    assert reverse("governance:add") in links(browser.get(reverse("governance:list")))
    assert reverse("governance:add") not in links(client_of(dirk).get(reverse("governance:list")))


@pytest.mark.parametrize("who", ["bram", "mayor", "dirk", "analyst", "partner", "carla", "els"])
def test_only_who_records_decisions_does_so(
    hardenberg: Municipality, who: str, request: pytest.FixtureRequest
) -> None:
    by: Member = request.getfixturevalue(who)
    body = make_body(hardenberg)

    with pytest.raises(NotPermitted):
        record_decision(a_decision(body, subject="Iets"), by=by)
    with pytest.raises(NotPermitted):
        save_body(Body(name="Eigen gremium", kind="other"), by=by)

    assert not Decision.unscoped.exists()


def test_a_decision_is_not_taken_by_a_body_of_another_municipality(
    clerk: Member, elsewhere: Municipality
) -> None:
    with pytest.raises(NotPermitted):
        record_decision(a_decision(make_body(elsewhere), subject="Iets"), by=clerk)

    assert not Decision.unscoped.exists()
