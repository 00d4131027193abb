"""Finding headings: by number, name ('Prioriteit 1'), bookmark, font, or how they stand."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise

from openveiligheid.plan.reader import flags
from openveiligheid.plan.reader.bullets import bullet_of
from openveiligheid.plan.reader.labels import is_generic, label_of
from openveiligheid.plan.reader.lines import CLOSED, Line, ends_halfway, is_open, key, starts_inside
from openveiligheid.plan.reader.numbering import Candidate, Number, numbered_headings
from openveiligheid.plan.reader.repair import Words

MAX_TITLE = 90
QUOTES = '“„"‘«'
MAX_MORE_LINES = 3
_NAMED = re.compile(
    r"(?P<word>prioriteit|thema|speerpunt|hoofdthema|deelthema|subthema|veiligheidsveld|veiligheidsthema|veld"
    r"|programma|programmalijn|pijler|opgave|domein|cluster|actielijn|lijn|focusthema|focuspunt|bijlage|deel)"
    r"\s+(?P<number>\d{1,2}(?:\.\d{1,2}){0,2}|[IVX]{1,4}|[A-H])\b\s*[.:|–-]?\s*(?P<title>.*)",
    re.IGNORECASE,
)
_LETTERED = re.compile(r"(?P<number>[A-H]|[IVX]{1,4})[.)]\s+(?P<title>[A-Z].*)")
_MARKED = re.compile(r"(?P<depth>#{1,6})\s+(?P<title>\S.*?)\s*#*")
_PREFIX = re.compile(
    r"(?:prioriteit|(?:veiligheids)?thema|speerpunt|(?:veiligheids)?veld)\s*[:–-]\s+|VELD\s+(?=[A-Z]{3})",
    re.IGNORECASE,
)
_CODED = re.compile(
    r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,2}\.?[a-zA-Z]?|[A-Z]\.?\d{1,2}|[IVX]{1,4}\.\d{1,2})[.):]?\s+(?P<title>[A-Z].*)"
)
_FIELD_WORDS = frozenset(
    ["veiligheidsveld", "veld", "programma", "pijler", "domein", "deel", "cluster", "bijlage"]
)


@dataclass(slots=True)
class Heading:
    """A heading: where it stands, how it looks, and what it says."""

    start: int
    end: int
    title: str
    number: str
    style: tuple[str, ...]
    depth: int = 0
    digits: Number = ()
    size: float = 0.0
    bold: bool = False
    page: int | None = None
    line: int = 0
    holds: bool = False
    flags: list[str] = field(default_factory=list)

    @property
    def is_numbered(self) -> bool:
        return bool(self.digits)


def find_headings(lines: list[Line], words: Words) -> list[Heading]:
    """Give the headings in the order of the source."""
    body = body_size(lines)
    numbered = numbered_headings(lines, body)
    found: dict[int, Heading] = {}
    position = 0
    styled_enough = _has_styles(lines, body)
    while position < len(lines):
        heading = _heading_at(lines, position, numbered, body, styled_enough, found)
        if heading:
            _take_more_lines(heading, lines, numbered, words)
            found[position] = heading
            position = heading.end
        else:
            position += 1
    headings = list(found.values())
    for heading in headings:
        _take_name_off(heading)
    _note_holders(headings)
    headings = [heading for heading in headings if _is_kept(heading)]
    _flag_order(headings)
    return headings


def _note_holders(headings: list[Heading]) -> None:
    """Note which headings hold other headings, though their words are those of a box."""
    counts = same_titles(headings)
    after: Heading | None = None
    for heading in reversed(headings):
        if label_of(heading.title) is None:
            after = heading
        elif after is not None:
            heading.holds = _holds(heading, after, counts[key(heading.title)])


def _holds(heading: Heading, after: Heading, count: int) -> bool:
    """Tell whether the next real heading stands under this one."""
    if heading.style[0] == after.style[0] and heading.style[0] in ("number", "outline", "mark"):
        return after.depth > heading.depth
    if heading.size and after.size:
        return heading.size > after.size * 1.03
    return count == 1 and is_generic(heading.title) and heading.style != after.style


def _is_kept(heading: Heading) -> bool:
    """Tell whether a heading is one; the words of a box without number are left to the blocks."""
    label = label_of(heading.title)
    return label is None or heading.is_numbered or heading.holds or label.kind == "other"


def _take_name_off(heading: Heading) -> None:
    """Read 'Thema 2: Jeugd' and 'Prioriteit: Jeugd' in a title as a name and the title itself."""
    match = _NAMED.fullmatch(heading.title)
    if match and match["title"] and not starts_inside(match["title"]):
        heading.number = heading.number or match["number"]
        heading.title = match["title"]
    heading.title = _PREFIX.sub("", heading.title)
    if (coded := _CODED.fullmatch(heading.title)) and not heading.number:
        heading.number, heading.title = coded["number"], coded["title"]


def body_size(lines: list[Line]) -> float:
    """Give the font size that most of the text has; 0 for a plain text."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _has_styles(lines: list[Line], body: float) -> bool:
    if not body:
        return False
    return sum(1 for line in lines if line.outline or _font_stands_out(line, body)) >= 4


