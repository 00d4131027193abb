"""`openveiligheid figures`: taking in and listing tables without a browser."""

from pathlib import Path

import pytest

from openveiligheid.core.models import Municipality
from openveiligheid.evidence.queries import tables
from openveiligheid.organisation.models import Member
from tests.commands import run
from tests.rooms.evidence.conftest import crime_csv


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "47018NED.csv"
    path.write_text(crime_csv([("NL00", "Nederland", "2023JJ00", 802043)]), "utf-8")
    return path


def test_a_file_comes_in_with_what_the_user_states(hardenberg: Municipality, file: Path) -> None:
    outcome = run("figures", "import", file, "--title", "Misdrijven", "--division", "indeling 2023")

    assert outcome.code == 0
    assert "Tabel 47018NED, Misdrijven: 1 nieuw" in outcome.out
    assert tables()["47018NED"].division == "indeling 2023"


def test_the_answer_can_be_json(hardenberg: Municipality, file: Path) -> None:
    taken = run("figures", "import", file, "--json").json
    listed = run("figures", "list", "--json").json

    assert (taken["table"], taken["added"], taken["rows"]) == ("47018NED", 1, 1)
    assert listed["tables"][0]["sha256"] == taken["sha256"]


def test_a_refused_file_ends_with_one_and_the_line(
    hardenberg: Municipality, tmp_path: Path
) -> None:
    broken = tmp_path / "47018NED.csv"
    broken.write_text(crime_csv([("NL00", "Nederland", "2023JJ00", "veel")]), "utf-8")

    outcome = run("figures", "import", broken)

    assert outcome.code == 1
    assert "Regel 2" in outcome.error
    assert tables() == {}


def test_a_table_is_for_everybody_unless_a_municipality_is_named(
    anna: Member, outsider: Member, file: Path
) -> None:
    assert run("figures", "import", file, "--municipality", "GM0001").code == 0
    assert not tables(anna)
    assert tables(outsider)

    assert run("figures", "import", file).code == 0
    assert tables(anna)
    assert tables()


def test_an_empty_store_says_so(hardenberg: Municipality) -> None:
    assert "Nog geen tabellen ingelezen." in run("figures", "list").out


def test_wrong_use_ends_with_two(hardenberg: Municipality) -> None:
    assert run("figures", "import").code == 2
