"""`openveiligheid figures signals`: a table judged in one go, as a file and as signals."""

import json
from pathlib import Path

import polars as pl
import pytest

from openveiligheid.core.models import Municipality
from openveiligheid.evidence.models import Signal
from tests.commands import run
from tests.rooms.evidence.conftest import TakeIn, crime_csv
from tests.rooms.evidence.months import months_csv

TABLE = "47022NED"
OWN = ("--table", TABLE, "--municipality", "GM0160")


@pytest.fixture
def months(take_in: TakeIn) -> None:
    take_in(months_csv({"BU01600101": 40, "BU01600102": 5}), TABLE, title="Per maand")


@pytest.mark.usefixtures("months")
@pytest.mark.covers("A9")
def test_a_month_is_judged_written_and_recorded(tmp_path: Path) -> None:
    file = tmp_path / "signalen.parquet"

    outcome = run("figures", "signals", *OWN, "--at", "2024MM12", "--out", file)

    assert outcome.code == 0, outcome.error
    assert "Per maand, december 2024: van 2 reeksen gaven er 1 een signaal." in outcome.out
    assert "Hardenberg: 1 nieuw, 0 bijgewerkt, 0 vervallen" in outcome.out
    frame = pl.read_parquet(file)
    assert frame.filter("is_alarm")["region_name"].to_list() == ["Noord"]
    assert {"expected", "upper", "p", "phi", "excess", "status", "is_discovery"} <= {*frame.columns}
    told = json.loads(pl.read_parquet_metadata(file)["provenance"])
    assert (told["table"], told["at"], told["judged"]) == (TABLE, "2024MM12", 2)
    assert Signal.unscoped.get().region == "BU01600101"
    assert [path.name for path in tmp_path.iterdir() if "signalen" in path.name] == [file.name]


@pytest.mark.usefixtures("months")
def test_a_csv_has_its_provenance_beside_it_and_the_answer_can_be_json(tmp_path: Path) -> None:
    file = tmp_path / "signalen.csv"

    answer = run("figures", "signals", *OWN, "--out", file, "--json").json

    assert pl.read_csv(file).height == 2
    beside = json.loads((tmp_path / "signalen.csv-metadata.json").read_text("utf-8"))
    assert beside["source"] == "Politie"
    assert answer["alarms"] == 1
    [counts] = answer["municipalities"]
    assert counts == {
        "municipality": "GM0160",
        "added": 1,
        "changed": 0,
        "lapsed": 0,
        "revised": 0,
    }


@pytest.mark.usefixtures("months")
def test_judging_again_says_that_nothing_changed() -> None:
    run("figures", "signals", *OWN)

    again = run("figures", "signals", *OWN)

    assert "Hardenberg: deze editie was al beoordeeld; er is niets veranderd." in again.out


def test_a_table_of_the_site_gives_each_municipality_its_own_signals(
    hardenberg: Municipality, elsewhere: Municipality, tmp_path: Path
) -> None:
    file = tmp_path / f"{TABLE}.csv"
    file.write_text(months_csv({"BU01600101": 40, "BU01600102": 5}), "utf-8")
    run("figures", "import", file)

    outcome = run("figures", "signals", "--table", TABLE)

    assert outcome.code == 0, outcome.error
    assert "Hardenberg: 1 nieuw" in outcome.out
    assert "Elders: komt in deze tabel niet voor." in outcome.out
    assert Signal.unscoped.get().municipality == hardenberg


def test_a_municipality_with_a_table_of_its_own_is_judged_apart(
    hardenberg: Municipality, take_in: TakeIn, tmp_path: Path
) -> None:
    text = months_csv({"BU01600101": 40})
    take_in(text, TABLE)
    file = tmp_path / f"{TABLE}.csv"
    file.write_text(text, "utf-8")
    run("figures", "import", file)

    outcome = run("figures", "signals", "--table", TABLE)

    assert "Hardenberg: leest een eigen tabel 47022NED" in outcome.out
    assert not Signal.unscoped.exists()


@pytest.mark.usefixtures("months")
@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--table", "47999NED"), "Tabel 47999NED is niet opgeslagen."),
        ((*OWN, "--at", "2031MM01"), "heeft geen periode “2031MM01”"),
        ((*OWN, "--at", "2024JJ00"), "heeft geen periode “2024JJ00”"),
        ((*OWN, "--at", "2021MM06"), "heeft 30 maanden tot en met 2021MM06"),
        (("--table", TABLE, "--municipality", "GM9999"), "Gemeente GM9999 is hier niet bekend."),
        ((*OWN, "--out", "/bestaat/niet/s.csv"), "In de map /bestaat/niet kan niet"),
    ],
)
def test_what_cannot_be_judged_is_refused_in_words(
    arguments: tuple[str, ...], sentence: str
) -> None:
    outcome = run("figures", "signals", *arguments)

    assert outcome.code == 1
    assert sentence in outcome.error
    assert not Signal.unscoped.exists()


@pytest.mark.usefixtures("hardenberg")
def test_a_table_with_years_only_is_refused(take_in: TakeIn) -> None:
    take_in(crime_csv([("GM0160", "Hardenberg", "2023JJ00", 5)]), "47018NED")

    outcome = run("figures", "signals", "--table", "47018NED", "--municipality", "GM0160")

    assert (outcome.code, "heeft geen maandcijfers" in outcome.error) == (1, True)


@pytest.mark.usefixtures("months")
def test_what_lies_beside_a_csv_file_and_a_link_to_nowhere_stay_too(tmp_path: Path) -> None:
    beside = tmp_path / "a.csv-metadata.json"
    beside.write_text("van een ander", "utf-8")
    (tmp_path / "b.csv").symlink_to(tmp_path / "nergens")

    refused = [
        run("figures", "signals", *OWN, "--out", tmp_path / name) for name in ("a.csv", "b.csv")
    ]

    assert ["bestaat al" in outcome.error for outcome in refused] == [True, True]
    assert beside.read_text("utf-8") == "van een ander"


@pytest.mark.usefixtures("months")
def test_a_file_that_is_there_stays_and_a_strange_ending_is_wrong_use(tmp_path: Path) -> None:
    there = tmp_path / "er-is-al.csv"
    there.write_text("van een ander", "utf-8")

    refused = run("figures", "signals", *OWN, "--out", there)
    wrong = run("figures", "signals", *OWN, "--out", tmp_path / "signalen.xlsx")

    assert (refused.code, "bestaat al" in refused.error) == (1, True)
    assert there.read_text("utf-8") == "van een ander"
    assert (wrong.code, ".parquet of .csv" in wrong.error) == (2, True)
    assert not Signal.unscoped.exists()


@pytest.mark.usefixtures("months")
def test_a_file_that_cannot_be_put_in_place_leaves_no_signals(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "signalen.csv"

    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device", str(target))

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space left"):
        run("figures", "signals", *OWN, "--out", file)

    assert not Signal.unscoped.exists()
    assert not file.exists()
