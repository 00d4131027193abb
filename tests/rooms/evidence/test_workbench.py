"""The workbench: one question, answered in words, a chart, a map and a table."""

import re
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

import polars as pl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from openveiligheid.core.actors import System
from openveiligheid.core.models import Municipality
from openveiligheid.evidence.models import Figure
from openveiligheid.evidence.operations import import_table
from openveiligheid.organisation.models import Member
from safetydata.importer import Stated
from tests.pages import forms, links, words
from tests.rooms.evidence.conftest import FETCHED, Row, TakeIn, crime_csv, people_csv
from tests.rooms.evidence.figures import theme

In = Callable[[Member], Client]
YEARS = range(2019, 2024)


def by_year(code: str, name: str, numbers: Iterable[object]) -> list[Row]:
    """The numbers of an area, a year each."""
    return [(code, name, f"{y}JJ00", n) for y, n in zip(YEARS, numbers, strict=True)]


def by_month(code: str, name: str, each: int) -> list[Row]:
    """The same number in each month of two years."""
    return [(code, name, f"{y}MM{m:02}", each) for y in (2022, 2023) for m in range(1, 13)]


@pytest.fixture
def years(take_in: TakeIn, areas: Municipality) -> None:
    """Five years of crimes in two municipalities, the country, and the buurten of one."""
    rows = [
        *by_year("GM0160", "Hardenberg", [400, 410, 390, 380, 240]),
        *by_year("GM0175", "Ommen", [200, 210, 190, 205, 200]),
        *by_year("GM0109", "Coevorden", [300, 310, 290, 305, 300]),
        *by_year("NL00", "Nederland", [80_000, 80_100, 79_900, 80_050, 80_000]),
        *by_year("BU01600101", "Kern", [200, 210, 190, 180, 120]),
        *by_year("BU01600102", "Rand", [3, 4, 2, 3, 3]),
        *by_year("BU01600103", "Hoek", [150, 150, 150, 150, 100]),
        *by_year("BU01600201", "Buiten", ["", 20, 22, 21, 17]),
    ]
    people = [
        ("GM0160", "Hardenberg", "2023JJ00", 6000),
        ("GM0175", "Ommen", "2023JJ00", 5000),
        ("GM0109", "Coevorden", "2023JJ00", 7000),
        ("NL00", "Nederland", "2023JJ00", 1_700_000),
        ("BU01600101", "Kern", "2023JJ00", 3000),
        ("BU01600102", "Rand", "2023JJ00", 500),
        ("BU01600103", "Hoek", "2023JJ00", 90),
        ("BU01600201", "Buiten", "2023JJ00", 600),
    ]
    take_in(crime_csv(rows), "47018NED", title="Misdrijven", division="indeling 2023")
    take_in(people_csv(people), "85984NED", title="Kerncijfers", division="indeling 2023")


def page(client: Client, **asked: Any) -> Any:
    return client.get(reverse("evidence:workbench"), {"tabel": "47018NED", **asked})


@pytest.mark.usefixtures("years")
def test_a_bare_address_gives_the_own_municipality_at_once(client_of: In, anna: Member) -> None:
    text = words(client_of(anna).get(reverse("evidence:workbench")))

    assert "Totaal in Hardenberg 240 2023 Gedaald" in text
    assert "Dat is 37% minder dan in 2022 (380)." in text
    assert "Dat is meer dan toeval verklaart (marge: 46% minder tot 26% minder)." in text
    assert "Per 1.000 inwoners is dat 40,0 (tussen 35,1 en 45,4)." in text


@pytest.mark.usefixtures("years")
def test_a_difference_that_chance_explains_is_uncertain(client_of: In, anna: Member) -> None:
    text = words(page(client_of(anna), gebied="GM0175"))

    assert "Totaal in Ommen 200 2023 Onzeker" in text
    assert "Het verschil kan toeval zijn (marge: " in text


def test_a_rise_from_next_to_nothing_says_how_much_at_least(
    client_of: In, anna: Member, take_in: TakeIn
) -> None:
    take_in(crime_csv(by_year("GM0160", "Hardenberg", [1, 1, 2, 1, 40])), "47018NED")

    text = words(page(client_of(anna)))

    assert "Totaal in Hardenberg 40 2023 Gestegen" in text
    assert "Dat is 40 keer zo veel als in 2022 (1)." in text
    assert re.search(r"marge: minstens [\d,]+ keer zo veel", text)


