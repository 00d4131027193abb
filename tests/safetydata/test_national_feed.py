"""Whole national tables from a feed: the source's real description, with figures of our own.

The descriptions and code lists are the real ones of CBS and the police; every figure in them is
constructed here, and served by a machine of our own.
"""

import csv
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from safetydata import queries
from safetydata.errors import QuestionRefused
from safetydata.importer import import_figures
from safetydata.known_tables import CBS_FEED, POLICE_FEED, TABLES, KnownTable
from safetydata.regions import BreakKind
from safetydata.store import FigureStore
from tests.safetydata.feeds import Records, serving
from tests.safetydata.moments import MONDAY
from tests.shared_data import shared

POLICE = "/ODataFeed/odata/47018NED"


def read_csv(path: Path) -> list[dict[str, object]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return [dict(row) for row in csv.DictReader(stream)]


@pytest.fixture(scope="module")
def police() -> dict[str, Records]:
    """Give the police's own description of 47018NED, with constructed counts of thefts in 2023."""
    folder = shared("data/politie_47018NED_2023")
    names = ("TableInfos", "DataProperties", "SoortMisdrijf", "WijkenEnBuurten", "Perioden")
    entities: dict[str, Records] = {name: read_csv(folder / f"{name}.csv") for name in names}
    regions = [str(row["Key"]) for row in entities["WijkenEnBuurten"]]
    counts = np.random.default_rng(47018).poisson(0.7, len(regions))
    counts[regions.index("NL00      ")] = counts.sum()
    entities["TypedDataSet"] = [
        {
            "ID": number,
            "SoortMisdrijf": "1.1.1 ",
            "WijkenEnBuurten": region,
            "Perioden": "2023JJ00",
            "GeregistreerdeMisdrijven_1": int(count),
            "Gemeentenaam_2": None,
            "SoortRegio_3": None,
        }
        for number, (region, count) in enumerate(zip(regions, counts, strict=True))
        if count
    ]
    return entities


def test_every_buurt_of_the_country_comes_in_and_zero_is_told_from_not_known(
    store: FigureStore, police: dict[str, Records]
) -> None:
    with serving({"47018NED": police}) as source:
        source.page = 3_000
        result = import_figures(
            source.address(POLICE), store=store, at=MONDAY, client=source.client()
        )

    rows, listed = police["TypedDataSet"], police["WijkenEnBuurten"]
    assert result.rows == len(rows)
    assert len(source.asked_for(f"{POLICE}/TypedDataSet")) == -(-len(rows) // 3_000)
    entry = result.entry
    assert (entry.source, entry.division, entry.is_complete) == ("Politie", "indeling 2024", True)
    choice = {"SoortMisdrijf": "1.1.1 Diefstal/inbraak woning"}
    answer = queries.by_region(
        store, "47018NED", topic="GeregistreerdeMisdrijven", period="2023", filters=choice
    )
    assert answer.frame.height == len(listed) == 18_313
    zeros = answer.frame.filter(pl.col("status") == "zero_by_absence")
    assert zeros.height == len(listed) - len(rows)
    assert zeros["value"].unique().to_list() == [0.0]
    assert queries.regions(store, "47018NED", "BU0160").height == 74


@pytest.fixture(scope="module")
def key_figures() -> dict[str, Records]:
    """Give the description by CBS of Kerncijfers 2020, with constructed numbers of residents."""
    folder = shared("data/kwb_84799NED_2020")
    about = json.loads((folder / "cbs.v3.84799NED_Metadata.json").read_text("utf-8"))
    properties = pl.read_parquet(folder / "cbs.v3.84799NED_DataProperties.parquet").to_dicts()
    places = pl.read_parquet(folder / "cbs.v3.84799NED_WijkenEnBuurten.parquet").to_dicts()
    own = [place for place in places if "0160" in str(place["Key"])[:6]]
    topics = [item["Key"] for item in properties if item["Type"] == "Topic"]
    blank = dict.fromkeys(topics)
    rows = [
        {"ID": number, "WijkenEnBuurten": place["Key"], **blank, "AantalInwoners_5": 5 * number}
        for number, place in enumerate(own)
    ]
    return {
        "TableInfos": [{**about, "RecordCount": len(rows)}],
        "DataProperties": properties,
        "WijkenEnBuurten": places,
        "TypedDataSet": rows,
    }


def test_key_figures_come_in_with_their_year_and_without_their_words(
    key_figures: dict[str, Records], store: FigureStore
) -> None:
    with serving({"84799NED": key_figures}) as source:
        source.page = 40
        address = source.address("/ODataFeed/odata/84799NED")
        result = import_figures(address, store=store, at=MONDAY, client=source.client())

    figure = queries.cell(
        store, "84799NED", topic="AantalInwoners", region="BU01600101", period="2020"
    )
    assert figure.value is not None
    assert (figure.unit, figure.provenance.source) == ("aantal", "CBS")
    assert {"Gemeentenaam_1", "SoortRegio_2"} <= set(result.skipped_columns)


def test_the_newest_open_data_of_cbs_comes_in(store: FigureStore) -> None:
    folder = shared("data/cbs_odata_format/83765NED_v4")
    about = json.loads((folder / "cbs.v4.83765NED_Metadata.json").read_text("utf-8"))

    def listed(name: str) -> Records:
        return pl.read_parquet(folder / f"cbs.v4.83765NED_{name}.parquet").to_dicts()

    measures = listed("MeasureCodes")
    residents = next(item for item in measures if item["Title"] == "Aantal inwoners")
    places = listed("WijkenEnBuurtenCodes")
    own = [str(place["Identifier"]) for place in places if "0160" in str(place["Identifier"])[:6]]
    entities: dict[str, Records] = {
        "Properties": [about],
        "Dimensions": listed("Dimensions"),
        "MeasureCodes": measures,
        "WijkenEnBuurtenCodes": places,
        "Observations": [
            {
                "Id": number,
                "Measure": residents["Identifier"],
                "ValueAttribute": "None",
                "Value": 5.0 * number,
                "WijkenEnBuurten": code,
            }
            for number, code in enumerate(own)
        ],
    }
    with serving({"83765NED": {**entities, "Properties": [_recounted(about, len(own))]}}) as source:
        source.page = 25
        address = source.address("/odata/v1/CBS/83765NED")
        result = import_figures(address, store=store, at=MONDAY, client=source.client())

    assert result.rows == len(own)
    topic = result.entry.topics[0]
    assert (topic.title, topic.unit) == ("Aantal inwoners", residents["Unit"])
    answer = queries.by_region(store, "83765NED", topic=topic.code, period="2017", level="GM")
    assert answer.frame.filter(pl.col("region") == "GM0160")["value"].to_list() == [0.0]


def _recounted(about: Mapping[str, object], count: int) -> dict[str, object]:
    return {**about, "ObservationCount": count}


def constructed(known: KnownTable) -> dict[str, Records]:
    """Give a small table in the shape that the register says, with constructed figures."""
    first = known.first_year
    periods = [f"{first}JJ00", f"{first + 1}JJ00"]
    if "month" in known.kinds:
        periods = [f"{first}MM01", f"{first}MM02"]
    places = {"NL00": "Nederland", "GM0160": "Hardenberg"}
    geo = "GeoDetail" if known.region == "WijkenEnBuurten" else "GeoDimension"
    named = [(geo, known.region), ("TimeDimension", "Perioden")]
    named += [("Dimension", name) for name in known.dimensions]
    properties: list[dict[str, object]] = [
        *(dict[str, object](Type=kind, Key=name, Title=name) for kind, name in named),
        {"Type": "Topic", "Key": "Aantal_1", "Title": "Aantal", "Unit": "aantal", "Decimals": 0},
    ]
    keys = [(place, period) for place in places for period in periods]
    return {
        "TableInfos": [{"Identifier": known.number, "Title": known.title, "Catalog": known.source}],
        "DataProperties": properties,
        known.region: [{"Key": f"{key:10}", "Title": name} for key, name in places.items()],
        "Perioden": [{"Key": key, "Title": key, "Status": "Definitief"} for key in periods],
        **{name: [{"Key": "0.0.0 ", "Title": "Totaal"}] for name in known.dimensions},
        "TypedDataSet": [
            {
                "ID": number,
                known.region: f"{place:10}",
                "Perioden": period,
                **dict.fromkeys(known.dimensions, "0.0.0 "),
                "Aantal_1": number,
            }
            for number, (place, period) in enumerate(keys)
        ],
    }


@pytest.mark.parametrize("number", ["47022NED", "47018NED", "47013NED", "47024NED", "83648NED"])
def test_each_national_table_comes_in_as_the_register_describes_it(
    number: str, store: FigureStore
) -> None:
    known = TABLES[number]
    path = known.address.removeprefix(POLICE_FEED).removeprefix(CBS_FEED)
    with serving({number: constructed(known)}) as source:
        address = source.address(f"/ODataFeed/odata/{path}")
        entry = import_figures(address, store=store, at=MONDAY, client=source.client()).entry

    assert [item.code for item in entry.dimensions] == list(known.dimensions)
    assert (entry.source, entry.licence) == (known.source, known.licence)
    assert set(entry.period_kinds) <= set(known.kinds)
    assert entry.first_period.startswith(str(known.first_year))


def merged_municipalities(
    store: FigureStore, unit: str = "aantal", loppersum: int | None = 240
) -> None:
    """Take in a table of CBS in which Appingedam, Delfzijl and Loppersum become Eemsdelta."""
    known = TABLES["83648NED"]
    entities = constructed(known)
    counts: Mapping[str, Sequence[int | None]] = {
        "GM0003": (460, None),
        "GM0010": (900, None),
        "GM0024": (loppersum, None),
        "GM1979": (None, 1700),
        "GM0160": (1600, 1650),
    }
    properties = [
        {**item, "Unit": unit} if item["Type"] == "Topic" else item
        for item in entities["DataProperties"]
    ]
    rows = [
        {
            "RegioS": f"{code:10}",
            "Perioden": f"{year}JJ00",
            "SoortMisdrijf": "0.0.0 ",
            "Aantal_1": n,
        }
        for code, both in counts.items()
        for year, n in zip((2020, 2021), both, strict=True)
    ]
    table = {
        **entities,
        "DataProperties": properties,
        "RegioS": [{"Key": f"{code:10}", "Title": code} for code in counts],
        "Perioden": [{"Key": f"{year}JJ00", "Title": str(year)} for year in (2020, 2021)],
        "TypedDataSet": [{"ID": number, **row} for number, row in enumerate(rows)],
    }
    with serving({"83648NED": table}) as source:
        address = source.address("/ODataFeed/odata/83648NED")
        import_figures(address, store=store, at=MONDAY, client=source.client())


def test_a_series_over_a_merger_shows_its_break_and_joins_nothing(store: FigureStore) -> None:
    merged_municipalities(store)

    answer = queries.series(store, "83648NED", topic="Aantal", regions=["GM1979", "GM0160"])

    values = dict(answer.frame.group_by("region").agg("value").rows())
    assert values == {"GM1979": [None, 1700.0], "GM0160": [1600.0, 1650.0]}
    (found,) = [item for item in answer.breaks if item.kind is BreakKind.REGION]
    assert (found.region, found.period) == ("GM1979", "2021JJ00")
    assert "ontstaan uit" in found.text
    assert answer.reconstructions == ()


def test_on_request_the_years_before_a_merger_are_summed_and_said_to_be(
    store: FigureStore,
) -> None:
    merged_municipalities(store)

    answer = queries.series(
        store, "83648NED", topic="Aantal", regions=["GM1979", "GM0160"], reconstructed=True
    )

    values = dict(answer.frame.group_by("region").agg("value").rows())
    assert values == {"GM1979": [1600.0, 1700.0], "GM0160": [1600.0, 1650.0]}
    assert [item for item in answer.breaks if item.kind is BreakKind.REGION] == []
    (told,) = answer.reconstructions
    assert (told.region, told.period) == ("GM1979", "2020JJ00")
    assert told.summed == ("GM0003", "GM0010", "GM0024")
    assert "som van de gebieden" in answer.provenance.method


def test_rates_are_never_summed(store: FigureStore) -> None:
    merged_municipalities(store, unit="per 1 000 inwoners")

    with pytest.raises(QuestionRefused, match="geen aantal"):
        queries.series(store, "83648NED", topic="Aantal", regions=["GM1979"], reconstructed=True)


def test_with_a_predecessor_unknown_the_sum_is_unknown(store: FigureStore) -> None:
    merged_municipalities(store, loppersum=None)

    answer = queries.series(
        store, "83648NED", topic="Aantal", regions=["GM1979"], reconstructed=True
    )

    assert answer.frame["value"].to_list() == [None, 1700.0]


def test_a_municipality_that_ended_says_what_it_went_into(store: FigureStore) -> None:
    merged_municipalities(store)

    answer = queries.series(store, "83648NED", topic="Aantal", regions=["GM0010"])

    assert answer.frame["value"].to_list() == [900.0, None]
    assert [item.text for item in answer.breaks if item.region] == [
        "Per 1 januari 2021: opgegaan in Eemsdelta."
    ]
