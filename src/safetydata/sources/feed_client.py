"""Asks the sources on the list and nobody else, and is patient with them.

Only addresses on the list are asked, over https, and nobody can send us elsewhere: a redirect or
a next page outside the list is refused. Certificates are checked, so a name on the list cannot
be answered by another machine.
"""

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self
from urllib.parse import urljoin, urlsplit

from safetydata.errors import ImportRefused, Reason
from safetydata.sources.kept_pages import forget

if TYPE_CHECKING:  # most who import this module never ask anything of a source
    import httpx

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
_MEGABYTE = 1 << 20
_LONGEST = 1e9
_AGAIN = frozenset({429, 500, 502, 503, 504})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how much we are willing to fetch.

    The largest table of the police, months by buurt, is about a hundred million records: ten
    thousand pages, some thirty gigabytes.
    """

    connect_seconds: float = 10
    read_seconds: float = 60
    attempts: int = 6
    pause_seconds: float = 1
    longest_pause_seconds: float = 300
    pages: int = 50_000
    page_bytes: int = 256 * _MEGABYTE
    total_bytes: int = 100_000 * _MEGABYTE
    redirects: int = 3


@dataclass
class Client:
    """Asks addresses on the list and nothing else.

    With `kept`, pages of a table stay in that folder until `forget`, so that a fetch that was
    broken off goes on where it stopped.
    """

    origins: Collection[str] = ORIGINS
    limits: Limits = field(default_factory=Limits)
    sleep: Callable[[float], None] = time.sleep
    kept: Path | None = None

    def __post_init__(self) -> None:
        import httpx

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
        import httpx

        try:
            parts = urlsplit(address)
            httpx.URL(address)
        except (ValueError, httpx.InvalidURL) as error:
            raise self._not_allowed(address) from error
        secure = f"https://{parts.netloc}"
        if parts.scheme == "http" and secure in self.origins:
            # The feed of CBS still writes http in its links to itself.
            return parts._replace(scheme="https").geturl()
        if f"{parts.scheme}://{parts.netloc}" not in self.origins:
            raise self._not_allowed(address)
        return address

    def _not_allowed(self, address: str) -> ImportRefused:
        allowed = ", ".join(sorted(self.origins))
        return ImportRefused(Reason.ADDRESS_NOT_ALLOWED, address=address, allowed=allowed)

    def fetch(self, address: str, target: Path) -> bool:
        """Write the answer to a file; False when the source says that it has no such thing."""
        for _ in range(self.limits.redirects + 1):
            address = self.allowed(address)
            onward = self._ask(address, target)
            if onward is None:
                return True
            if onward == "":
                return False
            address = self.onward(address, onward)
        raise self._no_way_on(address)

    def onward(self, address: str, link: str) -> str:
        """Give the address to which a link in an answer leads; refuse it when not listed."""
        try:
            joined = urljoin(address, link)
        except ValueError as error:
            raise self._not_allowed(link) from error
        return self.allowed(joined)

    def _no_way_on(self, address: str) -> ImportRefused:
        return ImportRefused(Reason.FEED_REFUSED, address=address, status="redirect")

    def pause(self, attempt: int, address: str = "", asked_seconds: float = 0) -> None:
        """Wait before asking again: twice as long each time, or as long as the source asks."""
        if asked_seconds > self.limits.longest_pause_seconds:
            minutes = round(asked_seconds / 60)
            raise ImportRefused(Reason.FEED_BUSY, address=address, minutes=minutes)
        own = self.limits.pause_seconds * 2**attempt
        self.sleep(max(asked_seconds, min(own, self.limits.longest_pause_seconds)))

    def forget(self, address: str) -> None:
        """Throw away what was kept of a table, because it has been taken in."""
        if self.kept is not None:
            forget(self.kept, address)

    def _ask(self, address: str, target: Path) -> str | None:
        """Ask until answered: None when written, "" when absent, else the address to go on to."""
        import httpx

        last = self.limits.attempts - 1
        for attempt in range(self.limits.attempts):
            asked = 0.0
            try:
                with self._http.stream("GET", address) as answer:
                    if answer.status_code not in _AGAIN or attempt == last:
                        return self._take(answer, target)
                    asked = retry_after(answer.headers)
            except httpx.RequestError as error:
                if attempt == last:
                    raise ImportRefused(Reason.NO_CONNECTION, address=address) from error
            except (httpx.InvalidURL, UnicodeError) as error:
                raise self._no_way_on(address) from error
            self.pause(attempt, address, asked)
        raise AssertionError("the last attempt answers or raises")

    def _take(self, answer: "httpx.Response", target: Path) -> str | None:
        address = str(answer.url)
        if answer.status_code in _REDIRECTS:
            return answer.headers.get("location") or ""
        if answer.status_code in {404, 410}:
            return ""
        if answer.status_code != HTTPStatus.OK:
            raise ImportRefused(
                Reason.FEED_REFUSED, address=address, status=str(answer.status_code)
            )
        size = 0
        target.unlink(missing_ok=True)  # whatever lies there, also a link to another place
        with target.open("wb") as stream:
            for block in answer.iter_bytes():
                size += len(block)
                if size > self.limits.page_bytes:
                    limit = self.limits.page_bytes // _MEGABYTE
                    raise ImportRefused(Reason.FEED_TOO_LARGE, address=address, limit=limit)
                stream.write(block)
        return None


def retry_after(headers: "httpx.Headers") -> float:
    """Give the seconds that the source asks us to wait; 0 when it does not say.

    It writes seconds, or a moment, which then counts from its own clock (RFC 9110, 10.2.3).
    """
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return min(float(text), _LONGEST)
    until, now = _moment(text), _moment(headers.get("date", ""))
    return max((until - now).total_seconds(), 0.0) if until and now else 0.0


def _moment(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return found if found.tzinfo else None
