"""From a plain text to lines."""

from __future__ import annotations

import re

from openveiligheid.plan.reader.errors import TOO_LONG, UnreadablePlan
from openveiligheid.plan.reader.files import MAX_TEXT
from openveiligheid.plan.reader.lines import Line
from openveiligheid.plan.reader.proposal import SourceLine
from openveiligheid.plan.reader.segments import Segment
from openveiligheid.plan.reader.tables import TableRow, find_tables

MAX_LINES = 50_000
PARAGRAPH_WIDTH = 160
MAX_ROW = 400
_BAR = re.compile(r"\|")
_PIECE = re.compile(r"\S+(?: \S+)*")
_BREAK = re.compile(r"\r\n|\n|\r")


def lines_of_text(text: str) -> tuple[list[Line], list[SourceLine]]:
    """Split a text into lines; pages count only where the text has form feeds."""
    if len(text) > MAX_TEXT:
        raise UnreadablePlan(TOO_LONG)
    rows = _BREAK.split(text.replace("\v", "\n").replace("\x85", "…"))
    if len(rows) > MAX_LINES:
        raise UnreadablePlan(TOO_LONG)
    page: int | None = 1 if "\f" in text else None
    lines: list[Line] = []
    source: list[SourceLine] = []
    raw: list[str] = []
    gap = True
    for number, row in enumerate(rows, start=1):
        if page is not None and "\f" in row:
            page, gap = page + row.count("\f"), True
        shown = row.replace("\f", "").rstrip()
        source.append(SourceLine(page, number, shown))
        if not shown.strip():
            gap = True
            continue
        raw.append(shown)
        flat = shown.expandtabs(4)
        indent = float(len(flat) - len(flat.lstrip()))
        lines.append(Line(flat.strip(), page, number, gap, indent))
        gap = False
    return _with_tables(_apart(lines), raw), source


def _with_tables(lines: list[Line], raw: list[str]) -> list[Line]:
    """Put the cells of tables in the place of the lines that hold them."""
    rows = [_row(line, text) for line, text in zip(lines, raw, strict=True)]
    result: list[Line] = []
    place = 0
    for start, end, cells in find_tables(rows):
        result.extend(lines[place:start])
        result.extend(cells)
        place = end
    return result + lines[place:]


def _row(line: Line, text: str) -> TableRow:
    """Split a line into cells: on bars, on tabs, or on wide white space."""
    if text.count("|") >= 2 or (text.count("|") == 1 and " | " in text):
        cells = _cells(_BAR.split(text.strip().strip("|")), wide=1000.0)
        return TableRow(cells, line.page, line.number, line.gap, exact=True)
    if "\t" in text.strip():
        cells = _cells(text.split("\t"), wide=1000.0)
        return TableRow(cells, line.page, line.number, line.gap, exact=True)
    pieces = [
        Segment(found.group(), float(found.start()), float(found.end()), 0.0, 0.0)
        for found in _PIECE.finditer(text[:MAX_ROW])
    ]
    return TableRow(pieces, line.page, line.number, line.gap)


def _cells(texts: list[str], wide: float) -> list[Segment]:
    return [
        Segment(text.strip(), place * wide, place * wide + 1, 0.0, 0.0)
        for place, text in enumerate(texts)
        if text.strip()
    ]


def _apart(lines: list[Line]) -> list[Line]:
    """Set every line apart in a text with a whole paragraph on each line."""
    long = sum(1 for line in lines if len(line.text) > PARAGRAPH_WIDTH)
    if long * 8 > len(lines) and long > 2:
        for line in lines:
            line.gap = True
    return lines
