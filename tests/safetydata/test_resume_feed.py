"""A long fetch that breaks off, a source that is busy, and a table that changes meanwhile."""

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from safetydata.errors import ImportRefused, Reason
from safetydata.importer import ImportResult, import_figures
from safetydata.sources.feed_client import ORIGINS, Client, retry_after
from safetydata.sources.kept_pages import kept_folder
from safetydata.store import FigureStore
from tests.safetydata.feeds import FIGURES, Source, serving, v3_entities, v4_entities
from tests.safetydata.moments import MONDAY

V3 = "/ODataFeed/odata/47018NED"
DATA = f"{V3}/TypedDataSet"
ASKING = Client()


@pytest.fixture
def source() -> Iterator[Source]:
    with serving({"47018NED": dict(v3_entities())}) as source:
        yield source


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "kept"


def fetch(source: Source, store: FigureStore, client: Client, path: str = V3) -> ImportResult:
    return import_figures(source.address(path), store=store, at=MONDAY, client=client)


def refusal(source: Source, store: FigureStore, client: Client) -> ImportRefused:
    with pytest.raises(ImportRefused) as found:
        fetch(source, store, client)
    assert store.entries() == {}
    return found.value


def break_off(source: Source, store: FigureStore, kept: Path) -> None:
    """Let the third page fail for good."""
    skipped = f"{DATA}?$skip=4"
    source.when_asked[skipped] = lambda: source.failures.update({DATA: [500] * 2})
    assert refusal(source, store, source.client(kept, attempts=2)).code is Reason.FEED_REFUSED
    source.asked.clear()


def test_after_a_break_only_the_missing_page_is_fetched(
    source: Source, store: FigureStore, kept: Path
) -> None:
    break_off(source, store, kept)

    result = fetch(source, store, source.client(kept))

    assert result.added == len(FIGURES)
    assert result.entry.is_complete
    assert source.asked_for(DATA) == [f"{DATA}?$skip=4"]


def test_what_arrives_in_two_goes_is_the_same_as_in_one(
    source: Source, store: FigureStore, kept: Path, tmp_path: Path
) -> None:
    break_off(source, store, kept)
    in_two = fetch(source, store, source.client(kept))

    in_one = fetch(source, FigureStore(tmp_path / "other"), source.client())

    assert in_two.entry.sha256 == in_one.entry.sha256


def test_without_a_folder_to_keep_pages_in_all_are_fetched_again(
    source: Source, store: FigureStore
) -> None:
    source.failures[DATA] = [500] * 2
    refusal(source, store, source.client(attempts=2))
    source.asked.clear()

    fetch(source, store, source.client())

    assert len(source.asked_for(DATA)) == 3


@pytest.mark.parametrize("damage", ["shorten", "remove"])
def test_a_kept_page_that_is_not_what_arrived_is_fetched_again(
    source: Source, store: FigureStore, kept: Path, damage: str
) -> None:
    break_off(source, store, kept)
    (page,) = kept.rglob("TypedDataSet_2.json")
    if damage == "remove":
        page.unlink()
    else:
        page.write_bytes(page.read_bytes()[:-10])

    result = fetch(source, store, source.client(kept))

    assert result.added == len(FIGURES)
    assert source.asked_for(DATA) == [f"{DATA}?$skip=2", f"{DATA}?$skip=4"]


@pytest.mark.parametrize("tail", ['{"name": "Typed', "[1]\n", '{"name": "x"}\n', "\udcff\n"])
def test_a_journal_that_was_cut_off_costs_no_figure(
    source: Source, store: FigureStore, kept: Path, tail: str
) -> None:
    break_off(source, store, kept)
    (journal,) = kept.rglob("journal.jsonl")
    with journal.open("a", encoding="utf-8", errors="surrogateescape") as stream:
        stream.write(tail)

    assert fetch(source, store, source.client(kept)).added == len(FIGURES)
    assert len(source.asked_for(DATA)) == 1


