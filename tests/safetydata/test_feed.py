"""Fetching a table from the open data, from a real server on this machine."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from safetydata import queries
from safetydata.errors import ImportRefused, Reason
from safetydata.importer import ImportResult, import_figures
from safetydata.sources.feed import ORIGINS, Client, Limits
from safetydata.store import FigureStore
from tests.safetydata.feeds import FIGURES, Source, serving, v3_entities, v4_entities
from tests.safetydata.moments import MONDAY

V3 = "/ODataFeed/odata/47018NED"
V4 = "/CBS/47018NED"
DATA = f"{V3}/TypedDataSet"


@pytest.fixture
def v3() -> Iterator[Source]:
    with serving({"47018NED": v3_entities()}) as source:
        yield source


@pytest.fixture
def v4() -> Iterator[Source]:
    with serving({"47018NED": v4_entities()}) as source:
        yield source


def fetch(source: Source, store: FigureStore, path: str = V3, **limits: float) -> ImportResult:
    return import_figures(
        source.address(path), store=store, at=MONDAY, client=source.client(**limits)
    )


def refused(source: Source, store: FigureStore, path: str = V3, **limits: float) -> ImportRefused:
    with pytest.raises(ImportRefused) as refusal:
        fetch(source, store, path, **limits)
    assert store.entries() == {}
    return refusal.value


def test_all_pages_arrive_with_their_description(v3: Source, store: FigureStore) -> None:
    result = fetch(v3, store)

    assert result.added == len(FIGURES)
    assert result.skipped_columns == ("Naam_2",)
    entry = result.entry
    assert (entry.table, entry.source, entry.division) == ("47018NED", "Politie", "indeling 2024")
    assert (entry.topics[0].title, entry.topics[0].unit) == ("Geregistreerde misdrijven", "aantal")
    assert entry.topics[0].default_zero
    assert entry.is_complete
    assert entry.origin == v3.address(V3)


def test_padded_keys_come_out_bare_and_codes_are_named(v3: Source, store: FigureStore) -> None:
    fetch(v3, store)

    figure = queries.cell(
        store,
        "47018NED",
        topic="Aantal",
        region="GM0160",
        period="2023",
        filters={"SoortMisdrijf": "1.4.1"},
    )
    assert (figure.value, figure.region_name, figure.status) == (26.0, "Hardenberg", "provisional")


def test_the_api_address_is_read_through_the_feed_that_has_pages(
    v3: Source, store: FigureStore
) -> None:
    fetch(v3, store, "/ODataApi/odata/47018NED")

    data = [asked for asked in v3.asked if "TypedDataSet" in asked]
    assert all(asked.startswith("/ODataFeed/") for asked in data)


def test_the_newest_open_data_gives_the_same_figures(v4: Source, store: FigureStore) -> None:
    result = fetch(v4, store, V4)

    assert result.added == len(FIGURES) + 1
    assert result.entry.is_complete
    figure = queries.cell(
        store,
        "47018NED",
        topic="Geregistreerde misdrijven",
        region="BU01600101",
        period="2023",
        filters={"SoortMisdrijf": "1.4.1"},
    )
    assert (figure.value, figure.status) == (None, "impossible")


def test_a_selection_is_passed_on_and_never_taken_for_the_whole_table(
    v3: Source, store: FigureStore
) -> None:
    result = fetch(v3, store, f"{DATA}?$filter=Perioden eq '2023JJ00'&$top=5")

    assert not result.entry.is_complete
    first = next(asked for asked in v3.asked if asked.startswith(f"{DATA}?"))
    assert "$filter=Perioden eq '2023JJ00'" in first
    assert "$top" not in first


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_source_that_is_busy_is_asked_again(v3: Source, store: FigureStore, status: int) -> None:
    v3.failures[DATA] = [status, status]

    assert fetch(v3, store).added == len(FIGURES)


def test_a_source_that_stays_broken_is_named_with_its_answer(
    v3: Source, store: FigureStore
) -> None:
    v3.failures[DATA] = [503] * 10

    refusal = refused(v3, store)

    assert refusal.code is Reason.FEED_REFUSED
    assert "503" in str(refusal)


def test_a_table_that_does_not_exist_is_refused(v3: Source, store: FigureStore) -> None:
    assert refused(v3, store, "/ODataFeed/odata/99999NED").code is Reason.FEED_INCOMPLETE


def test_fewer_rows_than_the_source_counts_are_refused(v3: Source, store: FigureStore) -> None:
    v3.count_offset = 3

    refusal = refused(v3, store)

    assert refusal.code is Reason.ROWS_MISSING
    assert (refusal.facts["expected"], refusal.facts["found"]) == (8, 5)


def test_without_a_count_the_table_is_taken_in_but_not_called_whole(
    v3: Source, store: FigureStore
) -> None:
    v3.counts = False

    assert not fetch(v3, store).entry.is_complete


def test_a_page_that_is_gone_is_refused(v3: Source, store: FigureStore) -> None:
    v3.next_links[DATA] = v3.address("/ODataFeed/odata/47018NED/Gone")

    assert refused(v3, store).code is Reason.PAGE_MISSING


def test_a_page_that_stops_halfway_is_refused(v3: Source, store: FigureStore) -> None:
    v3.bodies[DATA] = b'{"value": [{"ID": 0, "SoortMisdrijf": "0.0.0 ", "Wijk'

    assert refused(v3, store).code is Reason.JSON_BROKEN


@pytest.mark.parametrize(
    "elsewhere",
    [
        "http://127.0.0.2:1/x",
        "https://example.org/x",
        "file:///etc/passwd",
        "gopher://127.0.0.1/x",
        "http://localhost:1/x",
        "//example.org/x",
        "http://[::ffff:127.0.0.1]/x",
        "http://2130706433/x",
    ],
)
def test_nobody_can_send_us_to_another_machine(
    v3: Source, store: FigureStore, elsewhere: str
) -> None:
    v3.redirects[f"{V3}/TableInfos"] = elsewhere
    assert refused(v3, store).code is Reason.ADDRESS_NOT_ALLOWED

    v3.redirects.clear()
    v3.next_links[DATA] = elsewhere
    assert refused(v3, store).code is Reason.ADDRESS_NOT_ALLOWED


def test_a_redirect_on_the_same_machine_is_followed(v3: Source, store: FigureStore) -> None:
    v3.redirects["/old/odata/TableInfos"] = ""
    v3.redirects[f"{V3}/Perioden"] = "/elsewhere/47018NED/Perioden"

    assert fetch(v3, store).added == len(FIGURES)


def test_a_redirect_in_a_ring_ends(v3: Source, store: FigureStore) -> None:
    v3.redirects[f"{V3}/TableInfos"] = f"{V3}/TableInfos"

    assert refused(v3, store).code is Reason.FEED_REFUSED


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/ODataFeed/odata/47018NED",
        "https://opendata.cbs.nl.example.org/ODataFeed/odata/47018NED",
        "https://opendata.cbs.nl@example.org/ODataFeed/odata/47018NED",
        "https://user@opendata.cbs.nl/ODataFeed/odata/47018NED",
        "https://opendata.cbs.nl:8443/ODataFeed/odata/47018NED",
        "ftp://opendata.cbs.nl/ODataFeed/odata/47018NED",
        "file:///etc/passwd",
        "HTTP://127.0.0.1/ODataFeed/odata/47018NED",
    ],
)
def test_an_address_that_is_not_on_the_list_is_never_asked(
    store: FigureStore, address: str
) -> None:
    with pytest.raises(ImportRefused, match="lijst van bronnen") as refusal:
        import_figures(address, store=store, at=MONDAY)

    assert refusal.value.code is Reason.ADDRESS_NOT_ALLOWED


def test_plain_http_to_a_listed_source_becomes_https() -> None:
    with Client() as client:
        assert client.allowed("http://opendata.cbs.nl/a?b=1") == "https://opendata.cbs.nl/a?b=1"


def test_every_source_on_the_list_is_asked_over_https() -> None:
    assert all(origin.startswith("https://") for origin in ORIGINS)


def test_without_network_the_refusal_says_what_to_do(store: FigureStore) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        origin = f"http://127.0.0.1:{free.getsockname()[1]}"
    client = Client(origins={origin}, limits=Limits(pause_seconds=0), sleep=lambda _: None)

    with pytest.raises(ImportRefused, match="Controleer het netwerk") as refusal:
        import_figures(origin + V3, store=store, at=MONDAY, client=client)

    assert refusal.value.code is Reason.NO_CONNECTION


def test_an_endless_answer_is_cut_off(v3: Source, store: FigureStore) -> None:
    v3.bodies[f"{V3}/TableInfos"] = b" " * 3_000_000

    assert refused(v3, store, page_bytes=1 << 20).code is Reason.FEED_TOO_LARGE


def test_more_pages_than_we_want_are_not_fetched(v3: Source, store: FigureStore) -> None:
    assert refused(v3, store, pages=2).code is Reason.FEED_TOO_LARGE


def test_an_address_without_a_table_is_refused(v3: Source, store: FigureStore) -> None:
    assert refused(v3, store, "/statline/index.html").code is Reason.ADDRESS_UNCLEAR


def test_a_csv_on_a_listed_source_is_taken_in_with_its_address(
    v3: Source, store: FigureStore
) -> None:
    v3.bodies["/csv/83474NED.csv"] = b"Perioden,Geboren_2\n1995MM01,16436\n"

    result = fetch(v3, store, "/csv/83474NED.csv")

    assert result.entry.origin == v3.address("/csv/83474NED.csv")
    assert result.table == "83474NED"


def test_progress_counts_the_pages(v3: Source, store: FigureStore) -> None:
    pages: list[int] = []

    import_figures(
        v3.address(V3),
        store=store,
        at=MONDAY,
        client=v3.client(),
        progress=lambda stage, done, _: pages.append(done) if stage == "ophalen" else None,
    )

    assert pages == [1, 2, 3]


def test_nothing_is_left_behind_after_a_refusal(v3: Source, store: FigureStore) -> None:
    v3.count_offset = 1

    refused(v3, store)

    assert [path for path in store.root.rglob("*") if path.is_file()] == []
    assert Path(store.root / ".work").exists()
