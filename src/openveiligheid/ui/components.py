"""The words that components show. A presenter makes these; a template only places them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher
from re import findall
from typing import Literal

from openveiligheid.ui import formatting

Tone = Literal["ok", "warn", "late", "done", "neutral"]
ColumnKind = Literal["name", "text", "number", "person", "date", "status"]

TONE_ICONS: dict[str, str] = {
    "ok": "check",
    "warn": "alert-triangle",
    "late": "clock",
    "done": "circle-check",
    "neutral": "circle-dashed",
}


@dataclass(frozen=True)
class Badge:
    """A status in a word, with a tone."""

    text: str
    tone: Tone = "neutral"


@dataclass(frozen=True)
class Segment:
    """One part of a progress bar: how many, of what."""

    label: str
    count: int
    tone: Tone


@dataclass(frozen=True)
class BarPart:
    tone: Tone
    start: str
    width: str


@dataclass(frozen=True)
class Bar:
    """Counts beside each other in one bar."""

    segments: Sequence[Segment]

    @property
    def label(self) -> str:
        """Say the bar in words, for who does not see it."""
        counts = [f"{formatting.number(part.count)} {part.label}" for part in self.segments]
        return ", ".join(counts)

    @property
    def parts(self) -> list[BarPart]:
        """Place each part on a scale of 100, with a narrow gap between."""
        total = sum(part.count for part in self.segments)
        parts, start = [], 0.0
        for part in self.segments:
            width = part.count / total * 100 if total else 0
            if width:
                shown = max(width - 0.6, 0.5)
                parts.append(BarPart(part.tone, f"{start:.2f}%", f"{shown:.2f}%"))
            start += width
        return parts


@dataclass(frozen=True)
class Fact:
    """One number in a summary. The tone adds a coloured shape before the label."""

    label: str
    value: str
    tone: Tone | None = None
    url: str = ""


@dataclass(frozen=True)
class Summary:
    """A row of facts; the first may carry a bar."""

    facts: Sequence[Fact]
    value: str = ""
    text: str = ""
    bar: Bar | None = None


@dataclass(frozen=True)
class Card:
    """One theme, plan or report among others; the whole card is a link."""

    title: str
    url: str = ""
    text: str = ""
    icon: str = ""
    badge: Badge | None = None
    bar: Bar | None = None
    count: str = ""
    percentage: str = ""
    note: str = ""
    note_icon: str = ""


@dataclass(frozen=True)
class Column:
    """A column of a table. With ``sort_url`` its heading is a link that sorts."""

    label: str
    kind: ColumnKind = "text"
    sort_url: str = ""
    sorted: Literal["", "ascending", "descending"] = ""


@dataclass(frozen=True)
class Cell:
    """What stands in a table cell; a note is a second, smaller line."""

    text: str = ""
    url: str = ""
    note: str = ""
    tone: Tone | None = None


@dataclass(frozen=True)
class Row:
    cells: Sequence[Cell | str]


@dataclass(frozen=True)
class Table:
    """A table of words; becomes a list of cards on a phone."""

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    totals: Row | None = None

    @property
    def lines(self) -> list[list[tuple[Column, Cell]]]:
        return [self.line(row) for row in self.rows]

    @property
    def total_line(self) -> list[tuple[Column, Cell]]:
        return self.line(self.totals) if self.totals else []

    def line(self, row: Row) -> list[tuple[Column, Cell]]:
        """Join each cell to its column; a row of another length is a mistake in the caller."""
        cells = [Cell(cell) if isinstance(cell, str) else cell for cell in row.cells]
        return list(zip(self.columns, cells, strict=True))


@dataclass(frozen=True)
class Link:
    """A step in the crumb trail; without url it is the page itself."""

    label: str
    url: str = ""


@dataclass(frozen=True)
class Chip:
    """One choice in a row of filters."""

    label: str
    url: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True)
class Tab:
    label: str
    url: str
    current: bool = False
    icon: str = ""


@dataclass(frozen=True)
class Item:
    """A term and what it is, for a list of properties."""

    term: str
    text: str
    url: str = ""


@dataclass(frozen=True)
class Step:
    """A stage in a process."""

    label: str
    state: Literal["done", "current", "todo"] = "todo"
    url: str = ""
    note: str = ""


@dataclass(frozen=True)
class Moment:
    """A dated entry in an agenda."""

    on: date
    title: str
    text: str = ""
    url: str = ""


@dataclass(frozen=True)
class Source:
    """Where a figure comes from: who, which table, which period, fetched when, which licence."""

    name: str
    table: str = ""
    period: str = ""
    fetched_on: date | None = None
    licence: str = ""
    url: str = ""
    note: str = ""


@dataclass(frozen=True)
class Piece:
    """A stretch of text that stayed, came or went."""

    kind: Literal["same", "new", "gone"]
    text: str


@dataclass(frozen=True)
class Difference:
    """A text before and after; None means that it did not exist."""

    label: str
    before: str | None
    after: str | None
    pieces: list[Piece] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "pieces", pieces_of(self.before or "", self.after or ""))

    @property
    def kind(self) -> Literal["new", "gone", "changed", "same"]:
        if self.before == self.after:
            return "same"
        if self.before is None:
            return "new"
        return "gone" if self.after is None else "changed"


WORDS, LINES = r"\s+|\S+", r"\n+|[^\n]+"
MOST_PAIRS = 10_000


def pieces_of(before: str, after: str) -> list[Piece]:
    """Compare two texts word by word, or line by line where that would take too long."""
    for unit in (WORDS, LINES):
        old, new = findall(unit, before), findall(unit, after)
        head = _shared(old, new)
        tail = _shared(old[head:][::-1], new[head:][::-1])
        there, here = old[head : len(old) - tail], new[head : len(new) - tail]
        if _pairs(there, here) <= MOST_PAIRS:
            middle = _compared(there, here)
            break
    else:
        middle = _pieces(gone=there, new=here)
    return [*_pieces(same=old[:head]), *middle, *_pieces(same=old[len(old) - tail :])]


def _shared(old: Sequence[str], new: Sequence[str]) -> int:
    """How many parts are the same from the start."""
    pairs = enumerate(zip(old, new, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(old), len(new)))


def _pairs(old: Sequence[str], new: Sequence[str]) -> int:
    """How many pairs of equal words there are to choose from: what comparing costs."""
    counts = Counter(part for part in new if not part.isspace())
    return sum(counts[part] for part in old)


def _compared(old: Sequence[str], new: Sequence[str]) -> list[Piece]:
    pieces: list[Piece] = []
    # White space between two words that differ is no reason to call it kept.
    for action, i, j, k, n in SequenceMatcher(str.isspace, old, new, False).get_opcodes():
        is_same = action == "equal"
        pieces += _pieces(same=old[i:j]) if is_same else _pieces(gone=old[i:j], new=new[k:n])
    return pieces


def _pieces(
    *, same: Sequence[str] = (), gone: Sequence[str] = (), new: Sequence[str] = ()
) -> list[Piece]:
    found = [Piece("same", "".join(same)), Piece("gone", "".join(gone)), Piece("new", "".join(new))]
    return [piece for piece in found if piece.text]