def test_kept_pages_of_an_older_edition_are_not_mixed_in(
    source: Source, store: FigureStore, kept: Path
) -> None:
    break_off(source, store, kept)
    change(source, "2026-11-24T02:00:00")

    result = fetch(source, store, source.client(kept))

    assert result.added == len(FIGURES)
    assert len(source.asked_for(DATA)) == 3


def change(source: Source, modified: str) -> None:
    entities = source.tables["47018NED"]
    infos = [{**entities["TableInfos"][0], "Modified": modified}]
    source.tables = {"47018NED": {**entities, "TableInfos": infos}}


def test_a_table_that_changes_while_we_fetch_is_refused(
    source: Source, store: FigureStore, kept: Path
) -> None:
    source.when_asked[f"{DATA}?$skip=4"] = lambda: change(source, "2026-11-24T02:00:00")

    found = refusal(source, store, source.client(kept))

    assert found.code is Reason.FEED_CHANGED
    assert "gewijzigd terwijl" in str(found)
    assert fetch(source, store, source.client(kept)).added == len(FIGURES)


def test_rows_that_join_while_we_fetch_are_noticed(source: Source, store: FigureStore) -> None:
    def one_more() -> None:
        source.count_offset = 1

    source.when_asked[f"{DATA}?$skip=4"] = one_more

    assert refusal(source, store, source.client()).code is Reason.FEED_CHANGED


def test_a_table_of_the_newest_open_data_that_changes_is_refused_too(store: FigureStore) -> None:
    with serving({"47018NED": v4_entities()}) as source:

        def change_v4() -> None:
            entities = source.tables["47018NED"]
            about = [{**entities["Properties"][0], "Modified": "2026-11-24"}]
            source.tables = {"47018NED": {**entities, "Properties": about}}

        source.when_asked["/CBS/47018NED/Observations?$skip=4"] = change_v4
        with pytest.raises(ImportRefused) as found:
            fetch(source, store, source.client(), "/CBS/47018NED")

    assert found.value.code is Reason.FEED_CHANGED


def test_a_page_that_arrives_cut_off_is_asked_again(source: Source, store: FigureStore) -> None:
    source.cut_off[DATA] = [40, 10]

    result = fetch(source, store, source.client(read_seconds=0.3))

    assert result.added == len(FIGURES)


def test_a_page_of_broken_json_is_asked_again(source: Source, store: FigureStore) -> None:
    source.bodies[DATA] = b'{"value": [{"ID": 0, '
    source.when_asked[f"{DATA}?$format=json"] = lambda: source.when_asked.update(
        {f"{DATA}?$format=json": source.bodies.clear}
    )

    assert fetch(source, store, source.client()).added == len(FIGURES)


def test_a_packed_page_that_cannot_be_unpacked_is_asked_again(
    source: Source, store: FigureStore
) -> None:
    source.bodies[DATA] = b"\x1f\x8b\x08\x00 broken"
    source.headers = {"Content-Encoding": "gzip"}

    def mend() -> None:
        source.bodies.clear()
        source.headers.clear()

    source.when_asked[f"{DATA}?$format=json"] = lambda: source.when_asked.update(
        {f"{DATA}?$format=json": mend}
    )
    source.counts = False

    assert fetch(source, store, source.client()).added == len(FIGURES)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40).flatmap(lambda text: st.sampled_from([text, f"https://{text}"])))
@example("http://[")
@example("https://opendata.cbs.nl:x/")
@example("https://opendata.cbs.nl\\@example.org/")
@example("https://opendata.cbs.nl/\x00")
def test_whatever_a_source_calls_its_next_page_it_is_on_the_list_or_refused(text: str) -> None:
    try:
        address = ASKING.allowed(text)
    except ImportRefused as refusal:
        assert refusal.code is Reason.ADDRESS_NOT_ALLOWED  # noqa: PT017
    else:
        assert address.startswith("https://")
        assert f"https://{httpx.URL(address).host}" in ORIGINS


