"""Telling which sections are themes, and which sections above them are fields."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import pairwise

from openveiligheid.plan.reader import flags
from openveiligheid.plan.reader.blocks import Block
from openveiligheid.plan.reader.boxes import Box, Content, content_of, reads_as_objective
from openveiligheid.plan.reader.kernbeleid import (
    FIELDS,
    field_mapping,
    is_official_field,
    theme_mapping,
)
from openveiligheid.plan.reader.labels import is_aside, is_generic
from openveiligheid.plan.reader.naming import is_plan_name
from openveiligheid.plan.reader.sections import Section, is_alike


@dataclass(slots=True, eq=False)
class ThemeDraft:
    """A section chosen as theme, with its boxes and text."""

    section: Section
    boxes: list[Box]
    context: list[Block]
    flags: list[str] = field(default_factory=list)

    @property
    def title(self) -> str:
        return self.section.title


@dataclass(slots=True, eq=False)
class FieldDraft:
    """A section chosen as field, or None where the plan has no fields."""

    section: Section | None
    context: list[Block] = field(default_factory=list)
    themes: list[ThemeDraft] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)


class Outline:
    """The choice of themes and fields for one tree of sections."""

    def __init__(self, root: Section) -> None:
        self.root = root
        self._named: int | None = None
        self.content: dict[Section, Content] = {}
        self._refresh()
        self.has_labels = any(self._real_boxes(section) for section in root.walk())
        for section in list(root.walk()):
            self._raise_fields(section)
        self._fold_inner_headings()
        self._refresh()
        holders = self._holders()
        self.holding: dict[Section, int] = Counter()
        for holder in holders:
            for section in (holder, *holder.ancestors()):
                self.holding[section] += 1
        self.leaves = [section for section in holders if self.holding[section] == 1]

    def _refresh(self) -> None:
        self.content = {section: content_of(section.blocks) for section in self.root.walk()}

    def _holders(self) -> list[Section]:
        """Give the sections with boxes; without any label, those with lists that read as aims."""
        sections = [section for section in self.root.walk() if self._may_be_theme(section)]
        labelled = [section for section in sections if self._real_boxes(section)]
        if labelled:
            return labelled
        return [section for section in sections if self._has_aims(section)]

    def _real_boxes(self, section: Section) -> list[Box]:
        return [box for box in self.content[section].labelled if box.kind != "other"]

    def _may_be_theme(self, section: Section) -> bool:
        if section.heading is None or is_plan_name(section.title):
            return False
        chain = [section, *section.ancestors()]
        return not any(is_aside(above.title) for above in chain) and not (
            is_generic(section.title) and section.heading.style[0] != "named"
        )

    def _has_aims(self, section: Section) -> bool:
        points = [point for box in self.content[section].boxes for point in box.points]
        return bool(points) and 2 * sum(reads_as_objective(p.text) for p in points) >= len(points)

    def _fold_inner_headings(self) -> None:
        """Merge headings without number that stand inside themes into those themes."""
        verdicts: dict[tuple[str, ...], Counter[bool]] = defaultdict(Counter)
        parents: dict[tuple[str, ...], list[Section]] = defaultdict(list)
        for section in self.root.walk():
            if section.heading is None or is_official_field(section.title):
                continue
            for style in {child.heading.style for child in section.children if child.heading}:
                if style[0] == "number":
                    continue
                counts = Counter(box.name for box in self._boxes_under(section))
                parents[style].append(section)
                if counts:
                    verdicts[style][max(counts.values()) <= 1] += 1
        for style, sections in parents.items():
            if verdicts[style][True] > verdicts[style][False]:
                for section in reversed(sections):
                    _absorb(section, style)

    def _raise_fields(self, parent: Section) -> None:
        """Let headings that look like their themes, but name a field, hold those themes."""
        raised = self._named_fields(parent)
        if not raised:
            return
        kept: list[Section] = []
        above: Section | None = None
        for child in parent.children:
            if child in raised:
                above = child
            elif is_aside(child.title) or (above and not _look_alike(child, above)):
                above = None
            if above is None or above is child:
                kept.append(child)
            else:
                child.parent = above
                above.children.append(child)
        parent.children = kept

    def _named_fields(self, parent: Section) -> set[Section]:
        """Find the headings without a box that are fields: by their name, or among their like."""
        bare = [
            child
            for child, after in pairwise(parent.children)
            if child.heading and not child.heading.is_numbered and not child.children
            if self._may_be_theme(child) and not self._real_boxes(child)
            if self._real_boxes(after)
        ]
        named = [child for child in bare if is_official_field(child.title)]
        empty = [child for child in bare if not self.content[child].boxes]
        found = [field_mapping(child.title, []) for child in empty[: len(FIELDS) + 1]]
        numbers = {field.numbers[0] for field in found if field.is_sure}
        if 2 <= len(empty) == len(numbers):
            return {*named, *empty}
        return set(named)

    def _boxes_under(self, section: Section) -> list[Box]:
        if self.has_labels:
            return [box for under in section.walk() for box in self._real_boxes(under)]
        return [box for under in section.walk() for box in self.content[under].boxes]

    def fields(self) -> list[FieldDraft]:
        """Give the fields with their themes, in the order of the source."""
        chosen = self._themes()
        parents = {section.parent for section in chosen}
        drafts: dict[Section | None, FieldDraft] = {}
        for section in self.root.walk():
            if section not in chosen:
                continue
            above = self._field_of(section, parents)
            draft = drafts.get(above)
            if draft is None:
                draft = drafts[above] = self._field_draft(above, section)
            draft.themes.append(self._theme_draft(section, above))
        for draft in drafts.values():
            self._add_loose_boxes(draft)
        return list(drafts.values())

    def _themes(self) -> set[Section]:
        chosen = set(self.leaves)
        for parent in {section.parent for section in self.leaves if section.parent}:
            places = [place for place, child in enumerate(parent.children) if child in chosen]
            styles = {parent.children[place].heading.style for place in places}  # type: ignore[union-attr]
            for place, child in enumerate(parent.children):
                if child in chosen or not child.heading or child.heading.style not in styles:
                    continue
                if self._is_silent_theme(child, place, places):
                    chosen.add(child)
        fields = {section.parent for section in self.leaves if section.parent}
        real = {field for field in fields if field.heading and not is_generic(field.title)}
        return chosen | self._themes_of_silent_fields(real)

    def _themes_of_silent_fields(self, fields: set[Section]) -> set[Section]:
        """Take the sections under a field that has no box at all, so that it is not lost."""
        chosen: set[Section] = set()
        for parent in {found.parent for found in fields if found.parent}:
            for section in parent.children:
                if self.holding[section] or not self._may_be_theme(section):
                    continue
                like = any(_look_alike(section, other) for other in fields)
                if like and field_mapping(section.title, []).is_sure:
                    chosen |= {child for child in section.children if self._may_be_theme(child)}
        return chosen

    def _is_silent_theme(self, section: Section, place: int, places: list[int]) -> bool:
        """Tell whether a section among themes is one too, though it has no box of its own."""
        if not self._may_be_theme(section) or self.holding[section]:
            return False
        numbered = section.heading is not None and section.heading.is_numbered
        has_text = bool(section.blocks) or numbered
        if not has_text or place < places[0] - 2:
            return False
        among = places[0] < place < places[-1]
        lost = section.parent is not None and bool(self._real_boxes(section.parent))
        return among or lost or theme_mapping(section.title, "").is_sure

    def _field_of(self, section: Section, parents: set[Section | None]) -> Section | None:
        parent = section.parent
        if section in parents or (parent and self._stands_among_fields(section, parent, parents)):
            return section
        if parent is None or parent.heading is None:
            return None
        if is_generic(parent.title) or is_aside(parent.title):
            return None
        if self._named_parents(parents) == 1 and not is_official_field(parent.title):
            named = parent.heading.style[0] == "named"
            return parent if named or _is_about_safety(parent.title) else None
        return parent

    def _named_parents(self, parents: set[Section | None]) -> int:
        """Count the sections above themes that have a name of their own."""
        if self._named is None:
            named = [above for above in parents if above and above.heading]
            self._named = sum(not is_generic(above.title) for above in named)
        return self._named

    def _stands_among_fields(
        self, section: Section, parent: Section, parents: set[Section | None]
    ) -> bool:
        fields = [above for above in parents if above and above.parent is parent]
        return any(_look_alike(section, above) for above in fields)

    def _field_draft(self, above: Section | None, section: Section) -> FieldDraft:
        if above is None:
            return FieldDraft(None, flags=[flags.FIELD_MADE])
        if above is section:
            return FieldDraft(above, flags=[flags.FIELD_AS_THEME])
        content = self.content[above]
        return FieldDraft(above, context=content.context)

    def _theme_draft(self, section: Section, above: Section | None) -> ThemeDraft:
        content = self.content[section]
        real = set([box for box in content.boxes if box.label] or content.boxes)
        draft = ThemeDraft(section, [], list(content.context))
        for box in content.boxes:
            if box in real or any(reads_as_objective(point.text) for point in box.points):
                draft.boxes.append(box)
            else:
                draft.context.extend(box.points)
        for child in section.children:
            for under in child.walk():
                inner = self.content[under]
                draft.boxes.extend(inner.boxes)
                draft.context.extend(inner.context)
        return draft

    def _add_loose_boxes(self, draft: FieldDraft) -> None:
        """Keep the boxes that stand right under a field: as a theme with the field's name."""
        section = draft.section
        if section is None or any(theme.section is section for theme in draft.themes):
            return
        boxes = self._real_boxes(section)
        if boxes:
            draft.themes.insert(0, ThemeDraft(section, boxes, [], [flags.FIELD_OBJECTIVES]))


def _is_about_safety(title: str) -> bool:
    return bool(field_mapping(title, []).numbers or theme_mapping(title, "").numbers)


def _look_alike(section: Section, other: Section) -> bool:
    return section.heading is not None and is_alike(section.heading, other.heading)


def _absorb(section: Section, style: tuple[str, ...]) -> None:
    """Take the text of the children with this style into the section itself."""
    kept: list[Section] = []
    for child in section.children:
        if child.heading and child.heading.style == style and not kept:
            section.blocks.extend(child.blocks)
            for inner in child.children:
                inner.parent = section
                kept.append(inner)
        else:
            kept.append(child)
    section.children = kept
