"""The history, as the privacy officer reads it."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from openveiligheid.core.actors import System
from openveiligheid.core.history import erase_payload
from openveiligheid.core.models import HistoryEntry, HistoryPayload, Municipality
from openveiligheid.core.permissions import ROLES
from openveiligheid.core.vault import vault
from openveiligheid.organisation.models import Member, Partner, Team
from openveiligheid.organisation.operations import change_member, save_partner, save_team
from tests.factories import make_member
from tests.growing import drop_triggers
from tests.pages import words

In = Callable[[Member], Client]
URL = "/organisatie/historie/"


def read(client: Client, query: str = "") -> str:
    return words(client.get(URL + query))


@pytest.mark.covers("X1")
def test_a_change_reads_as_who_what_before_and_after(
    carla: Member, els: Member, bram: Member, client_of: In
) -> None:
    bram.roles = ["project_lead", "analyst"]
    change_member(bram, by=carla)
    partner = save_partner(Partner(name="Politie", level="local"), by=carla)
    partner.level = "district"
    save_partner(partner, by=carla)

    page = read(client_of(els))

    assert "Partner vastgelegd: Politie Carla Smit · " in page
    assert "Wat er veranderde (regel 8) Niveau was lokaal, werd districtelijk" in page
    assert "Rollen was Projectleider, werd Projectleider, Analist" in page


def test_a_long_text_shows_the_words_that_differ(carla: Member, els: Member, client_of: In) -> None:
    partner = save_partner(Partner(name="Een lange naam " * 8), by=carla)
    partner.name = "Een langere naam " + "Een lange naam " * 7
    save_partner(partner, by=carla)

    page = read(client_of(els))

    assert "Naam Gewijzigd Een vervallen: lange toegevoegd: langere naam" in page


def test_something_new_shows_what_it_held(carla: Member, els: Member, client_of: In) -> None:
    save_partner(Partner(name="Politie", kind="", level="local"), by=carla)

    page = read(client_of(els), "?object_type=organisation.partner")

    assert "1 regel " in page
    assert "Wat er vastligt (regel 5) Naam Politie Niveau lokaal" in page
    assert "Soort Niveau" not in page


@pytest.mark.parametrize("role", [key for key in ROLES if key != "privacy_officer"])
def test_only_the_privacy_officer_reads_it(
    hardenberg: Municipality, client_of: In, role: str
) -> None:
    client = client_of(make_member(hardenberg, "Wim Bos", role))

    assert client.get(URL).status_code == 403
    assert client.post(reverse("organisation:history-verify")).status_code == 403


def test_filters_narrow_the_history(carla: Member, els: Member, client_of: In) -> None:
    save_team(Team(name="Van Carla"), by=carla)
    save_team(Team(name="Van het systeem"), by=System(carla.municipality))
    save_partner(Partner(name="Politie"), by=carla)
    client = client_of(els)
    today = date.today()  # noqa: DTZ011  (the day on the clock that wrote the entries)

    def day(days: int) -> str:
        return (today + timedelta(days=days)).strftime("%d-%m-%Y")

    by_carla = read(client, f"?actor={carla.pk}")
    by_system = read(client, "?actor=system&verb=team+saved")

    assert "2 regels" in by_carla
    assert "Van Carla" in by_carla
    assert "1 regel " in by_system
    assert "Van het systeem" in by_system
    assert "Politie" not in read(client, "?verb=team+saved")
    assert "Politie" in read(client, f"?since={day(-1)}&until={day(1)}")
    assert "Er is niets vastgelegd" in read(client, f"?since={day(2)}")
    assert "Er is niets vastgelegd" in read(client, f"?until={day(-2)}")


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("?since=31-02-2026", "Deze datum klopt niet."),
        ("?since=02-02-2026&until=01-02-2026", "Deze datum ligt vóór de begindatum."),
        ("?since=01-01-0001", "Kies een jaar van 1900 tot en met 2199."),
        ("?until=31-12-9999", "Kies een jaar van 1900 tot en met 2199."),
        ("?actor=onzin", "Selecteer een geldige keuze."),
        ("?verb=%00", "Selecteer een geldige keuze."),
        ("?page=onzin", ""),
        ("?page=-1", ""),
    ],
)
def test_a_filter_that_is_not_right_is_explained(
    els: Member, client_of: In, query: str, fault: str
) -> None:
    answer = client_of(els).get(URL + query)

    assert answer.status_code == 200
    assert fault in words(answer)


def test_fifty_entries_a_page(carla: Member, els: Member, client_of: In) -> None:
    for number in range(60):
        save_team(Team(name=f"Team nummer {number}"), by=carla)
    client = client_of(els)

    first, second = read(client), read(client, "?page=2")

    assert first.count("Team vastgelegd: ") == 50
    assert "1 tot en met 50 van 64" in first
    assert "Team nummer 0 " in second


@pytest.mark.covers("X1")
def test_content_that_is_gone_says_why(
    hardenberg: Municipality, carla: Member, els: Member, client_of: In
) -> None:
    save_team(Team(name="Gewist team"), by=carla)
    save_team(Team(name="Beschadigd team"), by=carla)
    erased, damaged = HistoryEntry.objects.filter(verb="team saved").order_by("number")
    erase_payload(erased, by=System(hardenberg), reason="verzoek")
    HistoryPayload.objects.filter(entry=damaged).update(ciphertext=b"x" * 60)

    page = read(client_of(els))

    assert "De inhoud is gewist." in page
    assert "De inhoud is beschadigd of gewijzigd." in page
    assert "Gewist team" not in page
    assert "Inhoud van een regel gewist" in page
    for path in vault().root.glob("*.key"):
        path.unlink()
    assert "De inhoud is niet te lezen: de sleutel ontbreekt." in read(client_of(els))


def test_the_chain_is_checked_on_request(carla: Member, els: Member, client_of: In) -> None:
    client, url = client_of(els), reverse("organisation:history-verify")
    assert "De keten is nog nooit gecontroleerd." in read(client)

    good = words(client.post(url, follow=True))
    drop_triggers()
    HistoryEntry.objects.filter(number=2).update(verb="other")
    bad = words(client.post(url, follow=True))

    assert "De keten klopt." in good
    assert "alle 4 regels kloppen en sluiten op elkaar aan" in good
    assert "De keten klopt niet meer vanaf regel 2: de regel is gewijzigd." in bad
    assert "bij regel 2 klopt de keten niet meer" in bad


def test_a_page_of_history_takes_few_questions(
    carla: Member,
    els: Member,
    client_of: In,
    django_assert_max_num_queries: Callable[[int], object],
) -> None:
    for number in range(60):
        save_team(Team(name=f"Team {number}"), by=carla)
    client = client_of(els)
    client.get(URL)

    with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
        client.get(URL)
