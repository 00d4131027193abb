"""Regions that merge, end, are drawn anew or pass their code on, and the breaks that this gives."""

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

import polars as pl
import pytest

from safetydata.errors import ImportRefused, Reason
from safetydata.known_tables import KEY_FIGURES, TABLES, Division
from safetydata.periods import Period, parse_period
from safetydata.regions import (
    OWN_CHANGES,
    Break,
    BreakKind,
    Change,
    ChangeKind,
    Changes,
    between,
    breaks,
    known_to,
    national,
    read_changes,
    stated_by_kwb,
    write_changes,
)
from safetydata.sources.feed_client import ORIGINS
from tests.shared_data import shared

CBS = "83648NED"
POLICE = "47018NED"


def years(first: int, last: int) -> list[Period]:
    found = (parse_period(f"{year}JJ00") for year in range(first, last + 1))
    return [period for period in found if period]


def of_regions(found: Iterable[Break]) -> list[tuple[str, str]]:
    return [(item.period, item.text) for item in found if item.kind is BreakKind.REGION]


def moved_on(codes: Iterable[str], before: int, after: int) -> set[str]:
    """Give the codes that exist in a later year, by the national changes in between."""
    alive = set(codes)
    for year in range(before + 1, after + 1):
        changes = [item for item in national().all if item.year == year]
        alive -= {item.from_code for item in changes}
        alive |= {item.to_code for item in changes}
    return alive


@pytest.mark.parametrize(
    ("region", "expected"),
    [
        ("GM0160", []),
        ("GM0788", [("2021JJ00", "verdeeld over Boxtel, Oisterwijk, Tilburg en Vught")]),
        ("GM0757", [("2021JJ00", "samengevoegd met een deel van Haaren")]),
        ("GM1979", [("2021JJ00", "ontstaan uit Appingedam, Delfzijl en Loppersum")]),
        ("GM0501", [("2023JJ00", "opgegaan in Voorne aan Zee")]),
        ("GM0241", [("2015JJ00", "samengevoegd met Millingen"), ("2016JJ00", "verder als Berg")]),
        ("GM1945", [("2016JJ00", "zelfde gebied, eerder onder een andere code (Groesbeek)")]),
    ],
)
def test_a_series_breaks_where_the_municipality_changed(
    region: str, expected: list[tuple[str, str]]
) -> None:
    found = of_regions(breaks(CBS, [region], years(2012, 2024)))

    assert [period for period, _ in found] == [period for period, _ in expected]
    assert all(words in text for (_, text), (_, words) in zip(found, expected, strict=True))


def test_a_table_that_was_counted_again_in_one_division_does_not_break() -> None:
    assert of_regions(breaks(POLICE, ["GM1979"], years(2012, 2024))) == []
    assert of_regions(breaks("12345NED", ["GM1979"], years(2012, 2024), division="x 2024")) == []
    assert of_regions(breaks("12345NED", ["GM1979"], years(2012, 2024))) != []


def test_no_break_before_the_first_period_or_after_the_last() -> None:
    assert of_regions(breaks(CBS, ["GM1979"], years(2021, 2024))) == []
    assert of_regions(breaks(CBS, ["GM1979"], years(2012, 2020))) == []
    assert breaks(CBS, ["GM1979"], years(2021, 2021)) == ()


def test_a_definition_breaks_only_the_offences_that_it_is_about() -> None:
    def about(code: str) -> list[str]:
        chosen = {"SoortMisdrijf": code}
        found = breaks(POLICE, ["GM0160"], years(2012, 2024), chosen=chosen)
        return [item.period for item in found if item.kind is BreakKind.DEFINITION]

    assert about("3.9.1") == ["2016JJ00"]
    assert about("3.1.1") == ["2018JJ00"]
    assert about("1.1.1") == []


def test_the_pandemic_breaks_the_year_and_the_very_month() -> None:
    months = [
        period
        for year in (2019, 2020)
        for month in range(1, 13)
        if (period := parse_period(f"{year}MM{month:02}"))
    ]

    def circumstances(periods: list[Period]) -> list[str]:
        found = breaks("47022NED", [], periods)
        return [item.period for item in found if item.kind is BreakKind.CIRCUMSTANCE]

    assert circumstances(months) == ["2020MM03"]
    assert circumstances(years(2018, 2021)) == ["2020JJ00"]
    assert circumstances(years(2020, 2022)) == []


