"""Make the pictures in docs/screenshots: a fresh example site, seen in Chromium.

Starts a site of its own with the example municipality, on a free port and in a folder that goes
away, and logs in as its colleagues. Look at the pictures before you commit them.
"""

import os
import struct
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import DEVNULL
from tempfile import TemporaryDirectory
from urllib.error import URLError
from urllib.request import urlopen

import pypdfium2
from playwright.sync_api import Browser, FloatRect, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.cluster import free_port  # noqa: E402
from tests.journeys.chromium import ARGUMENTS, find_chromium  # noqa: E402

FOLDER = ROOT / "docs" / "screenshots"
DESK, PHONE = (1440, 900), (390, 844)
TALL = 1750
LARGEST = 250_000

PASSWORD = "veiligheid-voorbeeld"  # noqa: S105  (`make run` prints it)
ADVISER = "nora.visscher@hardenberg.example"
LEAD = "bram.olthof@hardenberg.example"
ADMINISTRATOR = "gerben.schuurman@hardenberg.example"
PRIVACY = "chantal.ubels@hardenberg.example"
PLAN = ROOT / "tests" / "plan_corpus" / "known" / "sources" / "04_elzerveen.txt"


def main() -> None:
    """Make all pictures, or those that the arguments name."""
    program = find_chromium()
    if program is None:
        sys.exit("No Chromium is installed; on Debian and Ubuntu: apt install chromium")
    FOLDER.mkdir(exist_ok=True)
    with running_site() as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        album = Album(browser, site, set(sys.argv[1:]))
        as_adviser(album)
        as_others(album)
        browser.close()


@contextmanager
def running_site() -> Iterator[str]:
    """The address of a site with the example, which stops afterwards."""
    with TemporaryDirectory() as home:
        port = free_port()
        settings = {"OV_DEBUG": "1", "OV_DATA_DIR": home, "OV_PORT": str(port)}
        around = {k: v for k, v in os.environ.items() if not k.startswith("OV_")} | settings
        manage = [sys.executable, str(ROOT / "manage.py")]
        subprocess.run([*manage, "prepare", "--example"], env=around, check=True, stdout=DEVNULL)
        server = subprocess.Popen([*manage, "serve"], env=around, stdout=DEVNULL)
        try:
            yield wait_for(f"http://127.0.0.1:{port}", server)
        finally:
            server.terminate()
            server.wait(timeout=20)


def wait_for(address: str, server: "subprocess.Popen[bytes]") -> str:
    """The address, once the site answers."""
    for _attempt in range(600):
        try:
            urlopen(f"{address}/healthz", timeout=30).close()  # noqa: S310  (our own server)
        except (URLError, TimeoutError):
            if server.poll() is not None:
                break
            time.sleep(0.1)
        else:
            return address
    sys.exit("The site did not start.")


class Album:
    """Windows of example colleagues, and the pictures taken in them."""

    def __init__(self, browser: Browser, site: str, wanted: set[str]) -> None:
        self.browser, self.site, self.wanted = browser, site, wanted

    def window(self, email: str, size: tuple[int, int] = DESK) -> Page:
        """A window of a colleague who just logged in."""
        context = self.browser.new_context(
            base_url=self.site,
            locale="nl-NL",
            viewport={"width": size[0], "height": size[1]},
            reduced_motion="reduce",
        )
        context.set_default_timeout(60_000)
        page = context.new_page()
        page.goto("/account/inloggen/")
        page.locator("[name=login]").fill(email)
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("main form button").first.click()
        page.wait_for_url(lambda address: "/inloggen/" not in address)
        return page

    def take(self, page: Page, name: str, *, at: str = "", height: int = 0) -> None:
        """Keep what the window shows now, from the top or from the named part of the page."""
        if self.wanted and name not in self.wanted:
            return
        page.evaluate("document.fonts.ready")
        page.evaluate("window.scrollTo(0, 0)")
        if at:
            page.locator(at).first.evaluate(
                "e => window.scrollTo(0, e.getBoundingClientRect().top - 60)"
            )
        file = FOLDER / f"{name}.png"
        if height:
            part: FloatRect = {"x": 0, "y": 0, "width": DESK[0], "height": height}
            size = len(page.screenshot(path=file, full_page=True, clip=part))
        else:
            size = len(page.screenshot(path=file))
        print(f"{file.name}: {size // 1000} kB")
        if size > LARGEST:
            sys.exit(f"{file.name} is larger than {LARGEST // 1000} kB.")


