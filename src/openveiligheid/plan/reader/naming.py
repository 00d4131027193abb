"""Finding the title of the plan and the years for which it holds."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace

from openveiligheid.plan.reader import flags
from openveiligheid.plan.reader.lines import Line, key
from openveiligheid.plan.reader.repair import Words

FIRST_LINES = 40
_PLAN = (
    r"(?:(?:integra(?:al|le)|regiona(?:al|le)|loka(?:al|le)|gezamenlijke?|gemeentelijke?)\s+)*"
    r"(?:veiligheids(?:-\s?)?(?:plan|visie|beleid|nota|programma|beleidsplan|agenda|strategie)"
    r"|veiligheidskader|meerjaren(?:beleids)?plan (?:integrale )?veiligheid"
    r"|visie (?:op )?(?:integrale )?veiligheid"
    r"|(?:kader)?nota (?:integrale )?veiligheid|beleidsplan (?:integrale )?veiligheid"
    r"|beleidsplan openbare orde en veiligheid|uitvoeringsplan (?:integrale )?veiligheid|ivp)"
)
_SPAN = r"(?P<first>20\d\d)\s*(?:-|–|—|/|t/m|tot en met|tot|en|\s)\s*(?P<last>20\d\d|\d\d)\b"
_NAMED = re.compile(rf"{_PLAN}(?P<between>[^.;\n]{{0,60}}?)\(?{_SPAN}\)?", re.IGNORECASE)
_TITLE_WORDS = re.compile(_PLAN, re.IGNORECASE)
_YEARS = re.compile(_SPAN)
_TERM = re.compile(r"looptijd|planperiode|beleidsperiode|periode|jaren|geldt|geldig", re.IGNORECASE)


@dataclass(slots=True)
class Naming:
    """The name of the plan and its years, as far as they were found."""

    title: str
    year_from: int | None = None
    year_to: int | None = None
    flags: list[str] = field(default_factory=list)


def name_plan(lines: list[Line], words: Words, metadata: str = "") -> Naming:
    """Find the title and the period; what is missing or unsure is flagged."""
    paragraphs = _joined(lines, words)
    span, sure = _span(lines, paragraphs)
    title = _title(lines, metadata, span, paragraphs)
    naming = Naming(title or flags.UNTITLED, *(span or (None, None)))
    if not title:
        naming.flags.append(flags.NO_TITLE)
    if not span:
        naming.flags.append(flags.NO_PERIOD)
    elif not sure:
        naming.flags.append(flags.PERIOD_UNSURE)
    return naming


def is_plan_name(text: str) -> bool:
    """Tell whether a heading is the name of a plan with its years."""
    return bool(_TITLE_WORDS.search(text)) and bool(_YEARS.search(text))


def _joined(lines: list[Line], words: Words) -> list[str]:
    """Join lines two by two, so that a name over two lines is found."""
    pairs = zip(lines, [*lines[1:], Line("", None, 0)], strict=True)
    return [
        words.mend(words.join(line.text, after.text))
        for line, after in pairs
        if len(line.text) < 1000
    ]


def _years(found: re.Match[str]) -> tuple[int, int] | None:
    first, last = int(found["first"]), found["last"]
    end = int(last) if len(last) == 4 else first // 100 * 100 + int(last)
    return (first, end) if 0 < end - first <= 12 else None


def _span(lines: list[Line], pairs: list[str]) -> tuple[tuple[int, int] | None, bool]:
    """Give the years that the plan names most with its own name, or else near 'looptijd'."""
    named: Counter[tuple[int, int]] = Counter()
    loose: Counter[tuple[int, int]] = Counter()
    for place, pair in enumerate(pairs):
        weight = 3 if place < FIRST_LINES else 1
        for found in _NAMED.finditer(pair[:1200]):
            if years := _years(found):
                named[years] += weight
        for found in _YEARS.finditer(pair[:1200]):
            if years := _years(found):
                near = _TERM.search(pair[max(0, found.start() - 60) : found.end() + 20])
                loose[years] += 2 * weight if near else (weight if place < FIRST_LINES else 0)
    for counts in (named, loose):
        ranked = [(years, count) for years, count in counts.most_common() if count]
        if ranked:
            first = ranked[0]
            rival = ranked[1][1] if len(ranked) > 1 else 0
            return first[0], counts is named and first[1] > rival
    return None, False


def _title(lines: list[Line], metadata: str, span: tuple[int, int] | None, pairs: list[str]) -> str:
    top = _blocks([line for line in lines[:FIRST_LINES] if (line.page or 1) <= 2])
    with_name = [block for block in top if _is_title(block.text)]
    if with_name:
        biggest = max(with_name, key=lambda block: block.size)
        return _completed(biggest, lines, span)
    if _TITLE_WORDS.search(metadata) and len(metadata) < 150:
        return metadata.strip()
    return _most_written(pairs, span)


def _blocks(lines: list[Line]) -> list[Line]:
    """Join lines of the same big letters on the first pages: a title often takes more lines."""
    blocks: list[Line] = []
    for line in lines:
        last = blocks[-1] if blocks else None
        if last and last.size and last.page == line.page and abs(last.size - line.size) < 0.1:
            last.text = f"{last.text} {line.text}"
            continue
        blocks.append(replace(line))
    return blocks


def _is_title(text: str) -> bool:
    """Tell whether a line on the first pages is a title and not a sentence."""
    found = _TITLE_WORDS.search(text)
    return (
        bool(found)
        and text[:1].isupper()
        and not text.rstrip().endswith((".", ",", ";"))
        and (found.start() <= 25 if found else False)
        and len(text.split()) <= 9
    )


def _completed(line: Line, lines: list[Line], span: tuple[int, int] | None) -> str:
    """Add the years to a title when they stand on the line below it."""
    title = line.text.lstrip("# ").strip()
    if title.isupper():
        title = title.capitalize()
    place = next(index for index, other in enumerate(lines) if other.number == line.number)
    below = lines[place + 1].text if place + 1 < len(lines) else ""
    if span and not _YEARS.search(title) and len(below) <= 60 and _YEARS.search(below):
        title = f"{title} {below.strip()}"
    return title


def _most_written(pairs: list[str], span: tuple[int, int] | None) -> str:
    """Give the name with years that the text itself uses most."""
    names: Counter[str] = Counter()
    written: dict[str, str] = {}
    for pair in pairs:
        for found in _NAMED.finditer(pair[:1200]):
            if _years(found) == span and len(found["between"]) <= 25:
                names[key(found[0])] += 1
                written.setdefault(key(found[0]), found[0].strip())
    if not names:
        return ""
    name = written[max(names, key=lambda found: (names[found], -len(found)))]
    return name[:1].upper() + name[1:]
