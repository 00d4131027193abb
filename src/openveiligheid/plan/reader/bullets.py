"""The signs that start a point of a list."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SIGNS = "•◦▪▫■□●○‣⁃∙·➢➤►▶→✓✔❖◆◊»›⇒➔☐☑✗★"
_MARK = re.compile(
    rf"(?P<sign>[{_SIGNS}\uE000-\uF8FF]+|[-–—*+](?=\s|[A-Z]\w)|[oO§](?=\s+\S)|[-–—*+o]$)\s*(?P<text>.*)",
    re.DOTALL,
)
_COUNT = re.compile(
    r"(?P<sign>\(?\d{1,2}(?:[.)]|\s*[-–])|\(?[a-z][.)]|\(?[ivx]{1,4}[.)])\s+(?P<text>\S.*)",
    re.DOTALL,
)
_NAMED = re.compile(
    r"(?P<sign>(?P<word>doel|doelstelling|subdoel|actie|actiepunt|maatregel|speerpunt|ambitie|resultaat"
    r"|inspanning|prioriteit|activiteit)\s*(?:[A-Z]?\d{1,2}(?:\.\d{1,2}){0,3}[a-z]?|[A-Z])\s*[:.)–-]?|[DA]\d{1,2}\s*[:.)])"
    r"\s+(?P<text>\S.*)",
    re.DOTALL | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Bullet:
    """A sign with the text behind it; family tells lists and their sub-lists apart."""

    family: str
    text: str
    word: str = ""


def bullet_of(text: str) -> Bullet | None:
    """Recognise a line that starts a point."""
    text = text.strip()
    if mark := _MARK.fullmatch(text):
        return Bullet(mark["sign"][0], mark["text"].strip())
    if count := _COUNT.fullmatch(text):
        sign = count["sign"].lstrip("(")[0]
        return Bullet("1" if sign.isdigit() else "a", count["text"].strip())
    if named := _NAMED.fullmatch(text):
        return Bullet("named", named["text"].strip(), (named["word"] or "").lower())
    return None
