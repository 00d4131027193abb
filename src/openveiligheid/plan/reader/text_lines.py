"""From a plain text to lines."""

from __future__ import annotations

import re

from openveiligheid.plan.reader.errors import TOO_LONG, UnreadablePlan
from openveiligheid.plan.reader.files import MAX_TEXT
from openveiligheid.plan.reader.lines import Line
from openveiligheid.plan.reader.proposal import SourceLine
from openveiligheid.plan.reader.segments import Segment, columns_of, rows_of, with_bullets
from openveiligheid.plan.reader.tables import TableRow, find_tables

MAX_LINES = 50_000
PARAGRAPH_WIDTH = 160
MAX_ROW = 400
STEP = 6.0
_APART = re.compile(r"\S+(?: {1,2}\S+)*")
_WHOLE = re.compile(r"\S.*")
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
    return _in_order(_apart(lines), raw), source


def _in_order(lines: list[Line], raw: list[str]) -> list[Line]:
    """Put tables in cells and columns in reading order, page by page."""
    result: list[Line] = []
    start = 0
    for place in range(1, len(lines) + 1):
        if place == len(lines) or lines[place].page != lines[start].page:
            result.extend(_with_tables(lines[start:place], raw[start:place]))
            start = place
    return result


def _with_tables(lines: list[Line], raw: list[str]) -> list[Line]:
    """Put the cells of tables in the place of the lines that hold them."""
    rows = [_row(line, text) for line, text in zip(lines, raw, strict=True)]
    result: list[Line] = []
    place = 0
    for start, end, cells in find_tables(rows):
        result.extend(_with_columns(lines[place:start], raw[place:start]))
        result.extend(cells)
        place = end
    return result + _with_columns(lines[place:], raw[place:])


def _with_columns(lines: list[Line], raw: list[str]) -> list[Line]:
    """Read columns that stand side by side one after the other."""
    pieces = [piece for line, text in zip(lines, raw, strict=True) for piece in _wide(line, text)]
    columns = columns_of(with_bullets(pieces))
    if len(columns) < 2:
        return lines
    pages = {line.number: line.page for line in lines}
    return [line for column in columns for line in _column(column, pages)]


def _wide(line: Line, text: str) -> list[Segment]:
    """Cut a line at wide white space; a letter counts as one step and a line as two."""
    return [
        Segment(
            found.group(), STEP * found.start(), STEP * found.end(), STEP * 2 * line.number, STEP
        )
        for found in (_APART if len(text) <= MAX_ROW else _WHOLE).finditer(text.expandtabs(4))
    ]


def _column(column: list[Segment], pages: dict[int, int | None]) -> list[Line]:
    lines: list[Line] = []
    left = min(piece.x0 for piece in column)
    for row in rows_of(column):
        number = round(row[0].y / STEP / 2)
        gap = not lines or number > lines[-1].number + 1
        text = "   ".join(piece.text for piece in row)
        lines.append(Line(text, pages[number], number, gap, (row[0].x0 - left) / STEP))
    return lines


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
