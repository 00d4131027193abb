"""Search: finds in every room what the visitor may see, and nothing that hurts."""

from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from openveiligheid.core.actors import System
from openveiligheid.core.models import Municipality
from openveiligheid.core.permissions import ROLES
from openveiligheid.organisation.models import Member
from openveiligheid.organisation.operations import AreaRow, add_areas
from openveiligheid.plan.models import SafetyPlan
from tests.factories import (
    adopt,
    make_action,
    make_decision,
    make_field,
    make_full_plan,
    make_member,
    make_objective,
    make_plan,
    make_report,
    make_theme,
)
from tests.pages import links, words

In = Callable[[Member], Client]
WORD = "zeppelin"


def fill(here: Municipality, word: str = WORD) -> SafetyPlan:
    """The word in every kind of row that a search looks in."""
    plan = make_plan(here, f"Plan {word}")
    field = make_field(plan, f"Prioriteit {word}")
    theme = make_theme(field, f"Thema {word}")
    objective = make_objective(theme, f"Doel {word}")
    adopt(plan)
    make_theme(field, "Stil thema", context=f"Een context met {word} erin")
    make_action(objective, f"Actie {word}")
    make_action(objective, "Stille actie", description=f"Over de {word}")
    make_decision(here, f"Besluit {word}")
    make_report(plan, f"Rapport {word}")
    add_areas([AreaRow("WK016001", f"Wijk {word}", "wijk")], by=System(here))
    return plan


def found(browser: Client, text: str) -> dict[str, list[str]]:
    page = browser.get(reverse("dashboard:search"), {"q": text})
    assert page.status_code == 200
    return {title: [link.label for link in group] for title, group in page.context["groups"]}


def test_a_word_is_found_in_every_room(
    hardenberg: Municipality, dirk: Member, client_of: In
) -> None:
    fill(hardenberg)

    assert found(client_of(dirk), "ZEPPELIN") == {
        "Plannen": ["Plan zeppelin"],
        "Prioriteiten": ["Prioriteit zeppelin"],
        "Thema's": ["Thema zeppelin", "Stil thema"],
        "Doelstellingen": ["Doel zeppelin"],
        "Acties": ["Actie zeppelin", "Stille actie"],
        "Besluiten": ["Besluit zeppelin", "Plan vastgesteld"],
        "Rapportages": ["Rapport zeppelin"],
        "Gebieden": ["Wijk zeppelin (wijk)"],
    }


@pytest.mark.parametrize("role", ROLES)
def test_every_find_opens_for_who_found_it(
    hardenberg: Municipality, client_of: In, role: str
) -> None:
    call_command("createcachetable", verbosity=0)
    fill(hardenberg)
    browser = client_of(make_member(hardenberg, "Wim Werker", role))

    page = browser.get(reverse("dashboard:search"), {"q": WORD})

    finds = [link.url for _title, group in page.context["groups"] for link in group]
    assert {url: s for url in finds if (s := browser.get(url).status_code) != 200} == {}
    assert bool(finds) == (role not in ("administrator", "privacy_officer"))
    assert set(finds) <= set(links(page))


def test_a_draft_is_found_by_its_writers_only(
    hardenberg: Municipality, anna: Member, dirk: Member, partner: Member, client_of: In
) -> None:
    make_full_plan(hardenberg, "Plan zeppelin")
    make_theme(make_field(SafetyPlan.unscoped.get(), "Prioriteit zeppelin"), "Thema zeppelin")

    assert set(found(client_of(anna), WORD)) == {"Plannen", "Prioriteiten", "Thema's"}
    assert found(client_of(dirk), WORD) == {}
    assert found(client_of(partner), WORD) == {}


def test_nothing_of_another_municipality_is_found(
    hardenberg: Municipality, elsewhere: Municipality, anna: Member, client_of: In
) -> None:
    fill(elsewhere)

    assert found(client_of(anna), WORD) == {}


@pytest.mark.parametrize("text", ["", "x", " ", "  y  ", "\x00", "a\x00"])
def test_a_search_needs_two_signs(
    hardenberg: Municipality, dirk: Member, client_of: In, text: str
) -> None:
    page = client_of(dirk).get(reverse("dashboard:search"), {"q": text})

    assert "Vul minstens twee tekens in." in words(page)


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' OR '1'='1",
    "%_%",
    "zep\x00pelin",
    "x" * 10_000,
    "{{ 7|add:7 }}",
    "\u202egnp.exe",
    "💣💣",
    "\\",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_only_text(
    hardenberg: Municipality, dirk: Member, client_of: In, text: str
) -> None:
    fill(hardenberg)

    page = client_of(dirk).get(reverse("dashboard:search"), {"q": text})

    body = page.content.decode()
    assert page.status_code == 200
    assert "<script>alert" not in body
    assert "<img src=x" not in body
    assert len(page.context["text"]) <= 100
    assert bool(page.context["groups"]) == ("\x00" in text)


def test_the_signs_of_a_pattern_are_looked_for_as_they_are(
    hardenberg: Municipality, dirk: Member, client_of: In
) -> None:
    plan = fill(hardenberg)
    make_theme(make_field(plan), "Groei van 100% per jaar")

    assert found(client_of(dirk), "100%") == {"Thema's": ["Groei van 100% per jaar"]}
    assert found(client_of(dirk), "zep_elin") == {}


def test_a_kind_shows_its_first_twenty(
    hardenberg: Municipality, dirk: Member, client_of: In
) -> None:
    plan = fill(hardenberg)
    theme = plan.fields.get().themes.earliest("created_at")
    for n in range(25):
        make_objective(theme, f"Doel zeppelin {n}")

    assert len(found(client_of(dirk), WORD)["Doelstellingen"]) == 20


def test_hostile_words_in_the_plan_are_shown_as_words(
    hardenberg: Municipality, dirk: Member, client_of: In
) -> None:
    fill(hardenberg, "<script>zeppelin</script>")

    body = client_of(dirk).get(reverse("dashboard:search"), {"q": WORD}).content.decode()

    assert "<script>zeppelin" not in body
    assert "&lt;script&gt;zeppelin" in body


def test_posting_to_search_is_refused(
    hardenberg: Municipality, dirk: Member, client_of: In
) -> None:
    assert client_of(dirk).post(reverse("dashboard:search"), {"q": "x"}).status_code == 405
