"""The pages on figures: what changed, how sure that is, and where the numbers come from."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from openveiligheid.evidence.changes import MARGIN, last_change, whole_change
from openveiligheid.evidence.models import Figure
from openveiligheid.evidence.presenters.previews import line_sketch
from openveiligheid.evidence.presenters.verdicts import share_words, verdict_words
from openveiligheid.evidence.presenters.words import period_words
from openveiligheid.evidence.readings import Line, Point
from openveiligheid.organisation.models import Member
from safetydata.importer import ImportResult
from safetydata.tables import CellStatus
from tests.pages import words
from tests.rooms.evidence.conftest import TakeIn, crime_csv
from tests.rooms.evidence.figures import make_area_figure, make_figure

In = Callable[[Member], Client]


def page_of(client: Client, figure: Figure) -> str:
    return words(client.get(reverse("evidence:figure", args=[figure.pk])))


def line(*values: float | None) -> Line:
    points = [Point(f"{2010 + i}JJ00", v, CellStatus.FINAL) for i, v in enumerate(values)]
    return Line("GM0160", "Hardenberg", tuple(points))


@pytest.mark.usefixtures("crimes")
def test_a_small_difference_of_small_counts_is_uncertain(anna: Member, client_of: In) -> None:
    page = page_of(client_of(anna), make_figure(anna))

    assert "Onzeker: 5% minder van 1.540 in 2023 naar 1.462 in 2024" in page
    assert "Gedaald: 12% minder van 1.657 in 2022 naar 1.462 in 2024" in page
    assert "tussen 1.388 en 1.539" in page


@pytest.mark.usefixtures("crimes")
def test_a_large_count_within_the_margin_stayed_equal(anna: Member, client_of: In) -> None:
    page = page_of(client_of(anna), make_figure(anna, regions=["NL00"]))

    assert "Ongeveer gelijk: 2% meer van 790.000 in 2022 naar 805.590 in 2024" in page
    assert "Het zegt niets over deze gemeente apart" in page


@pytest.mark.usefixtures("crimes")
def test_without_a_count_of_events_there_is_no_verdict(anna: Member, client_of: In) -> None:
    page = page_of(client_of(anna), make_figure(anna, counts_events=False))

    assert "5% minder" in page
    assert "Onzeker:" not in page
    assert "Dit is geen telling van gebeurtenissen" in page


@pytest.mark.usefixtures("crimes")
def test_what_is_not_known_is_called_that_and_is_not_zero(anna: Member, client_of: In) -> None:
    page = page_of(client_of(anna), make_figure(anna))

    assert "2023 1.540 (1.464–1.619) onbekend" in page


@pytest.mark.usefixtures("crimes")
@pytest.mark.covers("A5")
def test_a_figure_tells_where_it_comes_from(
    anna: Member, client_of: In, crimes: ImportResult
) -> None:
    page = page_of(client_of(anna), make_figure(anna, "1.3"))

    assert "Bron: Politie , tabel 47013NED · 2022 tot en met 2024" in page
    assert "opgehaald op 2 november 2026 · licentie CC BY 4.0 · indeling 2026" in page
    assert crimes.entry.sha256 in page
    assert "Soort misdrijf Totaal" in page


@pytest.mark.usefixtures("crimes")
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_numbers_leave_with_their_source(anna: Member, client_of: In, kind: str) -> None:
    url = reverse("evidence:export", args=[make_figure(anna).pk, kind])

    answer = client_of(anna).get(url)

    assert answer.status_code == 200
    if kind == "csv":
        lines = answer.content.decode("utf-8-sig").splitlines()
        assert lines[1].startswith("Hardenberg;GM0160;2022;1657;;")
        assert lines[5].startswith("Nederland;NL00;2023;;")
        assert all(";Politie;47013NED;2026-11-02;CC BY 4.0" in line for line in lines[1:])


@pytest.mark.usefixtures("crimes")
def test_no_other_kind_of_file_exists(anna: Member, client_of: In) -> None:
    url = reverse("evidence:export", args=[make_figure(anna).pk, "exe"])

    assert client_of(anna).get(url).status_code == 404


@pytest.mark.usefixtures("by_buurt")
def test_areas_beside_each_other_start_with_the_highest(anna: Member, client_of: In) -> None:
    page = page_of(client_of(anna), make_area_figure(anna))

    assert "De 3 hoogste van 4 gebieden." in page
    assert "Bekijk op de kaart" in page


def test_the_list_leads_to_import_when_there_is_nothing(anna: Member, client_of: In) -> None:
    page = client_of(anna).get(reverse("evidence:list"))

    assert "Lees eerst een tabel van CBS of de politie in" in words(page)


def test_a_reader_of_an_empty_list_is_not_sent_to_import(dirk: Member, client_of: In) -> None:
    page = client_of(dirk).get(reverse("evidence:list"))

    assert "Tabel inlezen" not in words(page)
    assert "Zodra er cijfers zijn ingelezen" in words(page)


@pytest.mark.usefixtures("crimes")
@pytest.mark.covers("A6")
def test_the_list_shows_the_newest_number_and_the_verdict(anna: Member, client_of: In) -> None:
    make_figure(anna, "1.3")

    page = words(client_of(anna).get(reverse("evidence:list")))

    assert "1 Veilige woon- en leefomgeving" in page
    assert "1.462 Hardenberg, 2024" in page
    assert "Onzeker: 5% minder dan in 2023" in page
    assert "47013NED · indeling 2026" in page


@pytest.mark.usefixtures("crimes")
def test_a_figure_whose_table_went_away_still_has_its_page(
    anna: Member, client_of: In, store: object
) -> None:
    figure = make_figure(anna)
    (store / "catalogue.json").unlink()  # type: ignore[operator]

    assert "Tabel 47013NED is niet opgeslagen" in page_of(client_of(anna), figure)
    listed = words(client_of(anna).get(reverse("evidence:list")))
    assert "Tabel 47013NED is niet opgeslagen" in listed


@pytest.mark.usefixtures("crimes")
def test_a_new_edition_of_the_table_shows_at_once(
    anna: Member, client_of: In, take_in: TakeIn
) -> None:
    figure = make_figure(anna, regions=["GM0160"])
    browser = client_of(anna)
    assert "1.462" in page_of(browser, figure)

    take_in(crime_csv([("GM0160", "Hardenberg", "2024JJ00", 1999)]), "47013NED")

    assert "1.999" in page_of(browser, figure)


@pytest.mark.usefixtures("crimes")
def test_a_table_tells_what_it_covers_and_when_it_came(anna: Member, client_of: In) -> None:
    make_figure(anna)

    page = words(client_of(anna).get(reverse("evidence:table", args=["47013NED"])))

    assert "47013NED.csv" in page
    assert "2 nov 2026" in page
    assert "Geregistreerde misdrijven" in page


def test_a_table_that_is_not_stored_has_no_page(anna: Member, client_of: In) -> None:
    assert client_of(anna).get(reverse("evidence:table", args=["12345NED"])).status_code == 404


@pytest.mark.usefixtures("crimes")
def test_the_list_asks_the_database_as_often_for_one_figure_as_for_twelve(
    anna: Member, client_of: In
) -> None:
    browser, url = client_of(anna), reverse("evidence:list")
    make_figure(anna, "1.3", title="Eerste")
    browser.get(url)
    with CaptureQueriesContext(connection) as one:
        browser.get(url)

    for number in range(11):
        make_figure(anna, "1.3", "3.1", title=f"Cijfer {number}")
    browser.get(url)
    with CaptureQueriesContext(connection) as twelve:
        browser.get(url)

    assert len(twelve) == len(one)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("2023JJ00", "2023"),
        ("2023KW02", "2e kwartaal 2023"),
        ("2023HJ01", "1e halfjaar 2023"),
        ("2023MM03", "maart 2023"),
        ("anders", "anders"),
    ],
)
def test_periods_are_told_as_people_say_them(code: str, said: str) -> None:
    assert period_words(code) == said


def test_a_gap_is_skipped_when_looking_for_what_changed() -> None:
    change = last_change(line(10, None, 20), counts_events=True)

    assert change is not None
    assert (change.before.period, change.after.period) == ("2010JJ00", "2012JJ00")
    assert whole_change(line(10, None, 20), counts_events=True) is None


def test_one_number_is_no_change() -> None:
    assert last_change(line(None, 5), counts_events=True) is None


counts = st.integers(min_value=0, max_value=100_000)


@given(counts, counts)
def test_a_verdict_never_contradicts_the_numbers(before: int, after: int) -> None:
    change = last_change(line(before, after), counts_events=True)

    assert change is not None
    said = verdict_words(change)
    assert said != "Gestegen" or after > before
    assert said != "Gedaald" or after < before
    assert said != "Ongeveer gelijk" or after <= before * (1 + MARGIN)


@given(st.integers(min_value=0, max_value=4), st.integers(min_value=0, max_value=4))
def test_a_handful_of_events_never_rises_or_falls(before: int, after: int) -> None:
    change = last_change(line(before, after), counts_events=True)

    assert change is not None
    assert verdict_words(change) in {"", "Onzeker"}


@given(st.floats(min_value=-1, max_value=50))
def test_a_share_says_more_or_less_as_it_is(share: float) -> None:
    said = share_words(share)

    assert ("meer" in said or "keer zo veel" in said) == (share >= 0.005)
    assert ("minder" in said) == (share <= -0.005)


@given(st.lists(st.one_of(st.none(), st.floats(min_value=0, max_value=1e9)), max_size=40))
def test_a_sketch_stays_inside_its_frame_and_breaks_at_gaps(values: list[float | None]) -> None:
    sketch = line_sketch(line(*values))

    places = [pair.split(",") for points in sketch.lines for pair in points.split()]
    assert all(0 <= float(x) <= 200 and 0 <= float(y) <= 44 for x, y in places)
    assert (sketch.dot is None) == all(value is None for value in values)
