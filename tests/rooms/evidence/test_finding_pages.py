"""Findings: what each rests on, and an opinion that says that it is one."""

from collections.abc import Callable

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from openveiligheid.core.models import Municipality
from openveiligheid.evidence.models import Finding, Signal
from openveiligheid.organisation.models import Member
from tests.factories import make_finding, make_signal
from tests.pages import words

In = Callable[[Member], Client]
LIST = "/cijfers/bevindingen/"


def page_of(finding: Finding) -> str:
    return reverse("evidence:finding", args=[finding.pk])


def test_a_finding_that_rests_on_nothing_is_shown_as_an_opinion(
    hardenberg: Municipality, bram: Member, client_of: In
) -> None:
    finding, browser = make_finding(hardenberg, "Het voelt onveilig."), client_of(bram)

    assert "Het voelt onveilig. Richting stijgt Thema mening" in words(browser.get(LIST))
    assert "Dit is een mening" in words(browser.get(page_of(finding)))


def test_a_finding_names_the_signals_that_it_rests_on(
    hardenberg: Municipality, bram: Member, client_of: In
) -> None:
    finding, browser = make_finding(hardenberg), client_of(bram)
    make_signal(hardenberg, state=Signal.State.RELEVANT, finding=finding)

    shown = words(browser.get(page_of(finding)))

    assert "1 signaal" in words(browser.get(LIST))
    assert "Fietsendiefstal Gebied Noord Maand december 2024" in shown
    assert "Dit is een mening" not in shown


def test_a_finding_is_written_and_worded_differently(analyst: Member, client_of: In) -> None:
    browser = client_of(analyst)
    sent = {"statement": "Inbraak daalt.", "direction": "falling", "note": "Al drie jaar."}

    added = browser.post(reverse("evidence:finding-add"), sent, follow=True)
    finding = Finding.unscoped.get()
    address = reverse("evidence:finding-edit", args=[finding.pk])
    changed = browser.post(address, {**sent, "statement": "Inbraak daalt al jaren."}, follow=True)

    assert "De bevinding is vastgelegd." in words(added)
    assert "De bevinding is gewijzigd." in words(changed)
    assert "Inbraak daalt al jaren." in words(changed)
    assert "statement" in browser.post(address, {"statement": ""}).context["form"].errors


def test_the_list_of_findings_takes_as_many_queries_for_one_as_for_twenty(
    hardenberg: Municipality, bram: Member, client_of: In
) -> None:
    browser = client_of(bram)
    assert "Nog geen bevindingen" in words(browser.get(LIST))
    make_finding(hardenberg)
    with CaptureQueriesContext(connection) as few:
        browser.get(LIST)

    for number in range(19):
        make_finding(hardenberg, f"Bevinding {number}")
    with CaptureQueriesContext(connection) as much:
        browser.get(LIST)

    assert len(much) == len(few) <= 8
