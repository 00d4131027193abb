"""The way through: from the text of a plan to a report for the council."""

from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.journeys.conftest import Visit, axe

ADVISER = "nora.visscher@hardenberg.example"
LEAD = "bram.olthof@hardenberg.example"
COUNCIL = "joost.reinders@hardenberg.example"

PLAN = """Veiligheidsplan 2029-2032
Gemeente Hardenberg (fictief voorbeeld)

1. Veilige woon- en leefomgeving

De buurten zijn rustig, maar niet overal voelt iedereen zich thuis.

1.1 Woonoverlast

Ruzie tussen buren begint klein en wordt soms groot. Hoe eerder iemand
bemiddelt, hoe kleiner de kans dat het misgaat.

Onze aanpak richt zich op
• buren binnen twee weken met elkaar in gesprek brengen.
• het herkennen van overlast die voortkomt uit zorgen of ziekte.

1.2 Veilig uitgaan

In het weekend komt de jeugd uit de dorpen naar de stad.

Onze aanpak richt zich op
• afspraken met horecaondernemers over sluitingstijden en toezicht.

2. Digitale veiligheid

Oplichting gebeurt steeds vaker met een telefoon in de hand.

2.1 Digitale weerbaarheid van inwoners

Wie de trucs kent, trapt er minder snel in.

Onze aanpak richt zich op
• lessen over online oplichting op alle scholen.
• spreekuren voor senioren in de bibliotheek.
"""


@pytest.mark.covers("P6", "P5", "E1", "E4", "E5", "E6")
def test_a_plan_is_read_adopted_carried_out_and_reported(as_member: Visit, tmp_path: Path) -> None:
    # given a plan that exists as a text
    file = tmp_path / "veiligheidsplan.txt"
    file.write_text(PLAN, encoding="utf-8")
    adviser = as_member(ADVISER)

    # when the adviser has it read, judges it and takes it over
    take_in(adviser, file)

    # then it is a plan with its priorities, and the council can adopt it
    adopt(adviser)
    add_action(adviser, "Buurtbemiddelaars opleiden")
    report_progress(as_member(LEAD), "Buurtbemiddelaars opleiden")
    address = make_report(adviser)
    take_along(adviser, tmp_path)

    # and a council member reads it, and cannot change it
    reader = as_member(COUNCIL, viewport={"width": 390, "height": 844})
    reader.goto(address)
    expect(reader.locator("main")).to_contain_text("Buurtbemiddelaars opleiden")
    assert axe(reader) == []
    expect(reader.get_by_role("link", name="Voortgangsrapportage maken")).to_have_count(0)


def take_in(page: Page, file: Path) -> None:
    page.goto("/plannen/inlezen/")
    page.get_by_label("Bestand met het plan").set_input_files(file)
    page.get_by_role("button", name="Inlezen").click()
    expect(page.locator("main")).to_contain_text("2 prioriteiten, 3 thema's, 5 doelstellingen")
    assert axe(page) == []
    uncertain = page.get_by_label("Twijfelgevallen overnemen zoals ze zijn")
    if uncertain.count():
        uncertain.check()
    page.get_by_role("button", name="Overnemen als plan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Plan bewerken")


def adopt(page: Page) -> None:
    page.get_by_role("link", name="Vaststelling vastleggen").click()
    page.get_by_label("Wie stelt vast").select_option(label="Gemeenteraad")
    page.get_by_role("button", name="Vaststellen en bevriezen").click()
    expect(page.locator("main")).to_contain_text("Versie 1 is vastgesteld en bevroren.")
    page.get_by_role("link", name="Veiligheidsplan 2029-2032").click()
    expect(page.get_by_role("heading", name="Veilige woon- en leefomgeving")).to_be_visible()


def add_action(page: Page, title: str) -> None:
    page.get_by_role("link", name="Veilige woon- en leefomgeving").click()
    page.get_by_role("link", name="Woonoverlast").click()
    page.get_by_role("link", name="Actie toevoegen").first.click()
    page.get_by_label("Titel").fill(title)
    page.get_by_label("Trekker").select_option(label="Bram Olthof")
    page.get_by_label("Start").fill("01-10-2026")
    page.get_by_label("Gereed op").fill("30-06-2029")
    page.get_by_role("button", name="Opslaan").click()
    expect(page.locator("main")).to_contain_text("De actie is toegevoegd.")


def report_progress(page: Page, title: str) -> None:
    page.goto("/")
    page.get_by_role("link", name=title).click()
    page.get_by_label("In uitvoering").check()
    page.get_by_label("Percentage gereed").fill("10")
    page.get_by_label("Toelichting").fill("De eerste acht bemiddelaars zijn begonnen.")
    page.get_by_role("button", name="Opslaan").click()
    expect(page.locator("main")).to_contain_text("De voortgang is bijgewerkt.")
    expect(page.locator("main")).to_contain_text("De eerste acht bemiddelaars zijn begonnen.")


def make_report(page: Page) -> str:
    page.goto("/plannen/")
    page.get_by_role("link", name="Veiligheidsplan 2029-2032").first.click()
    page.get_by_role("link", name="Voortgangsrapportage maken").click()
    page.get_by_label("Wat wordt van de raad gevraagd").fill("Neem kennis van de voortgang.")
    page.get_by_role("button", name="Rapportage maken").click()
    expect(page.locator("main")).to_contain_text("De rapportage is gemaakt en bevroren.")
    expect(page.locator("main")).to_contain_text("Neem kennis van de voortgang.")
    return page.url


def take_along(page: Page, folder: Path) -> None:
    for name, form in (("PDF", "pdf"), ("Word", "docx")):
        with page.expect_download() as download:
            page.get_by_role("link", name=name, exact=True).click()
        download.value.save_as(folder / f"rapportage.{form}")
    pdf = PdfReader(folder / "rapportage.pdf")
    assert "Buurtbemiddelaars" in "".join(sheet.extract_text() for sheet in pdf.pages)
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    word = Document(str(folder / "rapportage.docx"))
    assert any(p.style and p.style.name.startswith("Heading") for p in word.paragraphs)
    assert "Buurtbemiddelaars opleiden" in "".join(
        cell.text for table in word.tables for row in table.rows for cell in row.cells
    )