def test_a_municipality_is_the_sum_of_those_that_went_into_it() -> None:
    assert national().made_of("GM1978", 2018) == frozenset({"GM0689", "GM1927"})
    assert national().made_of("GM1978", 2012) == frozenset({"GM0689", "GM0693", "GM0694", "GM0571"})
    assert national().made_of("GM0361", 2014) == frozenset({"GM0361", "GM0365", "GM0458"})
    assert national().made_of("GM1945", 2012) == frozenset({"GM0241", "GM0265", "GM0282"})
    assert national().made_of("GM0160", 2012) == frozenset({"GM0160"})


@pytest.mark.parametrize("code", ["GM0080", "GM1949", "GM0855", "GM1969", "GM0788"])
def test_with_a_part_of_unknown_size_there_is_no_sum(code: str) -> None:
    assert national().made_of(code, 2012) is None


def test_every_change_is_within_the_years_that_were_written_down() -> None:
    found = national().all

    assert {item.year for item in found} <= set(range(2012, 2027))
    assert all(item.source.startswith("CBS") for item in found)
    assert all(item.from_code != item.to_code or item.share == 1 for item in found)


@pytest.mark.parametrize(("year", "count"), [(2012, 415), (2015, 393), (2019, 355), (2026, 342)])
def test_the_number_of_municipalities_comes_out(year: int, count: int) -> None:
    now = shared("data/politie_47018NED_2023/WijkenEnBuurten.csv")
    alive = {code for code in _codes(now) if code.startswith("GM") and code != "GM0000"}

    for later in range(2026, year, -1):
        changes = [item for item in national().all if item.year == later]
        alive -= {item.to_code for item in changes}
        alive |= {item.from_code for item in changes}

    assert len(alive) == count


def test_the_code_lists_of_2017_2020_and_2024_follow_from_each_other() -> None:
    folder = shared("data")
    v4 = pl.read_parquet(
        folder / "cbs_odata_format/83765NED_v4/cbs.v4.83765NED_WijkenEnBuurtenCodes.parquet"
    )
    v3 = pl.read_parquet(folder / "kwb_84799NED_2020/cbs.v3.84799NED_WijkenEnBuurten.parquet")
    of_2017 = {code for code in v4["Identifier"] if code.startswith("GM")}
    of_2020 = {code.strip() for code in v3["Key"] if code.startswith("GM")}
    now = _codes(folder / "politie_47018NED_2023/WijkenEnBuurten.csv")
    of_2024 = {code for code in now if code.startswith("GM")} - {"GM0000"}

    assert moved_on(of_2017, 2017, 2020) == of_2020
    assert moved_on(of_2020, 2020, 2024) == of_2024


def test_each_municipality_that_ended_has_its_last_registered_crime_in_the_year_before() -> None:
    path = shared("data/cbs_83648NED_gemeente_2010_2020/voorspelmodel.csv")
    crime = pl.read_csv(path).filter(pl.col("TotaalGeregistreerdeMisdrijven_1") > 0)
    last: Mapping[str, int] = dict(crime.group_by("RegioS").agg(pl.col("Perioden").max()).rows())
    alive = {item.to_code for item in national().all}
    ended = {
        item.from_name: item.year
        for item in national().all
        if item.from_code not in alive and item.year <= 2020 and item.from_name in last
    }

    assert len(ended) > 60
    assert {name: last[name] + 1 for name in ended} == ended


def _codes(path: Path) -> dict[str, str]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return {row["Key"].strip(): row["Title"] for row in csv.DictReader(stream)}


def test_two_code_lists_tell_what_became_of_wijken() -> None:
    before = {
        "WK016012": "Balkbrug",
        "WK016013": "Gramsbergen",
        "WK016014": "Wijk 14 Ane",
        "WK016015": "Slagharen",
        "WK016016": "Lutten",
    }
    after = {
        "WK016012": "Gramsbergen",
        "WK016014": "Ane (O.)",
        "WK016015": "Slagharen",
        "WK016020": "Balkbrug",
        "WK016021": "Nieuwe Haven",
    }

    found = between(before, after, year=2024, source="two lists")

    assert {(item.from_code, item.to_code, item.kind) for item in found.all} == {
        ("WK016013", "WK016012", ChangeKind.RENUMBERED),
        ("WK016012", "WK016020", ChangeKind.RENUMBERED),
        ("WK016012", "WK016012", ChangeKind.REUSED),
        ("WK016014", "WK016014", ChangeKind.RENAMED),
        ("WK016016", "", ChangeKind.ENDED),
        ("", "WK016021", ChangeKind.BEGAN),
    }
    (reused,) = of_regions(breaks(CBS, ["WK016012"], years(2023, 2025), changes=found))
    assert reused[0] == "2024JJ00"
    assert "deze code is nu Gramsbergen en was Balkbrug" in reused[1]
    assert of_regions(breaks(CBS, ["WK016014"], years(2023, 2025), changes=found)) == []


