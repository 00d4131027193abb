"""The way through: from a monthly table to a signal, its cells, a judgement, and an action."""

import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE, ROOT, Visit, axe, settings

ANALYST = "tarik.aydin@hardenberg.example"
ADVISER = "nora.visscher@hardenberg.example"
COUNCIL = "joost.reinders@hardenberg.example"

TABLE = "PROEF-MAAND"
QUIET = (4, 5, 6, 5, 3, 7, 5)
AREAS = (("BU01600101", "Ane Dorp", 31), ("BU01600102", "Verspreide huizen Ane", 5))
FINDING = "In Ane Dorp verdwijnen meer fietsen sinds de stalling dicht is."


def months() -> str:
    """Invented counts: six quiet years in two buurten, and one month that stands out."""
    lines = ["Soort,Soort_label,WijkenEnBuurten,WijkenEnBuurten_label,Perioden,Aantal_1"]
    for place, (code, name, last) in enumerate(AREAS):
        for number in range(72):
            count = last if number == 71 else QUIET[(number + 3 * place) % len(QUIET)]
            period = f"{2019 + number // 12}MM{number % 12 + 1:02}"
            lines.append(f"1.2.3,Fietsendiefstal,{code},{name},{period},{count}")
    return "\n".join([*lines, ""])


@pytest.mark.covers("A9")
def test_a_signal_is_followed_from_the_raw_cells_to_an_action(
    as_member: Visit, home: Path, tmp_path: Path
) -> None:
    # given a table by month that an analyst takes in
    analyst = as_member(ANALYST)
    take_in(analyst, tmp_path)

    # when the system judges every series of it
    judge(home, tmp_path / "signalen.parquet")

    # then the analyst finds the signal, down to the cells that it rests on
    find(analyst)
    address = analyst.url
    read(analyst)

    # and judges it, with a finding; both can be changed later
    triage(analyst)
    for later in ("heropenen/", "bevinding/"):
        analyst.goto(address + later)
        assert axe(analyst) == []

    # and the adviser makes an action that answers it, to be seen from both sides
    adviser = as_member(ADVISER)
    adviser.goto(address)
    answer(adviser)
    reader = as_member(ADVISER, viewport=PHONE, java_script_enabled=False)
    reader.goto(address)
    reader.get_by_role("link", name="Bekijk de acties bij dit signaal").click()
    expect(reader.get_by_role("link", name="Stalling bij het station openen")).to_be_visible()

    # and who may not see signals does not see which one it answers
    outside = as_member(COUNCIL)
    outside.goto("/acties/?q=Stalling")
    outside.get_by_role("link", name="Stalling bij het station openen").click()
    expect(outside.locator("main")).to_contain_text("Wat en waarvoor")
    expect(outside.locator("main")).not_to_contain_text("Antwoord op een signaal")


def take_in(page: Page, folder: Path) -> None:
    file = folder / f"{TABLE}.csv"
    file.write_text(months(), encoding="utf-8")
    page.goto("/cijfers/inlezen/")
    page.get_by_label("Bestand").set_input_files(file)
    page.get_by_label("Tabelnummer").fill(TABLE)
    page.get_by_text("Wat de bron zelf niet zegt").click()
    page.get_by_label("Titel").fill("Verzonnen fietsendiefstallen per maand")
    page.get_by_role("button", name="Inlezen").click()
    expect(page.locator("main")).to_contain_text("144 nieuw, 0 gewijzigd, 0 ongewijzigd")


def judge(home: Path, file: Path) -> None:
    run = [sys.executable, "manage.py", "figures", "signals", "--table", TABLE]
    run += ["--municipality", "GM0160", "--at", "2024MM12", "--out", str(file)]
    done = subprocess.run(
        run, cwd=ROOT, env=settings(home), check=True, capture_output=True, text=True
    )
    assert "van 2 reeksen gaven er 1 een signaal" in done.stdout
    assert pl.read_parquet(file)["is_alarm"].sum() == 1


def find(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="nieuwe signalen uit de cijfers").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Signalen")
    expect(page.locator("main")).to_contain_text("van 2 reeksen gaven er 1 een signaal")
    assert axe(page) == []
    with page.expect_response(lambda answer: "area=BU01600101" in answer.url):
        page.get_by_label("Gebied").select_option(label="Ane Dorp")
    expect(page.get_by_role("row")).to_have_count(2)
    page.get_by_role("link", name="Fietsendiefstal").click()


def read(page: Page) -> None:
    main = page.locator("main")
    expect(main).to_contain_text("Fietsendiefstal in Ane Dorp: 31 keer in december 2024")
    expect(main).to_contain_text("Verspreide huizen Ane")
    cells = page.get_by_role("region", name="Getelde maanden")
    expect(cells.get_by_role("row", name="2024")).to_contain_text("31")
    expect(main).to_contain_text("Verzonnen fietsendiefstallen per maand")
    expect(main).to_contain_text("Nog geen actie antwoordt op dit signaal.")
    assert axe(page) == []


def triage(page: Page) -> None:
    page.get_by_label("Relevant: dit vraagt aandacht").check()
    page.get_by_role("button", name="Oordeel vastleggen").click()
    expect(page.get_by_role("alert")).to_contain_text("Waarom?")
    page.get_by_label("Waarom?").fill("De stalling is sinds november dicht.")
    page.get_by_label("Of een nieuwe bevinding").fill(FINDING)
    page.get_by_role("button", name="Oordeel vastleggen").click()
    expect(page.locator("main")).to_contain_text("Uw oordeel is vastgelegd.")
    expect(page.locator("main")).to_contain_text("De stalling is sinds november dicht.")
    page.get_by_role("link", name=FINDING).first.click()
    expect(page.locator("main")).to_contain_text("1 signaal")
    assert axe(page) == []


def answer(page: Page) -> None:
    page.get_by_role("link", name="Actie die hierop antwoordt").click()
    page.get_by_label("Doelstelling").select_option(index=1)
    page.get_by_label("Titel").fill("Stalling bij het station openen")
    page.get_by_label("Gereed op").fill("30-06-2027")
    page.get_by_role("button", name="Opslaan").click()
    expect(page.locator("main")).to_contain_text("De actie is toegevoegd.")
    page.get_by_role("link", name="Fietsendiefstal, Ane Dorp, 2024-12").click()
    expect(page.get_by_role("link", name="Stalling bij het station openen")).to_be_visible()