def as_adviser(album: Album) -> None:
    """What a policy adviser sees: from the start page to the report."""
    page = album.window(ADVISER)
    page.goto("/")
    album.take(page, "start")
    follow(page, "Naar het plan")
    album.take(page, "plan")
    plan = page.url
    follow(page, "Veilige woon- en leefomgeving")
    follow(page, "Personen met verward of onbegrepen gedrag")
    album.take(page, "thema", height=TALL)
    page.goto("/acties/")
    album.take(page, "acties")
    page.goto("/cijfers/")
    follow(page, "Geregistreerde misdrijven, 2022-2024")
    album.take(page, "cijfer")
    page.goto("/cijfers/werkbank/?tabel=83648NED")
    album.take(page, "werkbank", height=TALL)
    page.goto("/cijfers/signalen/")
    album.take(page, "signalen")
    page.locator("main table tbody a").first.click()
    page.wait_for_url("**/signalen/*-*/")
    album.take(page, "signaal", height=1300)
    page.goto("/gebieden/")
    album.take(page, "gebieden")
    take_in_a_plan(album, page)
    make_report(album, page, plan)


def take_in_a_plan(album: Album, page: Page) -> None:
    """Have the reader read an invented plan, and look at what it proposes."""
    page.goto("/plannen/inlezen/")
    page.locator("main input[type=file]").set_input_files(PLAN)
    page.get_by_role("button", name="Inlezen").click()
    page.wait_for_url("**/plannen/inlezen/*/")
    album.take(page, "inlezen")


def make_report(album: Album, page: Page, plan: str) -> None:
    """Make the yearly report, and look at a page of its PDF."""
    page.goto(plan)
    follow(page, "Voortgangsrapportage maken")
    page.get_by_role("button", name="Rapportage maken").click()
    page.wait_for_url("**/rapportages/*-*/")
    album.take(page, "rapportage")
    with page.expect_download() as download:
        page.get_by_role("link", name="PDF", exact=True).click()
    sheets = pypdfium2.PdfDocument(download.value.path())
    table = album.browser.new_page(viewport={"width": DESK[0], "height": DESK[1]})
    table.set_content(beside_each_other([sheets[0], sheets[2]]))
    album.take(table, "rapportage-pdf")


def beside_each_other(sheets: "list[pypdfium2.PdfPage]") -> str:
    """Pages of a PDF on a grey page."""
    style = "display:flex;justify-content:center;gap:40px;padding:30px;margin:0;background:#e6e9ee"
    pictures = (b64encode(bitmap(sheet)).decode() for sheet in sheets)
    drawn = (f'<img height="840" src="data:image/bmp;base64,{text}">' for text in pictures)
    return f'<body style="{style}">{"".join(drawn)}</body>'


def bitmap(sheet: "pypdfium2.PdfPage") -> bytes:
    """A page of a PDF as a picture that a browser can show."""
    drawn = sheet.render(scale=2.0, prefer_bgrx=True)
    kind = struct.pack("<IiiHHIIiiII", 40, drawn.width, -drawn.height, 1, 32, 0, 0, 0, 0, 0, 0)
    cells = bytes(drawn.buffer)
    return b"BM" + struct.pack("<IHHI", 54 + len(cells), 0, 0, 54) + kind + cells


def as_others(album: Album) -> None:
    """What a project lead, an administrator and a privacy officer see."""
    page = album.window(LEAD, PHONE)
    page.goto("/")
    album.take(page, "telefoon-start")
    page.locator("main table a, main .ov-table a").first.click()
    page.wait_for_url("**/acties/*-*/")
    album.take(page, "telefoon-melden", at="main form")
    page = album.window(ADMINISTRATOR)
    page.goto("/organisatie/leden/")
    album.take(page, "leden")
    page = album.window(PRIVACY)
    page.goto("/organisatie/historie/")
    album.take(page, "historie")


def follow(page: Page, text: str) -> None:
    """Click a link in the page, and wait for where it leads."""
    before = page.url
    page.locator("main").get_by_role("link", name=text).first.click()
    page.wait_for_url(lambda address: address != before)


if __name__ == "__main__":
    main()
