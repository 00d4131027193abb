"""The figures as CBS and police published them, from the files that people downloaded."""

from collections.abc import Mapping
from pathlib import Path

import polars as pl
import pytest

from safetydata import queries
from safetydata.importer import Stated, import_figures
from safetydata.store import FigureStore
from safetystats import compare_counts, exact_rate
from tests.safetydata.feeds import save, serving
from tests.safetydata.moments import MONDAY, TUESDAY
from tests.shared_data import shared

BUURTEN = "data/politie_47018NED_2023/47018NED_2023JJ00_0.0.0_{}_buurten.csv"
EXPORTS = "data/politie_47013NED_gemeente_2022_2024/{}"
KWB = "data/kwb_84799NED_2020/{}"


def take_exports(store: FigureStore) -> None:
    for name in ("misdrijven_2022_2023.csv", "Misdrijven_2024.csv"):
        import_figures(shared(EXPORTS.format(name)), store=store, at=MONDAY, table="47013NED")


@pytest.mark.parametrize(
    ("town", "level", "buurten", "total"),
    [
        ("Hardenberg", "BU0160", 70, 1514),
        ("Ommen", "BU0175", 46, 425),
        ("Dalfsen", "BU0148", 36, 490),
        ("Coevorden", "BU0109", 68, 1092),
    ],
)
def test_the_buurten_of_a_town_add_up_to_what_was_published(
    store: FigureStore, town: str, level: str, buurten: int, total: int
) -> None:
    import_figures(shared(BUURTEN.format(town)), store=store, at=MONDAY)

    answer = queries.by_region(
        store, "47018NED", topic="GeregistreerdeMisdrijven", period="2023JJ00", level=level
    )

    assert answer.frame.height == buurten
    assert answer.frame["value"].sum() == total
    assert answer.provenance.source == "Politie"


def test_four_towns_join_into_one_table_and_each_keeps_its_file(store: FigureStore) -> None:
    for town in ("Hardenberg", "Ommen", "Dalfsen", "Coevorden"):
        import_figures(shared(BUURTEN.format(town)), store=store, at=MONDAY)

    ommen = queries.by_region(
        store, "47018NED", topic="GeregistreerdeMisdrijven", period="2023", level="BU0175"
    )

    assert store.entry("47018NED").rows == 220
    assert ommen.provenance.origin.endswith("Ommen_buurten.csv")


def test_buurten_do_not_add_up_to_the_municipality(store: FigureStore) -> None:
    # The police hide sexual offences below the municipality: 1,514 of 1,540 remain.
    import_figures(shared(BUURTEN.format("Hardenberg")), store=store, at=MONDAY)
    take_exports(store)

    parts = queries.by_region(
        store, "47018NED", topic="GeregistreerdeMisdrijven", period="2023", level="BU0160"
    )
    whole = queries.cell(
        store,
        "47013NED",
        topic="Geregistreerde misdrijven",
        region="Hardenberg",
        period="2023",
    )

    assert (parts.frame["value"].sum(), whole.value) == (1514, 1540)


def test_exports_of_three_years_become_one_series(store: FigureStore) -> None:
    take_exports(store)

    answer = queries.series(
        store, "47013NED", topic="Geregistreerde misdrijven", regions=["Hardenberg", "Ommen"]
    )

    assert answer.frame["value"].to_list() == [1657, 1540, 1462, 525, 436, 504]
    assert answer.provenance.source == "Politie"
    assert answer.provenance.period == "2022JJ00–2024JJ00"


def test_wealth_of_households_keeps_its_decimals_and_its_unknowns(store: FigureStore) -> None:
    for name in ("vermogen_2022.csv", "vermogen_2023.csv", "Vermogen_huishoudens_2024.csv"):
        import_figures(shared(EXPORTS.format(name)), store=store, at=MONDAY, table="86160NED")

    north = queries.series(
        store, "86160NED", topic="Mediaan vermogen", regions=["Noord-Nederland (LD)"]
    )
    rest = queries.cell(
        store,
        "86160NED",
        topic="Mediaan vermogen",
        region="Gemeenten; niet in te delen",
        period="2022",
    )

    assert north.frame["value"].to_list() == [118.0, 119.8, 122.6]
    assert (north.unit, north.frame["status"].to_list()[-1]) == ("1 000 euro", "provisional")
    assert (rest.value, rest.status) == (None, "missing")


