"""Taking out what is on the pages but not in the plan: page numbers, headers, notes, contents."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

from openveiligheid.plan.reader.labels import label_of
from openveiligheid.plan.reader.lines import Line, is_open, key, starts_inside

NOTE_REACH, NOTE_AHEAD = 150, 60
MAX_CONTENTS = 400
_PAGE_NUMBER = re.compile(
    r"[-–|\s]*(?:(?:pagina|pag\.?|blz\.?|p\.)\s*)?\d{1,3}(?:\s*(?:/|van|\|)\s*\d{1,3})?[-–|\s]*",
    re.IGNORECASE,
)
_MARK = re.compile(r"(?:[^\W\d_]{2}|[)”\"’%][.,]?|[^\W\d_]{2}[.,;:])\[?(\d{1,2})\]?(?=[\s.,;:)]|$)")
_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_NOTE = re.compile(r"\[?(\d{1,2})\]?\s+(\S.*)", re.DOTALL)
_SMALL_NOTE = re.compile(r"\[?(\d{1,2})\]?\s*([^\W\d].*)", re.DOTALL)
_CONTENTS = re.compile(r"(?:inhoud|inhoudsopgave|inhoudstafel|table of contents)", re.IGNORECASE)
_LEADER = re.compile(r"(?:\.\s?){3,}\d{1,3}$|…+\s?\d{1,3}$|_{3,}\s?\d{1,3}$|(?:\. ?){12,}$")
_LAST_NUMBER = re.compile(r"(.*\S)\s+(\d{1,3})")


def without_furniture(lines: list[Line]) -> list[Line]:
    """Give the lines that belong to the plan's own text."""
    running = _running(lines)
    kept = [line for line in lines if id(line) not in running]
    kept = _without_page_numbers(kept)
    return without_notes(without_contents(kept))


def _drop(lines: list[Line], dropped: set[int]) -> list[Line]:
    """Leave out lines by position; what follows a left-out line stands apart."""
    kept: list[Line] = []
    cut = False
    for position, line in enumerate(lines):
        if position in dropped:
            cut = True
            continue
        line.gap = line.gap or cut
        cut = False
        kept.append(line)
    return kept


def _without_page_numbers(lines: list[Line]) -> list[Line]:
    return _drop(
        lines,
        {
            position
            for position, line in enumerate(lines)
            if len(line.text) <= 24 and not line.cell and _PAGE_NUMBER.fullmatch(line.text)
        },
    )


