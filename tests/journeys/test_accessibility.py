"""No barriers that axe can see: every address, each role, empty and full, Dutch and English.

Each page is fetched for each visitor; axe judges one of all pages that are built alike.
"""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, get_resolver, resolve
from playwright.sync_api import Page

from openveiligheid.core.permissions import ROLES
from tests.journeys.conftest import DESK, PHONE, ROOT, Visit, axe
from tests.journeys.structure import shape_of
from tests.pages import links

STARTS = ("/", "/zoeken/?q=veilig", "/organisatie/gebieden/", "/gebieden/", "/cijfers/zonder/9.9/")
STATES = ("full", "empty")
PATIENCE = 60_000  # milliseconds; a first visit reads tables, and tests share the machine
# What no link leads to in the example or from its first signal: the door of an invitation, and what
# follows a form. Proposal, report and a judged signal are judged in the journey that makes them.
ELSEWHERE = {
    "evidence:signal-link",
    "evidence:signal-reopen",
    "organisation:accept",
    "plan:proposal",
    "publication:report",
    "publication:download",
}


@dataclass
class Walk:
    """A walk through the site as one visitor: one page of every address that links lead to."""

    page: Page
    judged: set[str]
    seen: dict[str, str] = field(default_factory=dict)
    barriers: list[str] = field(default_factory=list)

    def go(self) -> None:
        waiting = list(STARTS)
        while waiting:
            address = waiting.pop(0)
            name = name_of(address)
            if name and name not in self.seen:
                self.seen[name] = address
                waiting += self._visit(address, may_be_closed=address in STARTS)

    def _visit(self, address: str, *, may_be_closed: bool) -> list[str]:
        answer = self.page.request.get(address, timeout=PATIENCE)
        if may_be_closed and answer.status == 403:
            return []
        assert answer.status == 200, f"{address} answers {answer.status}"
        if "text/html" not in answer.headers["content-type"]:
            return []
        if "attachment" in answer.headers.get("content-disposition", ""):
            return []
        shape = shape_of(answer.text())
        if shape not in self.judged:
            self.judged.add(shape)
            self.page.goto(address, timeout=PATIENCE)
            self.barriers += [f"{address}: {barrier}" for barrier in axe(self.page)]
        return [link for link in links(Answer(answer.body())) if link.startswith("/")]


@dataclass(frozen=True)
class Answer:
    """What `tests.pages` reads."""

    content: bytes


def name_of(address: str) -> str | None:
    """The name of the address pattern of one of our rooms, or None."""
    try:
        name = resolve(urlsplit(address).path).view_name or ""
    except Resolver404:
        return None
    return name if ":" in name else None


@pytest.fixture(scope="session")
def sessions_of_roles(site: str, home: Path) -> dict[str, dict[str, str]]:
    """The session of a visitor per state (full, empty) and role."""
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


@pytest.mark.covers("X3")
@pytest.mark.parametrize(("language", "size"), [("nl", DESK), ("en", PHONE)])
def test_no_page_has_a_barrier_for_any_role(
    site: str,
    open_page: Visit,
    sessions_of_roles: dict[str, dict[str, str]],
    language: str,
    size: dict[str, int],
) -> None:
    judged: set[str] = set()
    barriers: list[str] = []
    reached: set[str] = set()
    pages = 0

    for state in STATES:
        for role in ROLES:
            page = open_page(viewport=size)
            kept = {"session": sessions_of_roles[state][role], "language": language}
            page.context.add_cookies(
                [{"name": name, "value": value, "url": site} for name, value in kept.items()]
            )
            walk = Walk(page, judged)
            walk.go()
            barriers += [f"{role}, {state}: {barrier}" for barrier in walk.barriers]
            reached |= walk.seen.keys()
            pages += len(walk.seen)
            page.context.close()

    print(f"{language}: {pages} pages as {len(ROLES)} roles, {len(judged)} built differently")
    assert barriers == []
    assert page_names() - reached - ELSEWHERE == set()


def page_names() -> set[str]:
    """The names of all addresses of our own rooms that answer a GET."""
    names = set()
    for namespace, (_prefix, resolver) in get_resolver().namespace_dict.items():
        for pattern in resolver.url_patterns:
            if "GET" in allowed_methods(pattern.callback):
                names.add(f"{namespace}:{pattern.name}")
    return names


def allowed_methods(view: object) -> list[str]:
    """What the outermost `require_…` decorator of a view allows."""
    inside = getattr(view, "__closure__", None) or ()
    for cell in inside:
        held = cell.cell_contents
        if isinstance(held, list | tuple) and held and all(isinstance(m, str) for m in held):
            return list(held)
        if callable(held) and hasattr(held, "__closure__"):
            found = allowed_methods(held)
            if found != ["GET"]:
                return found
    return ["GET"]
