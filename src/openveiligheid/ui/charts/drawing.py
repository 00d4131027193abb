"""Draws charts as SVG that a page with a strict policy may hold, and turns it into a picture."""

import math
from collections.abc import Iterable, Sequence
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Literal, Protocol
from xml.etree import ElementTree

import vl_convert
from django.utils.safestring import SafeString

from openveiligheid.ui.exports import UNPRINTABLE

FONTS = Path(__file__).parent.parent / "fonts"
FONT = "Figtree Variable, Figtree, Segoe UI, system-ui, sans-serif"
FONT_SIZE = 13
LETTER_WIDTH = 7.2
# From the middle of a line of text to its base line.
HALF_LETTER = 4.5
MAIN = "#0f5484"
SOFT = "#526378"
INK = "#12263f"
GRID = "#e1e7ee"
TARGET = "#17603a"
WHITE = "#ffffff"
SVG = "http://www.w3.org/2000/svg"
ElementTree.register_namespace("", SVG)

Number = int | float
Place = tuple[float, float]


class Chart(Protocol):
    """What can be drawn."""

    def drawing(self, *, narrow: bool) -> "Drawing":
        """Draw it for a wide or a narrow place."""
        ...


class Drawing:
    """An SVG in the making. Words go in as text, so none of them is ever markup."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        size = f"0 0 {short(width)} {short(height)}"
        self.root = ElementTree.Element(
            f"{{{SVG}}}svg",
            {"viewBox": size, "font-family": FONT, "font-size": str(FONT_SIZE)},
        )

    def add(self, tag: str, **attributes: Number | str) -> ElementTree.Element:
        """Put a shape on the drawing; an underscore in a name stands for a dash."""
        written = {
            name.replace("_", "-"): value if isinstance(value, str) else short(value)
            for name, value in attributes.items()
        }
        return ElementTree.SubElement(self.root, f"{{{SVG}}}{tag}", written)

    def rule(self, start: Place, end: Place, colour: str, **attributes: Number | str) -> None:
        """Draw a straight line."""
        (x1, y1), (x2, y2) = start, end
        self.add("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=colour, **attributes)

    def path(self, stretches: Iterable[Sequence[Place]], **attributes: Number | str) -> None:
        """Draw a line that may have gaps."""
        parts = [" L".join(f"{short(x)},{short(y)}" for x, y in points) for points in stretches]
        if parts:
            self.add("path", d=" ".join(f"M{part}" for part in parts), **attributes)

    def words(
        self,
        text: str,
        at: Place,
        *,
        colour: str = SOFT,
        anchor: Literal["start", "middle", "end"] = "start",
        weight: int = 400,
        halo: bool = False,
    ) -> None:
        """Write words with their middle at this height; a halo keeps lines behind them off."""
        look: dict[str, Number | str] = {"x": at[0], "y": at[1] + HALF_LETTER}
        look |= {} if anchor == "start" else {"text_anchor": anchor}
        look |= {} if weight == 400 else {"font_weight": weight}
        if halo:
            edge = self.add(
                "text",
                fill=WHITE,
                stroke=WHITE,
                stroke_width=4,
                stroke_linejoin="round",
                aria_hidden="true",
                **look,
            )
            edge.text = text
        self.add("text", fill=colour, **look).text = text

    def for_page(self, title_id: str, text_id: str) -> SafeString:
        """Give one image that takes its name and description from the page."""
        self.root.attrib |= {
            "role": "img",
            "aria-labelledby": title_id,
            "aria-describedby": text_id,
        }
        # Built element by element, so every word in it is escaped.
        return SafeString(self.as_text())

    def as_text(self) -> str:
        """Give the drawing as SVG, without the characters that XML does not know."""
        return UNPRINTABLE.sub("", ElementTree.tostring(self.root, encoding="unicode"))

    def with_size(self) -> str:
        """Give a drawing that has a size of its own."""
        self.root.attrib |= {"width": short(self.width), "height": short(self.height)}
        return self.as_text()


def svg_for_print(chart: Chart) -> str:
    """Draw a chart for a report; the report says in its own words what it shows."""
    return chart.drawing(narrow=False).with_size()


def svg_for_page(chart: Chart, *, narrow: bool, title_id: str, text_id: str) -> SafeString:
    """Draw a chart as one image that takes its name and description from the page."""
    return chart.drawing(narrow=narrow).for_page(title_id, text_id)


def png(chart: Chart, scale: float = 2) -> bytes:
    """Draw a chart as a picture for a Word document."""
    return picture(svg_for_print(chart), scale)


def picture(svg: str, scale: float = 2) -> bytes:
    """Turn a drawing into a PNG on white."""
    register_fonts()
    root = ElementTree.fromstring(svg)  # noqa: S314  our own drawing, not from outside
    paper = {"width": "100%", "height": "100%", "fill": WHITE}
    if "viewBox" in root.attrib:
        left, top, width, height = root.attrib["viewBox"].split()
        paper |= {"x": left, "y": top, "width": width, "height": height}
    root.insert(0, ElementTree.Element(f"{{{SVG}}}rect", paper))
    drawn: bytes = vl_convert.svg_to_png(ElementTree.tostring(root, encoding="unicode"), scale)
    return drawn


def key_of(chart: object) -> str:
    """Name a chart by its contents, for ids in a page."""
    return sha256(repr(chart).encode()).hexdigest()[:10]


def short(value: Number) -> str:
    """Write a size with no more decimals than one can see."""
    return f"{value:.2f}".rstrip("0").rstrip(".") or "0"


@lru_cache(maxsize=1)
def register_fonts() -> None:
    """Let the drawing measure text in the font of our pages."""
    if FONTS.exists():
        vl_convert.register_font_directory(str(FONTS))


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
