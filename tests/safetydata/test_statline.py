"""Exports that a person downloads from StatLine."""

import polars as pl
import pytest

from safetydata.errors import ImportRefused, Reason
from safetydata.store import FigureStore
from tests.safetydata.conftest import Taker, stored_cells

CRIMES = """"Geregistreerde misdrijven en aangiften; soort misdrijf, gemeente 2026"
"Soort misdrijf: Totaal misdrijven"
""
"Onderwerp";"Geregistreerde misdrijven";"Geregistreerde misdrijven"
"Perioden";"2022";"2023*"
"Regio's";"aantal";"aantal"
"Hardenberg";"1657";"1540"
"Ommen";"525";"."
"Bron: Politie"
"""
WEALTH = """"Vermogen van huishoudens; huishoudenskenmerken, regio (indeling 2025)"
"Kenmerken van huishoudens: Particuliere huishoudens"
"Perioden: 2024*"
"";"Onderwerp"
"";"Particuliere huishoudens";"Mediaan vermogen"
"Regio's";"x 1 000";"1 000 euro"
"Hardenberg";"25,3";"201,4"
"Elders";"0,0";""
"Bron: CBS"
"""


def cells(store: FigureStore, table: str) -> pl.DataFrame:
    return stored_cells(store, table)


def test_columns_per_period_become_cells(take: Taker, store: FigureStore) -> None:
    take(CRIMES, table="47013NED")

    found = cells(store, "47013NED").sort("region_name", "period")
    assert found.select("region_name", "period", "value", "status").rows() == [
        ("Hardenberg", "2022JJ00", 1657.0, "unstated"),
        ("Hardenberg", "2023JJ00", 1540.0, "provisional"),
        ("Ommen", "2022JJ00", 525.0, "unstated"),
        ("Ommen", "2023JJ00", None, "missing"),
    ]


def test_the_lines_above_the_figures_describe_the_table(take: Taker) -> None:
    entry = take(CRIMES, table="47013NED").entry

    assert entry.source == "Politie"
    assert entry.title.startswith("Geregistreerde misdrijven en aangiften")
    assert entry.division == "indeling 2026"
    assert [(topic.code, topic.unit) for topic in entry.topics] == [
        ("GeregistreerdeMisdrijven", "aantal")
    ]
    assert [(item.code, item.title) for item in entry.dimensions] == [
        ("SoortMisdrijf", "Soort misdrijf")
    ]


def test_columns_per_subject_become_topics_with_decimals_and_units(
    take: Taker, store: FigureStore
) -> None:
    entry = take(WEALTH, table="86160NED").entry

    found = cells(store, "86160NED").filter(pl.col("region_name") == "Hardenberg")
    assert dict(found.select("topic", "value").rows()) == {
        "ParticuliereHuishoudens": 25.3,
        "MediaanVermogen": 201.4,
    }
    assert {topic.unit for topic in entry.topics} == {"x 1 000", "1 000 euro"}
    assert entry.source == "CBS"


def test_a_blank_in_an_export_is_a_figure_that_cannot_exist(
    take: Taker, store: FigureStore
) -> None:
    take(WEALTH, table="86160NED")

    elsewhere = cells(store, "86160NED").filter(pl.col("region_name") == "Elders")
    assert dict(elsewhere.select("topic", "status").rows()) == {
        "ParticuliereHuishoudens": "provisional",
        "MediaanVermogen": "impossible",
    }


def test_more_breakdowns_in_rows_and_columns_all_become_dimensions(
    take: Taker, store: FigureStore
) -> None:
    take(
        '"Diefstal"\n"";"";"Onderwerp"\n"";"";"Misdrijven";"Misdrijven"\n'
        '"";"";"Geslacht"\n"";"";"Mannen";"Vrouwen"\n'
        '"Regio\'s";"Perioden";"aantal";"aantal"\n"Ommen";"2023";"4";"2"\n"Bron: CBS"\n',
        table="12345NED",
    )

    found = cells(store, "12345NED").sort("Geslacht")
    assert found.select("region_name", "period", "Geslacht", "topic", "value").rows() == [
        ("Ommen", "2023JJ00", "Mannen", "Misdrijven", 4.0),
        ("Ommen", "2023JJ00", "Vrouwen", "Misdrijven", 2.0),
    ]


@pytest.mark.parametrize(
    ("broken", "reason", "row"),
    [
        (CRIMES.replace('"Bron: Politie"\n', ""), Reason.END_MISSING, 8),
        (CRIMES[:-30], Reason.QUOTE_OPEN, 8),
        (CRIMES.replace('"Ommen";"525";"."', '"Ommen";"525"'), Reason.WRONG_COLUMN_COUNT, 8),
        (CRIMES.replace('"Ommen";"525";"."', '"Ommen"'), Reason.WRONG_COLUMN_COUNT, 8),
        (CRIMES.replace('"525"', '"52x"'), Reason.NOT_A_NUMBER, 8),
        (CRIMES.replace('"525"', '"1.525"'), Reason.NUMBER_AMBIGUOUS, 8),
        (CRIMES.replace('"2022"', '"vroeger"'), Reason.PERIOD_UNKNOWN, 7),
        (CRIMES.replace("Ommen", "Hardenberg"), Reason.DUPLICATE_ROW, 8),
        (CRIMES.replace("Onderwerp", "Geslacht"), Reason.HEADER_MISSING, 1),
        (CRIMES + '"nog iets"\n', Reason.LAYOUT_UNKNOWN, 10),
        ('"Titel"\n"Soort: x"\n"Bron: CBS"\n', Reason.LAYOUT_UNKNOWN, None),
    ],
)
def test_a_damaged_export_is_refused_by_line(
    take: Taker, broken: str, reason: Reason, row: int | None
) -> None:
    with pytest.raises(ImportRefused) as refusal:
        take(broken, table="47013NED")

    assert (refusal.value.code, refusal.value.row) == (reason, row)
