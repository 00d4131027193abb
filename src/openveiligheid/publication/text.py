"""Text from outside, made safe to freeze and to typeset."""

import re
import unicodedata

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
ZERO_WIDTH_SPACE = "\N{ZERO WIDTH SPACE}"
LONGEST_UNBROKEN = 24

# XML 1.0 cannot hold these; reordering marks can make a line read other than it is written.
_UNWRITABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\ue000-\uf8ff"
    "\u202a-\u202e\u2066-\u2069]"
)
_ABOVE_BASIC_PLANE_UNUSED = re.compile("[\U000e0000-\U0010ffff]")
# What the fonts inside the typesetter can draw: Latin, Greek, Cyrillic, Hebrew, Arabic, signs.
_UNDRAWABLE = re.compile(
    "[^\n\x20-\x7e\xa0-\xac\xae-\u0377\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u04ff"
    "\u05d0-\u05ea\u0621-\u063a\u0640-\u0655\u0660-\u066d\u1e00-\u1ef9\u200b\u2010-\u2027"
    "\u2030-\u2040\u2044-\u205e\u2070\u2071\u2074-\u208e\u20a0-\u20c0\u2100-\u211e\u2120\u2122"
    "\u2126-\u2151\u2153-\u2184\u2190-\u23ff\u2460-\u2606\u2713\u2714\u2717\u2718\ufffd]"
)
_INVISIBLE = re.compile("[\u200c-\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff\xad]")
_LONG_WORD = re.compile(rf"\S{{{LONGEST_UNBROKEN + 1},}}")


def clean_text(text: str) -> str:
    """Text in one spelling, with a visible mark where a character cannot be written down."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    text = _ABOVE_BASIC_PLANE_UNUSED.sub(REPLACEMENT, _UNWRITABLE.sub(REPLACEMENT, text))
    return unicodedata.normalize("NFC", text).strip()


def drawable(text: str) -> str:
    """The text with signs that no built-in font can draw (emoji, Han) written as their name."""
    return _UNDRAWABLE.sub(_named, _INVISIBLE.sub("", text))


def breakable(text: str) -> str:
    """The text with places to break in words that would run out of a table cell."""
    return _LONG_WORD.sub(_with_breaks, text)


def _named(match: re.Match[str]) -> str:
    name = unicodedata.name(match[0], "").lower() or f"u+{ord(match[0]):04x}"
    return f"[{name}]"


def _with_breaks(match: re.Match[str]) -> str:
    word = match[0]
    after_signs = re.sub(r"(?<=[/\-_.?&=@])(?=\w)", ZERO_WIDTH_SPACE, word)
    return re.sub(
        rf"[^{ZERO_WIDTH_SPACE}]{{{LONGEST_UNBROKEN}}}(?=[^{ZERO_WIDTH_SPACE}])",
        lambda part: part[0] + ZERO_WIDTH_SPACE,
        after_signs,
    )
