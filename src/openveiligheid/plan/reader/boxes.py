"""The boxes within a section: a label with its points, and the text around them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from openveiligheid.plan.reader import flags
from openveiligheid.plan.reader.blocks import Block
from openveiligheid.plan.reader.labels import Label, LabelKind, intro_of
from openveiligheid.plan.reader.lines import fold, is_open, starts_inside
from openveiligheid.plan.reader.proposal import Kind

_WORD_KINDS: dict[str, LabelKind] = {
    "doel": "goal",
    "doelstelling": "goal",
    "subdoel": "goal",
    "ambitie": "goal",
    "resultaat": "goal",
    "actie": "action",
    "actiepunt": "action",
    "maatregel": "action",
    "activiteit": "action",
    "inspanning": "action",
    "speerpunt": "objective",
    "prioriteit": "objective",
}
_DOES = re.compile(
    r"(?:(?:het|de|een|verder|meer|minder|beter)\s+)?(?:\w+\s){0,2}?\(?\w{2,}(?:en|eren)\b"
    r"|(?:we|wij|de gemeente|in 20\d\d|meer|minder|afname|daling|toename|er (?:is|zijn|komt))\b"
)


@dataclass(slots=True, eq=False)
class Box:
    """A label with the points under it; before holds loose text right above the label."""

    label: Label | None
    page: int | None
    line: int
    before: list[Block] = field(default_factory=list)
    points: list[Block] = field(default_factory=list)
    running: bool = False
    flags: list[str] = field(default_factory=list)

    @property
    def kind(self) -> LabelKind:
        return self.label.kind if self.label else "objective"

    @property
    def name(self) -> str:
        return self.label.name if self.label else ""

    @property
    def text(self) -> str:
        return " ".join(point.text for point in self.points)


@dataclass(slots=True)
class Content:
    """What stands in a section, apart from its sub-sections."""

    boxes: list[Box] = field(default_factory=list)
    context: list[Block] = field(default_factory=list)

    @property
    def labelled(self) -> list[Box]:
        return [box for box in self.boxes if box.label]


class _Filling:
    """Takes the blocks of one section in order and sorts them into boxes and context."""

    def __init__(self) -> None:
        self.content = Content()
        self._box: Box | None = None
        self._loose: list[Block] = []
        self._other = False

    def take(self, block: Block) -> None:
        if block.kind == "label":
            self._open(block)
        elif block.kind == "item":
            self._add_point(block)
        else:
            self._add_text(block)

    def _open(self, block: Block) -> None:
        self._close()
        label = block.label
        if label and label.kind != "other":
            self._box = Box(label, block.page, block.line, before=self._loose)
            self._other = False
        else:
            self._flush()
            self._other = True
            unknown = bool(label) and label.name == "unknown" if label else False
            self._box = Box(label, block.page, block.line) if unknown else None
        self._loose = []

    def _add_point(self, block: Block) -> None:
        word = block.bullet.word if block.bullet else ""
        if word and not (self._box and self._box.kind == _WORD_KINDS[word]):
            self._close()
            self._other = False
            self._box = self._named_box(word, block)
        if self._box is None:
            self._box = self._unlabelled(block)
        if self._box is None:
            self.content.context.append(block)
            return
        if self._box.running and self._box.label and self._box.label.rest:
            self._box = self._after_sentence(self._box, block)
        elif self._box.running:
            self._unrun(self._box)
        self._box.points.append(block)

    def _named_box(self, word: str, block: Block) -> Box:
        """Give the box of 'Actie 1', 'Actie 2': one for the whole section."""
        for box in self.content.boxes:
            if box.name == word:
                self.content.boxes.remove(box)
                return box
        return Box(Label(_WORD_KINDS[word], word), block.page, block.line)

    def _unlabelled(self, block: Block) -> Box | None:
        """Start a box on the sentence above the list, or leave the list in the text."""
        texts = self._loose or self.content.context
        if texts and texts[-1].kind == "item" and not block.gap:
            return None
        above = texts[-1] if texts and texts[-1].kind == "text" else None
        intro = intro_of(above.text) if above else None
        if self._other or (intro and intro.kind == "other"):
            return None
        self._flush()
        return Box(intro, block.page, block.line)

    def _after_sentence(self, box: Box, block: Block) -> Box:
        """Keep 'Doel: ...' as a point; a list below it has its own sentence above, or none."""
        last = box.points[-1]
        intro = intro_of(last.text) if len(box.points) > 1 else None
        if intro and intro.kind != "other":
            box.points.pop()
        self._close()
        kind = intro.kind if intro and intro.kind != "other" else box.kind
        return Box(Label(kind, f"{box.name} lijst"), block.page, block.line)

    def _unrun(self, box: Box) -> None:
        """Turn the sentences above a list back into text."""
        box.running = False
        kept = [
            point for point in box.points if not point.text.rstrip().endswith((":", "…", "..."))
        ]
        self.content.context.extend(kept)
        box.points = []

    def _add_text(self, block: Block) -> None:
        box = self._box
        if box and (not box.points or box.running) and not self._other:
            box.points.append(block)
            box.running = True
            return
        if box and box.points:
            self._close()
            self._loose = [block]
        elif self._loose or (starts_inside(block.text) and self._has_closed_text()):
            self._loose.append(block)
        else:
            self.content.context.append(block)

    def _has_closed_text(self) -> bool:
        texts = self.content.context
        return bool(texts) and not is_open(texts[-1].text)

    def _close(self) -> None:
        if self._box and self._box.points:
            self.content.boxes.append(self._box)
        self._box = None

    def _flush(self) -> None:
        self.content.context.extend(self._loose)
        self._loose = []

    def finish(self) -> Content:
        self._close()
        self._flush()
        return self.content


def content_of(blocks: list[Block]) -> Content:
    """Sort the blocks of a section into boxes and context."""
    filling = _Filling()
    for block in _merged(blocks):
        filling.take(block)
    return filling.finish()


def _merged(blocks: list[Block]) -> list[Block]:
    """Put points of a sub-list with the point above them."""
    merged: list[Block] = []
    for block in blocks:
        parent = merged[-1] if merged else None
        if parent and _is_under(parent, block):
            between = " " if parent.text.endswith(":") else "; "
            text = f"{parent.text}{between}{block.text.rstrip(' ;,')}"
            merged[-1] = replace(parent, text=text, flags=[flags.MERGED])
            continue
        merged.append(block)
    return merged


def _is_under(parent: Block, block: Block) -> bool:
    if parent.kind != "item" or block.kind != "item" or not parent.bullet or not block.bullet:
        return False
    if parent.bullet.family == block.bullet.family:
        return False
    return parent.text.endswith(":") or flags.MERGED in parent.flags


def kind_of(box: Box) -> Kind:
    """Give the kind of the points in a box."""
    return "objective" if box.kind == "other" else box.kind


def reads_as_objective(text: str) -> bool:
    """Tell whether a point without a label says that something must happen."""
    return bool(_DOES.match(fold(text)))