def test_eleven_years_of_hardenberg_by_name(store: FigureStore) -> None:
    path = shared("data/cbs_83648NED_gemeente_2010_2020/voorspelmodel.csv")
    import_figures(path, store=store, at=MONDAY, table="83648NED")

    answer = queries.series(
        store, "83648NED", topic="TotaalGeregistreerdeMisdrijven", regions=["Hardenberg"]
    )

    assert answer.frame["value"].to_list() == [
        2560, 2645, 2505, 2260, 2070, 1895, 1680, 1595, 1635, 1695, 1600,
    ]  # fmt: skip


@pytest.mark.slow
def test_key_figures_of_all_buurten_come_in_from_parquet(store: FigureStore) -> None:
    path = shared(KWB.format("cbs.v3.84799NED_TypedDataSet.parquet"))

    entry = import_figures(path, store=store, at=MONDAY).entry

    hardenberg = queries.cell(
        store, "84799NED", topic="AantalInwoners", region="GM0160", period="2020"
    )
    assert (hardenberg.value, hardenberg.region_name) == (60_948, "Hardenberg")
    assert (entry.rows, entry.is_complete) == (17_341 * 111, True)
    assert (entry.title, entry.division) == ("Kerncijfers wijken en buurten 2020", "indeling 2020")
    buurten = queries.by_region(
        store, "84799NED", topic="AantalInwoners", period="2020", level="BU0160"
    )
    assert buurten.frame.height == 70


@pytest.mark.slow
def test_the_cut_of_four_municipalities_gives_the_same_figures(store: FigureStore) -> None:
    import_figures(
        shared(KWB.format("84799NED_4gemeenten.csv")),
        store=store,
        at=MONDAY,
        stated=Stated(period="2020"),
    )

    result = import_figures(
        shared(KWB.format("cbs.v3.84799NED_TypedDataSet.parquet")), store=store, at=TUESDAY
    )

    assert (result.changed, result.unchanged) == (0, 276 * 111)


def test_a_revised_national_total_is_reported_as_changed(
    store: FigureStore, tmp_path: Path
) -> None:
    monthly = pl.read_csv(shared("data/politie_maand_nl_2012_2022/NL_Crime.csv"))
    then = monthly.filter(
        pl.col("crime_type_code") == "0.0.0", pl.col("date").str.starts_with("2020")
    )["frequency"].sum()
    yearly = pl.read_csv(shared("data/staat_van_de_misdaad/NL_Crime.csv"))
    now = yearly.filter(
        pl.col("incident_type_code") == "Totaal misdrijven", pl.col("year") == 2020
    )["incident_count"].item()

    for name, count in (("2022", then), ("2024", now)):
        path = tmp_path / f"47022NED-{name}.csv"
        path.write_text(f"WijkenEnBuurten,Perioden,Aantal_1\nNL00,2020JJ00,{count}\n", "utf-8")
        result = import_figures(path, store=store, at=MONDAY)

    figure = queries.cell(store, "47022NED", topic="Aantal", region="NL00", period="2020")
    assert (then, now) == (797_676, 797_805)
    assert (result.changed, figure.value) == (1, 797_805)
    assert figure.provenance.origin == "47022NED-2024.csv"


def test_months_and_years_of_the_population_do_not_mix(store: FigureStore) -> None:
    path = shared("data/staat_van_de_misdaad/83474NED_data.csv")
    import_figures(path, store=store, at=MONDAY)

    answer = queries.series(
        store,
        "83474NED",
        topic="BevolkingAanHetBeginVanDePeriode",
        regions=["NL00"],
        kind="month",
    )

    by_month = dict(answer.frame.select("period", "value").rows())
    assert by_month["1995MM01"] == 15_424_122
    assert by_month["2024MM02"] is not None


