"""The page that reads a plan: what is refused is said on the form, and leaves nothing."""

from collections.abc import Callable
from io import BytesIO

import pytest
import typst
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from openveiligheid.core.models import HistoryEntry
from openveiligheid.organisation.models import Member
from openveiligheid.plan.forms import LARGEST
from openveiligheid.plan.models import PlanProposal
from tests.factories import PLAN_TEXT
from tests.pages import words

In = Callable[[Member], Client]


@pytest.fixture
def browser(anna: Member, client_of: In) -> Client:
    return client_of(anna)


def upload(
    browser: Client, content: bytes, name: str = "plan.txt", **values: object
) -> HttpResponse:
    file = SimpleUploadedFile(name, content)
    return browser.post(reverse("plan:import"), {"file": file, **values}, follow=True)


def pdf(text: str) -> bytes:
    return bytes(typst.compile(text.encode(), ignore_system_fonts=True))


def workbook() -> bytes:
    content = BytesIO()
    Workbook().save(content)
    return content.getvalue()


def test_a_text_leads_to_its_proposal(browser: Client) -> None:
    page = upload(browser, PLAN_TEXT.encode())

    proposal = PlanProposal.unscoped.get()
    assert page.redirect_chain == [(reverse("plan:proposal", args=[proposal.pk]), 302)]
    assert proposal.file_name == "plan.txt"


@pytest.mark.covers("P6")
def test_a_pdf_is_read_with_its_pages(browser: Client) -> None:
    text = (
        "= Veiligheidsplan 2027-2030\n== 1 Jeugd en veiligheid\n"
        "=== 1.1 Overlast door jongeren\nOp drie plekken is er overlast door groepen.\n\n"
        "*Doelstellingen*\n- De overlast op de drie plekken neemt af.\n"
        "- Ouders zijn betrokken bij de aanpak.\n"
    )

    upload(browser, pdf(text), "plan.pdf", year_from=2027, year_to=2030)

    proposal = PlanProposal.unscoped.get()
    assert {page for page, _line, _text in proposal.source} == {1}


def test_the_same_file_again_leads_to_the_same_proposal(browser: Client) -> None:
    upload(browser, PLAN_TEXT.encode())

    page = upload(browser, PLAN_TEXT.encode(), "andere naam.txt")

    assert "Dit bestand was al ingelezen. Er is niets veranderd." in words(page)
    assert PlanProposal.unscoped.get().file_name == "plan.txt"


SCAN = "#rect(width: 10cm, height: 10cm, fill: gray)"
ORDINARY = "Lieve allemaal,\n\nDit is een gewone brief over het weer.\n\nTot ziens\n"


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        pytest.param(lambda: b"", "plan.pdf", "Het bestand is leeg.", id="empty"),
        pytest.param(lambda: b" \n\n", "plan.txt", "Het bestand is leeg.", id="blank"),
        pytest.param(lambda: pdf(SCAN), "plan.pdf", "waarschijnlijk een scan", id="scan"),
        pytest.param(workbook, "plan.xlsx", "Sla het op als PDF of platte tekst", id="workbook"),
        pytest.param(workbook, "plan.pdf", "Sla het op als PDF", id="workbook called pdf"),
        pytest.param(lambda: pdf(SCAN)[:700], "plan.pdf", "beschadigd", id="half a pdf"),
        pytest.param(lambda: b"\x89PNG\r\n\x1a\n", "foto.png", "geen PDF", id="picture"),
        pytest.param(lambda: b"<!doctype html><p>x", "plan.txt", "geen PDF", id="web page"),
        pytest.param(lambda: b"a\x00b" * 50, "plan.txt", "niet te lezen", id="NUL"),
        pytest.param(ORDINARY.encode, "brief.txt", "geen kopjes met thema's", id="a letter"),
        pytest.param(
            PLAN_TEXT.replace("2027-2030", "").encode, "plan.txt", "looptijd", id="no years"
        ),
    ],
)
def test_a_file_that_is_no_plan_is_refused_with_what_helps(
    browser: Client, content: Callable[[], bytes], name: str, said: str
) -> None:
    entries = HistoryEntry.objects.count()

    page = upload(browser, content(), name)

    assert page.status_code == 200
    assert said in words(page)
    assert "Er is iets niet goed ingevuld" in words(page)
    assert not PlanProposal.unscoped.exists()
    assert HistoryEntry.objects.count() == entries


@pytest.mark.slow
def test_a_file_that_is_too_large_is_refused(browser: Client) -> None:
    page = upload(browser, b"a" * (LARGEST + 1))

    assert "Het bestand is groter dan 50 MB." in words(page)
    assert not PlanProposal.unscoped.exists()


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"year_from": "2030", "year_to": "2027"}, "Het laatste jaar ligt vóór het eerste jaar."),
        ({"year_from": "1500"}, "minstens 2000"),
        ({"year_from": "straks"}, "Voer een geheel getal in"),
        ({"title": "x" * 201}, "200 tekens"),
    ],
)
def test_what_is_filled_in_wrongly_is_said_at_the_field(
    browser: Client, values: dict[str, str], said: str
) -> None:
    page = upload(browser, PLAN_TEXT.encode(), **values)

    assert said in words(page)
    assert not PlanProposal.unscoped.exists()


def test_without_a_file_the_form_asks_for_one(browser: Client) -> None:
    page = browser.post(reverse("plan:import"), {"title": "Plan"})

    assert "Dit veld is verplicht." in words(page)


@pytest.mark.parametrize("name", ["../../etc/passwd", "<b>plan</b>.txt", "a" * 300 + ".txt"])
def test_the_name_of_a_file_is_only_a_name(browser: Client, name: str) -> None:
    page = upload(browser, PLAN_TEXT.encode(), name)

    proposal = PlanProposal.unscoped.get()
    assert "/" not in proposal.file_name
    assert len(proposal.file_name) <= 200
    assert "<b>plan" not in page.content.decode()
