"""Maps: five shades, words that fit, and the same figures as a table."""

import re
from typing import Any

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from openveiligheid.ui.maps import AreaMap, MapArea, crossings_of, place_for_words

Square = dict[str, Any]


def square(west: float, south: float, size: float = 0.1) -> Square:
    corners = [(0, 0), (size, 0), (size, size), (0, size), (0, 0)]
    return {"type": "Polygon", "coordinates": [[[west + x, south + y] for x, y in corners]]}


def area_map(values: list[float | None], *, drawn: bool = True) -> AreaMap:
    areas = [
        MapArea(
            f"W{index}",
            f"Wijk {index}",
            value,
            url=f"/gebied/{index}/",
            geometry=square(6 + index / 10, 52) if drawn else None,
        )
        for index, value in enumerate(values)
    ]
    return AreaMap("Meldingen", "Per wijk.", areas, unit="per 1.000 inwoners", decimals=1)


def shown(area_map: AreaMap) -> str:
    return render_to_string("ui/_map.html", {"map": area_map})


def test_each_area_is_a_link_with_its_name_and_figure() -> None:
    page = shown(area_map([1.5, 2.5]))

    assert 'href="/gebied/0/" aria-label="Wijk 0 1,5 per 1.000 inwoners"' in page
    assert page.count("<title>") == 2


def test_the_highest_figure_is_darkest_and_the_lowest_lightest() -> None:
    map_ = area_map([5.0, 1.0, 9.0, 3.0, 7.0])

    assert [map_.step(area) for area in map_.areas] == ["3", "1", "5", "2", "4"]


def test_unknown_is_hatched_and_not_zero() -> None:
    map_ = area_map([0.0, None, 4.0])

    page = shown(map_)

    assert map_.step(map_.areas[1]) == "unknown"
    assert "url(#arcering-" in page
    assert map_.figures.rows[1] == ["Wijk 1", "onbekend"]
    assert map_.legend[-1].text == "onbekend"


def test_areas_without_borders_become_tiles() -> None:
    page = shown(area_map([1.0, 2.0], drawn=False))

    assert page.count("ov-tiles__tile") == 2
    assert "ov-map__svg" not in page


def test_some_areas_may_have_borders_and_others_not() -> None:
    areas = [MapArea("A", "Aan", 1.0, geometry=square(6, 52)), MapArea("B", "Bij", 2.0)]
    map_ = AreaMap("Half", "Half.", areas)

    assert [len(map_.shapes), len(map_.tiles)] == [1, 1]


def test_a_map_without_figures_says_so() -> None:
    assert "nog geen cijfers" in shown(area_map([None, None]))


def test_a_map_carries_no_style_and_escapes_names() -> None:
    nasty = '"><script>alert(1)</script>'
    map_ = AreaMap(nasty, nasty, [MapArea("A", nasty, 1.0, geometry=square(6, 52))], unit=nasty)

    page = shown(map_)

    assert "<script" not in page
    assert re.search(r"\sstyle=|<style", page) is None
    assert "<script" not in map_.svg_for_print()


def test_a_report_gets_the_map_with_colours_and_legend_inside() -> None:
    drawing = area_map([1.0, None, 3.0]).svg_for_print()

    assert drawing.startswith("<svg xmlns=")
    assert 'fill="#0b4168"' in drawing
    assert "per 1.000 inwoners" in drawing


def test_a_point_is_no_area() -> None:
    dot = MapArea("A", "Punt", 1.0, geometry={"type": "Point", "coordinates": [6, 52]})

    with pytest.raises(ValueError, match="Polygon"):
        _ = AreaMap("Punt", "Punt.", [dot]).shapes


def test_a_square_in_degrees_is_taller_than_wide_in_this_country() -> None:
    map_ = AreaMap("Recht", "Recht.", [MapArea("A", "A", 1.0, geometry=square(6, 52))])

    assert map_.height == pytest.approx(720 / 0.6149, rel=0.01)  # cos(52.05°)


figures = st.lists(
    st.one_of(st.none(), st.floats(0, 1000, allow_nan=False)), min_size=1, max_size=40
)


@given(figures)
def test_shades_never_contradict_the_figures(values: list[float | None]) -> None:
    map_ = area_map(values, drawn=False)

    known = sorted((area.value, map_.step(area)) for area in map_.areas if area.value is not None)
    steps = [step for _value, step in known]
    assert steps == sorted(steps)
    assert len(map_.bounds) <= 5
    equal = {value: {step for v, step in known if v == value} for value, _step in known}
    assert all(len(found) == 1 for found in equal.values())


@given(st.lists(st.tuples(st.floats(0, 700), st.floats(0, 700)), min_size=3, max_size=12))
def test_words_stand_inside_their_area(corners: list[tuple[float, float]]) -> None:
    x, y, room = place_for_words([corners])

    if room > 0:
        crossings = sorted(crossings_of(corners, y))
        inside = zip(crossings[::2], crossings[1::2], strict=False)
        assert any(left <= x <= right for left, right in inside)


def test_hidden_looks_unlike_unknown_and_unlike_zero() -> None:
    areas = [
        MapArea("A", "Aan", 0.0, geometry=square(6, 52)),
        MapArea("B", "Bij", None, geometry=square(6.1, 52)),
        MapArea("C", "Cel", None, geometry=square(6.2, 52), hidden="te klein"),
    ]
    map_ = AreaMap("Drie", "Drie.", areas)

    page = shown(map_)

    assert [map_.step(area) for area in areas] == ["5", "unknown", "hidden"]
    assert page.count("url(#stippen-") == page.count("url(#arcering-") == 1
    assert [row[1] for row in map_.figures.rows] == ["0", "onbekend", "te klein"]
    assert [entry.text for entry in map_.legend] == ["0", "te klein", "onbekend"]


def test_the_area_that_a_page_is_about_is_outlined() -> None:
    drawn = [MapArea("A", "Aan", 1.0, geometry=square(6, 52), emphasis=True)]
    tiles = [MapArea("B", "Bij", 2.0, emphasis=True), MapArea("C", "Cel", 3.0)]

    page = shown(AreaMap("Nadruk", "Nadruk.", [*drawn, *tiles]))

    assert page.count("ov-map__focus") == 1
    assert page.count("ov-tiles__tile--focus") == 1


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Verspreide huizen Ane", ["Verspreide huizen", "Ane"]),
        ("Verspreide huizen Holtheme-De Haandrik", ["Verspreide huizen", "Holtheme-De Haand…"]),
        ("Ane", ["Ane"]),
    ],
)
def test_a_long_name_goes_over_two_rows_on_a_printed_tile(name: str, said: list[str]) -> None:
    drawn = AreaMap("Meldingen", "Per buurt.", [MapArea("B", name, 3.0)]).svg_for_print()

    found = re.findall(r">([^<>]*\w[^<>]*)</?t", re.sub(r"<title>.*?</title>", "", drawn))
    assert found[: len(said) + 1] == [*said, "3"]


@given(st.text("ab -", min_size=1, max_size=80))
def test_no_row_of_a_name_is_wider_than_its_tile(name: str) -> None:
    for tile in AreaMap("Meldingen", "Per buurt.", [MapArea("B", name, 3.0)]).tiles:
        assert all(len(line) <= 18 for line in tile.lines)
