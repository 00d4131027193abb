"""A source that answers with nonsense, and kept pages that somebody changed: refused in words."""

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from safetydata.errors import ImportRefused, Reason
from safetydata.importer import ImportResult, import_figures
from safetydata.sources.feed_client import retry_after
from safetydata.store import FigureStore
from tests.safetydata.feeds import FIGURES, Source, serving, v3_entities
from tests.safetydata.moments import MONDAY

V3 = "/ODataFeed/odata/47018NED"
DATA = f"{V3}/TypedDataSet"
NO_ADDRESS = ["http://[", "https://[::1", "https://xn--/", "javascript:1", "//example.org/x"]


@pytest.fixture
def source() -> Iterator[Source]:
    with serving({"47018NED": dict(v3_entities())}) as source:
        yield source


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "kept"


def fetch(source: Source, store: FigureStore, kept: Path, **limits: float) -> ImportResult:
    client = source.client(kept, **({"attempts": 2} | limits))
    return import_figures(source.address(V3), store=store, at=MONDAY, client=client)


def refusal(source: Source, store: FigureStore, kept: Path, **limits: float) -> Reason:
    with pytest.raises(ImportRefused) as found:
        fetch(source, store, kept, **limits)
    assert store.entries() == {}
    return found.value.code


@pytest.mark.parametrize("link", NO_ADDRESS)
def test_a_redirect_to_no_address_is_refused(
    source: Source, store: FigureStore, kept: Path, link: str
) -> None:
    source.redirects[DATA] = link

    refused = {Reason.ADDRESS_NOT_ALLOWED, Reason.FEED_REFUSED, Reason.NO_CONNECTION}
    assert refusal(source, store, kept) in refused


@pytest.mark.parametrize("link", [*NO_ADDRESS, "http://℀.com/", "\ud800", "http://a\x00b"])
def test_a_next_page_at_no_address_is_refused(
    source: Source, store: FigureStore, kept: Path, link: str
) -> None:
    source.next_links[DATA] = link

    assert refusal(source, store, kept) is Reason.ADDRESS_NOT_ALLOWED


def test_pages_in_a_ring_end_at_once(source: Source, store: FigureStore, kept: Path) -> None:
    source.next_links[DATA] = source.address(f"{DATA}?$format=json")

    assert refusal(source, store, kept) is Reason.PAGE_MISSING
    assert len(source.asked_for(DATA)) == 1


def test_a_count_beyond_all_counting_is_no_count(
    source: Source, store: FigureStore, kept: Path
) -> None:
    source.bodies[f"{DATA}/$count"] = b"9" * 5_000

    assert fetch(source, store, kept).added == len(FIGURES)


def test_a_source_that_asks_for_eternity_is_left_alone(
    source: Source, store: FigureStore, kept: Path
) -> None:
    source.failures[DATA] = [429] * 2
    source.failure_headers["Retry-After"] = "9" * 400

    assert refusal(source, store, kept) is Reason.FEED_BUSY


def test_a_moment_outside_the_calendar_is_no_moment() -> None:
    headers = httpx.Headers({"retry-after": "Mon, 01 Jan 99999999999 00:00:00 GMT"})

    assert retry_after(headers) == 0


@pytest.mark.parametrize(
    "change",
    [
        {"bytes": "x"},
        {"bytes": -(10**30)},
        {"records": "x"},
        {"name": 5},
        {"name": "../up.json"},
        {"name": "a\x00b.json"},
        {"onward": 5},
        "[" * 200_000,
        '{"a": ' + "1" * 5_000 + "}",
    ],
)
def test_a_journal_that_somebody_changed_is_not_believed(
    source: Source, store: FigureStore, kept: Path, change: dict[str, object] | str
) -> None:
    source.when_asked[f"{DATA}?$skip=4"] = lambda: source.failures.update({DATA: [500] * 2})
    assert refusal(source, store, kept) is Reason.FEED_REFUSED
    (journal,) = kept.rglob("journal.jsonl")
    lines = journal.read_text("utf-8").splitlines()
    last = json.loads(lines[-1])
    (journal.parent.parent / "up.json").write_bytes((journal.parent / last["name"]).read_bytes())
    lines[-1] = change if isinstance(change, str) else json.dumps(last | change)
    journal.write_text("\n".join(lines) + "\n", "utf-8")
    source.asked.clear()

    assert fetch(source, store, kept).added == len(FIGURES)
    assert source.asked_for(DATA) == [f"{DATA}?$skip=2", f"{DATA}?$skip=4"]


def test_kept_pages_are_for_us_alone_and_never_behind_a_link(
    source: Source, store: FigureStore, kept: Path, tmp_path: Path
) -> None:
    source.when_asked[f"{DATA}?$skip=4"] = lambda: source.failures.update({DATA: [500] * 2})
    assert refusal(source, store, kept) is Reason.FEED_REFUSED
    (page,) = kept.rglob("TypedDataSet_2.json")
    elsewhere = page.rename(tmp_path / "elsewhere.json")
    page.symlink_to(elsewhere)
    before = elsewhere.read_bytes()

    assert page.parent.stat().st_mode & 0o077 == 0
    assert fetch(source, store, kept).added == len(FIGURES)
    assert elsewhere.read_bytes() == before
    assert not page.is_symlink()
