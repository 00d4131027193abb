"""Turns a Vega-Lite specification into SVG that a page with a strict policy may hold."""

import json
import math
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol
from xml.etree import ElementTree

import vl_convert
from django.utils.safestring import SafeString

from openveiligheid.ui import formatting

Specification = dict[str, Any]

FONTS = Path(__file__).parent.parent / "fonts"
FONT = "Figtree Variable, Figtree, Segoe UI, system-ui, sans-serif"
FONT_SIZE = 13
LETTER_WIDTH = 7.2
MAIN = "#0f5484"
SOFT = "#526378"
GRID = "#e1e7ee"
TARGET = "#17603a"
SVG = "http://www.w3.org/2000/svg"
NUMBER_LOCALES = {
    "nl_NL": {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["€ ", ""]},
    "en_GB": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["€", ""]},
}


class Chart(Protocol):
    """What can be drawn."""

    def specification(self, *, narrow: bool) -> Specification:
        """Describe the picture in Vega-Lite, for a wide or a narrow place."""
        ...


def svg_for_print(chart: Chart) -> str:
    """Draw a chart for a report; the report says in its own words what it shows."""
    return drawn(as_text(chart.specification(narrow=False)), "", "")


def svg_for_page(chart: Chart, *, narrow: bool, title_id: str, text_id: str) -> SafeString:
    """Draw a chart as one image that takes its name and description from the page."""
    # Rebuilt element by element in `drawn`, so every word in it is escaped.
    return SafeString(drawn(as_text(chart.specification(narrow=narrow)), title_id, text_id))


def png(chart: Chart, scale: float = 2) -> bytes:
    """Draw a chart as a picture for a Word document."""
    register_fonts()
    picture: bytes = vl_convert.vegalite_to_png(
        {**chart.specification(narrow=False), "background": "white"}, scale=scale
    )
    return picture


def key_of(chart: object) -> str:
    """Name a chart by its contents, for ids in a page."""
    return sha256(repr(chart).encode()).hexdigest()[:10]


def as_text(specification: Specification) -> str:
    return json.dumps(specification, sort_keys=True)


@lru_cache(maxsize=256)
def drawn(specification: str, title_id: str, text_id: str) -> str:
    """Draw, and leave out Vega's own size and ARIA: the page has words of its own."""
    register_fonts()
    picture = vl_convert.vegalite_to_svg(specification)
    root = ElementTree.fromstring(picture)  # noqa: S314  our own drawing, not from outside
    for element in root.iter():
        if element.tag in {f"{{{SVG}}}script", f"{{{SVG}}}style"} or "style" in element.attrib:
            raise ValueError("A drawing may not carry script or style.")
        for name in [name for name in element.attrib if name.startswith(("aria-", "role"))]:
            del element.attrib[name]
    if title_id:
        del root.attrib["width"], root.attrib["height"]
        root.attrib |= {"role": "img", "aria-labelledby": title_id, "aria-describedby": text_id}
    ElementTree.register_namespace("", SVG)
    return ElementTree.tostring(root, encoding="unicode")


@lru_cache(maxsize=1)
def register_fonts() -> None:
    """Let the drawing measure text in the font of our pages."""
    if FONTS.exists():
        vl_convert.register_font_directory(str(FONTS))


def frame(width: int, height: int, top: int = 14) -> Specification:
    """Start a specification with our font, colours and number notation."""
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": width,
        "height": height,
        "background": "transparent",
        "padding": {"left": 4, "right": 8, "top": top, "bottom": 4},
        "config": {
            "font": FONT,
            "locale": {"number": NUMBER_LOCALES[formatting.locale()]},
            "view": {"stroke": None},
            "text": {"fontSize": FONT_SIZE},
            "axis": {
                "labelFontSize": FONT_SIZE,
                "labelColor": SOFT,
                "gridColor": GRID,
                "ticks": False,
                "labelPadding": 8,
                "domain": False,
                "title": None,
                "labelAngle": 0,
            },
        },
    }


def ticks(largest: float, decimals: int, wanted: int = 4) -> list[float]:
    """Choose round values from zero to just above the largest figure."""
    rough = max(largest, 10**-decimals) / wanted
    power = 10 ** math.floor(math.log10(rough))
    step = next(size * power for size in (1, 2, 2.5, 5, 10) if size * power >= rough * 0.999)
    step = max(step, 10**-decimals) if decimals == 0 else step
    count = math.ceil(largest / step - 1e-9) or 1
    return [round(step * index, 10) for index in range(count + 1)]


def decimals_of(values: list[float]) -> int:
    """Count the decimals that these axis values need."""
    return max((len(f"{value:.4f}".rstrip("0").split(".")[1]) for value in values), default=0)
