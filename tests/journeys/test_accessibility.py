"""No barriers that axe can see: every address, each role, empty and full, Dutch and English."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, get_resolver, resolve
from playwright.sync_api import Page

from openveiligheid.core.permissions import ROLES
from tests.journeys.conftest import DESK, PHONE, ROOT, Visit, axe, log_in

LANGUAGES = ("nl", "en")
STARTS = ("/", "/zoeken/?q=veilig")
# Addresses that answer with a file or data, that only take a form, or that end the visit.
NO_PAGE = {
    "healthz",
    "robots",
    "favicon",
    "security-txt",
    "set_language",
    "account_logout",
    "delivery:export",
    "publication:download",
}


@dataclass
class Walk:
    """A walk through the site as one visitor: one page of every address that links lead to."""

    page: Page
    seen: dict[str, str] = field(default_factory=dict)
    barriers: list[str] = field(default_factory=list)

    def go(self) -> None:
        waiting = list(STARTS)
        while waiting:
            address = waiting.pop(0)
            name = name_of(address)
            if name is None or name in self.seen or name in NO_PAGE:
                continue
            self.seen[name] = address
            waiting += self._visit(address)

    def _visit(self, address: str) -> list[str]:
        answer = self.page.goto(address)
        assert answer is not None
        assert answer.status == 200, f"{address} answers {answer.status}"
        self.barriers += [f"{address}: {barrier}" for barrier in axe(self.page)]
        found: list[str] = self.page.eval_on_selector_all(
            "a[href]", "links => links.map(link => link.getAttribute('href'))"
        )
        return [link for link in found if link.startswith("/")]


def name_of(address: str) -> str | None:
    """The name of the address pattern, or None when this site has none."""
    try:
        return resolve(urlsplit(address).path).view_name or None
    except Resolver404:
        return None


@pytest.fixture(scope="session")
def logins(site: str, home: Path) -> dict[str, dict[str, str]]:
    """E-mail addresses per state (full, empty) and role."""
    script = Path(__file__).with_name("people_of_each_role.py")
    environment = {name: text for name, text in os.environ.items() if not name.startswith("OV_")}
    environment |= {"OV_DEBUG": "1", "OV_DATA_DIR": str(home)}
    made = subprocess.run(
        [sys.executable, str(script)],
        cwd=ROOT,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    found: dict[str, dict[str, str]] = json.loads(made.stdout)
    return found


@pytest.fixture
def walked(open_page: Visit, logins: dict[str, dict[str, str]]) -> Iterator[object]:
    def walk(state: str, role: str, language: str, size: dict[str, int]) -> Walk:
        page = open_page(viewport=size)
        log_in(page, logins[state][role])
        page.context.add_cookies([{"name": "language", "value": language, "url": page.url}])
        walk = Walk(page)
        walk.go()
        return walk

    yield walk


@pytest.mark.covers("X3")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", ["full", "empty"])
@pytest.mark.parametrize("role", sorted(ROLES))
def test_pages_have_no_barriers(walked, role: str, state: str, language: str) -> None:  # type: ignore[no-untyped-def]
    size = PHONE if language == "en" else DESK

    walk = walked(state, role, language, size)

    print(f"{role}, {state}, {language}: {len(walk.seen)} pages")
    assert walk.barriers == []
    assert len(walk.seen) > 3


@pytest.mark.covers("X3")
def test_the_adviser_and_the_administrator_together_reach_every_page(walked) -> None:  # type: ignore[no-untyped-def]
    reached: set[str] = set(NO_PAGE)

    for role in ("policy_adviser", "administrator", "privacy_officer"):
        reached |= walked("full", role, "nl", DESK).seen.keys()

    missing = {name for name in page_names() if name not in reached}
    assert missing == EXPECTED_ELSEWHERE & missing, sorted(missing - EXPECTED_ELSEWHERE)


# Pages that no link leads to from inside, or that only follow a form.
EXPECTED_ELSEWHERE: set[str] = set()


def page_names() -> set[str]:
    """The names of all addresses of our own rooms that answer a GET with a page."""
    names = set()
    for prefix, resolver in get_resolver().namespace_dict.items():
        if prefix in ("ui", "djdt"):
            continue
        for pattern in resolver[1].url_patterns:
            allowed = getattr(pattern.callback, "allowed_methods", None)
            if allowed is None or "GET" in allowed:
                names.add(f"{prefix}:{pattern.name}")
    return names
