"""A report in words: what the PDF, Word and HTML writers place, and nothing else.

Every text here is ready to print, in one language, and is still plain text: a writer must make it
inert in its own format.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Literal

from openveiligheid.ui.charts import LineChart

Align = Literal["start", "end"]


class Tone(StrEnum):
    """The colour of a status; the words say the same."""

    DONE = "done"
    OK = "ok"
    WARN = "warn"
    LATE = "late"
    NEUTRAL = "neutral"
    STOPPED = "stopped"


@dataclass(frozen=True)
class Segment:
    """A part of a bar."""

    label: str
    count: int
    tone: Tone


@dataclass(frozen=True)
class Text:
    """A paragraph: opening lines are large, notes small."""

    kind: ClassVar[str] = "text"
    text: str
    style: Literal["lead", "body", "note"] = "body"


@dataclass(frozen=True)
class Heading:
    """A heading inside a section; level 2 or 3."""

    kind: ClassVar[str] = "heading"
    level: int
    text: str
    over: str = ""


@dataclass(frozen=True)
class Bullets:
    """A list of short texts."""

    kind: ClassVar[str] = "bullets"
    items: tuple[str, ...]


@dataclass(frozen=True)
class Tile:
    """A number that counts, with what it counts."""

    value: str
    label: str
    tone: Tone


@dataclass(frozen=True)
class Tiles:
    """Numbers side by side above a bar that divides the whole; `summary` says it in words."""

    kind: ClassVar[str] = "tiles"
    tiles: tuple[Tile, ...]
    segments: tuple[Segment, ...]
    summary: str


@dataclass(frozen=True)
class Callout:
    """Something to notice, with a title."""

    kind: ClassVar[str] = "callout"
    title: str
    text: str = ""
    items: tuple[str, ...] = ()
    tone: Tone = Tone.DONE


@dataclass(frozen=True)
class Column:
    """A column of a table; `share` is its part of the width."""

    title: str
    share: float = 1
    align: Align = "start"


@dataclass(frozen=True)
class Cell:
    """A cell: its text, a badge when it has a tone, quieter lines below."""

    text: str
    tone: Tone | None = None
    notes: tuple[str, ...] = ()
    alarm: str = ""
    is_strong: bool = False


@dataclass(frozen=True)
class Row:
    """A row of a table; the first cell names it."""

    cells: tuple[Cell, ...]
    is_total: bool = False


@dataclass(frozen=True)
class Table:
    """A table with one header row."""

    kind: ClassVar[str] = "table"
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    shows_caption: bool = False


@dataclass(frozen=True)
class Figure:
    """A chart, what may be read from it, its numbers and where they come from."""

    kind: ClassVar[str] = "figure"
    number: str
    title: str
    unit: str
    reading: str
    alt: str
    chart: LineChart | None
    table: Table
    source: str
    tag: str = ""


Block = Text | Heading | Bullets | Tiles | Callout | Table | Figure


@dataclass(frozen=True)
class Section:
    """A chapter with a place in the table of contents."""

    anchor: str
    title: str
    blocks: tuple[Block, ...]
    number: str = ""
    over: str = ""
    starts_page: bool = True


@dataclass(frozen=True)
class Fact:
    """A line of the cover: a term and what it is."""

    term: str
    text: str


@dataclass(frozen=True)
class Strip:
    """A priority as a thin bar on the cover."""

    label: str
    segments: tuple[Segment, ...]


@dataclass(frozen=True)
class Cover:
    """The first page."""

    municipality: str
    title: str
    plan: str
    facts: tuple[Fact, ...]
    strips: tuple[Strip, ...]
    tag: str = ""


@dataclass(frozen=True)
class Furniture:
    """Words around the pages."""

    contents: str
    footer: str
    page_of: str  # "Pagina {page} van {pages}"
    continued: str


@dataclass(frozen=True)
class Document:
    """A whole report, ready to place."""

    language: str
    title: str
    author: str
    subject: str
    as_of: str
    cover: Cover
    furniture: Furniture
    sections: tuple[Section, ...]
