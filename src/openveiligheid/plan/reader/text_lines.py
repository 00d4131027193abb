"""From a plain text to lines."""

from __future__ import annotations

import re

from openveiligheid.plan.reader.errors import TOO_LONG, UnreadablePlan
from openveiligheid.plan.reader.files import MAX_TEXT
from openveiligheid.plan.reader.lines import Line
from openveiligheid.plan.reader.proposal import SourceLine

MAX_LINES = 200_000
PARAGRAPH_WIDTH = 160
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
    gap = True
    for number, row in enumerate(rows, start=1):
        if page is not None and "\f" in row:
            page, gap = page + row.count("\f"), True
        shown = row.replace("\f", "").rstrip()
        source.append(SourceLine(page, number, shown))
        if not shown.strip():
            gap = True
            continue
        flat = shown.expandtabs(4)
        indent = float(len(flat) - len(flat.lstrip()))
        lines.append(Line(flat.strip(), page, number, gap, indent))
        gap = False
    return _apart(lines), source


def _apart(lines: list[Line]) -> list[Line]:
    """Set every line apart in a text with a whole paragraph on each line."""
    long = sum(1 for line in lines if len(line.text) > PARAGRAPH_WIDTH)
    if long * 8 > len(lines) and long > 2:
        for line in lines:
            line.gap = True
    return lines
