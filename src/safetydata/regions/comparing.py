"""Changes of wijken and buurten, told from two code lists or from what CBS says of each area."""

import re
from collections.abc import Mapping

from safetydata.regions.changes import Change, ChangeKind, Changes


def between(
    before: Mapping[str, str], after: Mapping[str, str], *, year: int, source: str
) -> Changes:
    """Tell what two code lists (code to name) say of the areas that `year` begins with.

    A name under another code in the same municipality is the same area, renumbered. A code of a
    wijk or buurt with a really different name stands for another area until somebody knows better;
    the code of a municipality is never given to another. What became of the rest a list of codes
    does not tell: it ended or began.
    """
    gone = {code: name for code, name in before.items() if after.get(code) != name}
    new = {code: name for code, name in after.items() if before.get(code) != name}
    moved = _moved(gone, new)
    found = [
        Change(old, code, year, ChangeKind.RENUMBERED, 1.0, source, gone[old], new[code])
        for old, code in moved.items()
    ]
    for code, name in gone.items():
        if code in new:
            is_same = code.startswith("GM") or _letters(name) == _letters(new[code])
            kind, share = (ChangeKind.RENAMED, 1.0) if is_same else (ChangeKind.REUSED, None)
            found.append(Change(code, code, year, kind, share, source, name, new[code]))
        elif code not in moved:
            found.append(Change(code, "", year, ChangeKind.ENDED, None, source, name))
    found += [
        Change("", code, year, ChangeKind.BEGAN, None, source, "", new[code])
        for code in new.keys() - gone.keys() - set(moved.values())
    ]
    return Changes(found)


def _letters(name: str) -> str:
    """Give what tells one name from another: no number of a wijk, no province in brackets."""
    bare = re.sub(r"\(.*?\)|^Wijk \d+", "", name)
    return "".join(letter for letter in bare.casefold() if letter.isalnum())


def _moved(gone: Mapping[str, str], new: Mapping[str, str]) -> dict[str, str]:
    """Pair codes of one municipality and level that carry the same name, once on each side."""
    old_by, new_by = (_by_name(codes) for codes in (gone, new))
    return {
        codes[0]: new_by[key][0]
        for key, codes in old_by.items()
        if len(codes) == len(new_by.get(key, ())) == 1
    }


def _by_name(codes: Mapping[str, str]) -> dict[tuple[str, str], list[str]]:
    grouped: dict[tuple[str, str], list[str]] = {}
    for code, name in codes.items():
        grouped.setdefault((code[:6], name), []).append(code)
    return grouped


_KWB = {"2": ChangeKind.RENUMBERED, "3": ChangeKind.BORDER_CHANGED}


def stated_by_kwb(indicator: Mapping[str, str], *, year: int, table: str) -> Changes:
    """Read what Kerncijfers wijken en buurten say of each area of a year.

    `indicator` is the topic "Indelingswijziging" by code: 1 unchanged since the year before, 2
    another code for the same area, 3 another area.
    """
    return Changes(
        Change(
            from_code=code if value.strip() == "3" else "",
            to_code=code,
            year=year,
            kind=_KWB[value.strip()],
            share=None,
            source=f"CBS, {table}",
        )
        for code, value in indicator.items()
        if value.strip() in _KWB
    )