@pytest.mark.slow
def test_a_feed_in_the_shape_of_the_police_serves_hardenberg(store: FigureStore) -> None:
    entities = police_feed()

    with serving({"47018NED": entities}) as source:
        source.page = 50
        result = import_figures(
            source.address("/ODataFeed/odata/47018NED"),
            store=store,
            at=MONDAY,
            client=source.client(),
        )

    answer = queries.by_region(
        store, "47018NED", topic="GeregistreerdeMisdrijven", period="2023", level="BU0160"
    )
    assert result.entry.title.startswith("Geregistreerde misdrijven; soort misdrijf, wijk, buurt")
    assert (result.entry.source, result.entry.division) == ("Politie", "indeling 2024")
    assert result.skipped_columns == ("Gemeentenaam_2", "SoortRegio_3")
    assert answer.frame["value"].sum() == 1514
    # 74 buurten in the division of 2024, of which the file of 2023 has 70.
    assert answer.frame.height == 74
    assert "status" in answer.frame.columns


def test_a_saved_feed_in_the_shape_of_the_police_is_the_same(
    store: FigureStore, tmp_path: Path
) -> None:
    save(police_feed(), tmp_path / "saved", page=30)

    result = import_figures(tmp_path / "saved", store=store, at=MONDAY)

    assert result.entry.topics[0].default_zero
    assert result.added == 70 - 5


def test_metadata_of_the_newest_open_data_is_understood() -> None:
    from safetydata.metadata import from_v4

    folder = shared("data/cbs_odata_format/83765NED_v4")
    entities = {
        name: pl.read_parquet(folder / f"cbs.v4.83765NED_{name}.parquet").to_dicts()
        for name in ("Dimensions", "MeasureCodes", "WijkenEnBuurtenCodes")
    }

    metadata = from_v4(entities)

    assert metadata.region == "WijkenEnBuurten"
    assert metadata.topics["T001036"].title == "Aantal inwoners"
    assert metadata.division == "indeling 2017"
    regions = {code.key: code.title for code in metadata.codes["WijkenEnBuurten"]}
    assert regions["GM0160"] == "Hardenberg"


def test_figures_and_statistics_meet(store: FigureStore) -> None:
    take_exports(store)
    figures = queries.series(
        store, "47013NED", topic="Geregistreerde misdrijven", regions=["Hardenberg"]
    ).frame["value"]

    change = compare_counts(int(figures[2]), int(figures[0]))
    rate = exact_rate(int(figures[1]), 62_925)

    assert change.verdict == "fell"
    assert round(rate.value, 1) == 24.5


def police_feed() -> Mapping[str, list[dict[str, object]]]:
    """Build the feed of table 47018NED from its real description and the rows of Hardenberg.

    As in the real feed, a buurt without crime has no row.
    """
    folder = shared("data/politie_47018NED_2023")
    entities: dict[str, list[dict[str, object]]] = {
        name: pl.read_csv(folder / f"{name}.csv", infer_schema=False).to_dicts()
        for name in (
            "TableInfos",
            "DataProperties",
            "SoortMisdrijf",
            "WijkenEnBuurten",
            "Perioden",
        )
    }
    cells = pl.read_csv(
        folder / "47018NED_2023JJ00_0.0.0_Hardenberg_buurten.csv", infer_schema=False
    )
    entities["TypedDataSet"] = [
        {
            "ID": number,
            "SoortMisdrijf": row["SoortMisdrijf"],
            "WijkenEnBuurten": f"{row['WijkenEnBuurten']:10}",
            "Perioden": row["Perioden"],
            "GeregistreerdeMisdrijven_1": int(row["GeregistreerdeMisdrijven_1"]),
            "Gemeentenaam_2": "Hardenberg",
            "SoortRegio_3": "Buurt",
        }
        for number, row in enumerate(cells.to_dicts())
        if row["GeregistreerdeMisdrijven_1"] != "0"
    ]
    return entities
