"""Outlines of areas from GeoJSON, and a map of tiles for areas of which no outline is known."""

import json
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from safetydata.errors import ImportRefused, Reason

CODE = re.compile(
    r"(?:(?:NL|LD|PV|VR)\d{2}|GM\d{4}|WK\d{4}[0-9A-Z]{2}|BU\d{4}[0-9A-Z]{4})"  # Amsterdam: letters
)
_FILE_LIMIT = 200 << 20
_WGS84 = re.compile(r"(?:CRS84|EPSG:+4326)$")
# Somewhat wider than the Netherlands; catches swapped axes, which the world's bounds do not.
_WEST, _SOUTH, _EAST, _NORTH = 2.5, 50.5, 7.6, 54.0
_RING_LEAST = 4
_KINDS = {"Polygon": 1, "MultiPolygon": 2}
_CODE_NAMES = ("statcode", "code", "buurtcode", "wijkcode", "gemeentecode")
_TITLE_NAMES = ("statnaam", "naam", "name", "buurtnaam", "wijknaam", "gemeentenaam")


@dataclass(frozen=True, slots=True)
class AreaShape:
    """An area with its outline as GeoJSON geometry in WGS84 (longitude, latitude)."""

    code: str
    name: str
    geometry: Mapping[str, Any]


@dataclass(frozen=True, slots=True, order=True)
class Tile:
    """A place on a tile map, counted from 0 at the top left."""

    row: int
    column: int


def read_areas(path: Path) -> list[AreaShape]:
    """Read the areas of a GeoJSON file, sorted by code.

    Raises ImportRefused naming the first area (`row`, from 1) that cannot be drawn: another
    coordinate system, swapped axes, a ring that is not closed, no CBS code, or a code twice.
    """
    features = _features(path)
    areas: dict[str, AreaShape] = {}
    for number, feature in enumerate(features, start=1):
        area = _area(feature, number)
        if area.code in areas:
            raise _refused(f"de code {area.code} komt twee keer voor.", number)
        areas[area.code] = area
    if not areas:
        raise _refused("er staan geen gebieden in.")
    return [areas[code] for code in sorted(areas)]


def tiles(codes: Iterable[str]) -> dict[str, Tile]:
    """Give each area a tile in a block that is as square as its number allows.

    Areas go by code, there and back again row by row, so that buurten of one wijk lie together.
    The same areas always give the same map. Raises ValueError when a code is there twice.

    >>> tiles(["BU03", "BU01", "BU02"])
    {'BU01': Tile(row=0, column=0), 'BU02': Tile(row=0, column=1), 'BU03': Tile(row=1, column=1)}
    """
    ordered = sorted(codes)
    if len(set(ordered)) != len(ordered):
        raise ValueError("each code must occur once")
    width = math.ceil(math.sqrt(len(ordered))) or 1
    places = {}
    for number, code in enumerate(ordered):
        row, step = divmod(number, width)
        places[code] = Tile(row, step if row % 2 == 0 else width - 1 - step)
    return places


def _features(path: Path) -> list[Any]:
    if not path.is_file():
        raise ImportRefused(Reason.FILE_MISSING, file=str(path))
    if path.stat().st_size > _FILE_LIMIT:
        raise _refused("het bestand is te groot; gebruik gegeneraliseerde grenzen.")
    try:
        content = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else None
        raise ImportRefused(Reason.JSON_BROKEN, row=line, file=path.name) from error
    if not isinstance(content, dict) or not isinstance(content.get("features"), list):
        raise _refused("dit is geen GeoJSON met een lijst van gebieden (FeatureCollection).")
    system = content.get("crs")
    if system is not None and not _WGS84.search(_name_of(system)):
        raise _refused(f"de coördinaten zijn niet in WGS84 maar in {_name_of(system)}.")
    return list(content["features"])


def _name_of(system: object) -> str:
    properties = system.get("properties") if isinstance(system, dict) else None
    return str(properties.get("name", "")) if isinstance(properties, dict) else str(system)


def _area(feature: object, number: int) -> AreaShape:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    if not isinstance(properties, dict) or not isinstance(geometry, dict):
        raise _refused("er zijn geen kenmerken of geen omtrek.", number)
    texts = {str(key).casefold(): str(value).strip() for key, value in properties.items()}
    code = next((texts[key] for key in _CODE_NAMES if CODE.fullmatch(texts.get(key, ""))), "")
    if not code:
        raise _refused("er is geen CBS-code (zoals GM0160 of BU01600101).", number)
    name = next((texts[key] for key in _TITLE_NAMES if texts.get(key)), code)
    depth = _KINDS.get(str(geometry.get("type")))
    if depth is None:
        raise _refused(f"{code} is geen vlak (Polygon of MultiPolygon).", number)
    coordinates = geometry.get("coordinates")
    polygons = [coordinates] if depth == 1 else coordinates
    _check_polygons(polygons, code, number)
    return AreaShape(code, name, {"type": geometry["type"], "coordinates": coordinates})


def _check_polygons(polygons: object, code: str, number: int) -> None:
    rings = [
        ring for polygon in _list(polygons, code, number) for ring in _list(polygon, code, number)
    ]
    for ring in rings:
        positions = _list(ring, code, number)
        if len(positions) < _RING_LEAST or positions[0] != positions[-1]:
            raise _refused(f"een rand van {code} is niet gesloten.", number)
        for position in positions:
            _check_position(position, code, number)


def _list(value: object, code: str, number: int) -> list[Any]:
    if not isinstance(value, list) or not value:
        raise _refused(f"de omtrek van {code} is leeg of verkeerd opgebouwd.", number)
    return value


def _check_position(position: object, code: str, number: int) -> None:
    numbers = position if isinstance(position, list) else []
    if len(numbers) not in {2, 3} or not all(
        isinstance(part, int | float) and math.isfinite(part) for part in numbers
    ):
        raise _refused(f"de omtrek van {code} bevat een punt zonder geldige coördinaten.", number)
    longitude, latitude = numbers[:2]
    if _WEST <= longitude <= _EAST and _SOUTH <= latitude <= _NORTH:
        return
    if _WEST <= latitude <= _EAST and _SOUTH <= longitude <= _NORTH:
        raise _refused(f"bij {code} staan breedte en lengte omgewisseld.", number)
    raise _refused(
        f"{code} ligt met ({longitude}, {latitude}) buiten Nederland. Gebruik WGS84 (EPSG:4326), "
        "niet het Rijksdriehoekstelsel.",
        number,
    )


def _refused(problem: str, number: int | None = None) -> ImportRefused:
    return ImportRefused(Reason.AREA_INVALID, row=number, unit="gebied", problem=problem)
