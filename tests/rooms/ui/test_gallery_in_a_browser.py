"""Every component, as a browser and a screen reader meet it."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from tests.rooms.ui.conftest import Look

pytestmark = [
    pytest.mark.slow,
    pytest.mark.one_database,
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture(autouse=True)
def _gallery_is_mounted(settings: Settings) -> None:
    settings.ROOT_URLCONF = "tests.rooms.ui.gallery_urls"


@pytest.mark.parametrize("width", [1440, 820, 390])
def test_components_break_no_rule_of_accessibility(
    window: Page, is_accessible: Look, width: int
) -> None:
    window.set_viewport_size({"width": width, "height": 900})
    window.goto("/componenten/")

    is_accessible(window)


@pytest.mark.parametrize("width", [320, 390, 768, 1024, 1280, 1920])
def test_no_page_is_wider_than_its_window(window: Page, width: int) -> None:
    window.set_viewport_size({"width": width, "height": 900})
    window.goto("/componenten/")

    assert window.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0


def test_the_skip_link_is_the_first_stop_and_leads_to_the_content(window: Page) -> None:
    window.goto("/componenten/")

    window.keyboard.press("Tab")
    skip = window.get_by_role("link", name="Naar de inhoud")

    expect(skip).to_be_focused()
    window.keyboard.press("Enter")
    expect(window.locator("main")).to_be_focused()


def test_a_table_of_figures_opens_behind_a_chart(window: Page) -> None:
    window.goto("/componenten/")
    chart = window.locator("figure").filter(has_text="Woninginbraken per 1.000 woningen")

    chart.get_by_text("Bekijk als tabel").click()

    expect(chart.get_by_role("rowheader", name="2020")).to_be_visible()
    expect(chart.get_by_role("cell", name="1,9 (1,5–2,3)")).to_be_visible()


def test_a_card_on_a_phone_is_still_a_table_to_a_screen_reader(window: Page) -> None:
    window.set_viewport_size({"width": 390, "height": 844})
    window.goto("/componenten/")

    table = window.get_by_role("table", name="Acties met prioriteit")

    expect(table.get_by_role("row")).to_have_count(5)
    expect(table.get_by_role("columnheader", name="Deadline")).to_have_count(1)