def _font_stands_out(line: Line, body: float) -> bool:
    return line.size >= body * 1.08 or (line.bold and line.size >= body * 0.95)


def _heading_at(
    lines: list[Line],
    position: int,
    numbered: dict[int, Candidate],
    body: float,
    styled: bool,
    found: dict[int, Heading],
) -> Heading | None:
    line = lines[position]
    if candidate := numbered.get(position):
        return _from_number(line, position, candidate)
    if line.cell == "theme":
        return _made(line, position, line.text, ("table",))
    label = label_of(line.text)
    if len(line.text) > MAX_TITLE + 30 or line.cell or (label and label.rest):
        return None
    named = (
        _marked(lines, position)
        or _named(lines, position)
        or _lettered(lines, position)
        or _coded(lines, position)
    )
    if named or styled or line.outline:
        return named or _by_font(lines, position, body)
    return _by_stand(lines, position, found)


def _made(
    line: Line, position: int, title: str, style: tuple[str, ...], number: str = ""
) -> Heading:
    return Heading(
        position, position + 1, title.strip(), number, style,
        size=line.size, bold=line.bold, page=line.page, line=line.number,
    )  # fmt: skip


def _from_number(line: Line, position: int, candidate: Candidate) -> Heading:
    number = ".".join(str(part) for part in candidate.number)
    heading = _made(line, position, candidate.title, ("number", str(len(candidate.number))), number)
    heading.digits, heading.depth = candidate.number, len(candidate.number)
    return heading


def _marked(lines: list[Line], position: int) -> Heading | None:
    match = _MARKED.fullmatch(lines[position].text)
    if not match:
        return None
    heading = _made(lines[position], position, match["title"].strip("*_ "), ("mark",))
    heading.depth = len(match["depth"])
    return heading


def _named(lines: list[Line], position: int) -> Heading | None:
    line = lines[position]
    match = _NAMED.fullmatch(line.text)
    if not match or line.text.endswith((".", ";", ",")) or not line.text[0].isupper():
        return None
    if not line.gap and position and is_open(lines[position - 1].text) and not line.bold:
        return None
    title = match["title"].strip()
    rank = "field" if match["word"].lower() in _FIELD_WORDS else "theme"
    if title and starts_inside(title):
        return None
    caps = "caps" if line.text.isupper() else "plain"
    return _made(
        line, position, title, ("named", rank, match["word"].lower(), caps), match["number"]
    )


def _lettered(lines: list[Line], position: int) -> Heading | None:
    line = lines[position]
    match = _LETTERED.fullmatch(line.text)
    if not match or not line.gap or not _reads_as_title(match["title"]):
        return None
    roman = "roman" if set(match["number"]) <= set("IVX") and match["number"] != "C" else "letter"
    return _made(line, position, match["title"], ("letter", roman), match["number"])


def _coded(lines: list[Line], position: int) -> Heading | None:
    """Recognise 'II.1 Buurtproblemen', 'A1 Overlast' and '3.a Inbraak' in a plain text."""
    line = lines[position]
    match = _CODED.fullmatch(line.text)
    if (
        line.size
        or not match
        or not re.search(r"[A-Za-z]", match["number"])
        or not _reads_as_title(match["title"])
    ):
        return None
    before = lines[position - 1] if position else None
    if before and not line.gap and is_open(before.text):
        return None
    shape = re.sub(r"[IVX]+(?=\.)|[A-Z]", "A", re.sub(r"\d+", "1", match["number"]))
    return _made(line, position, match["title"], ("coded", shape), match["number"])


def _reads_as_title(text: str) -> bool:
    words = text.split()
    if not 1 <= len(words) <= 11 or len(text) > MAX_TITLE or len(text) < 3:
        return False
    if text.endswith((*CLOSED[:2], ",", ";", ":", "-")) or ends_halfway(text):
        return False
    first = text.lstrip("‘’'\"“”(")[:1]
    return bool(first) and (first.isupper() or first.isdigit()) and any(s.isalpha() for s in text)


def _by_font(lines: list[Line], position: int, body: float) -> Heading | None:
    line = lines[position]
    stands_out = line.outline or _font_stands_out(line, body)
    if not stands_out or bullet_of(line.text) or len(line.text) < 3:
        return None
    if not line.outline and line.text.endswith((".", ";", ",")) and line.size < body * 1.3:
        return None
    if (
        line.text[0] in QUOTES
        or starts_inside(line.text)
        or not any(sign.isalpha() for sign in line.text)
    ):
        return None
    same_size = line.size < body * 1.08
    before = lines[position - 1] if position else None
    if same_size and not line.gap and before and before.bold and is_open(before.text):
        return None
    caps = "caps" if line.text.isupper() else "plain"
    style = ("outline",) if line.outline else ("font", f"{line.size:.1f}", str(line.bold), caps)
    heading = _made(line, position, line.text.rstrip(":"), style)
    heading.depth = line.outline
    heading.flags.append(flags.UNNUMBERED) if not line.outline else None
    return heading


