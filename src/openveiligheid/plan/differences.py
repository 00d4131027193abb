"""What changed between two snapshots of a plan, as words and values; pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

Snapshot = dict[str, Any]
Kind = Literal["added", "removed", "changed"]

PLAN_VALUES = ("title", "year_from", "year_to", "mission", "vision", "principles")
FIELD_VALUES = ("number", "title", "summary", "kernbeleid")
THEME_VALUES = ("number", "title", "context", "kernbeleid", "partners")
OBJECTIVE_VALUES = ("text", "kind")
LINK_VALUES = ("theme", "other", "reason")
ORDERED = ("field", "theme", "objective")


@dataclass(frozen=True, slots=True)
class Change:
    """One change: of what, where (titles above it), which value, from what, to what.

    The value is empty for a row that came or went, and `order` for rows that stand otherwise.
    """

    kind: Kind
    what: str
    where: tuple[str, ...]
    value: str
    before: str
    after: str


def differences(before: Snapshot, after: Snapshot) -> list[Change]:
    """All changes that lead from one snapshot to the other, in reading order."""
    return [
        *_values("plan", (), before, after, PLAN_VALUES),
        *_rows("field", (), before["fields"], after["fields"], FIELD_VALUES),
        *_rows("cross_link", (), before["cross_links"], after["cross_links"], LINK_VALUES),
    ]


CHILDREN: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "field": ("themes", "theme", THEME_VALUES),
    "theme": ("objectives", "objective", OBJECTIVE_VALUES),
}


def _rows(
    what: str,
    where: tuple[str, ...],
    before: list[Snapshot],
    after: list[Snapshot],
    names: tuple[str, ...],
) -> Iterator[Change]:
    old, new = ({row["id"]: row for row in rows} for rows in (before, after))
    if what in ORDERED:
        yield from _order(what, where, old, new)
    for key, row in old.items():
        if key not in new:
            yield Change("removed", what, where, "", _name(what, row), "")
            yield from _below(what, where, row, None)
    for key, row in new.items():
        if key not in old:
            yield Change("added", what, where, "", "", _name(what, row))
        else:
            yield from _values(what, where, old[key], row, names)
        yield from _below(what, where, old.get(key), row)


def _order(
    what: str, where: tuple[str, ...], old: dict[str, Snapshot], new: dict[str, Snapshot]
) -> Iterator[Change]:
    """Rows that stayed but stand in another order."""
    was, now = [key for key in old if key in new], [key for key in new if key in old]
    if was != now:
        names = ["; ".join(_name(what, new[key]) for key in keys) for keys in (was, now)]
        yield Change("changed", what, where, "order", *names)


def _below(
    what: str, where: tuple[str, ...], before: Snapshot | None, after: Snapshot | None
) -> Iterator[Change]:
    above = after or before
    if what in CHILDREN and above:
        key, child, names = CHILDREN[what]
        old, new = (row[key] if row else [] for row in (before, after))
        yield from _rows(child, (*where, _name(what, above)), old, new, names)


def _values(
    what: str, where: tuple[str, ...], before: Snapshot, after: Snapshot, names: tuple[str, ...]
) -> Iterator[Change]:
    for name in names:
        if before.get(name) != after.get(name):
            is_itself = what == "plan" or name == "text"
            place = where if is_itself else (*where, _name(what, after))
            old, new = _text(before.get(name)), _text(after.get(name))
            yield Change("changed", what, place, name, old, new)


def _name(what: str, row: Snapshot) -> str:
    if what == "objective":
        return str(row["text"])
    if what == "cross_link":
        return f"{row['theme']} – {row['other']}"
    return f"{row['number']} {row['title']}".strip()


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)
