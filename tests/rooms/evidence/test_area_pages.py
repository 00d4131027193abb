"""The pages on areas: numbers and rates on a map, and what is too small to divide."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from openveiligheid.core.actors import System
from openveiligheid.core.models import Municipality
from openveiligheid.evidence.places import Place, RateState, picture_of
from openveiligheid.evidence.presenters.areas import in_order
from openveiligheid.evidence.queries import atlas
from openveiligheid.organisation.models import Area, Member
from openveiligheid.organisation.operations import AreaRow, add_areas, outline_areas
from safetydata.geo import read_areas
from tests.pages import links, words
from tests.rooms.evidence.conftest import TakeIn, crime_csv, people_csv
from tests.rooms.evidence.figures import make_area_figure, make_figure
from tests.shared_data import shared

In = Callable[[Member], Client]


def places(by: Member, kind: str) -> dict[str, Place]:
    figure = make_area_figure(by)
    whole = atlas(by)
    picture = picture_of(figure, whole, whole.of_kind(kind))
    return {place.area.name: place for place in picture.places}


def area_page(client: Client, code: str) -> str:
    pk = Area.unscoped.get(code=code).pk
    return words(client.get(reverse("evidence:area", args=[pk])))


@pytest.mark.usefixtures("by_buurt")
def test_a_rate_stands_only_where_it_says_something(anna: Member) -> None:
    found = places(anna, "buurt")

    assert found["Kern"].rate is not None
    assert round(found["Kern"].rate.value, 1) == 30.0
    assert {name: place.state for name, place in found.items()} == {
        "Kern": RateState.SHOWN,
        "Rand": RateState.TOO_SMALL,
        "Hoek": RateState.TOO_SMALL,
        "Buiten": RateState.UNKNOWN,
    }


@pytest.mark.usefixtures("by_buurt")
def test_a_wijk_is_the_sum_of_its_buurten_and_unknown_when_one_is(anna: Member) -> None:
    found = places(anna, "wijk")

    assert (found["Dorp"].value, found["Dorp"].is_sum, found["Dorp"].inhabitants) == (
        63,
        True,
        2590,
    )
    assert found["Veld"].value is None


@pytest.mark.usefixtures("by_buurt")
def test_a_kern_is_the_sum_of_its_wijken(anna: Member) -> None:
    found = places(anna, "kern")

    assert (found["Oost"].value, found["Oost"].inhabitants) == (63, 2590)


def test_a_number_that_the_source_gives_for_a_wijk_goes_before_a_sum(
    areas: Municipality, anna: Member, take_in: TakeIn
) -> None:
    rows = [("BU01600101", "Kern", "2023JJ00", 60), ("WK016001", "Dorp", "2023JJ00", 71)]
    take_in(crime_csv(rows), "47018NED")

    found = places(anna, "wijk")

    assert (found["Dorp"].value, found["Dorp"].is_sum) == (71, False)


def test_buurten_that_were_divided_anew_get_no_rate_but_their_wijk_does(
    areas: Municipality, anna: Member, take_in: TakeIn
) -> None:
    crimes = [("BU01600101", "Kern", "2023JJ00", 60), ("BU01600201", "Buiten", "2023JJ00", 9)]
    people = [
        ("BU01600101", "Kern", "2024JJ00", 900),
        ("BU01600102", "Rand", "2024JJ00", 800),
        ("BU01600201", "Buiten", "2024JJ00", 300),
    ]
    take_in(crime_csv(crimes), "47018NED", division="indeling 2023")
    take_in(people_csv(people), "85984NED", division="indeling 2024")

    buurten = places(anna, "buurt")
    wijk = places(anna, "wijk")["Dorp"]

    assert buurten["Kern"].state == RateState.OTHER_DIVISION
    assert buurten["Buiten"].state == RateState.SHOWN
    assert (wijk.state, wijk.value, wijk.inhabitants) == (RateState.SHOWN, 60, 1700)


@pytest.mark.usefixtures("by_buurt")
def test_zero_unknown_and_too_small_look_different(anna: Member, client_of: In) -> None:
    make_area_figure(anna)
    browser, url = client_of(anna), reverse("evidence:areas")

    rates = browser.get(f"{url}?soort=buurt").content.decode()
    counts = words(browser.get(f"{url}?soort=buurt&maat=aantal"))

    assert rates.count("ov-tiles__tile ov-shade--hidden") == 2
    assert rates.count("ov-tiles__tile ov-shade--unknown") == 1
    assert "Hoek 0" in counts
    assert "Buiten onbekend" in counts
    assert "te klein voor een verhouding" in words(browser.get(f"{url}?soort=buurt"))


@pytest.mark.usefixtures("by_buurt")
def test_the_map_tells_division_sources_and_how_to_read_it(anna: Member, client_of: In) -> None:
    make_area_figure(anna, note="Een misdrijf telt mee waar het gebeurde.")

    page = words(client_of(anna).get(reverse("evidence:areas")))

    assert "volgen de indeling 2023" in page
    assert "Onder 100 inwoners of onder 5 gebeurtenissen" in page
    assert "tabel 47018NED" in page
    assert "tabel 85984NED" in page
    assert "Opgeteld uit de buurten." in page
    assert "Een misdrijf telt mee waar het gebeurde." in page


@pytest.mark.usefixtures("by_buurt")
def test_choices_that_do_not_exist_show_the_usual_map(anna: Member, client_of: In) -> None:
    make_area_figure(anna)

    url = f"{reverse('evidence:areas')}?cijfer=7&soort=planeet&maat=gewicht&volgorde=smaak"

    assert "Misdrijven per buurt" in words(client_of(anna).get(url))


def test_without_population_the_map_shows_numbers(
    areas: Municipality, anna: Member, client_of: In, take_in: TakeIn
) -> None:
    take_in(crime_csv([("BU01600101", "Kern", "2023JJ00", 60)]), "47018NED")
    make_area_figure(anna)

    page = words(client_of(anna).get(f"{reverse('evidence:areas')}?soort=buurt"))

    assert "Kern 60" in page
    assert "Per 1.000 inwoners" not in page


def test_without_figures_the_areas_are_a_list(
    areas: Municipality, anna: Member, client_of: In
) -> None:
    page = words(client_of(anna).get(reverse("evidence:areas")))

    assert "1 kern, 2 wijken, 4 buurten" in page
    assert "Nog geen cijfers per gebied" in page
    assert "Dorp" in page


def test_without_areas_the_page_says_what_belongs_here(anna: Member, client_of: In) -> None:
    page = words(client_of(anna).get(reverse("evidence:areas")))

    assert "Nog geen wijken en buurten" in page


@pytest.mark.usefixtures("by_buurt")
def test_a_buurt_tells_its_number_its_chance_and_its_rate(anna: Member, client_of: In) -> None:
    make_area_figure(anna)

    page = area_page(client_of(anna), "BU01600101")

    assert "60 misdrijven in 2023." in page
    assert "tussen 46 en 77" in page
    assert "Per 1.000 inwoners is dat 30,0 (tussen 22,9 en 38,6)." in page
    assert "2.000 (2024)" in page
    assert "dit gebied" in page


@pytest.mark.usefixtures("by_buurt")
@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("BU01600102", "is dit te klein"),
        ("BU01600103", "0 misdrijven in 2023."),
        ("BU01600201", "Over 2023 is hier geen cijfer bekend."),
        ("WK016001", "Opgeteld uit de buurten"),
        ("KERN-OOST", "63 misdrijven in 2023."),
    ],
)
def test_an_area_says_what_cannot_be_said(
    anna: Member, client_of: In, code: str, said: str
) -> None:
    make_area_figure(anna)

    assert said in area_page(client_of(anna), code)


@pytest.mark.usefixtures("crimes", "areas")
def test_the_municipality_shows_its_figures_through_time(anna: Member, client_of: In) -> None:
    make_figure(anna, title="Misdrijven door de jaren")

    page = area_page(client_of(anna), "GM0160")

    assert "Misdrijven door de jaren" in page


@pytest.mark.usefixtures("by_buurt")
def test_an_area_leads_to_what_lies_around_it(anna: Member, client_of: In) -> None:
    make_area_figure(anna)
    by_code = {area.code: reverse("evidence:area", args=[area.pk]) for area in Area.unscoped.all()}

    found = links(client_of(anna).get(by_code["WK016001"]))

    assert {by_code[c] for c in ("GM0160", "KERN-OOST", "BU01600101", "WK016002")} <= set(found)


def test_an_outsider_learns_nothing_about_an_area(
    areas: Municipality, outsider: Member, client_of: In
) -> None:
    pk = Area.unscoped.get(code="WK016001").pk

    assert client_of(outsider).get(reverse("evidence:area", args=[pk])).status_code == 404
    assert "Dorp" not in words(client_of(outsider).get(reverse("evidence:areas")))


@pytest.mark.usefixtures("by_buurt")
def test_what_has_no_number_comes_last_in_either_direction(anna: Member) -> None:
    rows = list(places(anna, "buurt").values())

    for order, first in (("aantal", "Hoek"), ("-aantal", "Kern"), ("-verhouding", "Kern")):
        names = [place.area.name for place in in_order(rows, order)]
        assert names[0] == first
        assert names[-1] == "Buiten"


@pytest.mark.usefixtures("by_buurt")
def test_more_areas_ask_the_database_no_more_often(anna: Member, client_of: In) -> None:
    make_area_figure(anna)
    browser, url = client_of(anna), f"{reverse('evidence:areas')}?soort=buurt"
    browser.get(url)
    with CaptureQueriesContext(connection) as few:
        browser.get(url)

    more = [AreaRow(f"BU016003{n:02}", f"Nieuw {n}", "buurt") for n in range(30)]
    add_areas(more, by=System(anna.municipality))
    with CaptureQueriesContext(connection) as many:
        browser.get(url)

    assert len(many) == len(few)


@pytest.mark.usefixtures("by_buurt")
def test_known_borders_make_a_map_and_outline_the_area_itself(anna: Member, client_of: In) -> None:
    file = shared("data/geo/hardenberg_wijken_2024.geojson")
    outlines = {shape.code: dict(shape.geometry) for shape in read_areas(file)}
    outline_areas(outlines, by=System(anna.municipality))
    make_area_figure(anna)
    pk = Area.unscoped.get(code="WK016001").pk

    page = client_of(anna).get(reverse("evidence:area", args=[pk])).content.decode()

    assert "ov-map__svg" in page
    assert page.count('class="ov-map__focus"') == 1
