"""From lines to blocks: headings, labels of boxes, points of lists, and paragraphs."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from openveiligheid.plan.reader import flags
from openveiligheid.plan.reader.bullets import Bullet, bullet_of
from openveiligheid.plan.reader.headings import Heading, same_titles
from openveiligheid.plan.reader.labels import Label, label_of, repeated_label
from openveiligheid.plan.reader.lines import CLOSED, Line, ends_halfway, is_open, key, starts_inside
from openveiligheid.plan.reader.repair import Words

BlockKind = Literal["heading", "label", "item", "text"]
REPEATED = 3
_STRONG_END = ("…", "..", ":", "?")


@dataclass(slots=True)
class Block:
    """A piece of the plan with its place; only the part that its kind needs is filled."""

    kind: BlockKind
    text: str
    page: int | None
    line: int
    heading: Heading | None = None
    label: Label | None = None
    bullet: Bullet | None = None
    indent: float = 0.0
    gap: bool = False
    short: bool = False
    in_table: bool = False
    flags: list[str] = field(default_factory=list)


def find_blocks(lines: list[Line], headings: list[Heading], words: Words) -> list[Block]:
    """Give the blocks in the order of the source, with words made whole."""
    starts = {heading.start: heading for heading in headings}
    repeated = same_titles(headings)
    blocks: list[Block] = []
    position = 0
    while position < len(lines):
        heading = starts.get(position)
        if heading:
            blocks.append(_heading_block(heading, repeated))
            position = heading.end
            continue
        position = _take_line(lines, position, blocks, words, starts)
    for block in blocks:
        block.text = words.mend(block.text).strip()
        if block.heading:
            block.heading.title = words.mend(block.heading.title).strip(" :")
    return [block for block in blocks if block.text or block.kind == "heading"]


def _heading_block(heading: Heading, repeated: dict[str, int]) -> Block:
    """Make a heading, or a label when the words are those of a box."""
    label = label_of(heading.title) if heading.style[0] != "named" and not heading.holds else None
    comes_back = repeated[key(heading.title)] >= REPEATED and len(heading.title) > 2
    deep = heading.depth >= 3 or (not heading.is_numbered and heading.style[0] != "mark")
    is_box = bool(label) and not (label.rest if label else "")
    if label and is_box and (label.kind != "other" or comes_back or deep):
        return Block("label", heading.title, heading.page, heading.line, label=label)
    if comes_back and heading.style[0] != "named":
        label = repeated_label(heading.title)
        return Block("label", heading.title, heading.page, heading.line, label=label)
    return Block("heading", heading.title, heading.page, heading.line, heading=heading)


def _take_line(
    lines: list[Line], position: int, blocks: list[Block], words: Words, starts: dict[int, Heading]
) -> int:
    """Add the line at the position to the blocks and give the next position."""
    line = lines[position]
    last = blocks[-1] if blocks else None
    label, taken = _label_at(lines, position, last, words, starts)
    if label:
        blocks.append(Block("label", line.text, line.page, line.number, label=label))
        if label.rest:
            blocks.append(_new("text", label.rest, line))
        return position + taken
    if bullet := _point_at(line, last):
        block = _new("item", bullet.text, line)
        block.bullet = bullet
        blocks.append(block)
    elif last and _goes_on(last, line):
        last.text = words.join(last.text, line.text)
        last.short = _is_short(lines, position)
        if last.kind == "item" and not last.indent:
            last.indent = line.indent
    else:
        block = _new("text", line.text, line)
        block.short = bool(last and last.kind in ("label", "text")) and _is_short(lines, position)
        blocks.append(block)
    return position + 1


def _is_short(lines: list[Line], position: int) -> bool:
    """Tell whether the next word would have fitted on the line: its writer ended it there."""
    if position + 1 >= len(lines):
        return False
    width = max(len(line.text) for line in lines[max(0, position - 12) : position + 13])
    word = lines[position + 1].text.split(" ", 1)[0]
    return len(lines[position].text) + len(word) + 1 < 0.93 * width


def _new(kind: BlockKind, text: str, line: Line) -> Block:
    block = Block(kind, text, line.page, line.number, gap=line.gap, in_table=bool(line.cell))
    if line.cell and starts_inside(text):
        block.flags.append(flags.FROM_TABLE)
    return block


def _point_at(line: Line, last: Block | None) -> Bullet | None:
    """Recognise a point: a line with a bullet, or the first line in a cell of a table."""
    bullet = bullet_of(line.text)
    if line.cell == "point" and line.gap:
        return bullet or Bullet("cell", line.text)
    return bullet if bullet and not _is_wrapped_dash(line, bullet, last) else None


def _is_wrapped_dash(line: Line, bullet: Bullet, last: Block | None) -> bool:
    """Tell whether a dash or number starts the line only because the sentence was broken there."""
    if line.gap or last is None or last.kind not in ("text", "item"):
        return False
    if bullet.family in "-–—":
        return (
            last.kind == "text"
            and starts_inside(bullet.text)
            and len(last.text) > 60
            and (is_open(last.text) and not last.text.endswith((":", "-")))
        )
    return bullet.family in "1a" and last.kind == "text" and ends_halfway(last.text)


def _label_at(
    lines: list[Line], position: int, last: Block | None, words: Words, starts: dict[int, Heading]
) -> tuple[Label | None, int]:
    line = lines[position]
    if starts_inside(line.text) or len(line.text) > 2000:
        return None, 1
    bare = re.sub(r"^[►➢➤▶#*_\s]+", "", line.text)
    if (label := label_of(bare)) and _may_stand(label, line, last):
        return label, 1
    after = lines[position + 1] if position + 1 < len(lines) else None
    if after and not after.gap and position + 1 not in starts and len(line.text) < 90:
        whole = words.join(bare, after.text)
        label = label_of(whole) if len(after.text) < 60 and not bullet_of(after.text) else None
        if label and not label.rest and _may_stand(label, line, last):
            return label, 2
    return None, 1


def _may_stand(label: Label, line: Line, last: Block | None) -> bool:
    """Tell whether a line with the words of a label stands there as a label."""
    if bullet_of(line.text) and not line.bold:
        return (
            bool(label.rest) is False and line.text.endswith(_STRONG_END) and line.text[0] in "►➢➤▶"
        )
    strong = line.text.endswith(_STRONG_END) or line.bold or bool(line.cell)
    if last is None or last.kind in ("heading", "label") or line.gap:
        return True
    closed = not is_open(last.text) or last.kind == "item"
    return closed or (strong and not label.rest)


def _goes_on(last: Block, line: Line) -> bool:
    """Tell whether the line continues the block before it."""
    if last.kind not in ("text", "item"):
        return False
    if line.cell or last.in_table:
        return line.cell == "point" and last.kind == "item"
    if not last.text:
        return True
    return _goes_on_over_gap(last, line) if line.gap else not _ends_without_gap(last, line)


def _ends_without_gap(last: Block, line: Line) -> bool:
    """Tell whether a line right under a finished one starts something new."""
    if is_open(last.text) or starts_inside(line.text):
        return False
    return last.short if last.kind == "text" else last.indent > max(line.indent + 1, 0)


def _goes_on_over_gap(last: Block, line: Line) -> bool:
    if last.text.rstrip().endswith((*CLOSED, ";", ":")):
        return False
    return starts_inside(line.text) or line.text[0] in "()" or ends_halfway(last.text)
