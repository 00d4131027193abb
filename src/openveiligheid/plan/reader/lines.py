"""A line of the source as the steps of the reader pass it on."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

FUNCTION_WORDS = frozenset(
    [
        "de",
        "het",
        "een",
        "van",
        "voor",
        "met",
        "op",
        "in",
        "aan",
        "en",
        "of",
        "bij",
        "naar",
        "tot",
        "uit",
        "over",
        "door",
        "om",
        "te",
        "als",
        "dan",
        "dat",
        "die",
        "onder",
        "tussen",
        "tegen",
        "per",
        "onze",
        "ons",
        "hun",
        "haar",
        "zijn",
        "deze",
        "dit",
        "binnen",
        "buiten",
        "rond",
        "rondom",
    ]
)
CLOSED = (".", "!", "?", ".”", ".’", '."', ".)")


@dataclass(slots=True)
class Line:
    """One line: where it stands and how it looks; size is 0 where the source has no fonts."""

    text: str
    page: int | None
    number: int
    gap: bool = False
    indent: float = 0.0
    size: float = 0.0
    bold: bool = False
    outline: int = 0
    cell: str | None = None
    y: float = 0.0


def fold(text: str) -> str:
    """Give the text in lower case and without accents, to compare words."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in plain if not unicodedata.combining(sign)).lower()


def key(text: str) -> str:
    """Give only the letters and digits of the text, to compare whole lines."""
    return re.sub(r"[^a-z0-9]+", "", fold(text))


def is_open(text: str) -> bool:
    """Tell whether the text stops in the middle of a sentence."""
    return bool(text) and not text.rstrip().endswith(CLOSED)


def ends_halfway(text: str) -> bool:
    """Tell whether the text surely goes on: it ends on a hyphen, comma or small word."""
    text = text.rstrip()
    if text.endswith(("-", ",", "/", "(", "&")):
        return True
    return text.rsplit(" ", 1)[-1].lower() in FUNCTION_WORDS


def starts_inside(text: str) -> bool:
    """Tell whether the text starts in the middle of a sentence."""
    stripped = text.lstrip("‘’'\"“”„([ ")
    return bool(stripped) and stripped[0].islower()
