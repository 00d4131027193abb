"""Maps of areas in five shades: data in, shapes out; areas without borders become tiles."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import ceil, cos, radians
from textwrap import wrap
from typing import Any, Literal

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from openveiligheid.ui import formatting
from openveiligheid.ui.charts.drawing import key_of
from openveiligheid.ui.charts.figures import Figures, shown
from openveiligheid.ui.components import Source

Point = tuple[float, float]
Ring = list[Point]
Step = Literal["1", "2", "3", "4", "5", "unknown", "hidden"]
STEPS: tuple[Step, ...] = ("1", "2", "3", "4", "5")
WIDTH = 720.0
TILE_WIDTH, TILE_HEIGHT, TILES_IN_ROW = 144.0, 64.0, 5
# Over so many rows a name may go on a tile.
TILE_ROWS = 2
LETTER_WIDTH = 7.6
WORDS_HEIGHT = 13.0
COLOURS: dict[Step, str] = {
    "1": "#dcebf5",
    "2": "#a9cbe2",
    "3": "#6ba3c8",
    "4": "#2f76a6",
    "5": "#0b4168",
    "unknown": "#eef2f6",
    "hidden": "#f6efdc",
}


@dataclass(frozen=True)
class MapArea:
    """An area with its figure; None when not known. Geometry is GeoJSON in degrees.

    `hidden` says in words why a figure that is known is not shown; such an area has no value.
    """

    code: str
    name: str
    value: float | None
    label: str = ""
    url: str = ""
    geometry: Mapping[str, Any] | None = None
    hidden: str = ""
    emphasis: bool = False


@dataclass(frozen=True)
class Shape:
    """An area as it is drawn: outline, shade, and where its words go."""

    area: MapArea
    text: str
    step: Step
    path: str
    x: float
    y: float
    room: float

    rows: int = 1

    @property
    def shows_name(self) -> bool:
        return bool(self.lines)

    @property
    def lines(self) -> list[str]:
        """The name over as many rows as there is room for; nothing when one row is too short.

        Of rows, the last is cut short where the name is longer still.
        """
        letters = ceil(self.room / LETTER_WIDTH) - 1
        if self.rows == 1 or len(self.area.name) <= letters:
            return [self.area.name] if len(self.area.name) <= letters else []
        first, *more = wrap(self.area.name, letters)
        return [first, *([shorten_to(" ".join(more), letters)] if more else [])]

    @property
    def shows_text(self) -> bool:
        return self.step not in {"unknown", "hidden"} and len(self.text) * LETTER_WIDTH < self.room

    @property
    def is_dark(self) -> bool:
        return self.step in {"4", "5"}

    @property
    def colour(self) -> str:
        return COLOURS[self.step]

    @property
    def ink(self) -> str:
        return "#ffffff" if self.is_dark else "#12263f"


@dataclass(frozen=True)
class LegendEntry:
    step: Step
    text: str

    @property
    def colour(self) -> str:
        return COLOURS[self.step]


@dataclass(frozen=True)
class AreaMap:
    """One figure for each area, in at most five shades of as many areas each."""

    title: str
    description: str
    areas: Sequence[MapArea]
    unit: str = ""
    decimals: int = 0
    source: Source | None = None

    @cached_property
    def key(self) -> str:
        return key_of(self)

    @property
    def has_figures(self) -> bool:
        return any(area.value is not None for area in self.areas)

    @cached_property
    def bounds(self) -> list[tuple[float, float]]:
        """Give the lowest and highest figure of each shade."""
        known = sorted(area.value for area in self.areas if area.value is not None)
        groups: list[list[float]] = []
        for value in dict.fromkeys(known):
            position = known.index(value) * len(STEPS) // len(known)
            groups += [[] for _missing in range(position + 1 - len(groups))]
            groups[position].append(value)
        return [(group[0], group[-1]) for group in groups if group]

    def step(self, area: MapArea) -> Step:
        """Choose the shade of an area."""
        if area.value is None:
            return "hidden" if area.hidden else "unknown"
        group = next(i for i, (_low, high) in enumerate(self.bounds) if area.value <= high)
        return STEPS[shade(group, len(self.bounds))]

    @property
    def legend(self) -> list[LegendEntry]:
        entries = [
            LegendEntry(STEPS[shade(index, len(self.bounds))], self.span(low, high))
            for index, (low, high) in enumerate(self.bounds)
        ]
        hidden = [area.hidden for area in self.areas if self.step(area) == "hidden"]
        entries += [LegendEntry("hidden", why) for why in dict.fromkeys(hidden)]
        if any(self.step(area) == "unknown" for area in self.areas):
            entries.append(LegendEntry("unknown", _("onbekend")))
        return entries

    def span(self, low: float, high: float) -> str:
        first, last = (formatting.number(value, self.decimals) for value in (low, high))
        return (
            first
            if first == last
            else _("%(low)s tot en met %(high)s")
            % {
                "low": first,
                "high": last,
            }
        )

    def text(self, area: MapArea) -> str:
        return area.label or area.hidden or shown(area.value, self.decimals)

    @property
    def figures(self) -> Figures:
        """Give the same figures as a table."""
        rows = [[area.name, self.text(area)] for area in self.areas]
        return Figures([_("Gebied"), self.unit or _("Waarde")], rows)

    @cached_property
    def projection(self) -> "Projection":
        outlines = [rings(area.geometry) for area in self.areas if area.geometry]
        return Projection.around(
            [point for outline in outlines for ring in outline for point in ring]
        )

    @property
    def height(self) -> float:
        return round(self.projection.height, 1) if self.shapes else 0.0

    @cached_property
    def shapes(self) -> list[Shape]:
        """Draw the areas that have borders, by name, so that the keyboard goes in that order."""
        drawn = []
        for area in sorted(self.areas, key=lambda area: area.name):
            if area.geometry:
                outline = [self.projection.ring(ring) for ring in rings(area.geometry)]
                x, y, room = place_for_words(outline)
                drawn.append(self.shape(area, path_of(outline), x, y, room))
        return drawn

    @property
    def emphasised(self) -> list[Shape]:
        """Pick the drawn areas that the page is about, to outline them over their neighbours."""
        return [shape for shape in self.shapes if shape.area.emphasis]

    @cached_property
    def tiles(self) -> list[Shape]:
        """Lay the areas without borders in rows, like tiles."""
        missing = [area for area in self.areas if not area.geometry]
        tiles = []
        for index, area in enumerate(missing):
            left = index % TILES_IN_ROW * TILE_WIDTH
            top = index // TILES_IN_ROW * TILE_HEIGHT
            right, bottom = left + TILE_WIDTH - 4, top + TILE_HEIGHT - 4
            outline = [[(left, top), (right, top), (right, bottom), (left, bottom)]]
            middle = (left + TILE_WIDTH / 2 - 2, top + TILE_HEIGHT / 2 - 2)
            tile = self.shape(area, path_of(outline), *middle, TILE_WIDTH)
            tiles.append(replace(tile, rows=TILE_ROWS))
        return tiles

    @property
    def print_height(self) -> float:
        """Leave room for the map, the rows of tiles and at least the legend."""
        rows = -(-len(self.tiles) // TILES_IN_ROW)
        return max(self.height + rows * TILE_HEIGHT, (len(self.legend) + 1) * 24.0) + 4

    def shape(self, area: MapArea, path: str, x: float, y: float, room: float) -> Shape:
        return Shape(area, self.text(area), self.step(area), path, round(x, 1), round(y, 1), room)

    def svg_for_print(self) -> str:
        """Draw the map for a report, with its legend inside and colours as attributes."""
        return render_to_string("ui/map_for_print.svg", {"map": self})


@dataclass(frozen=True)
class Projection:
    """Degrees to drawing units: equirectangular, true at the middle of the map."""

    west: float
    north: float
    squeeze: float
    scale: float
    height: float

    @classmethod
    def around(cls, points: Sequence[Point]) -> "Projection":
        """Fit all points in a drawing of the usual width."""
        west, east = min(p[0] for p in points), max(p[0] for p in points)
        south, north = min(p[1] for p in points), max(p[1] for p in points)
        squeeze = cos(radians((south + north) / 2))
        scale = WIDTH / ((east - west) * squeeze)
        return cls(west, north, squeeze, scale, (north - south) * scale)

    def ring(self, ring: Ring) -> Ring:
        """Place the points of a ring in the drawing."""
        return [
            ((x - self.west) * self.squeeze * self.scale, (self.north - y) * self.scale)
            for x, y in ring
        ]


def shorten_to(text: str, letters: int) -> str:
    """A text with at most so many letters, cut short where it is longer."""
    return text if len(text) <= letters else f"{text[: letters - 1]}…"


def rings(geometry: Mapping[str, Any]) -> list[Ring]:
    """List the rings of a GeoJSON polygon or of several."""
    kind, coordinates = geometry.get("type"), geometry.get("coordinates", [])
    if kind not in {"Polygon", "MultiPolygon"}:
        raise ValueError(f"A map needs a Polygon or MultiPolygon, not {kind}.")
    polygons = [coordinates] if kind == "Polygon" else coordinates
    return [[(x, y) for x, y, *_rest in ring] for polygon in polygons for ring in polygon]


def path_of(outline: list[Ring]) -> str:
    """Write rings as an SVG path; holes stay open under the even-odd rule."""
    parts = ["L".join(f"{x:.1f},{y:.1f}" for x, y in ring) for ring in outline]
    return "".join(f"M{part}Z" for part in parts)


def place_for_words(outline: list[Ring]) -> tuple[float, float, float]:
    """Find where two lines of words fit best inside an area, and how wide that place is."""
    heights = [y for ring in outline for _x, y in ring]
    top, bottom = min(heights), max(heights)
    best, best_score = (0.0, 0.0, -1.0), -1.0
    for part in range(3, 18):
        y = top + (bottom - top) * part / 20
        rows = [strips_of(outline, y + offset) for offset in (-WORDS_HEIGHT, 0, WORDS_HEIGHT)]
        for left, right in common_strips(rows):
            score = (right - left) * (1 - abs(part / 20 - 0.5) / 2)
            if score > best_score:
                best, best_score = ((left + right) / 2, y, right - left), score
    return best


def strips_of(outline: list[Ring], y: float) -> list[tuple[float, float]]:
    """List the stretches of a horizontal line that lie inside an area."""
    crossings = sorted(x for ring in outline for x in crossings_of(ring, y))
    return list(zip(crossings[::2], crossings[1::2], strict=False))


def common_strips(rows: list[list[tuple[float, float]]]) -> list[tuple[float, float]]:
    """List the stretches that all rows share."""
    shared = rows[0]
    for row in rows[1:]:
        pairs = [(max(a, c), min(b, d)) for a, b in shared for c, d in row]
        shared = [(left, right) for left, right in pairs if left < right]
    return shared


def crossings_of(ring: Ring, y: float) -> list[float]:
    """Say where a horizontal line crosses a ring."""
    found = []
    for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
        if (y1 <= y) != (y2 <= y):
            found.append(x1 + (y - y1) * (x2 - x1) / (y2 - y1))
    return found


def shade(index: int, count: int) -> int:
    """Spread fewer shades over the whole range, so that highest is always darkest."""
    return len(STEPS) - 1 if count == 1 else round(index * (len(STEPS) - 1) / (count - 1))
