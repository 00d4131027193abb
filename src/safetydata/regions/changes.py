"""Changes of regions: what of one code went to another, and from where we know it."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

import polars as pl
import yaml

from safetydata.errors import ImportRefused, Reason

_COLUMNS = ("from_code", "to_code", "year", "kind", "share", "source", "from_name", "to_name")
_NEEDED = _COLUMNS[:5]
_MUNICIPALITIES = "municipalities.yaml"
OWN_CHANGES = "region_changes.csv"
"""The name of the file with changes of one's own, in the folder of figures."""


class ChangeKind(StrEnum):
    """What happened to an area on 1 January of a year."""

    MERGED = "merged"
    """All of it went into a larger area."""
    SPLIT = "split"
    """A part of it went there; other parts went elsewhere."""
    RENAMED = "renamed"
    """The same area under another name."""
    RENUMBERED = "renumbered"
    """The same area under another code."""
    BORDER_CHANGED = "border_changed"
    """The same code, with a part more or less than before."""
    REUSED = "reused"
    """The same code, for another area."""
    ENDED = "ended"
    """The code is no longer in use; where the area went is not said."""
    BEGAN = "began"
    """A new code; where its area came from is not said."""


@dataclass(frozen=True, slots=True)
class Change:
    """What went from one code to another on 1 January of `year`.

    `share` is the part of the old area that went there, 1 for all of it and None when unknown.
    An empty `from_code` or `to_code` says that nobody stated where it came from or went.
    """

    from_code: str
    to_code: str
    year: int
    kind: ChangeKind
    share: float | None
    source: str
    from_name: str = ""
    to_name: str = ""

    @property
    def breaks(self) -> bool:
        """Whether figures under one code are no longer about the same area."""
        return self.kind is not ChangeKind.RENAMED


class Changes:
    """All known changes, found by code."""

    def __init__(self, changes: Iterable[Change]) -> None:
        self.all = tuple(sorted(changes, key=lambda item: (item.year, item.to_code)))
        self._of: dict[str, list[Change]] = {}
        for change in self.all:
            for code in {change.from_code, change.to_code} - {""}:
                self._of.setdefault(code, []).append(change)

    def of(self, code: str) -> tuple[Change, ...]:
        """Give the changes that a code came out of or went into, in order of year."""
        return tuple(self._of.get(code, ()))

    def made_of(self, code: str, year: int) -> frozenset[str] | None:
        """Give the codes that in `year` together were the area that has `code` today.

        None when that cannot be told: a part of another area was joined to it, or cut off.
        """
        codes = {code}
        for change_year in sorted({item.year for item in self.all if item.year > year})[::-1]:
            found: set[str] = set()
            for one in codes:
                before = self._before(one, change_year)
                if before is None:
                    return None
                found |= before
            codes = found
        return frozenset(codes)

    def _before(self, code: str, year: int) -> set[str] | None:
        mine = [item for item in self.of(code) if item.year == year and item.breaks]
        inward = [item for item in mine if item.to_code == code]
        if not inward:
            return None if mine else {code}
        if any(item.share != 1 or not item.from_code for item in inward):
            return None
        return {item.from_code for item in inward}

    def __add__(self, other: "Changes") -> "Changes":
        return Changes(dict.fromkeys((*self.all, *other.all)))


@lru_cache(maxsize=1)
def national() -> Changes:
    """Give the changes of municipalities since 2012, as CBS published them."""
    text = resources.files("safetydata.regions").joinpath(_MUNICIPALITIES).read_text("utf-8")
    content = yaml.safe_load(text)
    found = (
        change
        for item in content["changes"]
        for change in _of_municipalities(item, content["source"])
    )
    return Changes(found)


def _of_municipalities(item: Mapping[str, Any], source: str) -> Iterable[Change]:
    ((code, name),) = item["into"].items()
    whole, parts = item["whole"], item.get("parts", {})
    for old, old_name in (whole | parts).items():
        yield Change(
            from_code=old,
            to_code=code,
            year=item["year"],
            kind=_kind(old, code, len(whole) + len(parts), is_part=old in parts),
            share=None if old in parts else 1.0,
            source=source,
            from_name=old_name,
            to_name=name,
        )


def _kind(old: str, new: str, count: int, *, is_part: bool) -> ChangeKind:
    if is_part:
        return ChangeKind.SPLIT
    if old == new:
        return ChangeKind.BORDER_CHANGED
    return ChangeKind.RENUMBERED if count == 1 else ChangeKind.MERGED


def read_changes(path: Path) -> Changes:
    """Read changes of one's own from a CSV with the columns from_code, to_code, year, kind, share.

    Empty `share` means unknown; a column `source` may say who states it. Refuses a line that does
    not say what it should, with its number.
    """
    try:
        table = pl.read_csv(path, infer_schema=False).fill_null("")
    except (pl.exceptions.PolarsError, OSError) as error:
        raise ImportRefused(Reason.LAYOUT_UNKNOWN) from error
    for name in _NEEDED:
        if name not in table.columns:
            raise ImportRefused(Reason.HEADER_MISSING, row=1, wanted=name)
    rows = enumerate(table.iter_rows(named=True), start=2)
    return Changes(_stated(row, number, path.name) for number, row in rows)


def _stated(row: Mapping[str, str], number: int, name: str) -> Change:
    kinds = [kind.value for kind in ChangeKind]
    for column, is_good in (
        ("from_code", bool(row["from_code"] or row["to_code"])),
        ("year", row["year"].isascii() and row["year"].isdigit()),
        ("kind", row["kind"] in kinds),
        ("share", _share(row["share"]) != 0),
    ):
        if not is_good:
            value, allowed = row[column], ", ".join(kinds)
            raise ImportRefused(
                Reason.CHANGE_UNCLEAR, row=number, column=column, value=value, allowed=allowed
            )
    return Change(
        from_code=row["from_code"],
        to_code=row["to_code"],
        year=int(row["year"]),
        kind=ChangeKind(row["kind"]),
        share=_share(row["share"]),
        source=row.get("source") or name,
        from_name=row.get("from_name") or "",
        to_name=row.get("to_name") or "",
    )


def _share(text: str) -> float | None:
    """Read a share; None when it is left open, 0 when it is none."""
    if not text.strip():
        return None
    try:
        share = float(text)
    except ValueError:
        return 0
    return share if 0 < share <= 1 else 0


def write_changes(changes: Changes, path: Path) -> None:
    """Write changes as a CSV that `read_changes` reads."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, _COLUMNS, extrasaction="ignore")
        writer.writeheader()
        for change in changes.all:
            share = "" if change.share is None else change.share
            writer.writerow(asdict(change) | {"share": share})


def known_to(root: Path) -> Changes:
    """Give the national changes, and those of a file of one's own in the folder of figures."""
    path = root / OWN_CHANGES
    return national() + _own(path, path.stat().st_mtime_ns) if path.exists() else national()


@lru_cache(maxsize=8)
def _own(path: Path, stamp: int) -> Changes:
    """Read the file once; `stamp` tells that it was written anew."""
    return read_changes(path)
