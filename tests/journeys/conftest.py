"""Visitors of the real site: served by gunicorn, loaded with the example, seen in Chromium."""

import fcntl
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, Response, sync_playwright

from tests.cluster import free_port
from tests.journeys.chromium import ARGUMENTS, find_chromium

ROOT = Path(__file__).resolve().parent.parent.parent
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}

Visit = Callable[..., Page]


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the running site keeps its data: a copy of an example that is loaded once for all."""
    own = tmp_path_factory.mktemp("site")
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "loaded-example"
    with shared.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not shared.exists():
            run = [sys.executable, "manage.py", "prepare", "--example"]
            fresh = shared.with_suffix(".making")
            subprocess.run(run, cwd=ROOT, env=settings(fresh), check=True, capture_output=True)
            fresh.rename(shared)
    shutil.copytree(shared, own, dirs_exist_ok=True)
    return own


def settings(home: Path, port: int = 0) -> dict[str, str]:
    """The environment of a site of our own: nothing of ours leaks in."""
    environment = {name: text for name, text in os.environ.items() if not name.startswith("OV_")}
    return {**environment, "OV_DEBUG": "1", "OV_DATA_DIR": str(home), "OV_PORT": str(port)}


@pytest.fixture(scope="session")
def site(home: Path) -> Iterator[str]:
    """The address of a running site of its own, with the example municipality."""
    port = free_port()
    command = [sys.executable, "manage.py", "serve"]
    with (home / "log").open("w+") as log:
        server = subprocess.Popen(
            command, cwd=ROOT, env=settings(home, port), stdout=log, stderr=log
        )
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(f"{address}/healthz", server, home / "log")
            yield address
        finally:
            server.terminate()
            try:
                server.wait(timeout=60)
            except subprocess.TimeoutExpired:
                server.kill()


def wait_for(address: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    """Wait until the site answers; show its log when it does not."""
    for _attempt in range(200):
        try:
            urlopen(address, timeout=30).close()  # noqa: S310  (our own server)
        except (URLError, TimeoutError):
            if server.poll() is not None:
                break
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"the site did not start:\n{log.read_text()}")


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    program = find_chromium()
    if program is None:
        if os.environ.get("OV_REQUIRE_BROWSER") == "1":
            pytest.fail("no Chromium is installed, and OV_REQUIRE_BROWSER=1 asks for one")
        pytest.skip("no Chromium is installed")
    started = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
    yield started
    started.close()


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """What the browser complains of in a test; anything left at the end fails it.

    A journey that visits an error page on purpose forgives it: `forgive(complaints, "404")`.
    """
    heard: list[str] = []
    yield heard
    assert heard == []


def forgive(complaints: list[str], words: str) -> None:
    """Take out the complaints with these words; there must be one."""
    assert any(words in complaint for complaint in complaints), complaints
    complaints[:] = [complaint for complaint in complaints if words not in complaint]


@pytest.fixture
def open_page(browser: Browser, site: str, complaints: list[str]) -> Iterator[Visit]:
    """Open a fresh window: `open_page()`, `open_page(viewport=PHONE)`."""
    contexts = []

    def opened(**options: Any) -> Page:
        defaults = {"base_url": site, "locale": "nl-NL", "viewport": DESK}
        context = browser.new_context(**{**defaults, **options})
        context.set_default_timeout(30_000)
        contexts.append(context)
        page = context.new_page()
        listen(page, site, complaints)
        return page

    yield opened
    for context in contexts:
        context.close()


def listen(page: Page, site: str, complaints: list[str]) -> None:
    """Write down script errors, refused content, server errors and requests to other machines."""
    named = site.replace("127.0.0.1", "localhost")

    def console(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append(f"{message.text} {message.location.get('url', '')}")

    def response(answer: Response) -> None:
        if answer.status >= 500:
            complaints.append(f"{answer.status} {answer.url}")

    def request(address: str) -> None:
        if not address.startswith((site, named, "data:", "blob:")):
            complaints.append(f"request to another machine: {address}")

    page.on("console", console)
    page.on("response", response)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda asked: request(asked.url))


@pytest.fixture
def page(open_page: Visit) -> Page:
    """A window of somebody who is not logged in."""
    return open_page()


@pytest.fixture(scope="session")
def sessions() -> dict[str, Any]:
    """The cookies of who logged in before, so that each colleague logs in once."""
    return {}


@pytest.fixture
def as_member(open_page: Visit, sessions: dict[str, Any]) -> Visit:
    """Open a window of an example colleague who is logged in: `as_member("adviseur@…")`."""

    def opened(email: str, **options: Any) -> Page:
        if email not in sessions:
            entrance = open_page()
            log_in(entrance, email)
            sessions[email] = entrance.context.storage_state()
        return open_page(storage_state=sessions[email], **options)

    return opened


def log_in(page: Page, email: str) -> None:
    """Log in as an example colleague."""
    from openveiligheid.config.example.loading import DEMO_PASSWORD

    page.goto("/account/inloggen/")
    page.locator("[name=login]").fill(email)
    page.locator("[name=password]").fill(DEMO_PASSWORD)
    page.locator("main form button[type=submit], main form button:not([type])").first.click()
    page.wait_for_url(lambda address: "/inloggen/" not in address)


def axe(page: Page) -> list[str]:
    """What axe finds wrong with the page, one line per rule and place."""
    page.evaluate(AXE.read_text())
    asked = json.dumps({"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]})
    found = page.evaluate(f"axe.run(document, {asked})")
    return [
        f"{violation['id']}: {violation['help']}: {node['html'][:150]}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]
