"""From chosen themes and fields to the proposal, with how sure the reader is."""

from __future__ import annotations

import re
from collections import Counter

from openveiligheid.plan.reader import flags
from openveiligheid.plan.reader.blocks import Block
from openveiligheid.plan.reader.boxes import Box, kind_of
from openveiligheid.plan.reader.kernbeleid import FIELDS, field_mapping, theme_mapping
from openveiligheid.plan.reader.labels import LabelKind
from openveiligheid.plan.reader.lines import key, starts_inside
from openveiligheid.plan.reader.outline import FieldDraft, ThemeDraft
from openveiligheid.plan.reader.proposal import (
    FieldProposal,
    Kind,
    ObjectiveProposal,
    ThemeProposal,
)
from openveiligheid.plan.reader.sections import Section

SHORT, SENTENCE, LONG = 12, 220, 500
COST = {
    flags.MOVED: 0.4,
    flags.MIXED: 0.3,
    flags.OUT_OF_ORDER: 0.15,
    flags.MANY_BOXES: 0.3,
    flags.NO_OBJECTIVES: 0.4,
    flags.NO_LABEL: 0.45,
    flags.UNKNOWN_LABEL: 0.4,
    flags.RUNNING_TEXT: 0.3,
    flags.BROAD_LABEL: 0.15,
    flags.FROM_TABLE: 0.2,
    flags.UNNUMBERED: 0.1,
    flags.FIELD_AS_THEME: 0.2,
    flags.FIELD_OBJECTIVES: 0.4,
    flags.FIELD_MADE: 0.2,
    flags.UNMAPPED: 0.15,
    flags.MAPPING_UNSURE: 0.1,
}
BEST, LEAST = 0.98, 0.05


def confidence_of(found: list[str]) -> float:
    """Give how sure the reader is: each reason to doubt takes something off."""
    return round(max(LEAST, BEST - sum(COST.get(flag, 0.15) for flag in found)), 2)


def assemble(drafts: list[FieldDraft]) -> list[FieldProposal]:
    """Make the proposal's fields; themes without a field go by the Kernbeleid."""
    fields: list[FieldProposal] = []
    for draft in drafts:
        if draft.section is None:
            fields.extend(_made_fields(draft))
        else:
            fields.append(_field(draft, draft.section))
    _flag_twice(fields)
    if all(re.fullmatch(r"[\d.]+", field.number) for field in fields):
        fields.sort(key=lambda field: [int(part) for part in field.number.split(".") if part])
    return fields


def _field(draft: FieldDraft, section: Section) -> FieldProposal:
    heading = section.heading_or_fail
    mapping = field_mapping(heading.title, [theme.title for theme in draft.themes])
    number = mapping.numbers[0] if mapping.numbers else None
    found = [*heading.flags, *draft.flags, *_mapping_flags(mapping.numbers, mapping.is_sure)]
    return FieldProposal(
        heading.number, heading.title, heading.page, heading.line, number, _context(draft.context),
        [_theme(theme, number) for theme in draft.themes], confidence_of(found), found,
    )  # fmt: skip


def _made_fields(draft: FieldDraft) -> list[FieldProposal]:
    """Make one field per Kernbeleid field that the themes are mapped to."""
    made: dict[str, FieldProposal] = {}
    for theme_draft in draft.themes:
        theme = _theme(theme_draft, None)
        number = theme.kernbeleid[0][0] if theme.kernbeleid else ""
        if not number:
            number = "".join(field_mapping(theme.title, []).numbers)
        title = FIELDS[number]["title"] if number else flags.OTHER_FIELD
        found = [*draft.flags, *([] if number else [flags.UNMAPPED])]
        field = made.setdefault(
            number,
            FieldProposal(number, title, theme.page, theme.line, number or None,
                          confidence=confidence_of(found), flags=found),
        )  # fmt: skip
        field.themes.append(theme)
    return [made[number] for number in sorted(made, key=lambda n: (not n, n))]


def _mapping_flags(numbers: list[str], is_sure: bool) -> list[str]:
    if not numbers:
        return [flags.UNMAPPED]
    return [] if is_sure else [flags.MAPPING_UNSURE]


