"""Outlines of areas, and tiles for areas without."""

import json
import math
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safetydata.errors import ImportRefused, Reason
from safetydata.geo import read_areas, tiles
from tests.shared_data import shared

RING = [[6.6, 52.5], [6.7, 52.5], [6.7, 52.6], [6.6, 52.5]]


def collection(*features: object, **members: object) -> str:
    return json.dumps({"type": "FeatureCollection", "features": features, **members})


def area(code: object = "WK016001", **changes: object) -> dict[str, object]:
    geometry = {"type": "Polygon", "coordinates": [RING], **changes}
    return {
        "type": "Feature",
        "properties": {"statcode": code, "statnaam": "Ane"},
        "geometry": geometry,
    }


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "areas.geojson"


def test_areas_come_with_code_name_and_outline_in_order_of_code(path: Path) -> None:
    path.write_text(collection(area("WK016002"), area("WK016001")), "utf-8")

    first, second = read_areas(path)

    assert (first.code, first.name, second.code) == ("WK016001", "Ane", "WK016002")
    assert first.geometry == {"type": "Polygon", "coordinates": [RING]}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (collection(), "geen gebieden"),
        (collection(area(), area()), "twee keer"),
        (collection(area("Ane")), "geen CBS-code"),
        (collection(area(None)), "geen CBS-code"),
        (collection(area(type="Point")), "geen vlak"),
        (collection(area(coordinates=[RING[:3]])), "niet gesloten"),
        (collection(area(coordinates=[RING[:-1]])), "niet gesloten"),
        (collection(area(coordinates=[])), "verkeerd opgebouwd"),
        (collection(area(coordinates="x")), "verkeerd opgebouwd"),
        (collection(area(type="MultiPolygon")), "niet gesloten"),
        (collection(area(coordinates=[[[y, x] for x, y in RING]])), "omgewisseld"),
        (collection(area(coordinates=[[[240_000, 510_000]] * 4])), "Rijksdriehoek"),
        (collection(area(coordinates=[[[6.6]] * 4])), "geldige coördinaten"),
        (collection(area(coordinates=[[[math.nan, 52.5]] * 4])), "geldige coördinaten"),
        (collection({"properties": {}}), "geen omtrek"),
        (collection("x"), "geen omtrek"),
        (collection(area(), crs={"properties": {"name": "EPSG:28992"}}), "WGS84"),
        (collection(area(), crs="RD"), "WGS84"),
        ("[]", "geen GeoJSON"),
        ('{"features": 3}', "geen GeoJSON"),
    ],
)
def test_areas_that_cannot_be_drawn_are_refused_in_words(
    path: Path, content: str, words: str
) -> None:
    path.write_text(content, "utf-8")

    with pytest.raises(ImportRefused, match=words) as refusal:
        read_areas(path)

    assert refusal.value.code is Reason.AREA_INVALID


def test_the_area_at_fault_is_named_by_its_place(path: Path) -> None:
    path.write_text(collection(area(), area("x")), "utf-8")

    with pytest.raises(ImportRefused, match="Gebied 2"):
        read_areas(path)


@pytest.mark.parametrize("content", ["{", "", '{"a": ', "[" * 100_000])
def test_json_that_is_broken_is_refused(path: Path, content: str) -> None:
    path.write_text(content, "utf-8")

    with pytest.raises(ImportRefused) as refusal:
        read_areas(path)

    assert refusal.value.code is Reason.JSON_BROKEN


def test_a_missing_file_is_refused(path: Path) -> None:
    with pytest.raises(ImportRefused) as refusal:
        read_areas(path)

    assert refusal.value.code is Reason.FILE_MISSING


def test_the_wijken_of_hardenberg_are_read() -> None:
    areas = read_areas(shared("data/geo/hardenberg_wijken_2024.geojson"))

    assert len(areas) == 29
    assert areas[0].code == "WK016001"


def test_all_municipalities_are_read() -> None:
    assert len(read_areas(shared("data/geo/gemeenten_2022_pdok_gegeneraliseerd.geojson"))) == 345


@given(number=st.integers(0, 400))
def test_a_tile_map_is_nearly_square_without_overlap_or_gaps(number: int) -> None:
    places = tiles(f"BU{place:08d}" for place in range(number))

    assert len(set(places.values())) == number
    if number:
        height = 1 + max(tile.row for tile in places.values())
        width = 1 + max(tile.column for tile in places.values())
        assert 0 <= width - height <= 1
        assert height * width - number < width


@given(number=st.integers(2, 200))
def test_areas_that_follow_each_other_lie_next_to_each_other(number: int) -> None:
    places = list(tiles(f"BU{place:08d}" for place in range(number)).values())

    for one, other in pairwise(places):
        assert abs(one.row - other.row) + abs(one.column - other.column) == 1


def test_the_same_areas_give_the_same_map_in_any_order() -> None:
    codes = [f"WK0160{number:02d}" for number in range(29)]

    assert tiles(codes) == tiles(reversed(codes))


def test_a_code_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="once"):
        tiles(["WK016001", "WK016001"])
