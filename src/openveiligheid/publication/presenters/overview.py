"""The opening of a report: the summary, the asks of the council, the state per priority."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openveiligheid.publication.content import (
    ActionRow,
    EarlierReport,
    PriorityChapter,
    ReportContent,
    Status,
)
from openveiligheid.publication.presenters import words
from openveiligheid.publication.presenters.blocks import (
    Answers,
    Block,
    Callout,
    Cell,
    Column,
    Fact,
    Heading,
    Row,
    Section,
    Table,
    Text,
    Tile,
    Tiles,
)
from openveiligheid.publication.presenters.costs import costs_in_words, costs_table
from openveiligheid.publication.presenters.figures import figures_overview, verdicts_in_words

LATE_ACTIONS_SHOWN = 10


def summary(content: ReportContent) -> Section:
    """The report on one page."""
    blocks: list[Block] = [Text(_lead(content), "lead")]
    if content.actions:
        blocks.append(_tiles(content))
    blocks += [_answers(content), _asks(content), *_late(content)]
    return Section("in-het-kort", _("In het kort"), tuple(blocks))


def state(content: ReportContent) -> Section:
    """The state per priority, the costs and the figures, each in one table."""
    blocks: list[Block] = []
    if content.priorities:
        blocks += [Heading(2, _("Acties per prioriteit")), _per_priority(content)]
    else:
        blocks.append(Text(_("Dit plan heeft nog geen prioriteiten.")))
    blocks.append(Heading(2, _("Wat kost het?")))
    blocks.append(costs_table(content) or Text(costs_in_words(content.actions)))
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
        "share": words.share_done(content.actions),
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


def _answers(content: ReportContent) -> Answers:
    items = [Fact(_("Wat is besloten?"), _decided(content))]
    if content.earlier:
        items.append(Fact(_("Gaat het vooruit?"), _since(content.earlier, content)))
    items.append(Fact(_("Wat kost het?"), costs_in_words(content.actions)))
    items.append(Fact(_("Helpt het?"), verdicts_in_words(content.figures)))
    return Answers(tuple(items))


def _decided(content: ReportContent) -> str:
    plan = content.plan
    facts = {
        "priorities": ngettext("%(n)s prioriteit", "%(n)s prioriteiten", len(content.priorities))
        % {"n": words.number(len(content.priorities))},
        "objectives": words.objectives_counted(
            sum(chapter.objective_count for chapter in content.priorities)
        ),
    }
    if plan.adoption is None:
        return (
            _(
                "Het plan is nog niet vastgesteld. Het ontwerp heeft %(priorities)s en "
                "%(objectives)s."
            )
            % facts
        )
    first = _("Op %(day)s is het plan vastgesteld (%(body)s): %(priorities)s en %(objectives)s.")
    facts |= {"body": plan.adoption.body, "day": words.day(plan.adoption.decided_on)}
    if not content.changes:
        return f"{first % facts} " + _("Het is daarna niet gewijzigd.")
    changed = ngettext(
        "Het is daarna op %(n)s punt gewijzigd.",
        "Het is daarna op %(n)s punten gewijzigd.",
        len(content.changes),
    ) % {"n": words.number(len(content.changes))}
    return f"{first % facts} {changed}"


def _since(earlier: EarlierReport, content: ReportContent) -> str:
    before = {count.status: count.actions for count in earlier.counts}
    now = words.tally(content.actions)
    facts = {
        "day": words.day(earlier.as_of),
        "done": words.number(before.get(Status.DONE, 0)),
        "total": words.actions_counted(sum(before.values())),
        "done_now": words.number(now[Status.DONE]),
        "total_now": words.number(len(content.actions)),
        "late": words.number(before.get(Status.LATE, 0)),
        "late_now": words.number(now[Status.LATE]),
    }
    return (
        _(
            "Afgerond op %(day)s: %(done)s van de %(total)s; nu %(done_now)s van de "
            "%(total_now)s. Vertraagd: toen %(late)s, nu %(late_now)s."
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
    text = _("De uitleg per actie staat in het hoofdstuk van de prioriteit.")
    more = len(late) - LATE_ACTIONS_SHOWN
    if more > 0:
        others = ngettext(
            "Nog %(n)s andere actie is vertraagd.", "Nog %(n)s andere acties zijn vertraagd.", more
        )
        text = f"{others % {'n': words.number(more)}} {text}"
    return [heading, _late_table(late[:LATE_ACTIONS_SHOWN]), Text(text, "note")]


def _late_table(late: list[tuple[PriorityChapter, ActionRow]]) -> Table:
    columns = (
        Column(_("Actie"), 5),
        Column(_("Prioriteit"), 3),
        Column(_("Dagen te laat"), 1.6, "end"),
    )
    rows = (
        (
            Cell(action.title, is_strong=True),
            Cell(chapter.title),
            Cell(words.number(action.days_late) if action.days_late else "–"),
        )
        for chapter, action in late
    )
    return Table(_("Vertraagde acties"), columns, tuple(Row(cells) for cells in rows))


def _per_priority(content: ReportContent) -> Table:
    shown = [
        status
        for status, count in words.tally(content.actions).items()
        if count or status not in (Status.STOPPED, Status.NOT_STARTED)
    ]
    columns = (
        Column(_("Prioriteit"), 3.4),
        Column(_("Doelen"), 1.25, "end"),
        Column(_("Acties"), 1.2, "end"),
        *(Column(words.status_name(status), 1.7, "end") for status in shown),
        Column(_("Klaar"), 1.3, "end"),
    )
    rows = [_priority_row(chapter, shown) for chapter in content.priorities]
    counts = words.tally(content.actions)
    total = Row(
        (
            Cell(_("Hele plan"), is_strong=True),
            Cell(words.number(sum(chapter.objective_count for chapter in content.priorities))),
            Cell(words.number(len(content.actions))),
            *(Cell(words.number(counts[status])) for status in shown),
            Cell(words.share_done(content.actions), is_strong=True),
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
            Cell(words.share_done(chapter.actions), is_strong=True),
        )
    )
