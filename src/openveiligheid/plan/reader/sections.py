"""From blocks to a tree of sections."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from openveiligheid.plan.reader.blocks import Block
from openveiligheid.plan.reader.headings import Heading
from openveiligheid.plan.reader.labels import is_aside, is_generic

_PLAIN = {"named", "stand", "letter"}


@dataclass(slots=True, eq=False)
class Section:
    """A heading with what stands under it, until the next heading."""

    heading: Heading | None
    parent: Section | None = None
    blocks: list[Block] = field(default_factory=list)
    children: list[Section] = field(default_factory=list)

    @property
    def title(self) -> str:
        return self.heading.title if self.heading else ""

    @property
    def heading_or_fail(self) -> Heading:
        """Give the heading of a section that surely has one: any but the root."""
        if self.heading is None:
            raise LookupError("the root of the sections has no heading")
        return self.heading

    def walk(self) -> Iterator[Section]:
        """Give this section and all under it, in the order of the source."""
        stack = [self]
        while stack:
            section = stack.pop()
            yield section
            stack.extend(reversed(section.children))

    def ancestors(self) -> Iterator[Section]:
        above = self.parent
        while above is not None and above.heading is not None:
            yield above
            above = above.parent


def build_sections(blocks: list[Block]) -> Section:
    """Put every block under its heading and every heading under the one that it belongs to."""
    root = Section(None)
    path = [root]
    found = {id(block): Section(block.heading) for block in blocks if block.heading}
    by_number = {s.heading.digits: s for s in found.values() if s.heading and s.heading.digits}
    for block in blocks:
        heading = block.heading
        if heading is None:
            path[-1].blocks.append(block)
            continue
        parent = by_number.get(heading.digits[:-1]) if len(heading.digits) > 1 else None
        if parent is None:
            same = [place for place, above in enumerate(path) if is_alike(heading, above.heading)]
            del path[same[-1] if same else _level_before(heading, path) :]
            while len(path) > 1 and _closes(heading, path[-1]):
                path.pop()
            parent = path[-1]
        section = found[id(block)]
        section.parent = parent
        parent.children.append(section)
        path = [
            root,
            *reversed(list(parent.ancestors())),
            *([parent] if parent is not root else []),
            section,
        ]
        if heading.style[0] == "named" and heading.number.isdigit():
            by_number.setdefault((int(heading.number),), section)
    return root


def _level_before(heading: Heading, path: list[Section]) -> int:
    """Give the level where a closing part, or a heading in capitals, had its like before."""
    ends = "caps" in heading.style or is_aside(heading.title)
    if heading.style[0] != "stand" or not ends or any(s.heading and s.heading.digits for s in path):
        return len(path)
    for level in range(len(path), 0, -1):
        if any(is_alike(heading, child.heading) for child in path[level - 1].children):
            return level
    return len(path)


def is_alike(heading: Heading, other: Heading | None) -> bool:
    """Tell whether two headings look the same, and so stand at the same height."""
    if other is None or heading.style != other.style:
        return False
    return heading.style[0] not in ("mark", "outline") or heading.depth == other.depth


def _closes(heading: Heading, section: Section) -> bool:
    """Tell whether a heading ends a section; 'Onze prioriteiten' holds what looks different."""
    other = section.heading
    plain = other is not None and not heading.size and heading.style != other.style
    if other and plain and is_generic(other.title) and {heading.style[0], other.style[0]} <= _PLAIN:
        return False
    return _outranks(heading, other)


def _outranks(heading: Heading, other: Heading | None) -> bool:
    """Tell whether a heading closes the section of another one."""
    if other is None:
        return False
    if heading.style[0] == other.style[0] in ("number", "mark", "outline"):
        return heading.depth <= other.depth
    if heading.style == other.style:
        return True
    if "table" in (heading.style[0], other.style[0]):
        return other.style[0] == "table"
    if heading.size and other.size:
        return _outranks_by_font(heading, other)
    return _place(heading) <= _place(other)


def _outranks_by_font(heading: Heading, other: Heading) -> bool:
    if abs(heading.size - other.size) > 0.03 * other.size:
        return heading.size > other.size
    if heading.is_numbered != other.is_numbered and heading.bold == other.bold:
        return heading.is_numbered
    return heading.bold or not other.bold


def _place(heading: Heading) -> int:
    """Give how high kinds of headings usually stand in a plain text."""
    kind, *rest = heading.style
    if kind == "mark":
        return heading.depth
    if kind == "number":
        return 10 + heading.depth
    if kind == "named":
        return {"field": 20, "theme": 22}[rest[0]] - (rest[2] == "caps") * 2
    if kind in ("letter", "coded"):
        return 24 if kind == "letter" else 26
    if kind == "table":
        return 50
    return 21 if "caps" in rest else 30
