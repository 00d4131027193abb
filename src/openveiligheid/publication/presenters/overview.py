"""The opening of a report: the summary, the asks of the council, the state per priority."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openveiligheid.publication.content import (
    EarlierReport,
    Money,
    PriorityChapter,
    ReportContent,
    Status,
)
from openveiligheid.publication.presenters import words
from openveiligheid.publication.presenters.blocks import (
    Block,
    Bullets,
    Callout,
    Cell,
    Column,
    Heading,
    Row,
    Section,
    Table,
    Text,
    Tile,
    Tiles,
    Tone,
)
from openveiligheid.publication.presenters.figures import figures_overview

LATE_ACTIONS_SHOWN = 10


def summary(content: ReportContent) -> Section:
    """The report on one page."""
    blocks: list[Block] = [Text(_lead(content), "lead")]
    if content.actions:
        blocks.append(_tiles(content))
    if content.earlier:
        blocks.append(Text(_since(content.earlier, content)))
    blocks.append(_asks(content))
    blocks.extend(_late(content))
    return Section("in-het-kort", _("In het kort"), tuple(blocks))


def state(content: ReportContent) -> Section:
    """The state per priority, the costs and the figures, each in one table."""
    blocks: list[Block] = []
    if content.priorities:
        blocks += [Heading(2, _("Acties per prioriteit")), _per_priority(content)]
    else:
        blocks.append(Text(_("Dit plan heeft nog geen prioriteiten.")))
    blocks.append(Heading(2, _("Wat kost het?")))
    blocks.append(_costs(content) or Text(_("Bij de acties zijn geen bedragen vastgelegd.")))
    blocks += [Heading(2, _("Helpt het?")), *figures_overview(content)]
    return Section("stand", _("Stand per prioriteit"), tuple(blocks))


def _lead(content: ReportContent) -> str:
    counts = words.tally(content.actions)
    total = len(content.actions)
    if not total:
        return _(
            "Bij dit plan zijn op %(day)s nog geen acties vastgelegd. "
            "Er is dus nog geen voortgang te melden."
        ) % {"day": words.day(content.as_of)}
    first = ngettext(
        "Het plan telt %(total)s actie. Op %(day)s %(done)s (%(share)s).",
        "Het plan telt %(total)s acties. Op %(day)s %(done)s (%(share)s).",
        total,
    ) % {
        "total": words.number(total),
        "day": words.day(content.as_of),
        "done": _done_inverted(counts[Status.DONE]),
        "share": words.percentage(counts[Status.DONE], total),
    }
    rest = [
        words.counted(status, count)
        for status, count in counts.items()
        if count and status is not Status.DONE
    ]
    if not rest:
        return first
    return f"{first} " + _("Van de andere acties geldt: %(rest)s.") % {
        "rest": words.enumeration(rest)
    }


def _done_inverted(done: int) -> str:
    if not done:
        return _("is er nog geen afgerond")
    return ngettext("is er %(n)s afgerond", "zijn er %(n)s afgerond", done) % {
        "n": words.number(done)
    }


def _tiles(content: ReportContent) -> Tiles:
    counts = words.tally(content.actions)
    segments = words.segments(counts)
    tiles = tuple(
        Tile(words.number(count), words.status_name(status), words.TONES[status])
        for status, count in counts.items()
        if count or status in (Status.DONE, Status.LATE)
    )
    parts = [f"{segment.label.lower()} {segment.count}" for segment in segments]
    summary = _("Verdeling van de acties: %(parts)s.") % {"parts": ", ".join(parts)}
    return Tiles(tiles, segments, summary)


def _since(earlier: EarlierReport, content: ReportContent) -> str:
    before = {count.status: count.actions for count in earlier.counts}
    facts = {
        "day": words.day(earlier.as_of),
        "done": words.number(before.get(Status.DONE, 0)),
        "total": words.actions_counted(sum(before.values())),
        "late": words.number(before.get(Status.LATE, 0)),
        "late_now": words.number(words.tally(content.actions)[Status.LATE]),
    }
    return (
        _(
            "In de vorige rapportage (%(day)s) waren %(done)s van de %(total)s afgerond. "
            "Het aantal vertraagde acties was toen %(late)s en is nu %(late_now)s."
        )
        % facts
    )


def _asks(content: ReportContent) -> Callout:
    if not content.asks:
        return Callout(
            _("Wat vragen wij de raad?"),
            _("Geen besluit. Dit rapport is bedoeld om de raad te informeren."),
        )
    return Callout(_("Wat vragen wij de raad?"), items=content.asks)


def _late(content: ReportContent) -> list[Block]:
    late = sorted(
        (
            (chapter, action)
            for chapter in content.priorities
            for action in chapter.actions
            if action.status is Status.LATE
        ),
        key=lambda pair: -pair[1].days_late,
    )
    heading = Heading(2, _("Welke acties zijn vertraagd?"))
    if not late:
        return [heading, Text(_("Geen enkele actie is vertraagd."))]
    rows = tuple(
        Row(
            (
                Cell(action.title, is_strong=True),
                Cell(chapter.title),
                Cell(words.number(action.days_late) if action.days_late else "–"),
            )
        )
        for chapter, action in late[:LATE_ACTIONS_SHOWN]
    )
    columns = (
        Column(_("Actie"), 5),
        Column(_("Prioriteit"), 3),
        Column(_("Dagen te laat"), 1.6, "end"),
    )
    blocks: list[Block] = [heading, Table(_("Vertraagde acties"), columns, rows)]
    more = len(late) - len(rows)
    text = _("De uitleg per actie staat in het hoofdstuk van de prioriteit.")
    if more:
        text = (
            ngettext(
                "Nog %(n)s andere actie is vertraagd.",
                "Nog %(n)s andere acties zijn vertraagd.",
                more,
            )
            % {"n": words.number(more)}
            + f" {text}"
        )
    return [*blocks, Text(text, "note")]


def _per_priority(content: ReportContent) -> Table:
    shown = [
        status
        for status, count in words.tally(content.actions).items()
        if count or status not in (Status.STOPPED, Status.NOT_STARTED)
    ]
    columns = (
        Column(_("Prioriteit"), 3.4),
        Column(_("Doelen"), 1.1, "end"),
        Column(_("Acties"), 1.1, "end"),
        *(Column(words.status_name(status), 1.25, "end") for status in shown),
        Column(_("Klaar"), 1.0, "end"),
    )
    rows = [_priority_row(chapter, shown) for chapter in content.priorities]
    counts = words.tally(content.actions)
    total = Row(
        (
            Cell(_("Hele plan"), is_strong=True),
            Cell(words.number(sum(chapter.objective_count for chapter in content.priorities))),
            Cell(words.number(len(content.actions))),
            *(Cell(words.number(counts[status])) for status in shown),
            Cell(words.percentage(counts[Status.DONE], len(content.actions)), is_strong=True),
        ),
        is_total=True,
    )
    return Table(_("Stand van de acties per prioriteit"), columns, (*rows, total))


def _priority_row(chapter: PriorityChapter, shown: list[Status]) -> Row:
    counts = words.tally(chapter.actions)
    return Row(
        (
            Cell(f"{chapter.number} {chapter.title}".strip(), is_strong=True),
            Cell(words.number(chapter.objective_count)),
            Cell(words.number(len(chapter.actions))),
            *(Cell(words.number(counts[status])) for status in shown),
            Cell(words.percentage(counts[Status.DONE], len(chapter.actions)), is_strong=True),
        )
    )


def _costs(content: ReportContent) -> Table | None:
    if not any(action.money for action in content.actions):
        return None
    columns = (
        Column(_("Prioriteit"), 4),
        Column(_("Begroot"), 2, "end"),
        Column(_("Besteed"), 2, "end"),
        Column(_("Deel besteed"), 1.6, "end"),
    )
    rows = [_cost_row(chapter.title, _sum(chapter.actions)) for chapter in content.priorities]
    total = _cost_row(_("Hele plan"), _sum(content.actions), is_total=True)
    return Table(_("Kosten per prioriteit"), columns, (*rows, total))


def _sum(actions: tuple[object, ...]) -> Money:
    amounts = [money for action in actions if (money := getattr(action, "money", None))]
    return Money(
        budget_cents=sum(money.budget_cents for money in amounts),
        spent_cents=sum(money.spent_cents for money in amounts),
    )


def _cost_row(title: str, money: Money, *, is_total: bool = False) -> Row:
    share = (
        f"{money.spent_cents * 100 // money.budget_cents}%" if money.budget_cents else "–"
    )
    return Row(
        (
            Cell(title, is_strong=True),
            Cell(words.euros(money.budget_cents)),
            Cell(words.euros(money.spent_cents)),
            Cell(share),
        ),
        is_total=is_total,
    )


__all__ = ["Bullets", "Tone", "state", "summary"]