@pytest.mark.usefixtures("years")
def test_the_parts_are_put_in_order_and_what_is_unknown_comes_last(
    client_of: In, anna: Member
) -> None:
    client, asked = client_of(anna), {"delen": "buurten", "tot": "2019JJ00"}

    by_name = words(page(client, volgorde="naam", **asked)).rpartition("De delen naast")[2]
    by_count = words(page(client, volgorde="aantal", **asked)).rpartition("De delen naast")[2]
    odd = page(client, volgorde="-onzin", **asked)

    assert by_name.index("Hoek") < by_name.index("Kern") < by_name.index("Rand")
    assert by_count.index("Rand") < by_count.index("Kern") < by_count.index("Buiten")
    assert odd.status_code == 200


@pytest.mark.usefixtures("years")
def test_an_area_stands_beside_its_peers(client_of: In, anna: Member) -> None:
    client = client_of(anna)

    size = words(page(client, vergelijk="even-groot"))
    nation = words(page(client, vergelijk="nederland"))

    assert "Bij gemeenten van deze grootte is het 41,7; of dat echt verschilt, is onzeker." in size
    assert "De ontwikkeling bij gemeenten van deze grootte: onzeker (2% minder)." in size
    assert "Dat is lager dan bij Nederland: 47,1." in nation


@pytest.mark.usefixtures("years")
def test_a_rate_of_few_events_or_few_people_is_not_shown(client_of: In, anna: Member) -> None:
    text = words(page(client_of(anna), delen="buurten", maat="verhouding"))

    assert "Rand te klein" in text
    assert "Hoek te klein" in text
    assert "Kern 40,0" in text


@pytest.mark.usefixtures("years")
def test_smoothing_shows_few_events_but_never_few_people(client_of: In, anna: Member) -> None:
    client = client_of(anna)

    text = words(page(client, delen="buurten", maat="afgevlakt"))

    assert "Rand te klein" not in text
    assert "Hoek te klein" in text
    assert "De grafiek is niet afgevlakt." in text


@pytest.mark.usefixtures("years")
def test_a_wijk_that_the_table_does_not_count_is_the_sum_of_its_buurten(
    client_of: In, anna: Member
) -> None:
    text = words(page(client_of(anna), gebied="WK016001"))

    assert "Totaal in Dorp 223 2023" in text
    assert "Opgeteld uit de buurten" in text


@pytest.mark.usefixtures("years")
def test_an_unknown_number_stays_unknown_and_is_never_zero(client_of: In, anna: Member) -> None:
    text = words(page(client_of(anna), gebied="BU01600201", tot="2019JJ00"))

    assert "Over 2019 is hier geen cijfer bekend." in text


def test_months_are_taken_together_by_the_year(
    client_of: In, anna: Member, take_in: TakeIn
) -> None:
    take_in(crime_csv(by_month("GM0160", "Hardenberg", 7)), "47022NED")

    text = words(page(client_of(anna), tabel="47022NED"))
    part = words(page(client_of(anna), tabel="47022NED", tot="2023MM03"))

    assert "Totaal in Hardenberg 84 2023" in text
    assert "april 2022 tot en met maart 2023" in part
    assert "Het jaar ervoor is niet bekend" in part


@pytest.mark.usefixtures("years")
def test_the_fixed_link_says_everything_and_gives_the_same_picture(
    client_of: In, anna: Member
) -> None:
    client = client_of(anna)
    asked = page(client, gebied="GM0175", vergelijk="nederland", van="2020JJ00", met="GM0109")

    fixed = next(link for link in links(asked) if "gebied=GM0175" in link and "met=" in link)
    again = client.get(fixed)

    assert words(again) == words(asked)
    for part in ("tabel=47018NED", "van=2020JJ00", "tot=2023JJ00", "marge=5", "met=GM0109"):
        assert part in fixed