def _by_stand(lines: list[Line], position: int, found: dict[int, Heading]) -> Heading | None:
    """Recognise a short line that stands apart, or that its writer ended early."""
    line = lines[position]
    if not _reads_as_title(line.text) or bullet_of(line.text) or position + 1 >= len(lines):
        return None
    after = lines[position + 1]
    if not line.gap and not _ends_early(lines, position, found):
        return None
    if position and not _is_closed_before(lines[position - 1], position, found):
        return None
    if starts_inside(after.text) and not bullet_of(after.text):
        return None
    if not after.gap and len(after.text) <= len(line.text) and not _opens_content(after):
        return None
    style = ("stand", "caps" if line.text.isupper() else "plain")
    heading = _made(line, position, line.text, style)
    heading.flags.append(flags.UNNUMBERED)
    return heading


def _ends_early(lines: list[Line], position: int, found: dict[int, Heading]) -> bool:
    """Tell whether a line without white above it is a title: short, after a full stop or point."""
    line, before = lines[position], lines[position - 1] if position else None
    after = lines[position + 1]
    if before is None or line.size or after.gap or len(line.text) > 60:
        return False
    width = max(len(other.text) for other in lines[max(0, position - 8) : position + 9])
    word = after.text.split(" ", 1)[0]
    fits = len(line.text) + len(word) + 1 < 0.8 * width and len(after.text) > 0.6 * width
    under = bool(found) and next(reversed(found.values())).end == position
    ended = under or not is_open(before.text) or bool(bullet_of(before.text))
    return fits and ended and not ends_halfway(before.text) and not _opens_content(after)


def _opens_content(line: Line) -> bool:
    return bool(bullet_of(line.text) or label_of(line.text))


def _is_closed_before(before: Line, position: int, found: dict[int, Heading]) -> bool:
    if found and next(reversed(found.values())).end == position:
        return True
    if ends_halfway(before.text):
        return False
    label = label_of(before.text)
    if label and not label.rest:
        return False
    return not is_open(before.text) or bool(bullet_of(before.text)) or len(before.text) < 60


def _take_more_lines(
    heading: Heading, lines: list[Line], numbered: dict[int, Candidate], words: Words
) -> None:
    """Add the lines over which the title runs on."""
    first = lines[heading.start]
    if first.cell or label_of(heading.title):
        return
    while heading.end < len(lines) and heading.end - heading.start <= MAX_MORE_LINES:
        line = lines[heading.end]
        if heading.end in numbered or bullet_of(line.text) or not _runs_on(heading, first, line):
            break
        heading.title = words.join(heading.title, line.text)
        heading.end += 1


def _runs_on(heading: Heading, first: Line, line: Line) -> bool:
    if not heading.title:
        return _reads_as_title(line.text)
    label = label_of(line.text)
    if len(line.text) > MAX_TITLE or (label and (not label.rest) and not starts_inside(line.text)):
        return False
    broken = heading.title.endswith("-") or ends_halfway(heading.title)
    same_look = abs(first.size - line.size) < 0.3 and first.bold == line.bold
    if first.size and not same_look:
        return False
    if line.gap:
        return broken and (starts_inside(line.text) or heading.title.endswith("-"))
    if first.size and heading.style[0] in ("font", "outline"):
        return True
    inside = starts_inside(line.text) or line.text.startswith("(")
    return inside or broken


def _flag_order(headings: list[Heading]) -> None:
    """Flag numbered headings that stand before a lower number or after a higher one."""
    numbered = [found for found in headings if found.is_numbered]
    highest: Number = ()
    late = set[int]()
    for heading in numbered:
        if heading.digits < highest:
            late.add(id(heading))
        highest = max(highest, heading.digits)
    lowest: Number = (99,)
    for heading in reversed(numbered):
        if heading.digits > lowest:
            late.add(id(heading))
        lowest = min(lowest, heading.digits)
    places = [place for place, heading in enumerate(numbered) if id(heading) in late]
    for first, second in pairwise(places):
        if second - first <= 3:
            late |= {id(heading) for heading in numbered[first:second]}
    for heading in numbered:
        if id(heading) in late:
            heading.flags.append(flags.OUT_OF_ORDER)


def same_titles(headings: list[Heading]) -> Counter[str]:
    """Count how often each title comes back."""
    return Counter(key(heading.title) for heading in headings)
