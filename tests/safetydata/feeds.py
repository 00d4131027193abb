"""Small tables in the form in which CBS and police serve them, and a real server for them."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from safetydata.sources.feed import Client, Limits

Records = Sequence[Mapping[str, object]]

REGIONS = {
    "GM0160": "Hardenberg",
    "WK016001": "Ane",
    "BU01600101": "Ane Dorp",
    "BU01600102": "Verspreide huizen Ane",
    "BU01600201": "Verspreide huizen Anerveen",
}
OFFENCES = {"0.0.0": "Totaal misdrijven", "1.4.1": "1.4.1 Zedenmisdrijf"}
FIGURES = [
    ("0.0.0", "GM0160", "2023JJ00", 1540),
    ("0.0.0", "BU01600101", "2023JJ00", 1),
    ("0.0.0", "BU01600102", "2023JJ00", 6),
    ("0.0.0", "BU01600101", "2022JJ00", 3),
    ("1.4.1", "GM0160", "2023JJ00", 26),
]


def v3_entities() -> dict[str, Records]:
    """Give the entities of a v3 table with padded keys; buurt 0201 has no row, which means zero."""
    topic = {"Datatype": "Long", "Unit": "aantal", "Decimals": 0, "Default": "Zero"}
    properties: list[dict[str, object]] = [
        {"Type": "Dimension", "Key": "SoortMisdrijf", "Title": "Soort misdrijf"},
        {
            "Type": "GeoDetail",
            "Key": "WijkenEnBuurten",
            "Title": "Wijken en buurten",
            "Description": "Wijken en buurten (indeling 2024)",
            "MapYear": 2019,
        },
        {"Type": "TimeDimension", "Key": "Perioden", "Title": "Perioden"},
        {"Type": "Topic", "Key": "Aantal_1", "Title": "Geregistreerde misdrijven", **topic},
        {"Type": "TopicGroup", "Key": "", "Title": "Regioaanduiding"},
        {"Type": "Topic", "Key": "Naam_2", "Title": "Naam", "Datatype": "String", "Unit": "naam"},
    ]
    return {
        "TableInfos": [
            {
                "ID": 0,
                "Title": "Geregistreerde misdrijven",
                "Identifier": "47018NED",
                "Catalog": "Politie",
                "Period": "2022-2023",
            }
        ],
        "DataProperties": properties,
        "SoortMisdrijf": [{"Key": f"{key} ", "Title": name} for key, name in OFFENCES.items()],
        "WijkenEnBuurten": [{"Key": f"{key:10}", "Title": name} for key, name in REGIONS.items()],
        "Perioden": [
            {"Key": "2022JJ00", "Title": "2022", "Status": "Definitief"},
            {"Key": "2023JJ00", "Title": "2023", "Status": "Voorlopig"},
        ],
        "TypedDataSet": [
            {
                "ID": number,
                "SoortMisdrijf": f"{offence} ",
                "WijkenEnBuurten": f"{region:10}",
                "Perioden": period,
                "Aantal_1": count,
                "Naam_2": "Hardenberg" if region == "GM0160" else None,
            }
            for number, (offence, region, period, count) in enumerate(FIGURES)
        ],
    }


def v4_entities() -> dict[str, Records]:
    """Give the same table in the form of v4: one observation per cell, keys without padding."""
    return {
        "Properties": [
            {
                "Identifier": "47018NED",
                "Title": "Geregistreerde misdrijven",
                "Catalog": "Politie",
                "TemporalCoverage": "2022-2023",
                "ObservationCount": len(FIGURES) + 1,
            }
        ],
        "Dimensions": [
            {"Identifier": "SoortMisdrijf", "Title": "Soort misdrijf", "Kind": "Dimension"},
            {
                "Identifier": "WijkenEnBuurten",
                "Title": "Wijken en buurten",
                "Kind": "GeoDetail",
                "MapYear": "2024",
            },
            {"Identifier": "Perioden", "Title": "Perioden", "Kind": "TimeDimension"},
        ],
        "MeasureCodes": [
            {
                "Identifier": "M004200",
                "Title": "Geregistreerde misdrijven",
                "Unit": "aantal",
                "Decimals": 0,
                "DataType": "Long",
            },
            {"Identifier": "T001", "Title": "Naam", "DataType": "String"},
        ],
        "SoortMisdrijfCodes": [{"Identifier": k, "Title": v} for k, v in OFFENCES.items()],
        "WijkenEnBuurtenCodes": [{"Identifier": k, "Title": v} for k, v in REGIONS.items()],
        "PeriodenCodes": [{"Identifier": "2023JJ00", "Title": "2023", "Status": "Definitief"}],
        "Observations": [
            *(
                {
                    "Id": number,
                    "Measure": "M004200",
                    "ValueAttribute": "None",
                    "Value": float(count),
                    "SoortMisdrijf": offence,
                    "WijkenEnBuurten": region,
                    "Perioden": period,
                }
                for number, (offence, region, period, count) in enumerate(FIGURES)
            ),
            {
                "Id": 99,
                "Measure": "M004200",
                "ValueAttribute": "Impossible",
                "Value": None,
                "SoortMisdrijf": "1.4.1",
                "WijkenEnBuurten": "BU01600101",
                "Perioden": "2023JJ00",
            },
        ],
    }


def save(entities: Mapping[str, Records], folder: Path, *, page: int = 2, v4: bool = False) -> None:
    """Write the entities as JSON files, the figures in pages that point at each other."""
    folder.mkdir(parents=True, exist_ok=True)
    link = "@odata.nextLink" if v4 else "odata.nextLink"
    for name, records in entities.items():
        if name not in {"TypedDataSet", "Observations"}:
            (folder / f"{name}.json").write_text(json.dumps({"value": records}), "utf-8")
            continue
        for number, start in enumerate(range(0, len(records), page), start=1):
            content: dict[str, object] = {"value": records[start : start + page]}
            if start + page < len(records):
                content[link] = f"https://opendata.cbs.nl/x?$skip={start + page}"
            (folder / f"{name}_{number}.json").write_text(json.dumps(content), "utf-8")


@dataclass
class Source:
    """A server on this machine that serves tables in pages, and can be told to misbehave."""

    tables: Mapping[str, Mapping[str, Records]]
    page: int = 2
    origin: str = ""
    asked: list[str] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    failures: dict[str, list[int]] = field(default_factory=dict)
    redirects: dict[str, str] = field(default_factory=dict)
    next_links: dict[str, str] = field(default_factory=dict)
    bodies: dict[str, bytes] = field(default_factory=dict)
    cut_off: dict[str, list[int]] = field(default_factory=dict)
    failure_headers: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    when_asked: dict[str, Callable[[], None]] = field(default_factory=dict)
    count_offset: int = 0
    counts: bool = True

    def address(self, path: str) -> str:
        """Give the full address of a path."""
        return self.origin + path

    def client(self, kept: Path | None = None, **limits: float) -> Client:
        """Give a client that may ask this server, and writes down how long it would wait."""
        return Client(
            origins={self.origin},
            limits=Limits(**({"pause_seconds": 0} | limits)),  # type: ignore[arg-type]
            sleep=self.waits.append,
            kept=kept,
        )

    def asked_for(self, path: str) -> list[str]:
        """Give the requests for figures of a table: its pages, not the count."""
        return [asked for asked in self.asked if asked.split("?")[0] == path]

    def answer(self, target: str) -> tuple[int, dict[str, str], bytes]:
        """Answer one request."""
        parts = urlsplit(target)
        path, query = parts.path, parse_qs(parts.query)
        self.asked.append(unquote(target))
        if unquote(target) in self.when_asked:
            self.when_asked.pop(unquote(target))()
        if self.failures.get(path):
            return self.failures[path].pop(0), self.failure_headers, b"later"
        if path in self.redirects:
            return 302, {"Location": self.redirects[path]}, b""
        if path in self.bodies:
            return 200, dict(self.headers), self.bodies[path]
        *_, table, entity = path.removesuffix("/$count").split("/")
        records = self.tables.get(table, {}).get(entity)
        if records is None:
            return 404, {}, b"{}"
        if path.endswith("/$count"):
            number = len(records) + self.count_offset
            return (200, {}, str(number).encode()) if self.counts else (404, {}, b"")
        return 200, {}, json.dumps(self._page(path, entity, records, query)).encode()

    def _page(
        self, path: str, entity: str, records: Records, query: Mapping[str, list[str]]
    ) -> dict[str, object]:
        if entity not in {"TypedDataSet", "Observations"}:
            return {"value": list(records)}
        start = int(query.get("$skip", ["0"])[0])
        content: dict[str, object] = {"value": list(records[start : start + self.page])}
        if start + self.page < len(records):
            name = "@odata.nextLink" if entity == "Observations" else "odata.nextLink"
            follows = f"{self.origin}{path}?$skip={start + self.page}"
            content[name] = self.next_links.get(path, follows)
        return content


@contextmanager
def serving(tables: Mapping[str, Mapping[str, Records]]) -> Iterator[Source]:
    """Serve tables on this machine for as long as the block lasts."""
    source = Source(tables)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = source.answer(self.path)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            keep = source.cut_off.get(urlsplit(self.path).path)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[: keep.pop(0)] if keep else body)

        def log_message(self, *_: object) -> None:
            """Keep the test's output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    source.origin = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield source
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