def test_a_second_process_does_not_touch_the_pages_of_the_first(
    source: Source, store: FigureStore, kept: Path, tmp_path: Path
) -> None:
    break_off(source, store, kept)

    with kept_folder(kept, source.address(V3), tmp_path):
        result = fetch(source, store, source.client(kept))

    assert result.added == len(FIGURES)
    assert len(source.asked_for(DATA)) == 3


def test_pages_are_thrown_away_once_the_table_is_in(
    source: Source, store: FigureStore, kept: Path
) -> None:
    client = source.client(kept)
    fetch(source, store, client)
    assert list(kept.rglob("TypedDataSet_*.json"))

    client.forget(source.address(V3))

    assert list(kept.iterdir()) == []


def test_a_next_page_elsewhere_is_not_kept_for_later(
    source: Source, store: FigureStore, kept: Path
) -> None:
    source.next_links[DATA] = "https://example.org/x"

    assert refusal(source, store, source.client(kept)).code is Reason.ADDRESS_NOT_ALLOWED

    journals = [path.read_text("utf-8") for path in kept.rglob("journal.jsonl")]
    assert "example.org" not in "".join(journals)


def test_a_journal_cannot_send_us_elsewhere(source: Source, store: FigureStore, kept: Path) -> None:
    break_off(source, store, kept)
    (journal,) = kept.rglob("journal.jsonl")
    lines = [json.loads(line) for line in journal.read_text("utf-8").splitlines()]
    lines[-1]["onward"] = "https://example.org/x"
    journal.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")

    assert refusal(source, store, source.client(kept)).code is Reason.ADDRESS_NOT_ALLOWED


def test_a_table_that_outgrows_the_limit_is_refused(source: Source, store: FigureStore) -> None:
    assert refusal(source, store, source.client(total_bytes=300)).code is Reason.FEED_TOO_LARGE


def test_progress_tells_how_many_pages_there_will_be(
    source: Source, store: FigureStore, kept: Path
) -> None:
    told: list[tuple[int, int | None]] = []
    break_off(source, store, kept)

    import_figures(
        source.address(V3),
        store=store,
        at=MONDAY,
        client=source.client(kept),
        progress=lambda stage, done, total: (
            told.append((done, total)) if stage == "ophalen" else None
        ),
    )

    assert told == [(2, 3), (3, 3)]


def test_we_wait_as_long_as_the_source_asks(source: Source, store: FigureStore) -> None:
    source.failures[DATA] = [429, 503]
    source.failure_headers = {"Retry-After": "17"}

    fetch(source, store, source.client())

    assert source.waits == [17, 17]


def test_we_wait_twice_as_long_each_time_when_it_does_not_say(
    source: Source, store: FigureStore
) -> None:
    source.failures[DATA] = [500] * 4

    fetch(source, store, source.client(pause_seconds=100))

    assert source.waits == [100, 200, 300, 300]


def test_a_source_that_asks_for_an_hour_is_left_alone(source: Source, store: FigureStore) -> None:
    source.failures[DATA] = [503]
    source.failure_headers = {"Retry-After": "3600"}

    found = refusal(source, store, source.client())

    assert found.code is Reason.FEED_BUSY
    assert "60 minuten" in str(found)
    assert source.waits == []


@pytest.mark.parametrize(
    ("asked", "now", "seconds"),
    [
        ("120", "", 120),
        ("Mon, 23 Nov 2026 09:02:00 GMT", "Mon, 23 Nov 2026 09:00:00 GMT", 120),
        ("Mon, 23 Nov 2026 08:00:00 GMT", "Mon, 23 Nov 2026 09:00:00 GMT", 0),
        ("Mon, 23 Nov 2026 09:02:00 GMT", "", 0),
        ("soon", "Mon, 23 Nov 2026 09:00:00 GMT", 0),
        ("-5", "", 0),
        ("\u0663", "", 0),
        ("", "", 0),
    ],
)
def test_both_ways_to_ask_for_patience_are_understood(asked: str, now: str, seconds: int) -> None:
    headers = httpx.Headers([(b"Retry-After", asked.encode()), (b"Date", now.encode())])

    assert retry_after(headers) == seconds