@pytest.mark.usefixtures("years")
@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"gebied": "GM9999"}, "GM9999"),
        ({"gebied": "<script>"}, "Gebied"),
        ({"van": "2023JJ00", "tot": "2020JJ00"}, "Deze periode ligt vóór het begin."),
        ({"van": "morgen"}, "morgen"),
        ({"maat": "onzin"}, "onzin"),
        ({"per": "eeuw"}, "eeuw"),
        ({"kenmerk.SoortMisdrijf": "9.9.9"}, "9.9.9"),
        ({"marge": "-5"}, "-5"),
        ({"zoek": "x" * 200}, "100"),
    ],
)
def test_what_the_table_does_not_have_is_said_and_nothing_is_drawn(
    client_of: In, anna: Member, asked: dict[str, str], said: str
) -> None:
    answer = page(client_of(anna), **asked)

    assert answer.status_code == 200
    assert said in words(answer)
    assert "Herkomst" not in words(answer)


def test_a_table_that_is_not_there_is_named_and_others_are_offered(
    client_of: In, anna: Member, years: None
) -> None:
    text = words(page(client_of(anna), tabel="99999NED"))

    assert "Tabel “99999NED” is hier niet ingelezen." in text
    assert "Misdrijven" in text


def test_without_tables_the_first_step_is_told(client_of: In, anna: Member, dirk: Member) -> None:
    url = reverse("evidence:workbench")

    assert "Lees eerst een tabel" in words(client_of(anna).get(url))
    assert "Zodra er tabellen zijn ingelezen" in words(client_of(dirk).get(url))


@pytest.mark.usefixtures("years")
def test_an_area_is_found_by_its_name_and_put_beside(client_of: In, anna: Member) -> None:
    client = client_of(anna)

    found = page(client, zoek="omm")
    beside = client.get(next(link for link in links(found) if "met=GM0175" in link))

    assert "Ommen" in words(found)
    assert "Ommen niet meer vergelijken" in words(beside)
    assert "Geen gebied gevonden met “atlantis”" in words(page(client, zoek="atlantis"))


@pytest.mark.usefixtures("years")
def test_more_lines_than_one_can_tell_apart_are_refused(client_of: In, anna: Member) -> None:
    many = ["GM0175", "GM0109", "NL00", "BU01600101", "BU01600102"]

    assert "Kies hoogstens 4 gebieden" in words(page(client_of(anna), met=many))


@pytest.mark.usefixtures("years")
def test_a_part_of_the_page_comes_alone_for_who_asks_so(client_of: In, anna: Member) -> None:
    part = client_of(anna).get(
        reverse("evidence:workbench"), {"gebied": "GM0175"}, headers={"HX-Request": "true"}
    )

    assert part.content.decode().startswith('<div id="werkbank"')
    assert "gebied=GM0175" in part["HX-Push-Url"]


@pytest.mark.usefixtures("years")
@pytest.mark.parametrize(
    ("shown", "asked", "is_open"),
    [
        ("marge=5&maat=aantal", {"marge": "5", "maat": "verhouding"}, False),
        ("marge=5&maat=aantal", {"marge": "10", "maat": "aantal"}, True),
        ("marge=10&maat=aantal", {"marge": "5", "maat": "aantal"}, True),
        ("", {"marge": "20"}, True),
    ],
)
def test_the_other_choices_stay_open_for_who_is_choosing_there(
    client_of: In, anna: Member, shown: str, asked: dict[str, str], is_open: bool
) -> None:
    url = reverse("evidence:workbench")
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{url}?{shown}"}

    answer = client_of(anna).get(url, {"tabel": "47018NED", **asked}, headers=headers)

    assert answer.context["form"].is_detailed is is_open


def test_what_another_municipality_took_in_is_not_to_be_seen(
    client_of: In, anna: Member, elsewhere: Municipality, tmp_path: Any
) -> None:
    file = tmp_path / "47018NED.csv"
    file.write_text(crime_csv(by_year("GM0160", "Hardenberg", [1, 2, 3, 4, 5])), "utf-8")
    import_table(file, by=System(elsewhere), at=FETCHED, table="47018NED", stated=Stated())

    assert "Tabel “47018NED” is hier niet ingelezen." in words(page(client_of(anna)))


