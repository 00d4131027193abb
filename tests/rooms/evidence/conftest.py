"""A store of its own for each test, small tables to take in, and a municipality with areas."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from openveiligheid.core.actors import System
from openveiligheid.core.models import Municipality
from openveiligheid.evidence.operations import import_table
from openveiligheid.organisation.operations import AreaRow, add_areas
from safetydata.importer import ImportResult, Stated

FETCHED = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
HEADING = "SoortMisdrijf,SoortMisdrijf_label,WijkenEnBuurten,WijkenEnBuurten_label,Perioden"
Row = tuple[str, str, str, object]
TakeIn = Callable[..., ImportResult]


def crime_csv(rows: Iterable[Row]) -> str:
    """Crimes as the police publish them: region, its name, period, number (empty is unknown)."""
    lines = [f"0.0.0,Totaal,{code},{name},{period},{value}" for code, name, period, value in rows]
    return "\n".join([f"{HEADING},GeregistreerdeMisdrijven_1", *lines, ""])


def people_csv(rows: Iterable[Row]) -> str:
    """Inhabitants as CBS publishes them."""
    lines = [f"{code},{name},{period},{value}" for code, name, period, value in rows]
    heading = "WijkenEnBuurten,WijkenEnBuurten_label,Perioden,AantalInwoners_5"
    return "\n".join([heading, *lines, ""])


@pytest.fixture(autouse=True)
def store(settings: Settings, tmp_path: Path) -> Path:
    """The folder where this test keeps the figures of Hardenberg."""
    settings.OV_DATA_DIR = tmp_path / "data"
    return tmp_path / "data" / "figures" / "GM0160"


@pytest.fixture
def take_in(hardenberg: Municipality, tmp_path: Path) -> TakeIn:
    """Take in the text of a CSV under a table number."""

    def taken(text: str, table: str, **stated: Any) -> ImportResult:
        file = tmp_path / f"{table}.csv"
        file.write_text(text, "utf-8")
        return import_table(
            file, by=System(hardenberg), at=FETCHED, table=table, stated=Stated(**stated)
        )

    return taken


@pytest.fixture
def crimes(take_in: TakeIn) -> ImportResult:
    """Three years of crimes in Hardenberg and in the country."""
    rows: list[Row] = [
        ("GM0160", "Hardenberg", "2022JJ00", 1657),
        ("GM0160", "Hardenberg", "2023JJ00", 1540),
        ("GM0160", "Hardenberg", "2024JJ00", 1462),
        ("NL00", "Nederland", "2022JJ00", 790000),
        ("NL00", "Nederland", "2023JJ00", ""),
        ("NL00", "Nederland", "2024JJ00", 805590),
    ]
    return take_in(crime_csv(rows), "47013NED", title="Misdrijven", division="indeling 2026")


@pytest.fixture
def areas(hardenberg: Municipality) -> Municipality:
    """Two wijken: one with three buurten, one with a single one."""
    rows = [
        AreaRow("KERN-OOST", "Oost", "kern"),
        AreaRow("WK016001", "Dorp", "wijk", kern_code="KERN-OOST"),
        AreaRow("WK016002", "Veld", "wijk"),
        AreaRow("BU01600101", "Kern", "buurt", "WK016001"),
        AreaRow("BU01600102", "Rand", "buurt", "WK016001"),
        AreaRow("BU01600103", "Hoek", "buurt", "WK016001"),
        AreaRow("BU01600201", "Buiten", "buurt", "WK016002"),
    ]
    add_areas(rows, by=System(hardenberg))
    return hardenberg


@pytest.fixture
def by_buurt(take_in: TakeIn, areas: Municipality) -> None:
    """Crimes and inhabitants per buurt: many, few, none, and one that is not known."""
    crimes: list[Row] = [
        ("BU01600101", "Kern", "2023JJ00", 60),
        ("BU01600102", "Rand", "2023JJ00", 3),
        ("BU01600103", "Hoek", "2023JJ00", 0),
        ("BU01600201", "Buiten", "2023JJ00", ""),
    ]
    people: list[Row] = [
        ("BU01600101", "Kern", "2024JJ00", 2000),
        ("BU01600102", "Rand", "2024JJ00", 500),
        ("BU01600103", "Hoek", "2024JJ00", 90),
        ("BU01600201", "Buiten", "2024JJ00", 300),
    ]
    take_in(crime_csv(crimes), "47018NED", division="indeling 2023")
    take_in(people_csv(people), "85984NED", division="indeling 2024")
