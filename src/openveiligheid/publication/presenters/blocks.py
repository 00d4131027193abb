"""A report in words: what the PDF, Word and HTML writers place, and nothing else.

Every text here is ready to print, in one language, and is still plain text: a writer must make it
inert in its own format.
"""

from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate
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


def in_percent(part: int, whole: int) -> str:
    """A share as SVG writes it: 37.5%."""
    return f"{100 * part / whole:.4g}%" if whole else "0%"


@dataclass(frozen=True)
class Segment:
    """A part of a bar."""

    label: str
    count: int
    tone: Tone


@dataclass(frozen=True)
class BarPart:
    """Where a segment stands in a drawn bar, as SVG writes it."""

    tone: Tone
    start: str
    width: str


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

    @property
    def parts(self) -> tuple[BarPart, ...]:
        """The segments beside each other, as shares of the width."""
        whole = sum(segment.count for segment in self.segments)
        starts = accumulate((segment.count for segment in self.segments), initial=0)
        return tuple(
            BarPart(segment.tone, in_percent(start, whole), in_percent(segment.count, whole))
            for start, segment in zip(starts, self.segments, strict=False)
        )


@dataclass(frozen=True)
class Answers:
    """Questions that a council has, each with its answer in a sentence or two."""

    kind: ClassVar[str] = "answers"
    items: tuple["Fact", ...]


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
class AlignedRow:
    """A row of which each cell knows its column."""

    cells: tuple[tuple[Cell, Column], ...]
    is_total: bool


@dataclass(frozen=True)
class Table:
    """A table with one header row."""

    kind: ClassVar[str] = "table"
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    @property
    def aligned_rows(self) -> tuple[AlignedRow, ...]:
        """The rows with the column of each cell."""
        return tuple(
            AlignedRow(tuple(zip(row.cells, self.columns, strict=True)), row.is_total)
            for row in self.rows
        )


@dataclass(frozen=True)
class Figure:
    """A chart, what may be read from it, its numbers and where they come from."""

    kind: ClassVar[str] = "figure"
    over: str
    title: str
    unit: str
    reading: str
    alt: str
    chart: LineChart | None
    table: Table
    source: str
    tag: str = ""

    @property
    def key(self) -> str:
        """The part of an id that the chart names its title and description by."""
        return self.chart.key if self.chart else self.over.replace(" ", "-")


Block = Text | Heading | Bullets | Tiles | Answers | Callout | Table | Figure


@dataclass(frozen=True)
class Section:
    """A chapter with a place in the table of contents."""

    anchor: str
    title: str
    blocks: tuple[Block, ...]
    over: str = ""


@dataclass(frozen=True)
class Fact:
    """A term or question, and what there is to say about it."""

    term: str
    text: str


@dataclass(frozen=True)
class Strip:
    """A priority as a thin bar on the cover: how much of it is done."""

    label: str
    done: int
    whole: int
    share: str

    @property
    def width(self) -> str:
        """The part that is done, as SVG writes it."""
        return in_percent(self.done, self.whole)


@dataclass(frozen=True)
class Cover:
    """The first page."""

    municipality: str
    title: str
    plan: str
    facts: tuple[Fact, ...]
    strips: tuple[Strip, ...]
    strips_note: str
    tag: str = ""


@dataclass(frozen=True)
class Furniture:
    """Words around the pages."""

    contents: str
    footer: str
    page_of: str  # "Pagina {page} van {pages}"


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