@pytest.mark.usefixtures("years")
def test_a_picture_takes_few_queries_and_one_question_to_the_figures(
    client_of: In, anna: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, asked = client_of(anna), {"delen": "buurten", "vergelijk": "even-groot"}
    page(client, **asked)
    questions = counted_questions(monkeypatch)

    with CaptureQueriesContext(connection) as queries:
        page(client, **asked)

    assert len(queries) <= 10
    assert len(questions) <= 1


def counted_questions(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every statement that goes to DuckDB from now on."""
    import ibis.backends.duckdb as duck

    asked: list[str] = []
    run = duck.Backend._to_duckdb_relation

    def counted(self: Any, expr: Any, **options: Any) -> Any:
        asked.append(str(type(expr)))
        return run(self, expr, **options)

    monkeypatch.setattr(duck.Backend, "_to_duckdb_relation", counted)
    return asked


def export(client: Client, what: str, kind: str, **asked: Any) -> Any:
    url = reverse("evidence:workbench-export", args=[what, kind])
    return client.get(url, {"tabel": "47018NED", **asked})


@pytest.mark.usefixtures("years")
def test_the_numbers_leave_as_csv_each_with_its_source(client_of: In, anna: Member) -> None:
    answer = export(client_of(anna), "cijfers", "csv", delen="buurten", vergelijk="nederland")

    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Onderdeel;Gebied;Code;Periode;Aantal;Inwoners;Maat;Waarde")
    assert (
        "verloop;Hardenberg;GM0160;2023;240;;aantal per 1.000 inwoners, per jaar;40;" in (lines[5])
    )
    assert "gebieden;Rand;BU01600102;2023;3;500;per 1.000 inwoners;;;;" in lines[-3]
    for line in lines[1:]:
        assert ";Politie;47018NED;20261102T093000-1-" in line
        assert ";2026-11-02;CC BY 4.0;http://testserver/cijfers/werkbank/?tabel=47018NED" in line


@pytest.mark.usefixtures("years")
def test_the_numbers_leave_as_parquet_with_their_source_in_its_metadata(
    client_of: In, anna: Member
) -> None:
    answer = export(client_of(anna), "cijfers", "parquet")

    content = BytesIO(answer.content)
    frame = pl.read_parquet(content)
    facts = pl.read_parquet_metadata(content)
    assert frame.filter(Onderdeel="verloop")["Aantal"].to_list() == [400, 410, 390, 380, 240]
    assert facts["table"] == "47018NED Misdrijven"
    assert facts["licence"] == "CC BY 4.0"
    assert "gebied=GM0160" in facts["address"]


@pytest.mark.usefixtures("years")
@pytest.mark.parametrize("what", ["grafiek", "kaart"])
def test_a_picture_leaves_with_its_title_and_its_source(
    client_of: In, anna: Member, what: str
) -> None:
    client = client_of(anna)

    drawn = ElementTree.fromstring(export(client, what, "svg").content)  # noqa: S314
    photo = export(client, what, "png").content

    said = " ".join("".join(element.itertext()) for element in drawn)
    assert [element.tag.rpartition("}")[2] for element in drawn][:2] == ["title", "desc"]
    assert "Bron: Politie, tabel 47018NED Misdrijven, editie 20261102" in said
    assert "Hardenberg" in said
    assert photo.startswith(b"\x89PNG")


@pytest.mark.usefixtures("years")
def test_a_file_that_cannot_be_made_is_refused_kindly(client_of: In, anna: Member) -> None:
    client = client_of(anna)

    back = export(client, "cijfers", "csv", gebied="GM9999")

    assert "GM9999" in words(client.get(back["Location"]))
    assert export(client, "cijfers", "exe").status_code == 404
    assert export(client, "kaart", "csv").status_code == 404


@pytest.mark.usefixtures("years")
def test_a_picture_is_kept_as_a_figure_at_a_theme(client_of: In, anna: Member) -> None:
    client = client_of(anna)
    url = next(link for link in links(page(client, met="GM0175")) if "bewaren" in link)
    asked = forms(client.get(url))[-1].values
    sent = {**asked, "themes": [str(theme("1.1").pk)], "shape": "series"}

    client.post(url, sent)

    kept = Figure.unscoped.get()
    assert (kept.title, kept.regions) == ("Totaal in Hardenberg", ["GM0160", "GM0175"])
    assert kept.counts_events
    assert [str(each.number) for each in kept.themes.all()] == ["1.1"]


@pytest.mark.usefixtures("years")
def test_only_who_manages_figures_may_keep_one(client_of: In, dirk: Member) -> None:
    client = client_of(dirk)

    assert "Bewaren bij een thema" not in words(page(client))
    assert client.get(reverse("evidence:workbench-keep")).status_code == 403


def test_a_break_is_told_above_the_answer_and_drawn(
    client_of: In, anna: Member, take_in: TakeIn
) -> None:
    rows: list[Row] = [("GM0361", "Alkmaar", f"{y}JJ00", 100) for y in range(2012, 2017)]
    take_in(crime_csv(rows), "99001NED")

    answer = page(client_of(anna), tabel="99001NED", gebied="GM0361")

    assert "Breuk in de reeks. Per 1 januari 2015: samengevoegd met Graft" in words(answer)
    assert 'stroke-dasharray="4,4"' in answer.content.decode()


def test_years_of_which_nothing_is_known_here_are_left_out(
    client_of: In, anna: Member, take_in: TakeIn, areas: Municipality
) -> None:
    rows = [
        *by_year("NL00", "Nederland", [80_000, 80_100, 79_900, 80_050, 80_000]),
        *by_year("BU01600101", "Kern", ["", "", "", "", 30]),
        *by_year("BU01600102", "Rand", ["", "", "", "", 9]),
    ]
    take_in(crime_csv(rows), "47018NED", title="Misdrijven")

    text = words(page(client_of(anna), gebied="GM0160"))

    assert "Totaal in Hardenberg 39 2023 Het jaar ervoor is niet bekend" in text
    assert "Gebied 2023 Kern 2023 30 Rand 2023 9" in text
    assert "Verandering" not in text
    assert "Verloop" not in text
    assert "coronamaatregelen" not in text


def test_without_inhabitants_the_numbers_are_shown_and_the_lack_is_told(
    client_of: In, anna: Member, take_in: TakeIn
) -> None:
    rows = by_year("NL00", "Nederland", [80_000, 80_100, 79_900, 80_050, 80_000])
    take_in(crime_csv(rows), "47024NED")
    take_in(people_csv([("GM0160", "Hardenberg", "2023JJ00", 6000)]), "85984NED")

    text = words(page(client_of(anna), tabel="47024NED", maat="verhouding"))

    assert "Totaal in Nederland 80.000 2023 Ongeveer gelijk" in text
    assert "Het verschil is zeker kleiner dan 5%" in text
    assert "Hoeveel mensen hier wonen, is niet bekend." in text
    assert "Hierover zijn nog geen cijfers" not in text
    assert "De delen naast elkaar" not in text


def test_invented_figures_say_so_on_the_page_and_in_every_file(
    client_of: In, anna: Member, take_in: TakeIn, areas: Municipality
) -> None:
    rows = [
        *by_year("BU01600101", "Kern", [9, 9, 9, 9, 9]),
        *by_year("BU01600102", "Rand", [3] * 5),
    ]
    stated = {"publisher": "Fictief, verzonnen", "licence": "CC0"}
    take_in(crime_csv(rows), "FICTIEF", title="Verzonnen", **stated)
    client, asked = client_of(anna), {"tabel": "FICTIEF", "gebied": "GM0160"}

    text = words(page(client, **asked))
    sheet = export(client, "cijfers", "csv", **asked).content.decode("utf-8-sig").splitlines()
    drawn = [export(client, what, "svg", **asked).content.decode() for what in ("grafiek", "kaart")]

    assert "Deze cijfers zijn verzonnen" in text
    assert "Totaal in Hardenberg (fictief)" in text
    for said in (*sheet[1:], *drawn):
        assert "Fictief, verzonnen" in said
        assert "CC BY 4.0" not in said
    assert all("Totaal in Hardenberg (fictief)" in svg for svg in drawn)


@pytest.mark.usefixtures("years")
def test_a_rate_names_the_source_of_the_inhabitants_too(client_of: In, anna: Member) -> None:
    client = client_of(anna)

    sheet = export(client, "cijfers", "csv").content.decode("utf-8-sig").splitlines()
    drawn = export(client, "grafiek", "svg").content.decode()

    assert all(line.endswith(";CBS, 85984NED, 2023, CC BY 4.0") for line in sheet[1:])
    assert "Inwoners: CBS, 85984NED, 2023, CC BY 4.0." in drawn
