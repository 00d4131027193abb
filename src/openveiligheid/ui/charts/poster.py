"""A picture that leaves the site: with its title above, and below what it is and where it is from.

What stands in the picture in words stands in it for machines too, as title and description.
"""

from collections.abc import Sequence
from textwrap import wrap
from xml.etree import ElementTree

from openveiligheid.ui.charts.drawing import FONT_SIZE, INK, LETTER_WIDTH, SOFT, SVG, WHITE, Drawing
from openveiligheid.ui.exports import UNPRINTABLE

EDGE, LINE = 16.0, 18.0
TITLE_SIZE, CAPTION_SIZE = 17, 12
# What a table calls its areas may be of any length; a picture is not.
MOST_LINES, LONGEST_WORDS = 10, 200


def poster(drawing: str, *, title: str, unit: str, caption: Sequence[str]) -> str:
    """Put a finished drawing between its title and its caption."""
    printable = UNPRINTABLE.sub("", drawing)  # maps come as they are
    inner = ElementTree.fromstring(printable)  # noqa: S314  our own drawing, not from outside
    for words in inner.iter(f"{{{SVG}}}text"):
        words.text = (words.text or "")[:LONGEST_WORDS]
    width, height = float(inner.attrib["width"]), float(inner.attrib["height"])
    lines = [line for text in caption for line in _wrapped(text, width, CAPTION_SIZE)]
    heading = _wrapped(title, width, TITLE_SIZE)
    top = EDGE + len(heading) * (LINE + 4) + LINE + 8
    bottom = top + height + LINE
    paper = Drawing(width + 2 * EDGE, bottom + len(lines) * LINE + EDGE / 2)
    _add_text(paper, "title", title)
    _add_text(paper, "desc", " ".join([unit, *caption]))
    paper.add("rect", width=paper.width, height=paper.height, fill=WHITE)
    for number, line in enumerate(heading):
        y = EDGE + 12 + number * (LINE + 4)
        words = paper.add("text", x=EDGE, y=y, font_size=TITLE_SIZE, font_weight="600", fill=INK)
        words.text = line
    paper.words(unit[:LONGEST_WORDS], (EDGE, top - LINE / 2 - 4))
    inner.attrib |= {"x": f"{EDGE:.0f}", "y": f"{top:.0f}"}
    paper.root.append(inner)
    for number, line in enumerate(lines):
        y = bottom + number * LINE
        paper.add("text", x=EDGE, y=y, font_size=CAPTION_SIZE, fill=SOFT).text = line
    return paper.with_size()


def _wrapped(text: str, width: float, size: int) -> list[str]:
    letters = int(width / (LETTER_WIDTH * size / FONT_SIZE))
    return wrap(text[: MOST_LINES * letters], letters, max_lines=MOST_LINES, placeholder=" …")


def _add_text(paper: Drawing, tag: str, text: str) -> None:
    element = ElementTree.SubElement(paper.root, f"{{{SVG}}}{tag}")
    element.text = text
