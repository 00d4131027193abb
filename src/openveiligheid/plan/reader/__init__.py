"""Reads an existing safety plan and proposes its structure; a person checks what is uncertain.

Knows text and layout only: no database, no members, no other room. The steps, in order:
files > lines (text or PDF) > furniture > headings > blocks > sections > outline > attach >
assemble.
"""

from __future__ import annotations

from os import PathLike

from openveiligheid.plan.reader.assemble import assemble
from openveiligheid.plan.reader.attach import put_boxes_back
from openveiligheid.plan.reader.blocks import find_blocks
from openveiligheid.plan.reader.errors import NOTHING_FOUND, UnreadablePlan
from openveiligheid.plan.reader.files import decode, is_pdf, read_bytes, refuse_other_files
from openveiligheid.plan.reader.furniture import without_furniture
from openveiligheid.plan.reader.headings import find_headings
from openveiligheid.plan.reader.lines import Line
from openveiligheid.plan.reader.naming import name_plan
from openveiligheid.plan.reader.outline import Outline
from openveiligheid.plan.reader.proposal import (
    FieldProposal,
    ObjectiveProposal,
    Proposal,
    SourceLine,
    ThemeProposal,
)
from openveiligheid.plan.reader.repair import Words, clean
from openveiligheid.plan.reader.sections import build_sections
from openveiligheid.plan.reader.text_lines import lines_of_text

__all__ = [
    "FieldProposal",
    "ObjectiveProposal",
    "Proposal",
    "SourceLine",
    "ThemeProposal",
    "UnreadablePlan",
    "read_plan",
]


def read_plan(source: str | PathLike[str] | bytes, filename: str = "") -> Proposal:
    """Read a plan from a path or bytes; raise UnreadablePlan when it cannot be read.

    The content decides what kind of file it is; the name is not trusted.
    """
    content = read_bytes(source)
    if is_pdf(content):
        from openveiligheid.plan.reader.pdf import lines_of_pdf

        lines, shown, metadata = lines_of_pdf(content)
    else:
        refuse_other_files(content)
        lines, shown = lines_of_text(decode(content))
        metadata = ""
    return _propose(lines, shown, metadata)


def _propose(lines: list[Line], shown: list[SourceLine], metadata: str) -> Proposal:
    for line in lines:
        line.text = clean(line.text)
    lines = [line for line in lines if line.text]
    words = Words(line.text for line in lines)
    naming = name_plan(lines, words, metadata)
    lines = without_furniture(lines)
    blocks = find_blocks(lines, find_headings(lines, words), words)
    drafts = Outline(build_sections(blocks)).fields()
    for draft in drafts:
        put_boxes_back(draft)
        draft.themes.sort(
            key=lambda theme: theme.section.heading.digits if theme.section.heading else ()
        )
    fields = assemble(drafts)
    if not any(theme.objectives for field in fields for theme in field.themes):
        raise UnreadablePlan(NOTHING_FOUND)
    return Proposal(naming.title, naming.year_from, naming.year_to, fields, shown, naming.flags)
