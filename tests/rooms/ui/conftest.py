"""A browser that looks at pages which this test process serves."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from tests.journeys.conftest import AXE, RULES, browser, playwright

__all__ = ["browser", "playwright"]

Look = Callable[[Page], None]


@pytest.fixture
def window(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A fresh window; anything that the browser refuses or reports fails the test."""
    context = browser.new_context(base_url=live_server.url, locale="nl-NL")
    context.set_default_timeout(10_000)
    page = context.new_page()
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text) if is_bad(message.type) else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    yield page
    context.close()
    assert heard == []


def is_bad(kind: str) -> bool:
    return kind in {"error", "warning"}


@pytest.fixture
def is_accessible() -> Look:
    """Check a page with axe: WCAG 2.2 A and AA, and good practice."""
    if not AXE.exists():
        pytest.skip("axe-core is not installed; run: npm ci --ignore-scripts")
    source = AXE.read_text()

    def look(page: Page) -> None:
        page.evaluate(source)
        found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
        assert [(v["id"], v["nodes"][0]["html"]) for v in found["violations"]] == []

    return look
