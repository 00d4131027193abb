"""The open data as CSV: what is read, and how what is not there is read."""

import polars as pl
import pytest

from safetydata.importer import Stated
from safetydata.store import FigureStore
from safetydata.tables import schema
from tests.safetydata.conftest import Taker, stored_cells

HEAD = "SoortMisdrijf,SoortMisdrijf_label,WijkenEnBuurten,WijkenEnBuurten_label,Perioden,Aantal_1\n"
ANE = "0.0.0 ,Totaal misdrijven,BU01600101,Ane Dorp,2023JJ00,1\n"
TOWN = "0.0.0 ,Totaal misdrijven,GM0160    ,Hardenberg,2023JJ00,1540\n"


def cells(store: FigureStore, table: str = "47018NED") -> list[dict[str, object]]:
    return stored_cells(store, table).to_dicts()


def test_padded_keys_are_stripped_and_codes_get_their_names(
    take: Taker, store: FigureStore
) -> None:
    take(HEAD + TOWN)

    (cell,) = cells(store)
    assert cell["region"] == "GM0160"
    assert cell["region_name"] == "Hardenberg"
    assert cell["SoortMisdrijf"] == "0.0.0"
    assert cell["SoortMisdrijf_label"] == "Totaal misdrijven"
    assert cell["value"] == 1540.0


def test_the_stored_table_has_the_documented_columns(take: Taker, store: FigureStore) -> None:
    take(HEAD + ANE)

    stored = pl.read_parquet_schema(store.cells(store.entry("47018NED")))
    assert list(stored) == list(schema(["SoortMisdrijf"]))
    assert stored["region"] == pl.Enum(["BU01600101"])


@pytest.mark.parametrize("absent", ["", ".", "       .", "   "])
def test_a_value_that_is_not_there_is_unknown_and_not_zero(
    take: Taker, store: FigureStore, absent: str
) -> None:
    take(HEAD + ANE.replace(",1\n", f",{absent}\n"))

    (cell,) = cells(store)
    assert cell["value"] is None
    assert cell["status"] == "missing"


def test_a_true_zero_stays_zero(take: Taker, store: FigureStore) -> None:
    take(HEAD + ANE.replace(",1\n", ",0\n"))

    assert cells(store)[0]["value"] == 0.0


@pytest.mark.parametrize(
    ("text", "value"), [("12", 12.0), ("-3", -3.0), ("2.5", 2.5), ("1.2e3", 1200.0), (" 7 ", 7.0)]
)
def test_numbers_are_read_as_the_source_means_them(
    take: Taker, store: FigureStore, text: str, value: float
) -> None:
    take(HEAD + ANE.replace(",1\n", f",{text}\n"))

    assert cells(store)[0]["value"] == value


def test_a_file_with_semicolons_has_decimal_commas(take: Taker, store: FigureStore) -> None:
    take((HEAD + ANE).replace(",", ";").replace(";1\n", ";1,5\n"))

    assert cells(store)[0]["value"] == 1.5


def test_tabs_separate_too(take: Taker, store: FigureStore) -> None:
    take((HEAD + ANE).replace(",", "\t"))

    assert cells(store)[0]["region"] == "BU01600101"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_names_with_accents_survive_any_usual_encoding(
    take: Taker, store: FigureStore, encoding: str
) -> None:
    take((HEAD + ANE.replace("Ane Dorp", "Súdwest-Fryslân")).encode(encoding))

    (cell,) = cells(store)
    assert cell["region_name"] == "Súdwest-Fryslân"
    assert cell["SoortMisdrijf"] == "0.0.0"


def test_a_quote_inside_a_name_is_part_of_the_name(take: Taker, store: FigureStore) -> None:
    inches = ANE.replace("Ane Dorp", 'Ane 2" Dorp').replace("0101", "0102")

    take(HEAD + inches + ANE + TOWN)

    assert {cell["region_name"] for cell in cells(store)} == {
        'Ane 2" Dorp',
        "Ane Dorp",
        "Hardenberg",
    }


def test_line_ends_of_an_old_macintosh_are_understood(take: Taker, store: FigureStore) -> None:
    result = take((HEAD + ANE + TOWN).replace("\n", "\r"))

    assert result.added == 2


