"""From the pieces of a page to lines in reading order."""

from __future__ import annotations

from itertools import pairwise
from statistics import median

from openveiligheid.plan.reader.lines import Line
from openveiligheid.plan.reader.segments import Rows, Segment, columns_of, rows_of, with_bullets
from openveiligheid.plan.reader.tables import TableRow, find_tables

PARAGRAPH = 1.22
ROW_STEP = 1.5


def lines_of_page(segments: list[Segment], page: int) -> list[Line]:
    """Give the lines of a page, column after column; indent holds x and gap is set later."""
    lines: list[Line] = []
    rows = rows_of(segments)
    place = 0
    for start, end, cells in find_tables(_table_rows(rows, page)):
        lines.extend(_text_lines([piece for row in rows[place:start] for piece in row], page))
        lines.extend(cells)
        place = end
    lines.extend(_text_lines([piece for row in rows[place:] for piece in row], page))
    for number, line in enumerate(lines, start=1):
        line.number = number
    return lines


def _table_rows(rows: Rows, page: int) -> list[TableRow]:
    """Give the rows of a page; a gap is clearly more than most lines have above them."""
    steps = [(row[0].y - above[0].y) / max(row[0].size, 1.0) for above, row in pairwise(rows)]
    low = sorted(step for step in steps if step > 0.8)
    usual = low[len(low) // 4] if low else 1.0
    gaps = [True, *(step > max(ROW_STEP, usual * PARAGRAPH) for step in steps)]
    return [
        TableRow(row, page, number, gap)
        for number, (row, gap) in enumerate(zip(rows, gaps, strict=False), start=1)
    ]


def _text_lines(segments: list[Segment], page: int) -> list[Line]:
    lines: list[Line] = []
    for column in columns_of(with_bullets(segments)):
        left = min(piece.x0 for piece in column)
        for place, row in enumerate(rows_of(column)):
            text = "   ".join(piece.text for piece in row)
            longest = max(row, key=lambda piece: len(piece.text))
            line = Line(text, page, len(lines) + 1, place == 0, row[0].x0 - left)
            line.size, line.bold = longest.size, all(piece.bold for piece in row)
            line.y = row[0].y
            lines.append(line)
    return lines


def set_gaps(pages: list[list[Line]]) -> None:
    """Set on each line whether more white than usual stands above it."""
    steps: list[float] = []
    for page in pages:
        for above, line in pairwise(page):
            step = (line.y - above.y) / max(line.size, 1.0)
            if not line.gap and 0.8 < step < 3 and above.size == line.size:
                steps.append(step)
    usual = sorted(steps)[len(steps) // 3] if steps else 1.3
    usual = min(usual, median(steps)) if steps else usual
    for page in pages:
        for above, line in pairwise(page):
            step = (line.y - above.y) / max(min(line.size, above.size * 1.2), 1.0)
            line.gap = line.gap or step > usual * PARAGRAPH
