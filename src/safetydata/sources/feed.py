"""Downloads a table of the open data, page by page, as the files that `saved_feed` reads.

Only addresses on the list are asked, over https, and nobody can send us elsewhere: a redirect or
a next page outside the list is refused. Certificates are checked, so a name on the list cannot
be answered by another machine.
"""

import json
import re
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urljoin, urlsplit

import httpx

from safetydata.errors import ImportRefused, Reason
from safetydata.metadata import from_v3, from_v4
from safetydata.sources.saved_feed import COUNT, load_json, next_page, values
from safetydata.sources.snapshot import Progress

ORIGINS: frozenset[str] = frozenset(
    f"https://{host}"
    for host in (
        "opendata.cbs.nl",
        "dataderden.cbs.nl",
        "odata4.cbs.nl",
        "beta-odata4.cbs.nl",
        "datasets.cbs.nl",
    )
)
# Table numbers open with a digit (47018NED, 7052_95), which tells them from catalogue and entity.
_V3 = re.compile(
    r"(?P<base>.*/odata(?:api|feed)/odata/\d\w{3,})(?:/(?P<rest>\w+))?/?", re.IGNORECASE
)
_V4 = re.compile(r"(?P<base>.*/\w+/\d\w{3,})(?:/(?P<rest>\w+))?/?")
_MEGABYTE = 1 << 20
_AGAIN = frozenset({429, 500, 502, 503, 504})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how much we are willing to fetch."""

    connect_seconds: float = 10
    read_seconds: float = 60
    attempts: int = 4
    pause_seconds: float = 1
    pages: int = 5_000
    page_bytes: int = 256 * _MEGABYTE
    redirects: int = 3


@dataclass
class Client:
    """Asks addresses on the list and nothing else."""

    origins: Collection[str] = ORIGINS
    limits: Limits = field(default_factory=Limits)
    sleep: Callable[[float], None] = time.sleep

    def __post_init__(self) -> None:
        timeout = httpx.Timeout(self.limits.read_seconds, connect=self.limits.connect_seconds)
        self._http = httpx.Client(timeout=timeout, follow_redirects=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._http.close()

    def allowed(self, address: str) -> str:
        """Give the address with https where the list has it so; refuse it when not listed."""
        parts = urlsplit(address)
        secure = f"https://{parts.netloc}"
        if parts.scheme == "http" and secure in self.origins:
            # The feed of CBS still writes http in its links to itself.
            return parts._replace(scheme="https").geturl()
        if f"{parts.scheme}://{parts.netloc}" not in self.origins:
            raise ImportRefused(
                Reason.ADDRESS_NOT_ALLOWED, address=address, allowed=", ".join(sorted(self.origins))
            )
        return address

    def fetch(self, address: str, target: Path) -> bool:
        """Write the answer to a file; False when the source says that it has no such thing."""
        for _ in range(self.limits.redirects + 1):
            address = self.allowed(address)
            onward = self._ask(address, target)
            if onward is None:
                return True
            if onward == "":
                return False
            address = urljoin(address, onward)
        raise ImportRefused(Reason.FEED_REFUSED, address=address, status="redirect")

    def _ask(self, address: str, target: Path) -> str | None:
        """Ask until answered: None when written, "" when absent, else the address to go on to."""
        last = self.limits.attempts - 1
        for attempt in range(self.limits.attempts):
            try:
                with self._http.stream("GET", address) as answer:
                    if answer.status_code not in _AGAIN or attempt == last:
                        return self._take(answer, target)
            except httpx.TransportError as error:
                if attempt == last:
                    raise ImportRefused(Reason.NO_CONNECTION, address=address) from error
            self.sleep(self.limits.pause_seconds * 2**attempt)
        raise AssertionError("the last attempt answers or raises")

    def _take(self, answer: httpx.Response, target: Path) -> str | None:
        address = str(answer.url)
        if answer.status_code in _REDIRECTS:
            return answer.headers.get("location") or ""
        if answer.status_code in {404, 410}:
            return ""
        if answer.status_code != httpx.codes.OK:
            raise ImportRefused(
                Reason.FEED_REFUSED, address=address, status=str(answer.status_code)
            )
        size = 0
        with target.open("wb") as stream:
            for block in answer.iter_bytes():
                size += len(block)
                if size > self.limits.page_bytes:
                    limit = self.limits.page_bytes // _MEGABYTE
                    raise ImportRefused(Reason.FEED_TOO_LARGE, address=address, limit=limit)
                stream.write(block)
        return None


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
    fetch = _Fetch(client, folder, base, "?$format=json" if is_v3 else "")
    if is_v3:
        _describe_v3(fetch)
        entity = "UntypedDataSet" if match["rest"] == "UntypedDataSet" else "TypedDataSet"
        # ODataApi stops at 10,000 rows; the same table under ODataFeed comes in pages.
        data = re.sub(r"/ODataApi/", "/ODataFeed/", base, flags=re.IGNORECASE)
    else:
        _describe_v4(fetch)
        entity, data = "Observations", base
    question = _question(parts.query)
    _count(fetch, f"{data}/{entity}/$count", question)
    _pages(fetch, f"{data}/{entity}", entity, question, progress)
    return not question


@dataclass(frozen=True, slots=True)
class _Fetch:
    client: Client
    folder: Path
    base: str
    suffix: str

    def entity(self, name: str) -> list[Mapping[str, object]]:
        target = self.folder / f"{name}.json"
        if not self.client.fetch(f"{self.base}/{name}{self.suffix}", target):
            target.unlink(missing_ok=True)
            raise ImportRefused(Reason.FEED_INCOMPLETE, file=self.base, wanted=name)
        return values(load_json(target), target)


def _describe_v3(fetch: _Fetch) -> None:
    entities = {name: fetch.entity(name) for name in ("TableInfos", "DataProperties")}
    described = from_v3(entities)
    for name in filter(None, (described.region, described.time, *described.dimensions)):
        fetch.entity(name)


def _describe_v4(fetch: _Fetch) -> None:
    entities = {name: fetch.entity(name) for name in ("Properties", "Dimensions", "MeasureCodes")}
    described = from_v4(entities)
    for name in filter(None, (described.region, described.time, *described.dimensions)):
        fetch.entity(f"{name}Codes")


def _question(query: str) -> str:
    """Keep the selection that the user put in the address; paging and format are ours."""
    parts = [part for part in query.split("&") if part.lower().startswith(("$filter", "%24filter"))]
    return "&".join(parts)


def _count(fetch: _Fetch, address: str, question: str) -> None:
    """Ask how many records there are; not every table answers that."""
    target = fetch.folder / f"{COUNT}.json"
    try:
        answered = fetch.client.fetch(address + (f"?{question}" if question else ""), target)
    except ImportRefused as refusal:
        if refusal.code is not Reason.FEED_REFUSED:
            raise
        answered = False
    text = target.read_text("utf-8-sig").strip() if answered else ""
    target.unlink(missing_ok=True)
    if text.isdigit():
        target.write_text(json.dumps(int(text)), "utf-8")


def _pages(fetch: _Fetch, address: str, entity: str, question: str, progress: Progress) -> None:
    query = "&".join(filter(None, (question, fetch.suffix.removeprefix("?"))))
    link = address + (f"?{query}" if query else "")
    for number in range(1, fetch.client.limits.pages + 1):
        target = fetch.folder / f"{entity}_{number}.json"
        if not fetch.client.fetch(link, target):
            raise ImportRefused(Reason.PAGE_MISSING, page=number)
        content = load_json(target)
        progress("ophalen", number, None)
        onward = next_page(content)
        if not onward:
            return
        link = urljoin(link, onward)
    raise ImportRefused(Reason.FEED_TOO_LARGE, address=address, limit=fetch.client.limits.pages)
