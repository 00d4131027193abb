"""Downloads a table of the open data, page by page, as the files that `saved_feed` reads."""

import json
import re
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from safetydata.errors import ImportRefused, Reason
from safetydata.metadata import Metadata, Record, from_v3, from_v4
from safetydata.sources.feed_client import ORIGINS, Client, Limits
from safetydata.sources.kept_pages import Edition, Shelf, kept_folder
from safetydata.sources.saved_feed import COUNT, load_json, next_page, values
from safetydata.sources.snapshot import Progress

__all__ = ["ORIGINS", "Client", "Limits", "download", "is_address"]

# Table numbers open with a digit (47018NED, 7052_95), which tells them from catalogue and entity.
_V3 = re.compile(
    r"(?P<base>.*/odata(?:api|feed)/odata/\d\w{3,})(?:/(?P<rest>\w+))?/?", re.IGNORECASE
)
_V4 = re.compile(r"(?P<base>.*/\w+/\d\w{3,})(?:/(?P<rest>\w+))?/?")


def is_address(source: str) -> bool:
    """Whether this names something on the web rather than a file."""
    return bool(re.match(r"[a-z][a-z0-9+.-]*://", source, re.IGNORECASE))


def download(address: str, folder: Path, client: Client, progress: Progress) -> bool:
    """Fetch the description and all pages of a table into the folder.

    False when the address selects a part of the table: absent rows then mean nothing.
    """
    parts = urlsplit(client.allowed(address))
    match = _V3.fullmatch(parts.path)
    is_v3 = match is not None
    match = match or _V4.fullmatch(parts.path)
    if match is None:
        raise ImportRefused(Reason.ADDRESS_UNCLEAR, address=address)
    base = f"{parts.scheme}://{parts.netloc}{match['base']}"
    fetch = _Fetch(client, folder, base, is_v3)
    modified = _describe(fetch).modified
    entity = "Observations"
    if is_v3:
        entity = "UntypedDataSet" if match["rest"] == "UntypedDataSet" else "TypedDataSet"
    # ODataApi stops at 10,000 rows; the same table under ODataFeed comes in pages.
    data = re.sub(r"/ODataApi/", "/ODataFeed/", base, flags=re.IGNORECASE) if is_v3 else base
    question = _question(parts.query)
    start = _link(f"{data}/{entity}", question, fetch.suffix.removeprefix("?"))
    count_at = _link(f"{data}/{entity}/$count", question)
    edition = Edition(start, modified, _count(fetch, count_at))
    with kept_folder(client.kept, address, folder) as pages:
        shelf = Shelf(pages, edition)
        _pages(fetch, shelf, entity, edition, progress)
        _refuse_changed(fetch, edition, count_at)
        shelf.hand_over(folder)
    if edition.count is not None:
        (folder / f"{COUNT}.json").write_text(json.dumps(edition.count), "utf-8")
    return not question


@dataclass(frozen=True, slots=True)
class _Fetch:
    client: Client
    folder: Path
    base: str
    is_v3: bool

    @property
    def suffix(self) -> str:
        return "?$format=json" if self.is_v3 else ""

    def entity(self, name: str) -> list[Record]:
        target = self.folder / f"{name}.json"
        if not self.client.fetch(f"{self.base}/{name}{self.suffix}", target):
            target.unlink(missing_ok=True)
            raise ImportRefused(Reason.FEED_INCOMPLETE, file=self.base, wanted=name)
        return values(load_json(target), target)


def _describe(fetch: _Fetch) -> Metadata:
    """Fetch what the source says about the table, code lists included."""
    described = _about(fetch)
    ending = "" if fetch.is_v3 else "Codes"
    for name in filter(None, (described.region, described.time, *described.dimensions)):
        fetch.entity(name + ending)
    return described


def _about(fetch: _Fetch) -> Metadata:
    if fetch.is_v3:
        return from_v3({name: fetch.entity(name) for name in ("TableInfos", "DataProperties")})
    names = ("Properties", "Dimensions", "MeasureCodes")
    return from_v4({name: fetch.entity(name) for name in names})


def _question(query: str) -> str:
    """Keep the selection that the user put in the address; paging and format are ours."""
    parts = [part for part in query.split("&") if part.lower().startswith(("$filter", "%24filter"))]
    return "&".join(parts)


def _link(address: str, *parts: str) -> str:
    query = "&".join(filter(None, parts))
    return address + (f"?{query}" if query else "")


def _count(fetch: _Fetch, address: str) -> int | None:
    """Ask how many records there are; not every table answers that."""
    target = fetch.folder / "count.txt"
    try:
        answered = fetch.client.fetch(address, target)
    except ImportRefused as refusal:
        if refusal.code is not Reason.FEED_REFUSED:
            raise
        answered = False
    text = target.read_text("utf-8-sig", errors="replace").strip() if answered else ""
    target.unlink(missing_ok=True)
    return int(text) if re.fullmatch(r"[0-9]{1,18}", text) else None


def _pages(fetch: _Fetch, shelf: Shelf, entity: str, edition: Edition, progress: Progress) -> None:
    """Fetch the pages that the shelf does not have yet."""
    limits = fetch.client.limits
    link = shelf.pages[-1].onward if shelf.pages else edition.address
    asked = {edition.address, *(page.onward for page in shelf.pages)}
    if shelf.pages:
        progress("ophalen", len(shelf.pages), _expected(shelf, edition))
    while not shelf.is_whole:
        number = len(shelf.pages) + 1
        if number > limits.pages or shelf.total_bytes > limits.total_bytes:
            limit = limits.total_bytes >> 20
            raise ImportRefused(Reason.FEED_TOO_LARGE, address=edition.address, limit=limit)
        name = f"{entity}_{number}.json"
        content = _page(fetch, link, shelf.folder / name, number)
        onward = next_page(content)
        # Our own list is asked once more when the link is followed; a bad one is not even kept.
        onward = fetch.client.onward(link, onward) if onward else ""
        if onward in asked:  # a ring of pages would never end
            raise ImportRefused(Reason.PAGE_MISSING, page=number + 1)
        asked.add(onward)
        shelf.add(name, records=len(values(content, shelf.folder / name)), onward=onward)
        link = onward
        progress("ophalen", number, _expected(shelf, edition))


def _page(fetch: _Fetch, link: str, target: Path, number: int) -> object:
    """Fetch one page; when it arrives cut off, ask for it again."""
    last = fetch.client.limits.attempts - 1
    for attempt in range(fetch.client.limits.attempts):
        if not fetch.client.fetch(link, target):
            raise ImportRefused(Reason.PAGE_MISSING, page=number)
        try:
            return load_json(target)
        except ImportRefused:
            if attempt == last:
                raise
        fetch.client.pause(attempt)
    raise AssertionError("the last attempt answers or raises")


def _expected(shelf: Shelf, edition: Edition) -> int | None:
    """Guess how many pages there will be, from the size of the first."""
    size = shelf.pages[0].records
    if edition.count is None or not size:
        return None
    return max(-(-edition.count // size), len(shelf.pages))


def _refuse_changed(fetch: _Fetch, edition: Edition, count_at: str) -> None:
    """Refuse pages that were fetched while the source was replacing the table under them."""
    with TemporaryDirectory(dir=fetch.folder) as again:
        later = replace(fetch, folder=Path(again))
        now = Edition(edition.address, _about(later).modified, _count(later, count_at))
    if now != edition:
        raise ImportRefused(Reason.FEED_CHANGED, address=fetch.base)
