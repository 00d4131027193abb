"""The shape of a proposal under review: rows with an id and a person's verdict; pure.

A proposal holds fields, a field holds themes, a theme holds objectives. Each row is a dict of what
the reader found, plus `id` and `review` (open, accepted, rejected).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Row = dict[str, Any]
OPEN, ACCEPTED, REJECTED = "open", "accepted", "rejected"
SURE = 0.7
BELOW = {"fields": "themes", "themes": "objectives"}
CORRECTABLE = {
    "fields": ("number", "title", "kernbeleid"),
    "themes": ("number", "title", "kernbeleid", "context"),
    "objectives": ("text", "kind"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """A row of a proposal with its level (fields, themes, objectives) and the row above it."""

    level: str
    row: Row
    above: Row


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows of each level there are, and how many uncertain rows wait for a person."""

    fields: int
    themes: int
    objectives: int
    waiting: int


def prepare(content: Row) -> Row:
    """Give every row an id and an open review."""
    for number, place in enumerate(places(content), start=1):
        place.row["id"], place.row["review"] = f"r{number}", OPEN
    return content


def places(content: Row, level: str = "fields", *, kept_only: bool = False) -> Iterator[Place]:
    """Every row from top to bottom; without the rejected ones and what is under them if asked."""
    for row in content[level]:
        if kept_only and row.get("review") == REJECTED:
            continue
        yield Place(level, row, content)
        if level in BELOW:
            yield from places(row, BELOW[level], kept_only=kept_only)


def is_uncertain(row: Row) -> bool:
    """Whether the reader said that it is not sure of this row."""
    return row.get("confidence", 1.0) < SURE or bool(row.get("flags"))


def counts(content: Row) -> Counts:
    """Count what would be taken over now."""
    kept = list(places(content, kept_only=True))
    levels = [place.level for place in kept]
    waiting = sum(is_uncertain(p.row) and p.row["review"] == OPEN for p in kept)
    fields, themes, objectives = (levels.count(level) for level in CORRECTABLE)
    return Counts(fields, themes, objectives, waiting)


@dataclass(frozen=True, slots=True)
class Applied:
    """What corrections changed (before and after, by row id), and the ids that do not exist."""

    before: dict[str, Row]
    after: dict[str, Row]
    unknown: list[str]


def apply(content: Row, corrections: Mapping[str, Mapping[str, Any]]) -> Applied:
    """Apply a person's corrections (by row id) and moves.

    A correction holds values of CORRECTABLE, `review`, and for a theme or objective `under`: the id
    of the row that it belongs under. A row that is not there or a verdict that does not exist is
    named in the outcome, and then nothing is applied.
    """
    known = {place.row["id"]: place for place in places(content)}
    applied = Applied({}, {}, [k for k, v in corrections.items() if not _fits(known.get(k), v)])
    if applied.unknown:
        return applied
    for key, correction in corrections.items():
        place = known[key]
        names = (*CORRECTABLE[place.level], "review")
        # What was never filled in and what is left empty are the same.
        new = {
            k: v
            for k, v in correction.items()
            if k in names and (place.row.get(k) or "") != (v or "")
        }
        old = {k: place.row.get(k) for k in new}
        place.row.update(new)
        if target := _moved(place, known.get(str(correction.get("under", "")))):
            old["under"], new["under"] = place.above.get("id"), target
        if new:
            applied.before[key], applied.after[key] = old, new
    return applied


def _fits(place: Place | None, correction: Mapping[str, Any]) -> bool:
    """Whether the row exists and a verdict, if there is one, is a verdict."""
    return place is not None and correction.get("review", OPEN) in (OPEN, ACCEPTED, REJECTED)


def _moved(place: Place, target: Place | None) -> str | None:
    """Move a row under another one; the id of that one when it was a move indeed."""
    if not target or BELOW.get(target.level) != place.level or target.row is place.above:
        return None
    place.above[place.level].remove(place.row)
    target.row[place.level].append(place.row)
    return str(target.row["id"])
