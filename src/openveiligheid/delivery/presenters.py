"""Words, tones and tables for actions."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from openveiligheid.delivery.models import Action, ProgressUpdate
from openveiligheid.delivery.queries import standing_of
from openveiligheid.delivery.schedule import Reason, Schedule, Standing, Tally
from openveiligheid.delivery.words import WORDS
from openveiligheid.plan.models import PlanField, PlanTheme
from openveiligheid.ui import formatting
from openveiligheid.ui.components import (
    Badge,
    Bar,
    Card,
    Cell,
    Column,
    ColumnKind,
    Fact,
    Item,
    Link,
    Row,
    Segment,
    Summary,
    Table,
    Tone,
)

TONES: dict[Schedule, Tone] = {
    Schedule.DONE: "done",
    Schedule.ON_SCHEDULE: "ok",
    Schedule.ATTENTION: "warn",
    Schedule.LATE: "late",
    Schedule.NOT_STARTED: "neutral",
    Schedule.STOPPED: "neutral",
}
REASONS: dict[Reason, Promise] = {
    Reason.NOT_BEGUN: gettext_lazy("De startdatum is voorbij, maar de actie is niet begonnen."),
    Reason.STALE: gettext_lazy("Al meer dan drie maanden geen voortgang gemeld."),
    Reason.BEHIND: gettext_lazy("Loopt achter op de verstreken tijd."),
}

URGENT = (Schedule.LATE, Schedule.ATTENTION)


def badge(standing: Standing) -> Badge:
    """How an action stands, as a badge."""
    return Badge(str(WORDS[standing.schedule]), TONES[standing.schedule])


def why(standing: Standing) -> str:
    """Why an action asks for attention, or by how much it is late; empty when all is well."""
    if standing.schedule == Schedule.LATE:
        days = standing.days_past_due
        return ngettext(
            "%(days)s dag over de einddatum.", "%(days)s dagen over de einddatum.", days
        ) % {"days": formatting.number(days)}
    return str(REASONS.get(standing.reason, ""))


def bar(tally: Tally) -> Bar:
    """A group of actions as one bar."""
    return Bar([Segment(str(WORDS[s]).lower(), getattr(tally, s), TONES[s]) for s in Schedule])


def summary(tally: Tally, url: str) -> Summary:
    """The totals of a group of actions, each with a way to the list."""
    facts = [
        Fact(str(WORDS[s]), str(getattr(tally, s)), TONES[s], f"{url}?stand={s}")
        for s in Schedule
        if s not in (Schedule.NOT_STARTED, Schedule.STOPPED) or getattr(tally, s)
    ]
    done = tally.percentage_done
    return Summary(
        facts=facts,
        value="–" if done is None else f"{done}%",
        text=_("van de %(count)s acties is afgerond") % {"count": tally.total - tally.stopped},
        bar=bar(tally),
    )


def count_words(tally: Tally) -> str:
    """How many are done, in words."""
    total = tally.total - tally.stopped
    if not total:
        return _("Nog geen acties")
    return ngettext(
        "%(done)s van %(total)s actie afgerond", "%(done)s van %(total)s acties afgerond", total
    ) % {"done": tally.done, "total": total}


def percentage_words(tally: Tally) -> str:
    """The share that is done; empty without actions."""
    return "" if tally.percentage_done is None else f"{tally.percentage_done}%"


ICONS = {
    "1": "home",
    "2": "building-store",
    "3": "users",
    "4": "flame",
    "5": "device-laptop",
    "6": "shield-half",
}


def priority_cards(fields: Iterable[PlanField], tallies: Mapping[UUID, Tally]) -> list[Card]:
    """The priorities of a plan, each with how its actions stand."""
    return [_priority_card(field, tallies.get(field.pk, Tally())) for field in fields]


def _priority_card(field: PlanField, tally: Tally) -> Card:
    number = field.framework_field.number if field.framework_field else ""
    themes = len(field.themes.all())
    return Card(
        title=field.title,
        url=reverse("delivery:priority", args=[field.pk]),
        text=field.summary,
        icon=ICONS.get(number, "flame"),
        badge=_group_badge(tally),
        bar=bar(tally),
        count=count_words(tally),
        percentage=percentage_words(tally),
        note=ngettext("%(count)s thema", "%(count)s thema's", themes) % {"count": themes},
    )


def theme_cards(themes: Iterable[PlanTheme], tallies: Mapping[UUID, Tally]) -> list[Card]:
    """The themes of a priority, each with its objectives counted and how its actions stand."""
    cards = []
    for theme in themes:
        tally = tallies.get(theme.pk, Tally())
        objectives = len(theme.objectives.all())
        cards.append(
            Card(
                title=f"{theme.number} {theme.title}".strip(),
                url=reverse("delivery:theme", args=[theme.pk]),
                badge=_group_badge(tally),
                bar=bar(tally),
                count=count_words(tally),
                percentage=percentage_words(tally),
                note=ngettext("%(count)s doelstelling", "%(count)s doelstellingen", objectives)
                % {"count": objectives},
            )
        )
    return cards


def _group_badge(tally: Tally) -> Badge | None:
    if tally.overall is None:
        return None
    if tally.overall == Schedule.LATE:
        text = ngettext("%(count)s vertraagd", "%(count)s vertraagd", tally.late)
        return Badge(text % {"count": tally.late}, "late")
    return Badge(str(WORDS[tally.overall]), TONES[tally.overall])


@dataclass(frozen=True, slots=True)
class _Shown:
    """A column of an action table: heading, kind, and how an action fills it."""

    label: Promise
    kind: ColumnKind
    cell: Callable[[Action, Standing, date], Cell]


def _status_cell(action: Action, stand: Standing, today: date) -> Cell:
    shown = badge(stand)
    return Cell(shown.text, tone=shown.tone)


def _title_cell(action: Action, stand: Standing, today: date) -> Cell:
    return Cell(action.title, url=reverse("delivery:action", args=[action.pk]))


def _priority_cell(action: Action, stand: Standing, today: date) -> Cell:
    return Cell(action.objective.theme.field.title)


def _lead_cell(action: Action, stand: Standing, today: date) -> Cell:
    return Cell(str(action.lead)) if action.lead else Cell(_("Geen trekker"), tone="late")


def _progress_cell(action: Action, stand: Standing, today: date) -> Cell:
    return Cell(f"{action.percentage}%")


def _due_cell(action: Action, stand: Standing, today: date) -> Cell:
    text = formatting.short_day(action.due_on)
    if action.closed_on:
        closed = formatting.short_day(action.closed_on)
        return Cell(text, note=_("gesloten op %(day)s") % {"day": closed})
    late: Tone | None = "late" if stand.schedule == Schedule.LATE else None
    return Cell(text, note=formatting.deadline(action.due_on, today), tone=late)


_COLUMNS: dict[str, _Shown] = {
    "title": _Shown(gettext_lazy("Actie"), "name", _title_cell),
    "priority": _Shown(gettext_lazy("Prioriteit"), "text", _priority_cell),
    "lead": _Shown(gettext_lazy("Trekker"), "person", _lead_cell),
    "due": _Shown(gettext_lazy("Gereed op"), "date", _due_cell),
    "progress": _Shown(gettext_lazy("Voortgang"), "number", _progress_cell),
    "status": _Shown(gettext_lazy("Stand"), "status", _status_cell),
}
ALL = tuple(_COLUMNS)
WITHOUT_PRIORITY = ("title", "lead", "due", "progress", "status")
OWN = ("title", "due", "progress", "status")


def action_table(
    actions: Iterable[Action],
    today: date,
    *,
    caption: str,
    columns: Sequence[str] = ALL,
    sort_urls: Mapping[str, str] | None = None,
    sorted_by: str = "",
) -> Table:
    """Actions as a table, in the order given."""
    urls, key = sort_urls or {}, sorted_by.removeprefix("-")
    direction: Literal["ascending", "descending"] = (
        "descending" if sorted_by.startswith("-") else "ascending"
    )
    shown = {name: _COLUMNS[name] for name in columns}
    heads = [
        Column(str(c.label), c.kind, urls.get(name, ""), direction if name == key else "")
        for name, c in shown.items()
    ]
    rows = []
    for action in actions:
        stand = standing_of(action, today)
        rows.append(Row([c.cell(action, stand, today) for c in shown.values()]))
    return Table(caption, heads, rows)


EXPORT_COLUMNS = (
    gettext_lazy("Prioriteit"),
    gettext_lazy("Thema"),
    gettext_lazy("Doelstelling"),
    gettext_lazy("Actie"),
    gettext_lazy("Trekker"),
    gettext_lazy("Partners"),
    gettext_lazy("Start"),
    gettext_lazy("Gereed op"),
    gettext_lazy("Voortgang (%)"),
    gettext_lazy("Stand"),
    gettext_lazy("Toelichting bij de stand"),
    gettext_lazy("Begrote kosten (euro)"),
    gettext_lazy("Laatst bijgewerkt"),
    gettext_lazy("Fictief"),
)


def export_rows(
    actions: Iterable[Action], today: date
) -> list[list[str | int | float | date | None]]:
    """Actions as rows of a spreadsheet, in the order of EXPORT_COLUMNS."""
    return [_export_row(action, standing_of(action, today)) for action in actions]


def _export_row(action: Action, stand: Standing) -> list[str | int | float | date | None]:
    theme = action.objective.theme
    return [
        theme.field.title,
        f"{theme.number} {theme.title}".strip(),
        action.objective.text,
        action.title,
        str(action.lead or ""),
        ", ".join(partner.name for partner in action.partners.all()),
        action.starts_on,
        action.due_on,
        action.percentage,
        str(WORDS[stand.schedule]),
        why(stand),
        action.budget_euros,
        action.reported_on,
        _("ja") if action.is_fictitious else _("nee"),
    ]


def action_crumbs(action: Action, *, sees_plan: bool) -> list[Link]:
    """The way to an action; who leads an action of a draft does not see the plan itself."""
    above = plan_links(action) if sees_plan else []
    return [Link(_("Acties"), reverse("delivery:list")), *above, Link(action.title)]


def plan_links(action: Action) -> list[Link]:
    """The priority and the theme to which an action belongs."""
    theme = action.objective.theme
    return [
        Link(theme.field.title, reverse("delivery:priority", args=[theme.field_id])),
        Link(theme.title, reverse("delivery:theme", args=[theme.pk])),
    ]


def action_facts(action: Action, *, sees_plan: bool, sees_signals: bool) -> list[Item]:
    """What an action is, as terms and texts; with links into what the reader sees."""
    priority, theme = plan_links(action)
    facts = [
        Item(_("Doelstelling"), action.objective.text),
        Item(_("Thema"), theme.label, theme.url if sees_plan else ""),
        Item(_("Prioriteit"), priority.label, priority.url if sees_plan else ""),
        Item(_("Trekker"), _lead_words(action)),
        Item(_("Partners"), ", ".join(p.name for p in action.partners.all()) or _("geen")),
        Item(_("Start"), formatting.day(action.starts_on)),
        Item(_("Gereed op"), formatting.day(action.due_on)),
    ]
    if action.budget_euros is not None:
        facts.append(Item(_("Begrote kosten"), formatting.euros(action.budget_euros * 100)))
    if action.answers_signal and sees_signals:
        way = reverse("evidence:signal", args=[action.answers_signal_id])
        facts.append(Item(_("Antwoord op een signaal"), str(action.answers_signal), way))
    return facts


def _lead_words(action: Action) -> str:
    if action.lead is None:
        return _("nog geen trekker")
    title = action.lead.job_title
    return f"{action.lead}, {title[0].lower()}{title[1:]}" if title else str(action.lead)


def update_words(update: ProgressUpdate) -> str:
    """One report in a line: day, state, percentage."""
    state = Action.State(update.state).label
    return f"{formatting.day(update.reported_on)} · {state} · {update.percentage}%"
