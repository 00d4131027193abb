"""The chapter of a priority: themes, objectives, actions, what is late and why, figures."""

from django.utils.translation import gettext as _

from openveiligheid.publication.content import (
    ActionRow,
    ObjectiveSection,
    PriorityChapter,
    Status,
    ThemeSection,
)
from openveiligheid.publication.presenters import words
from openveiligheid.publication.presenters.blocks import (
    Block,
    Cell,
    Column,
    Heading,
    Row,
    Section,
    Table,
    Text,
    Tiles,
)
from openveiligheid.publication.presenters.figures import figure

EXPLAINED = (Status.LATE, Status.NEEDS_ATTENTION, Status.STOPPED)


def chapter(priority: PriorityChapter, *, position: int) -> Section:
    """All that was done for one priority."""
    blocks: list[Block] = []
    if priority.summary:
        blocks.append(Text(priority.summary, "lead"))
    blocks.extend(_state(priority))
    blocks.extend(_explained(priority))
    # When all are, one line above says so; otherwise each fictitious action says it itself.
    tells_fictitious = not _all_fictitious(priority)
    for theme in priority.themes:
        blocks.extend(_theme(theme, tells_fictitious=tells_fictitious))
    blocks.extend(_figures(priority, position))
    return Section(
        anchor=f"prioriteit-{position}",
        title=priority.title,
        blocks=tuple(blocks),
        over=_("Prioriteit %(number)s") % {"number": priority.number or position},
    )


def _state(priority: PriorityChapter) -> list[Block]:
    counts = words.tally(priority.actions)
    total = len(priority.actions)
    if not total:
        return [Text(_("Bij deze prioriteit zijn nog geen acties vastgelegd."))]
    parts = [words.counted(status, count) for status, count in counts.items() if count]
    text = _("%(goals)s en %(actions)s. Daarvan geldt: %(parts)s.") % {
        "goals": words.objectives_counted(priority.objective_count),
        "actions": words.actions_counted(total),
        "parts": words.enumeration(parts),
    }
    blocks: list[Block] = [Tiles((), words.segments(counts), text)]
    if _all_fictitious(priority):
        blocks.append(Text(_("De acties in dit hoofdstuk zijn fictieve voorbeelden."), "note"))
    return blocks


def _all_fictitious(priority: PriorityChapter) -> bool:
    return all(action.is_example for action in priority.actions)


def _explained(priority: PriorityChapter) -> list[Block]:
    """The actions that do not go as planned, with the reason, worst first."""
    told = [action for action in priority.actions if action.status in EXPLAINED]
    if not told:
        return []
    told.sort(key=lambda action: (EXPLAINED.index(action.status), -action.days_late))
    columns = (
        Column(_("Actie"), 3.6),
        Column(_("Status"), 2.2),
        Column(_("Uitleg"), 4.8),
    )
    rows = tuple(
        Row(
            (
                Cell(action.title, is_strong=True),
                Cell(
                    words.status_name(action.status),
                    words.TONES[action.status],
                    alarm=words.days_late(action.days_late) if action.days_late else "",
                ),
                Cell(action.explanation or action.note or _("Er is geen uitleg gegeven.")),
            )
        )
        for action in told
    )
    return [
        Heading(2, _("Wat loopt anders dan gepland?")),
        Table(_("Acties die anders lopen dan gepland"), columns, rows),
    ]


def _theme(theme: ThemeSection, *, tells_fictitious: bool) -> list[Block]:
    over = _("Thema %(number)s") % {"number": theme.number} if theme.number else _("Thema")
    blocks: list[Block] = [Heading(2, theme.title, over)]
    if not theme.objectives:
        blocks.append(Text(_("Bij dit thema zijn nog geen doelen vastgelegd.")))
    for objective in theme.objectives:
        blocks.extend(_objective(objective, tells_fictitious=tells_fictitious))
    return blocks


def _objective(objective: ObjectiveSection, *, tells_fictitious: bool) -> list[Block]:
    heading = Heading(3, objective.text, _("Doel"))
    if not objective.actions:
        return [heading, Text(_("Bij dit doel zijn nog geen acties vastgelegd."), "note")]
    columns = (
        Column(_("Actie"), 4.1),
        Column(_("Trekker"), 2.2),
        Column(_("Klaar op"), 1.65),
        Column(_("Status"), 2.3),
        Column(_("Voortgang"), 1.5, "end"),
    )
    caption = _("Acties bij het doel “%(objective)s”") % {"objective": objective.text}
    rows = tuple(_action(row, tells_fictitious=tells_fictitious) for row in objective.actions)
    return [heading, Table(caption, columns, rows)]


def _action(action: ActionRow, *, tells_fictitious: bool) -> Row:
    partners = _("Met: %(partners)s") % {"partners": ", ".join(action.partners)}
    notes = [partners] if action.partners else []
    if action.note and action.note_on:
        notes.append(
            _("%(day)s: %(note)s") % {"day": words.short_day(action.note_on), "note": action.note}
        )
    elif action.note:
        notes.append(action.note)
    if action.is_example and tells_fictitious:
        notes.append(_("Fictief voorbeeld"))
    done = action.progress_percent
    return Row(
        (
            Cell(action.title, notes=tuple(notes), is_strong=True),
            Cell(action.lead, notes=(action.lead_function,) if action.lead_function else ()),
            Cell(
                words.short_day(action.due_on) if action.due_on else _("geen datum"),
                alarm=words.days_late(action.days_late) if action.days_late else "",
            ),
            Cell(words.status_name(action.status), words.TONES[action.status]),
            Cell(_("onbekend") if done is None else f"{done}%"),
        )
    )


def _figures(priority: PriorityChapter, position: int) -> list[Block]:
    if not priority.figures:
        return []
    drawn = [
        figure(block, f"{position}.{index}") for index, block in enumerate(priority.figures, 1)
    ]
    return [Heading(2, _("De cijfers")), *drawn]
