"""Recognises the headings of boxes and the sentences above lists; the words are in labels.yaml."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

import yaml

from openveiligheid.plan.reader.lines import fold

LabelKind = Literal["objective", "goal", "action", "other"]
MAX_LABEL = 90
MAX_WORDS = 12
MAX_LINE = 4000


@dataclass(frozen=True, slots=True)
class Label:
    """A recognised heading of a box; rest is text on the same line, broad means kind unsure."""

    kind: LabelKind
    name: str
    rest: str = ""
    broad: bool = False


_WORDS: dict[str, Any] = yaml.safe_load(
    files(__package__).joinpath("labels.yaml").read_text("utf-8")
)


def _joined(pattern: str) -> str:
    """Take the line breaks out of a pattern that is written over more lines."""
    return pattern.replace(" |", "|").replace("| ", "|")


def _filled(pattern: str) -> str:
    parts = _WORDS["parts"]
    for name in ("tail", "lead", "who", "when"):
        pattern = pattern.replace("{" + name + "}", _joined(parts[name]))
    return _joined(pattern)


def _pattern(kind: str) -> re.Pattern[str]:
    lead, tail = _filled("(?:(?:{lead}) )*"), _filled("(?: (?:{tail}))*")
    words = f"{lead}(?:{_filled(_WORDS[kind]['words'])}){tail}"
    phrases = [f"(?:{_filled(phrase)})" for phrase in _WORDS[kind]["phrases"]]
    return re.compile("|".join([words, *phrases]))


_ORDER: tuple[LabelKind, ...] = ("goal", "objective", "action", "other")
_INTRO_ORDER: tuple[LabelKind, ...] = ("other", "goal", "action", "objective")
_KINDS = {kind: _pattern(kind) for kind in _ORDER}
_EARLIER = re.compile(rf".*\b(?:{_filled(_WORDS['earlier'])})\b.*")
_BROAD = re.compile(_WORDS["broad"])
_INTROS = {kind: re.compile(rf"\b(?:{_filled(_WORDS['intros'][kind])})\b") for kind in _INTRO_ORDER}
_ASIDES = re.compile(f"(?:{_filled(_WORDS['asides'])})")
_GENERIC = frozenset(_WORDS["generic"].split())
_NUMBER = re.compile(r"^(?:\d{1,2}(?:\.\d{1,2}){0,4}[.)]?|[a-zA-Z][.)])\s+")
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_EDGES = " \t.…:?!;–—-*_#|►➢•▪■\"'‘’“”"


@lru_cache(maxsize=2048)
def label_of(text: str) -> Label | None:
    """Recognise a line that is only the heading of a box, or a heading with text behind it."""
    text = text.strip()
    if not text or text[-1] in ",;" or len(text) > MAX_LINE:
        return None
    if len(text) <= MAX_LABEL and (not text.endswith(".") or text.endswith("..")):
        kind = _kind(text)
        if kind:
            return Label(kind, _name(text), broad=_is_broad(text))
    return _with_text_behind(text)


def _with_text_behind(text: str) -> Label | None:
    """Recognise 'Doel: minder inbraken' and 'Wat gaan we doen? Wij ...'."""
    for sign in (": ", "? "):
        head, found, _ = text[: MAX_LABEL + 60].partition(sign)
        rest = text[len(head) + 2 :].strip()
        if not found or not rest or len(head) > MAX_LABEL:
            continue
        kind = _kind(head)
        if kind and (sign == "? " or len(head.split()) <= 6):
            return Label(kind, _name(head), rest, _is_broad(head))
    return None


def _name(text: str) -> str:
    name = fold(_NUMBER.sub("", text.strip(_EDGES))).strip(_EDGES).replace("’", "'")
    return re.sub(r"\s+", " ", name)


def _is_broad(text: str) -> bool:
    return bool(_BROAD.fullmatch(_name(text)))


def _kind(text: str) -> LabelKind | None:
    name = _name(text)
    if not name or len(name.split()) > MAX_WORDS:
        return None
    kind = next((kind for kind in _ORDER if _KINDS[kind].fullmatch(name)), None)
    return "other" if kind and _EARLIER.fullmatch(name) else kind


def intro_of(sentence: str) -> Label | None:
    """Recognise the sentence before a list: what does it say that follows?"""
    last = _SENTENCE.split(sentence[-MAX_LABEL * 2 :].strip())[-1]
    label = label_of(last) if last[:1].isupper() else None
    if label and not label.rest:
        return label
    tail = fold(last)
    if tail.endswith((".", "!", "?")) and not tail.endswith(".."):
        return None
    kind = next((kind for kind in _INTRO_ORDER if _INTROS[kind].search(tail)), None)
    return Label(kind, "intro") if kind else None


def repeated_label(title: str) -> Label:
    """Give the label of a heading that comes back in theme after theme, by its words."""
    name = _name(title)
    kind = next((kind for kind in _INTRO_ORDER[1:] if _INTROS[kind].search(name)), None)
    return Label(kind, name, broad=_is_broad(title)) if kind else Label("other", "unknown")


@lru_cache(maxsize=2048)
def is_aside(title: str) -> bool:
    """Tell whether a title names a part of the document that is never a theme."""
    return bool(_ASIDES.match(fold(title).replace("’", "'").strip()))


@lru_cache(maxsize=2048)
def is_generic(title: str) -> bool:
    """Tell whether a title only says that themes follow, such as 'Onze prioriteiten'."""
    words = re.split(r"[^a-z0-9']+", fold(title).replace("’", "'"))
    return all(not word or word in _GENERIC or word.isdigit() for word in words)