def test_windows_line_ends_quotes_line_breaks_and_blank_lines_are_understood(
    take: Taker, store: FigureStore
) -> None:
    ane = ANE.replace("Totaal misdrijven", '"Totaal\nmisdrijven, ""alle"""')

    take((HEAD + ane + "\n" + TOWN + "\n").replace("\n", "\r\n"))

    labels = {str(cell["SoortMisdrijf_label"]).replace("\r", "") for cell in cells(store)}
    assert labels == {'Totaal\nmisdrijven, "alle"'}


def test_columns_in_words_are_left_out_and_named(take: Taker) -> None:
    result = take(
        "ID,WijkenEnBuurten,Gemeentenaam_1,Perioden,AantalInwoners_5\n"
        "1,GM0160    ,Hardenberg ,2020JJ00,60948\n"
    )

    assert result.skipped_columns == ("Gemeentenaam_1",)
    assert [topic.title for topic in result.entry.topics] == ["Aantal inwoners"]


def test_a_region_by_name_stays_without_code_unless_codes_are_given(
    take: Taker, store: FigureStore
) -> None:
    rows = "RegioS,Perioden,Aantal_1\nHardenberg,2010,2560\n"

    take(rows, table="83648NED")
    take(rows, table="83648NED-2", stated=Stated(region_codes={"Hardenberg": "GM0160"}))

    assert cells(store, "83648NED")[0]["region"] == "Hardenberg"
    assert cells(store, "83648NED-2")[0]["region"] == "GM0160"


def test_a_table_without_regions_is_about_the_nation(take: Taker, store: FigureStore) -> None:
    take('"ID","Perioden","Geboren_2"\n0,"1995MM01",16436\n', table="83474NED")

    (cell,) = cells(store, "83474NED")
    assert (cell["region"], cell["region_name"]) == ("NL00", "Nederland")
    assert cell["period"] == "1995MM01"


def test_a_file_without_period_takes_the_one_that_is_stated(
    take: Taker, store: FigureStore
) -> None:
    take("WijkenEnBuurten,Inwoners_5\nGM0160    ,60948\n", stated=Stated(period="2020"))

    assert cells(store)[0]["period"] == "2020JJ00"


def test_what_the_user_states_goes_into_the_catalogue(take: Taker) -> None:
    stated = Stated(title="Misdrijven", publisher="Politie Oost", licence="CC0", division="eigen")

    entry = take(HEAD + ANE, stated=stated).entry

    assert (entry.title, entry.source, entry.licence, entry.division) == (
        "Misdrijven",
        "Politie Oost",
        "CC0",
        "eigen",
    )


@pytest.mark.parametrize(
    ("table", "source", "licence"),
    [
        ("47018NED", "Politie", "CC BY 4.0"),
        ("83648NED", "CBS", "CC BY 4.0"),
        ("EIGEN-1", "niet vermeld", "niet vermeld"),
    ],
)
def test_a_source_that_nobody_stated_is_not_guessed(
    take: Taker, table: str, source: str, licence: str
) -> None:
    entry = take(HEAD + TOWN, table=table).entry

    assert (entry.source, entry.licence) == (source, licence)


def test_observations_of_the_newest_open_data_are_read_from_csv_too(
    take: Taker, store: FigureStore
) -> None:
    take(
        "Id;Measure;ValueAttribute;Value;WijkenEnBuurten;Perioden\n"
        "0;M001;None;2,5;GM0160;2023JJ00\n"
        "1;M002;Impossible;;GM0160;2023JJ00\n"
    )

    first, second = cells(store)
    assert (first["topic"], first["value"]) == ("M001", 2.5)
    assert (second["value"], second["status"]) == (None, "impossible")


def test_progress_is_told_by_stage(take: Taker, store: FigureStore) -> None:
    from safetydata.importer import import_figures
    from tests.safetydata.moments import MONDAY

    path = store.root.parent / "47018NED.csv"
    path.write_text(HEAD + ANE, "utf-8")
    stages: list[str] = []

    import_figures(path, store=store, at=MONDAY, progress=lambda stage, *_: stages.append(stage))

    assert list(dict.fromkeys(stages)) == ["lezen", "omzetten", "samenvoegen"]
