"""Putting boxes back with the theme they belong to, where the page order mixed them up."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

import numpy as np

from openveiligheid.plan.reader import flags
from openveiligheid.plan.reader.boxes import Box
from openveiligheid.plan.reader.lines import FUNCTION_WORDS, fold, is_open
from openveiligheid.plan.reader.outline import FieldDraft, ThemeDraft

STAYS = 0.05
MAX_WINDOW = 40


def put_boxes_back(draft: FieldDraft) -> None:
    """Share out boxes within a stretch where one theme has the same box twice and another none."""
    themes = draft.themes
    for name in sorted({box.name for theme in themes for box in theme.boxes}):
        for window in _windows(themes, name):
            _share_out(window, name)
    draft.themes = [theme for theme in themes if theme.boxes or not _is_field(theme)]


def _is_field(theme: ThemeDraft) -> bool:
    """Tell whether the theme only holds the boxes that stand right under the field."""
    return flags.FIELD_OBJECTIVES in theme.flags


def _windows(themes: list[ThemeDraft], name: str) -> list[list[ThemeDraft]]:
    """Find stretches of themes with a surplus and a shortage of one kind of box."""
    counts = [
        sum(box.name == name for box in theme.boxes) * (2 if _is_field(theme) else 1)
        for theme in themes
    ]
    windows: list[list[ThemeDraft]] = []
    start = 0
    while start < len(themes):
        if counts[start] == 1 and flags.OUT_OF_ORDER not in _flags(themes[start]):
            start += 1
            continue
        end = start + 1
        while end < min(len(themes), start + MAX_WINDOW) and (
            counts[end] != 1 or _is_out_of_order(themes[start : end + 1])
        ):
            end += 1
        homeless = any(not theme.boxes for theme in themes[start:end])
        if max(counts[start:end]) > 1 and homeless:
            windows.append(themes[start:end])
        start = end
    return windows


def _flags(theme: ThemeDraft) -> list[str]:
    return theme.section.heading.flags if theme.section.heading else []


def _is_out_of_order(themes: list[ThemeDraft]) -> bool:
    """Tell whether the last theme comes after one with a higher number."""
    digits = [theme.section.heading.digits for theme in themes if theme.section.heading]
    return bool(digits[-1]) and max(digits[:-1]) > digits[-1]


def _share_out(themes: list[ThemeDraft], name: str) -> None:
    """Give each theme the box that looks most like its heading and text."""
    boxes = [
        (box, home) for home, theme in enumerate(themes) for box in theme.boxes if box.name == name
    ]
    texts = [
        _words(theme.title) + _words(block.text for block in theme.context) for theme in themes
    ]
    titles = [_words(theme.title) for theme in themes]
    common = Counter(word for text in texts for word in set(text))
    likeness = np.zeros((len(boxes), len(themes)))
    for row, (box, home) in enumerate(boxes):
        words = _words(block.text for block in [*box.before, *box.points])
        for column in range(len(themes)):
            likeness[row, column] = _likeness(words, titles[column], texts[column], common)
        likeness[row, home] += STAYS
    for column, theme in enumerate(themes):
        if _is_field(theme):
            likeness[:, column] = -1.0
    from scipy.optimize import linear_sum_assignment

    rows, columns = linear_sum_assignment(likeness, maximize=True)
    target = dict(zip(rows.tolist(), columns.tolist(), strict=True))
    for row, (box, home) in enumerate(boxes):
        best = target.get(row, home)
        box.flags.append(flags.MIXED if best == home else flags.MOVED)
        if best != home:
            themes[home].boxes.remove(box)
            themes[best].boxes.append(box)
        _give_loose_text(box, themes[best], themes[home])


def _give_loose_text(box: Box, theme: ThemeDraft, home: ThemeDraft) -> None:
    """Let loose text above a box go with it to a theme whose text stops halfway."""
    if not box.before:
        return
    is_halfway = bool(theme.context) and is_open(theme.context[-1].text)
    receiver = theme if is_halfway or theme is home else home
    if is_halfway:
        first, *rest = box.before
        receiver.context[-1].text = f"{receiver.context[-1].text} {first.text}"
        receiver.context.extend(rest)
    else:
        receiver.context.extend(box.before)
    box.before = []


def _words(texts: str | Iterable[str]) -> Counter[str]:
    text = texts if isinstance(texts, str) else " ".join(texts)
    return Counter(
        word for word in re.findall(r"[a-z]{4,}", fold(text)) if word not in FUNCTION_WORDS
    )


def _likeness(
    box: Counter[str], title: Counter[str], text: Counter[str], common: Counter[str]
) -> float:
    """Give how much a box shares with a theme; words that few themes use count most."""
    if not box:
        return 0.0
    score = 0.0
    for word in box:
        stem = word[: max(5, len(word) - 3)]
        if any(
            other.startswith(stem) or word.startswith(other[: max(5, len(other) - 2)])
            for other in title
        ):
            score += 2.0
        elif word in text:
            score += 1.0 / common[word]
        elif any(other.startswith(stem) for other in text):
            score += 0.3
    return float(score / (len(box) + 4))
