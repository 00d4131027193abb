"""`openveiligheid figures import 47022NED`: the whole country by the number of a table."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import LazySettings

from openveiligheid.core.models import Municipality
from openveiligheid.evidence.management import fetching
from openveiligheid.evidence.queries import tables
from safetydata import known_tables
from tests.commands import run
from tests.safetydata.feeds import Source, serving, v3_entities

V3 = "/ODataFeed/odata/47018NED"
DATA = f"{V3}/TypedDataSet"


@pytest.fixture
def source(monkeypatch: pytest.MonkeyPatch) -> Iterator[Source]:
    """Stand in for the feed of the police, which no test may ask."""
    with serving({"47018NED": v3_entities()}) as source:
        known = known_tables.TABLES["47018NED"]
        here = {"47018NED": replace(known, address=source.address(V3))}
        monkeypatch.setattr(known_tables, "TABLES", here)
        monkeypatch.setattr(fetching, "Client", lambda kept: source.client(kept, attempts=2))
        yield source


def test_a_table_comes_in_by_its_number_alone(hardenberg: Municipality, source: Source) -> None:
    outcome = run("figures", "import", "47018ned")

    assert outcome.code == 0
    assert tables()["47018NED"].origin == source.address(V3)
    assert tables()["47018NED"].is_complete


def test_the_command_goes_on_where_it_broke_off(
    hardenberg: Municipality, source: Source, settings: LazySettings
) -> None:
    source.when_asked[f"{DATA}?$skip=4"] = lambda: source.failures.update({DATA: [500] * 2})
    broken = run("figures", "import", "47018NED")
    source.asked.clear()

    again = run("figures", "import", "47018NED")

    assert (broken.code, again.code) == (1, 0)
    assert source.asked_for(DATA) == [f"{DATA}?$skip=4"]
    assert list((Path(settings.OV_DATA_DIR) / fetching.KEPT).iterdir()) == []


def test_a_number_that_is_not_known_is_refused_with_those_that_are(
    hardenberg: Municipality,
) -> None:
    outcome = run("figures", "import", "12345NED")

    assert outcome.code == 1
    assert "12345NED" in outcome.error
    assert "47022NED" in outcome.error


def test_a_file_of_that_name_goes_before_the_number(
    hardenberg: Municipality, source: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("47018NED").write_text("Perioden,RegioS,A_1\n2023JJ00,NL00,1\n", "utf-8")

    outcome = run("figures", "import", "47018NED")

    assert source.asked == []
    assert tables()["47018NED"].rows == 1, outcome.error
