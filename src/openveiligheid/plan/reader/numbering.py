"""Which lines that start with a number are headings: those that fit in one numbering."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from openveiligheid.plan.reader.lines import Line, ends_halfway, starts_inside

MAX_CANDIDATES = 1500
NEAR = 110
_NUMBERED = re.compile(
    r"(?:(?P<word>hoofdstuk|paragraaf|deel)\s+)?(?P<number>\d{1,2}(?:\.\d{1,2}){0,3})(?P<dot>[.):]?)"
    r"(?:\s*[-–:|]\s*|\s+)(?P<title>\S.*)",
    re.IGNORECASE,
)

Number = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line that may be a numbered heading."""

    position: int
    number: Number
    title: str
    weight: int
    stands: bool = False


def numbered_headings(lines: list[Line], body_size: float = 0.0) -> dict[int, Candidate]:
    """Give per position the heading found there."""
    candidates = _plausible(_candidates(lines, body_size))
    if len(candidates) > MAX_CANDIDATES:
        candidates = candidates[:MAX_CANDIDATES]
    chain = _longest_chain(candidates)
    chain += _hole_fillers(candidates, chain)
    return {found.position: found for found in chain}


def _candidates(lines: list[Line], body_size: float) -> list[Candidate]:
    lists = _list_items(lines)
    found: list[Candidate] = []
    for position, line in enumerate(lines):
        match = _NUMBERED.fullmatch(line.text) if len(line.text) <= 160 else None
        if not match or position in lists or line.cell:
            continue
        number = tuple(int(part) for part in match["number"].split("."))
        if _looks_like_heading(line, match, number, lines[position + 1 : position + 2]):
            follows = lines[position + 1 : position + 2]
            body = bool(follows) and not _NUMBERED.fullmatch(follows[0].text[:160])
            styled = body_size > 0 and (line.bold or line.size > body_size * 1.05)
            title = _without_next(match["title"], number)
            stands = len(number) > 1 and line.gap and len(title) < 70 and not title.endswith(".")
            weight = 2 + 2 * body + 4 * styled
            found.append(Candidate(position, number, title, weight, stands))
    return found


def _without_next(title: str, number: Number) -> str:
    """Cut a title where a heading of another column goes on on the same line."""
    inside = re.search(rf"[;\s]+{number[0]}(?:\.\d{{1,2}}){{1,3}}\.?\s+[A-Z]", title)
    return title[: inside.start()] if inside and inside.start() > 3 else title


def _looks_like_heading(
    line: Line, match: re.Match[str], number: Number, after: list[Line]
) -> bool:
    title = match["title"]
    if not any(sign.isalpha() for sign in title) or title.endswith((";", ",")):
        return False
    if title.endswith(".") and len(title) > 50:
        return False
    inside = starts_inside(title) and not title.startswith(("(", "‘", "'"))
    plain = len(number) == 1 and not match["dot"] and not match["word"]
    if inside and (plain or not line.gap):
        return False
    if plain and not line.gap and not line.size:
        return False
    goes_on = bool(after) and not after[0].gap and starts_inside(after[0].text)
    return not (plain and goes_on and len(line.text) > 60 and not ends_halfway(title))


def _list_items(lines: list[Line]) -> set[int]:
    """Find numbered points: 1, 2, 3 close after each other."""
    items: set[int] = set()
    last_position, last_number = -99, 0
    for position, line in enumerate(lines):
        match = re.match(r"(\d{1,2})[.)]\s", line.text)
        if not match:
            continue
        number = int(match[1])
        between = lines[max(0, last_position) : position]
        close = len(between) <= 5 and all(_goes_on(*pair) for pair in pairwise(between))
        if last_number and number == last_number + 1 and close:
            items |= {last_position, position}
        last_position, last_number = position, number
    return items


def _goes_on(line: Line, after: Line) -> bool:
    """Tell whether a line under a numbered point belongs to that point."""
    if after.gap:
        return False
    inside = starts_inside(after.text) or after.indent > line.indent or ends_halfway(line.text)
    return inside or len(line.text) > 60


def _plausible(candidates: list[Candidate]) -> list[Candidate]:
    """Keep candidates whose number has a neighbour: the one before, or the first under a parent."""
    numbers = {found.number for found in candidates}

    def fits(number: Number) -> bool:
        *parent, last = number
        near = {(*parent, last + step) for step in (-2, -1, 1)} | {(*number, 1)}
        return last <= 1 or bool(near & numbers)

    return [found for found in candidates if found.stands or fits(found.number)]


def _longest_chain(candidates: list[Candidate]) -> list[Candidate]:
    """Choose the heaviest series of rising numbers."""
    best: list[int] = []
    link: list[int] = []
    for index, found in enumerate(candidates):
        weight, previous = 0, -1
        for earlier in range(index):
            if candidates[earlier].number < found.number and best[earlier] > weight:
                weight, previous = best[earlier], earlier
        best.append(weight + found.weight)
        link.append(previous)
    if not best:
        return []
    index = max(range(len(best)), key=lambda position: (best[position], position))
    chain: list[Candidate] = []
    while index >= 0:
        chain.append(candidates[index])
        index = link[index]
    return chain[::-1]


def _hole_fillers(candidates: list[Candidate], chain: list[Candidate]) -> list[Candidate]:
    """Take back headings that stand out of order but fill a hole near their relatives."""
    taken = {found.number: found for found in chain}
    fillers: list[Candidate] = []
    for found in candidates:
        if found.number not in taken and _has_relatives(found, candidates, taken):
            taken[found.number] = found
            fillers.append(found)
    return fillers


def _has_relatives(
    found: Candidate, candidates: list[Candidate], taken: dict[Number, Candidate]
) -> bool:
    """Tell whether a neighbour, the parent or a first child stands near the heading."""
    *parent, last = found.number
    family: list[Number] = [(*parent, last - 1), (*parent, last + 1), tuple(parent)]
    if not parent:
        child = (last, 1)
        return any(c.number == child and 0 < c.position - found.position < NEAR for c in candidates)
    return any(
        number in taken and abs(taken[number].position - found.position) <= NEAR
        for number in family
    )