def test_the_code_of_a_municipality_is_never_given_to_another() -> None:
    found = between({"GM0603": "Rijswijk"}, {"GM0603": "Ypenburg"}, year=2024, source="x")

    assert [item.kind for item in found.all] == [ChangeKind.RENAMED]


def test_the_real_lists_of_2020_and_2024_show_new_buurten_in_hardenberg() -> None:
    v3 = pl.read_parquet(
        shared("data/kwb_84799NED_2020/cbs.v3.84799NED_WijkenEnBuurten.parquet")
    ).select(pl.col("Key").str.strip_chars(), "Title")
    now = _codes(shared("data/politie_47018NED_2023/WijkenEnBuurten.csv"))

    found = between(
        {code: name for code, name in v3.iter_rows() if "0160" in code[:6]},
        {code: name for code, name in now.items() if "0160" in code[:6]},
        year=2024,
        source="code lists of 2020 and 2024",
    )

    began = {item.to_code for item in found.all if item.kind is ChangeKind.BEGAN}
    assert {"BU01602810", "BU01602811", "BU01602812", "BU01602813"} <= began


def test_cbs_says_of_each_area_whether_it_changed() -> None:
    path = shared("data/kwb_84799NED_2020/cbs.v3.84799NED_TypedDataSet.parquet")
    topic = "IndelingswijzigingWijkenEnBuurten_4"
    rows = pl.read_parquet(path, columns=["WijkenEnBuurten", topic])
    stated = {code.strip(): value for code, value in rows.iter_rows() if value}

    found = stated_by_kwb(stated, year=2020, table="84799NED")

    kinds = [item.kind for item in found.all]
    assert kinds.count(ChangeKind.BORDER_CHANGED) == 789
    assert kinds.count(ChangeKind.RENUMBERED) == 136


def test_changes_of_ones_own_are_added_to_the_national_ones(tmp_path: Path) -> None:
    own = Changes([Change("WK016001", "WK016002", 2024, ChangeKind.MERGED, 0.25, "raad")])
    write_changes(own, tmp_path / OWN_CHANGES)

    found = known_to(tmp_path)

    assert found.of("WK016002") == own.all
    assert len(found.all) == len(national().all) + 1
    assert known_to(tmp_path / "elsewhere") is national()


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "changes.csv"

    write_changes(national(), path)

    assert read_changes(path).all == national().all


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("GM0001,GM0002,2024,eaten,1", "kind"),
        ("GM0001,GM0002,last year,merged,1", "year"),
        ("GM0001,GM0002,2024,merged,1.5", "share"),
        ("GM0001,GM0002,2024,merged,nan", "share"),
        ("GM0001,GM0002,2024,merged,half", "share"),
        (",,2024,ended,", "from_code"),
    ],
)
def test_a_line_that_says_no_change_is_refused_by_number(
    tmp_path: Path, line: str, column: str
) -> None:
    path = tmp_path / "changes.csv"
    head = "from_code,to_code,year,kind,share\nGM0003,GM0002,2024,merged,1\n"
    path.write_text(f"{head}{line}\n", "utf-8")

    with pytest.raises(ImportRefused, match="Regel 3") as refusal:
        read_changes(path)

    assert (refusal.value.code, refusal.value.column) == (Reason.CHANGE_UNCLEAR, column)


def test_a_file_without_the_columns_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "changes.csv"
    path.write_text("old,new\n1,2\n", "utf-8")

    with pytest.raises(ImportRefused) as refusal:
        read_changes(path)

    assert refusal.value.code is Reason.HEADER_MISSING


def test_every_known_table_is_at_a_source_on_the_list() -> None:
    for number, table in TABLES.items():
        assert table.address.endswith(f"/{number}")
        assert any(table.address.startswith(origin + "/") for origin in ORIGINS)


def test_police_tables_are_in_one_division_and_key_figures_each_in_their_own() -> None:
    police = [table for table in TABLES.values() if table.source == "Politie"]

    assert {table.division for table in police} == {Division.ONE}
    assert {TABLES[number].division for number in KEY_FIGURES.values()} == {Division.EACH_YEAR}
    assert {TABLES[number].first_year for number in KEY_FIGURES.values()} == set(KEY_FIGURES)
