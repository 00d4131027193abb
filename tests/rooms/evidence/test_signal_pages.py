"""What people see of signals: the list, one signal to its cells, and the forms."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from openveiligheid.core.models import Municipality
from openveiligheid.evidence.models import Finding, Signal, SignalRun
from openveiligheid.organisation.models import Member
from tests.factories import make_finding, make_signal
from tests.pages import links, words
from tests.rooms.evidence.conftest import TakeIn, crime_csv

In = Callable[[Member], Client]
LIST = "/cijfers/signalen/"


def page_of(signal: Signal) -> str:
    return reverse("evidence:signal", args=[signal.pk])


@pytest.mark.covers("A9")
def test_the_list_says_how_many_were_judged_and_how_many_to_expect_by_chance(
    hardenberg: Municipality, analyst: Member, client_of: In
) -> None:
    make_signal(hardenberg)

    shown = words(client_of(analyst).get(LIST))

    expected = "van 4.230 reeksen gaven er 17 een signaal. Door toeval alleen verwacht u er"
    assert expected in shown
    assert "er hoogstens ongeveer 21." in shown
    assert "Het systeem stuurt niets door" in shown
    assert "Geteld 14 verwacht 5,2 Hoe sterk valt sterk op te beoordelen" in shown


def test_an_empty_list_says_where_signals_come_from(analyst: Member, client_of: In) -> None:
    shown = words(client_of(analyst).get(LIST))

    assert "Er zijn nog geen reeksen beoordeeld" in shown
    assert "openveiligheid figures signals" in shown
    assert "Lees een tabel in met cijfers per maand" in shown
    assert "Filteren" not in shown


def test_the_list_is_filtered_by_state_month_area_and_kind(
    hardenberg: Municipality, analyst: Member, client_of: In
) -> None:
    make_signal(hardenberg, "Winkeldiefstal", region="WK016001", region_name="Zuid")
    make_signal(hardenberg, "Vernieling", at="2024MM11")
    make_signal(hardenberg, "Straatroof", state=Signal.State.IRRELEVANT)
    browser = client_of(analyst)

    def found(query: str) -> set[str]:
        page = browser.get(LIST + query).context["page"]
        return {signal.subject for signal in page.object_list}

    assert found("") == {"Winkeldiefstal", "Vernieling"}
    assert found("?state=alle") == {"Winkeldiefstal", "Vernieling", "Straatroof"}
    assert found("?state=irrelevant") == {"Straatroof"}
    assert found("?month=2024MM11") == {"Vernieling"}
    assert found("?area=WK016001") == {"Winkeldiefstal", "Vernieling"}
    assert found("?area=BU01600101") == {"Vernieling"}
    assert found("?subject=Vernieling&month=2024MM12") == set()
    assert found("?state=onzin&month=onzin&area=onzin&sort=onzin") == {
        "Winkeldiefstal",
        "Vernieling",
    }


def test_the_list_is_sorted_both_ways(
    hardenberg: Municipality, analyst: Member, client_of: In
) -> None:
    make_signal(hardenberg, "Aap", observed=9, p=0.01)
    make_signal(hardenberg, "Beer", observed=30, p=0.0001)
    browser = client_of(analyst)

    def order(sort: str) -> list[str]:
        page = browser.get(LIST, {"sort": sort}).context["page"]
        return [signal.subject for signal in page.object_list]

    assert order("") == order("chance") == order("-observed") == ["Beer", "Aap"]
    assert order("subject") == order("observed") == ["Aap", "Beer"]


@pytest.mark.slow
def test_ten_thousand_signals_are_paged_with_as_few_queries_as_ten(
    hardenberg: Municipality, analyst: Member, client_of: In
) -> None:
    one = make_signal(hardenberg)
    browser = client_of(analyst)
    browser.get(LIST)
    with CaptureQueriesContext(connection) as few:
        browser.get(LIST)

    Signal.unscoped.bulk_create([copied(one, number) for number in range(9_999)])
    with CaptureQueriesContext(connection) as much:
        shown = browser.get(LIST)

    assert shown.context["page"].paginator.count == 10_000
    assert "1 tot en met 50 van 10000" in words(shown)
    assert len(much) == len(few) <= 16


def copied(signal: Signal, number: int) -> Signal:
    fields = {f.attname: getattr(signal, f.attname) for f in Signal._meta.concrete_fields}
    del fields["id"]
    return Signal(**{**fields, "fingerprint": f"{number}"})


def test_a_signal_shows_how_unusual_it_is_and_the_cells_behind_it(
    hardenberg: Municipality, bram: Member, client_of: In
) -> None:
    peers = [{"region_code": "BU01600102", "region_name": "Zuid", "observed": 3, "expected": 2.8}]
    signal = make_signal(hardenberg, peers=peers)
    make_signal(hardenberg, "Vernieling")
    browser = client_of(bram)

    with CaptureQueriesContext(connection) as queries:
        shown = words(browser.get(page_of(signal)))

    assert "in Noord: 14 keer in december 2024. Te verwachten was ongeveer 5,2 keer" in shown
    assert "ongeveer eens op de 2.500 maanden voor" in shown
    assert "Er zijn 4.230 reeksen beoordeeld. Ook als u dat meetelt" in shown
    assert "Zuid Geteld 3 Verwacht 2,8" in shown
    assert "2024 5 6 5 3 7 4 5 6 5 3 7 14" in shown
    assert "47022NED Misdrijven per maand" in shown
    assert "Opgehaald 15 januari 2025 Licentie CC BY 4.0" in shown
    assert "Andere signalen in deze maand" in shown
    assert "Uw oordeel" not in shown
    assert len(queries) <= 12


def test_a_signal_that_may_be_chance_says_so(
    hardenberg: Municipality, bram: Member, client_of: In
) -> None:
    signal = make_signal(hardenberg, p=0.004)

    assert "kan heel goed toeval zijn" in words(client_of(bram).get(page_of(signal)))


@pytest.mark.parametrize(
    ("revision", "sentence"),
    [
        (
            {"is_alarm": True, "observed": 16},
            "Nieuwere cijfers tellen er 16 in plaats van 14. De reeks valt nog steeds op.",
        ),
        ({"is_alarm": False, "observed": 6}, "De reeks valt dan niet meer op."),
        ({"is_alarm": False, "observed": None}, "geen oordeel meer te geven"),
    ],
)
def test_a_signal_says_what_newer_figures_have(
    hardenberg: Municipality,
    bram: Member,
    client_of: In,
    revision: dict[str, object],
    sentence: str,
) -> None:
    signal = make_signal(hardenberg, state=Signal.State.IRRELEVANT, revision=revision)

    assert sentence in words(client_of(bram).get(page_of(signal)))


@pytest.mark.covers("A9")
def test_an_analyst_judges_on_the_page_and_writes_a_finding_along(
    hardenberg: Municipality, analyst: Member, client_of: In
) -> None:
    signal = make_signal(hardenberg)
    sent = {"verdict": "relevant", "reason": "Stalling dicht.", "statement": "Fietsen weg."}

    shown = words(client_of(analyst).post(page_of(signal), sent, follow=True))

    assert "Uw oordeel is vastgelegd." in shown
    assert "relevant Stalling dicht. Fietsen weg. Hanna Kuipers" in shown
    assert Finding.unscoped.get().direction == Finding.Direction.RISING


def test_a_judgement_that_is_not_complete_comes_back_with_what_is_missing(
    hardenberg: Municipality, analyst: Member, client_of: In
) -> None:
    signal, known = make_signal(hardenberg), make_finding(hardenberg)
    browser = client_of(analyst)

    empty = browser.post(page_of(signal), {})
    twice = {"verdict": "relevant", "reason": "x", "finding": known.pk, "statement": "Nieuw."}
    both = words(browser.post(page_of(signal), twice))
    false = {"verdict": "irrelevant", "reason": "x", "finding": known.pk}
    wrong = words(browser.post(page_of(signal), false))

    assert set(empty.context["form"].errors) == {"verdict", "reason"}
    assert "Kies een bevinding, of schrijf een nieuwe; niet beide." in both
    assert "Alleen een relevant signaal leidt tot een bevinding." in wrong
    assert Signal.unscoped.get().state == Signal.State.NEW


def test_who_may_not_judge_is_refused_at_the_door(
    hardenberg: Municipality, bram: Member, dirk: Member, client_of: In
) -> None:
    signal = make_signal(hardenberg)
    sent = {"verdict": "relevant", "reason": "Zo is het."}

    assert client_of(bram).post(page_of(signal), sent).status_code == 403
    assert client_of(dirk).get(page_of(signal)).status_code == 403
    assert client_of(dirk).get(LIST).status_code == 403


def test_a_judgement_is_taken_back_on_a_page_of_its_own(
    hardenberg: Municipality, analyst: Member, client_of: In
) -> None:
    signal = make_signal(hardenberg, state=Signal.State.RELEVANT)
    address, browser = reverse("evidence:signal-reopen", args=[signal.pk]), client_of(analyst)

    refused = browser.post(address, {"why": ""})
    shown = words(browser.post(address, {"why": "Toch niet."}, follow=True))

    assert "why" in refused.context["form"].errors
    assert "Het signaal wacht weer op een oordeel." in shown


def test_a_finding_is_linked_changed_and_let_go_on_a_page_of_its_own(
    hardenberg: Municipality, analyst: Member, client_of: In
) -> None:
    signal, known = make_signal(hardenberg, state=Signal.State.RELEVANT), make_finding(hardenberg)
    address, browser = reverse("evidence:signal-link", args=[signal.pk]), client_of(analyst)

    browser.post(address, {"finding": known.pk})
    assert Signal.unscoped.get().finding == known

    browser.post(address, {"finding": known.pk, "statement": "Nieuw inzicht."})
    assert str(Signal.unscoped.get().finding) == "Nieuw inzicht."

    browser.post(address, {"finding": ""})
    assert Signal.unscoped.get().finding is None


def test_a_signal_leads_to_its_series_in_the_workbench(
    hardenberg: Municipality, analyst: Member, client_of: In, take_in: TakeIn
) -> None:
    months = [f"{year}MM{month:02}" for year in (2023, 2024) for month in range(1, 13)]
    counts = [("BU01600101", "Noord", month, 5) for month in months]
    take_in(crime_csv(counts), "47022NED", title="Misdrijven per maand")
    signal = make_signal(
        hardenberg, topic="GeregistreerdeMisdrijven_1", filters={"SoortMisdrijf": "0.0.0"}
    )
    browser = client_of(analyst)

    way = next(link for link in links(browser.get(page_of(signal))) if "werkbank/?" in link)

    assert "Totaal in Noord 60 2024" in words(browser.get(way))


def test_a_signal_in_invented_figures_says_so(
    hardenberg: Municipality, analyst: Member, client_of: In
) -> None:
    signal = make_signal(hardenberg)
    said = "Deze cijfers zijn verzonnen"
    browser = client_of(analyst)

    assert said not in words(browser.get(page_of(signal)))
    SignalRun.unscoped.update(source="Fictief, verzonnen voor deze voorbeeldsite")
    assert said in words(browser.get(page_of(signal)))
    assert said in words(browser.get(LIST))