def _running(lines: list[Line]) -> set[int]:
    """Find headers and footers: the same words at the edge of many pages."""
    pages: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        pages[line.page or 0].append(line)
    counted = {id(line) for line in lines if line.page and _edge_number(line.text) == line.page}
    if len(pages) < 3:
        return _running_without_pages(lines) | counted
    seen: dict[str, list[Line]] = defaultdict(list)
    for page_lines in pages.values():
        for line in {id(edge): edge for edge in page_lines[:3] + page_lines[-3:]}.values():
            if len(line.text) <= 120 and any(sign.isalpha() for sign in line.text):
                seen[_masked(line.text)].append(line)
    least = max(3, len(pages) // 4)
    return counted | {
        id(line)
        for edges in seen.values()
        if len({edge.page for edge in edges}) >= least and not label_of(edges[0].text)
        for line in edges
    }


def _masked(text: str) -> str:
    return re.sub(r"\d+", "#", key(text))


def _running_without_pages(lines: list[Line]) -> set[int]:
    """Find repeated lines beside page numbers, or with a page number in them that goes up."""
    beside: dict[str, list[Line]] = defaultdict(list)
    counted: dict[str, list[tuple[int, Line]]] = defaultdict(list)
    for position, line in enumerate(lines):
        if len(line.text) > 120 or label_of(line.text):
            continue
        around = lines[max(0, position - 1) : position + 2]
        if any(other is not line and _PAGE_NUMBER.fullmatch(other.text) for other in around):
            beside[key(line.text)].append(line)
        if (found := _edge_number(line.text)) is not None:
            counted[_masked(line.text)].append((found, line))
    running = {id(line) for same in beside.values() if len(same) >= 3 for line in same}
    for same in counted.values():
        numbers = [number for number, _ in same]
        if len(same) >= 3 and numbers == sorted(set(numbers)):
            running |= {id(line) for _, line in same}
    return running


def _edge_number(text: str) -> int | None:
    """Give the page number in a footer such as 'Veiligheidsplan | 12' or '12 | Gemeente'."""
    found = re.fullmatch(
        r"(\d{1,3})\s*[|–-]\s*\D.*|.*\D\s*(?:[|–]|pagina|blz\.?)\s*(\d{1,3})(?: van \d+)?", text
    )
    return int(found[1] or found[2]) if found else None


def without_notes(lines: list[Line]) -> list[Line]:
    """Leave out footnotes and take their marks off the words."""
    body = _body_size(lines)
    marks = _marks(lines)
    dropped: set[int] = set()
    open_note: Line | None = None
    for position, line in enumerate(lines):
        is_small = bool(body) and line.size < body * 0.9
        found = (_SMALL_NOTE if is_small else _NOTE).fullmatch(line.text)
        if found:
            near = [
                m for m in marks.get(found[1], []) if -NOTE_AHEAD < position - m[0] < NOTE_REACH
            ]
            if _is_note(found, bool(near), is_small):
                dropped.add(position)
                open_note = line
                if near:
                    nearest = min(near, key=lambda mark: abs(position - mark[0]))
                    marks[found[1]].remove(nearest)
                    _unmark(lines, nearest)
                continue
        goes_on = open_note is not None and not line.gap and (is_small or _runs_on(open_note, line))
        open_note = line if goes_on else None
        if goes_on:
            dropped.add(position)
    return _drop(lines, dropped)


def _marks(lines: list[Line]) -> dict[str, list[tuple[int, int]]]:
    """Give for each number where it stands as a mark on a word."""
    marks: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for position, line in enumerate(lines):
        line.text = line.text.translate(_SUPERSCRIPT)
        for mark in _MARK.finditer(line.text):
            marks[mark[1]].append((position, mark.start(1)))
    return marks


def _is_note(found: re.Match[str], marked: bool, is_small: bool) -> bool:
    text = found[2]
    if is_small:
        return marked or text[0].isupper()
    prose = len(text) > 45 or text.endswith(".") or len(text.split()) > 6
    return text.startswith(("http", "www.")) or (marked and prose)


def _runs_on(note: Line, line: Line) -> bool:
    """Tell whether a line in a text goes on with the note above it."""
    if "http" in note.text or re.match(r"\d{1,2}(?:\.\d{1,2})+\.?\s", line.text):
        return False
    return is_open(note.text) and (starts_inside(line.text) or not is_open(line.text))


def _unmark(lines: list[Line], mark: tuple[int, int]) -> None:
    """Take the mark of a note off the word that carries it."""
    line, start = lines[mark[0]], mark[1]
    line.text = line.text[:start].rstrip("[") + re.sub(r"^\d+\]?", "", line.text[start:])


def _body_size(lines: list[Line]) -> float:
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def without_contents(lines: list[Line]) -> list[Line]:
    """Leave out the table of contents."""
    dropped = {position for position, line in enumerate(lines) if _LEADER.search(line.text)}
    later = Counter(_entry(line.text) for line in lines)
    for position, line in enumerate(lines):
        if _CONTENTS.fullmatch(line.text.strip(" :.")):
            dropped |= _contents_after(lines, position, later)
    dropped |= _numbered_runs(lines)
    return _drop(lines, dropped)


def _entry(text: str) -> str:
    """Give a line of contents without its page number, as a key."""
    found = _LAST_NUMBER.fullmatch(_LEADER.sub("", text).strip())
    return key(found[1] if found else _LEADER.sub("", text))


def _contents_after(lines: list[Line], start: int, later: Counter[str]) -> set[int]:
    """Take the entries under 'Inhoud': each ends on a page number or comes back further on."""
    dropped, seen, misses = {start}, set[str](), 0
    for position in range(start + 1, min(len(lines), start + MAX_CONTENTS)):
        line = lines[position]
        entry = _entry(line.text)
        if entry in seen and position not in dropped and not _LEADER.search(line.text):
            break
        seen.add(entry)
        numbered = bool(_LAST_NUMBER.fullmatch(line.text)) or bool(_LEADER.search(line.text))
        if numbered or later[entry] > 1:
            dropped |= set(range(position - misses, position + 1))
            misses = 0
        elif misses >= 2 or len(line.text) > 110 or line.text.endswith("."):
            break
        else:
            misses += 1
    return dropped


def _numbered_runs(lines: list[Line]) -> set[int]:
    """Find contents without that heading: six or more lines in a row on rising page numbers."""
    dropped: set[int] = set()
    run: list[int] = []
    last = 0
    for position, line in enumerate([*lines, Line("", None, 0)]):
        found = _LAST_NUMBER.fullmatch(line.text) if len(line.text) <= 120 else None
        number = int(found[2]) if found else -1
        if found and number >= last and number < 400:
            run.append(position)
            last = number
            continue
        if len(run) >= 5:
            dropped |= set(run)
        run, last = ([position], number) if found else ([], 0)
    return dropped
