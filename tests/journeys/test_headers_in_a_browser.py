"""A visitor's first page: nothing refused, nothing from elsewhere, no barrier."""

import pytest

from tests.journeys.conftest import DESK, PHONE, Visit, axe


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_the_entrance_opens_without_complaint_or_barrier(
    open_page: Visit, viewport: dict[str, int]
) -> None:
    page = open_page(viewport=viewport)

    page.goto("/")

    assert "/account/inloggen/" in page.url
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
