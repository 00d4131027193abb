"""Tables with goals or actions: found by their header row and turned into lines per cell."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from openveiligheid.plan.reader.bullets import bullet_of
from openveiligheid.plan.reader.labels import label_of
from openveiligheid.plan.reader.lines import CLOSED, Line, fold, starts_inside
from openveiligheid.plan.reader.repair import clean
from openveiligheid.plan.reader.segments import Segment

MAX_HEADER = 60
SLACK = 6.0
_TOPIC = re.compile(
    r"(?:veiligheids)?(?:thema|prioriteit|onderwerp|speerpunt)'?s?|prioriteiten|onderwerpen|themas"
)
_COUNT = re.compile(r"(?:nr|nummer|#|no)\.?")


@dataclass(slots=True)
class TableRow:
    """One printed row; exact means that its cells are marked and it is a whole row."""

    cells: list[Segment]
    page: int | None
    number: int
    gap: bool = False
    exact: bool = False


@dataclass(slots=True)
class _Column:
    start: float
    end: float
    title: str
    kind: str
    rows: list[list[Line]] = field(default_factory=list)
    is_list: bool = False


def find_tables(rows: list[TableRow]) -> list[tuple[int, int, list[Line]]]:
    """Give for each table its first row, the row after it, and its cells as lines."""
    found: list[tuple[int, int, list[Line]]] = []
    start = 0
    while start < len(rows):
        columns = _header(rows[start])
        if not columns or _are_page_columns(columns, rows[max(0, start - 4) : start]):
            start += 1
            continue
        end = _fill(columns, rows, start)
        if any(_is_label(cell.text) for row in rows[start + 1 : end] for cell in row.cells):
            start += 1
            continue
        lines = _lines(columns, rows[start])
        if lines:
            found.append((start, end, lines))
        start = max(end, start + 1)
    return found


def _header(row: TableRow) -> list[_Column]:
    cells = [cell for cell in row.cells if cell.text.strip()]
    if len(cells) < 2 or any(len(cell.text) > MAX_HEADER for cell in cells):
        return []
    titles = [fold(clean(cell.text)) for cell in cells]
    if len(set(titles)) < len(titles):
        return []
    kinds = [_kind(clean(cell.text)) for cell in cells]
    if not any(kind in ("goal", "action", "objective") for kind in kinds) or "" in kinds:
        return []
    ends = [*(cell.x0 for cell in cells[1:]), float("inf")]
    return [
        _Column(cell.x0, end, cell.text, kind)
        for cell, end, kind in zip(cells, ends, kinds, strict=True)
    ]


def _are_page_columns(columns: list[_Column], above: list[TableRow]) -> bool:
    """Tell whether the rows above stand in the same columns, so that the page has columns."""
    beside = [
        row
        for row in above
        if not row.exact and any(abs(cell.x0 - columns[1].start) < 15 for cell in row.cells)
    ]
    return len(beside) >= 2


def _is_label(text: str) -> bool:
    label = label_of(text)
    return label is not None and not label.rest and label.kind != "other"


def _kind(title: str) -> str:
    """Give what a column holds: theme, a kind of objective, other; empty when it is no header."""
    name = fold(title).strip(" .:*_?-").replace("’", "'")
    if _TOPIC.fullmatch(name):
        return "theme"
    if _COUNT.fullmatch(name):
        return "other"
    label = label_of(title.strip("*_ "))
    if label and not label.rest:
        return label.kind
    return "other" if len(name.split()) <= 2 and name.isalpha() and len(name) > 2 else ""


def _fill(columns: list[_Column], rows: list[TableRow], start: int) -> int:
    """Put the cells below the header in their columns; give the first row after the table."""
    place = start + 1
    while place < len(rows):
        row = rows[place]
        if row.exact != rows[start].exact or not _fits(columns, row, rows[place - 1]):
            break
        if not all(set(cell.text) <= set("-—:= ") for cell in row.cells):
            _put(columns, row, is_first=not columns[0].rows)
        place += 1
    return place


def _fits(columns: list[_Column], row: TableRow, above: TableRow) -> bool:
    if row.page != above.page and not row.exact:
        return False
    if row.exact:
        return True
    if row.gap and len(row.cells) == 1 and row.cells[0].text.strip(" -–|").isdigit():
        return False
    placed = [_column_of(columns, cell) for cell in row.cells]
    if any(column is None for column in placed):
        return False
    if not row.gap or len(row.cells) > 1 or placed[0] is not columns[0]:
        return True
    cell = row.cells[0]
    return cell.size > 0 and abs(cell.x0 - columns[0].start) < 1 and not cell.bold


def _column_of(columns: list[_Column], cell: Segment) -> _Column | None:
    for column in reversed(columns):
        if cell.x0 >= column.start - SLACK:
            return column if cell.x1 <= column.end + SLACK else None
    return None


def _put(columns: list[_Column], row: TableRow, is_first: bool) -> None:
    filled: dict[int, Segment] = {}
    for cell in row.cells:
        place = id(_column_of(columns, cell))
        filled[place] = _together(filled[place], cell) if place in filled else cell
    lead = filled.get(id(columns[0]))
    new = is_first or row.gap or (row.exact and lead is not None)
    if lead is not None and columns[0].kind in ("theme", "other") and not starts_inside(lead.text):
        new = new or len(filled) > 1
    for column in columns:
        if new:
            column.rows.append([])
        printed = filled.get(id(column))
        if printed and printed.text.strip():
            line = Line(
                printed.text.strip(), row.page, row.number, size=printed.size, bold=printed.bold
            )
            line.gap = _starts_point(column, line)
            line.cell = "point"
            column.rows[-1].append(line)


def _together(first: Segment, second: Segment) -> Segment:
    text = f"{first.text} {second.text}"
    return Segment(text, first.x0, second.x1, first.y, second.size, first.bold and second.bold)


def _starts_point(column: _Column, line: Line) -> bool:
    if bullet_of(line.text):
        column.is_list = True
        return True
    above = column.rows[-1]
    if column.is_list or not above:
        return not column.is_list
    return above[-1].text.endswith((*CLOSED, ";")) and not starts_inside(line.text)


def _lines(columns: list[_Column], header: TableRow) -> list[Line]:
    """Give the cells as lines: per row under its theme, or per column when there is none."""
    topic = next((column for column in columns if column.kind == "theme"), None)
    kept = [column for column in columns if column.kind in ("goal", "action", "objective")]
    lines: list[Line] = []
    rows = len(columns[0].rows)
    groups = [[row] for row in range(rows)] if topic else [list(range(rows))]
    for group in groups:
        if topic and (title := " ".join(line.text for line in topic.rows[group[0]])):
            first = topic.rows[group[0]][0]
            lines.append(_made(title, first.page, first.number, "theme", first.size))
        for column in kept:
            points = [line for row in group for line in column.rows[row]]
            if points:
                lines.append(
                    _made(column.title, header.page, header.number, "label", points[0].size)
                )
                lines.extend(points)
    return lines


def _made(text: str, page: int | None, number: int, cell: str, size: float) -> Line:
    line = Line(text.strip("*_ "), page, number, gap=True, size=size)
    line.cell = cell
    return line