def _theme(draft: ThemeDraft, field: str | None) -> ThemeProposal:
    heading = draft.section.heading_or_fail
    context = _context(draft.context)
    mapping = theme_mapping(heading.title, context, field)
    names = Counter(box.name for box in draft.boxes)
    kinds = {box.kind for box in draft.boxes}
    objectives = [
        found for box in draft.boxes for found in _objectives(box, draft, kinds, names[box.name])
    ]
    objectives.sort(key=lambda objective: (objective.page or 0, objective.line))
    found = [*heading.flags, *draft.flags, *_mapping_flags(mapping.numbers, mapping.is_sure)]
    if any(name and count > 1 for name, count in names.items()):
        found.append(flags.MANY_BOXES)
    found.extend(dict.fromkeys(flag for box in draft.boxes for flag in box.flags))
    if not objectives:
        found.append(flags.NO_OBJECTIVES)
    if not context:
        found.append(flags.NO_CONTEXT)
    return ThemeProposal(
        heading.number, heading.title, heading.page, heading.line, mapping.numbers, context,
        objectives, confidence_of(found), found,
    )  # fmt: skip


def _kind(box: Box, kinds: set[LabelKind]) -> Kind:
    """Give the kind; an approach or effort beside a box with goals is what will be done."""
    if box.kind == "other" and _is_done_by_us(box):
        return "action"
    if box.label and box.label.broad and "goal" in kinds and "action" not in kinds:
        return "action"
    return kind_of(box)


def _is_done_by_us(box: Box) -> bool:
    """Tell whether most points say what 'we' do."""
    ours = sum(
        point.text.lower().startswith(("wij ", "we ", "de gemeente ")) for point in box.points
    )
    return 2 * ours > len(box.points)


def _objectives(
    box: Box, draft: ThemeDraft, kinds: set[LabelKind], count: int
) -> list[ObjectiveProposal]:
    """Give the points of a box; count says how often the theme has a box of that name."""
    kind = _kind(box, kinds)
    shared = [*draft.flags, *box.flags]
    if count > 1:
        shared.append(flags.MANY_BOXES)
    if flags.OUT_OF_ORDER in draft.section.heading_or_fail.flags and not box.flags:
        shared.append(flags.MIXED)
    if box.label is None:
        shared.append(flags.NO_LABEL)
    elif box.kind == "other":
        shared.append(flags.UNKNOWN_LABEL)
    elif box.label.broad:
        shared.append(flags.BROAD_LABEL)
    return [_objective(point, box, kind, shared) for point in box.points if _is_text(point.text)]


def _is_text(text: str) -> bool:
    return sum(sign.isalpha() for sign in text) >= 3


def _objective(point: Block, box: Box, kind: Kind, shared: list[str]) -> ObjectiveProposal:
    text = point.text.rstrip(" ;,")
    found = [*shared, *point.flags]
    if box.running and (len(text) > SENTENCE or ". " in text):
        found.append(flags.RUNNING_TEXT)
    if len(text) < SHORT:
        found.append(flags.VERY_SHORT)
    if len(text) > LONG:
        found.append(flags.VERY_LONG)
    if text.endswith(("-", "/", "(")):
        found.append(flags.OPEN_END)
    unique = list(dict.fromkeys(found))
    return ObjectiveProposal(text, kind, point.page, point.line, confidence_of(unique), unique)


def _context(blocks: list[Block]) -> str:
    """Join paragraphs; one that starts halfway a sentence goes on with the one before."""
    paragraphs: list[str] = []
    for block in blocks:
        text = f"- {block.text}" if block.kind == "item" else block.text
        last = paragraphs[-1] if paragraphs else ""
        if (
            last
            and block.kind == "text"
            and starts_inside(text)
            and not last.endswith((".", "!", "?", ":"))
        ):
            paragraphs[-1] = f"{last} {text}"
        else:
            paragraphs.append(text)
    return "\n\n".join(paragraphs)


def _flag_twice(fields: list[FieldProposal]) -> None:
    """Flag texts that stand under more than one theme."""
    everything = [goal for field in fields for theme in field.themes for goal in theme.objectives]
    seen = Counter(key(goal.text) for goal in everything)
    for goal in everything:
        if seen[key(goal.text)] > 1:
            goal.flags.append(flags.TWICE)
            goal.confidence = confidence_of(goal.flags)
