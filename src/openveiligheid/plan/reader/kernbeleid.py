"""The words by which the reader recognises fields and themes of the Kernbeleid Veiligheid."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

import yaml

from openveiligheid.plan.reader.lines import fold, key

_LIST = yaml.safe_load(files(__package__).joinpath("kernbeleid.yaml").read_text("utf-8"))
FIELDS: Final[dict[str, dict[str, str]]] = _LIST["fields"]
THEMES: Final[dict[str, dict[str, str]]] = _LIST["themes"]


# Stems this long also count at the end of a compound: 'waterrecreatie'.
COMPOUND = 7


@dataclass(frozen=True, slots=True)
class Mapping:
    """The best numbers for a text, and whether the choice is clear."""

    numbers: list[str]
    is_sure: bool


def _pattern(words: str) -> re.Pattern[str]:
    parts = []
    for word in fold(words).split():
        stem = re.escape(word.rstrip("*")).replace(r"\-", r"[-\s]*")
        start = "" if word.endswith("*") and len(stem) >= COMPOUND else r"\b"
        parts.append(start + stem + (r"\w*" if word.endswith("*") else r"\b"))
    return re.compile("|".join(parts))


_THEME_WORDS = {number: _pattern(item["words"]) for number, item in THEMES.items()}
_FIELD_WORDS = {number: _pattern(item["words"]) for number, item in FIELDS.items()}
_THEME_TITLES = {key(item["title"]): number for number, item in THEMES.items()}
_FIELD_TITLES = {key(item["title"]): number for number, item in FIELDS.items()}


def is_official_field(title: str) -> bool:
    """Tell whether the title is that of one of the six fields."""
    return key(title) in _FIELD_TITLES


def theme_mapping(title: str, context: str, field: str | None = None) -> Mapping:
    """Give the Kernbeleid themes that a theme is about, best first."""
    exact = _THEME_TITLES.get(key(title))
    if exact:
        return Mapping([exact], True)
    plain_title, plain_context = fold(title.replace("(", "").replace(")", "")), fold(context)[:6000]
    scores: dict[str, float] = {}
    for number, pattern in _THEME_WORDS.items():
        in_title = len(set(pattern.findall(plain_title)))
        in_context = len(set(pattern.findall(plain_context)))
        score = 4.0 * in_title + min(in_context, 3) * 0.7
        if score and field and number.startswith(f"{field}."):
            score += 2.0
        scores[number] = score
    order = sorted(scores, key=lambda number: (-scores[number], number))
    best, second = scores[order[0]], scores[order[1]]
    if best < 1.4:
        return Mapping([], False)
    chosen = [number for number in order[:2] if scores[number] >= max(4.0, best * 0.8)] or order[:1]
    return Mapping(sorted(chosen), best >= 4.0 and (best - second >= 1.0 or len(chosen) == 2))


def field_mapping(title: str, themes: list[str]) -> Mapping:
    """Give the Kernbeleid field of a field title, helped by the titles of its themes."""
    exact = _FIELD_TITLES.get(key(title))
    if exact:
        return Mapping([exact], True)
    scores = dict.fromkeys(FIELDS, 0.0)
    plain = fold(title)
    for number, pattern in _FIELD_WORDS.items():
        scores[number] += 3.0 * len(set(pattern.findall(plain)))
    for number, weight in ((n, 1.5) for n in theme_mapping(title, "").numbers):
        scores[number[0]] += weight
    for theme in themes:
        for number in theme_mapping(theme, "").numbers[:1]:
            scores[number[0]] += 1.0
    order = sorted(scores, key=lambda number: (-scores[number], number))
    best, second = scores[order[0]], scores[order[1]]
    if best < 1.0:
        return Mapping([], False)
    return Mapping([order[0]], best >= 3.0 and best - second >= 1.0)
