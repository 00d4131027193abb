"""How a page is built, apart from its words: two pages built alike have the same barriers."""

from hashlib import sha256
from html.parser import HTMLParser

# Values that differ from page to page without changing what a browser builds.
VARIES = {"value", "href", "action", "content", "datetime", "d", "x", "y", "cx", "cy", "transform"}
VARIES |= {"x1", "x2", "y1", "y2", "points", "width", "height", "src", "title", "rx", "viewbox"}


class _Shape(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.rows: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kept = sorted(
            f"{name}={'' if name in VARIES else _without_ids(value or '')}" for name, value in attrs
        )
        self.parts.append(f"<{tag} {' '.join(kept)}>")

    def handle_endtag(self, tag: str) -> None:
        self.parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if data.strip() and self.parts[-1:] != ["text"]:
            self.parts.append("text")


def _without_ids(value: str) -> str:
    return "".join(character for character in value if not character.isdigit())


def shape_of(html: str) -> str:
    """A hash of how the page is built; repeated rows count once."""
    parser = _Shape()
    parser.feed(html)
    lines: list[str] = []
    for part in parser.parts:
        if part not in lines[-40:]:
            lines.append(part)
    return sha256("\n".join(lines).encode()).hexdigest()
