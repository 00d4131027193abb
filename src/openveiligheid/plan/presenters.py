"""Words, cards and tables for plans, versions and proposals."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from openveiligheid.plan import proposals
from openveiligheid.plan.differences import Change, Snapshot, differences
from openveiligheid.plan.models import (
    Objective,
    PlanField,
    PlanProposal,
    PlanTheme,
    PlanVersion,
    SafetyPlan,
)
from openveiligheid.ui import formatting
from openveiligheid.ui.components import (
    Badge,
    Card,
    Cell,
    Column,
    Difference,
    Fact,
    Row,
    Summary,
    Tab,
    Table,
    Tone,
)

WHAT: dict[str, Promise] = {
    "plan": gettext_lazy("Plan"),
    "field": gettext_lazy("Prioriteit"),
    "theme": gettext_lazy("Thema"),
    "objective": gettext_lazy("Doelstelling"),
    "cross_link": gettext_lazy("Dwarsverband"),
}
VALUES: dict[str, Promise] = {
    "title": gettext_lazy("titel"),
    "year_from": gettext_lazy("eerste jaar"),
    "year_to": gettext_lazy("laatste jaar"),
    "mission": gettext_lazy("missie"),
    "vision": gettext_lazy("visie"),
    "principles": gettext_lazy("uitgangspunten"),
    "number": gettext_lazy("nummer"),
    "summary": gettext_lazy("samenvatting"),
    "kernbeleid": gettext_lazy("plaats in het Kernbeleid"),
    "context": gettext_lazy("context"),
    "partners": gettext_lazy("partners"),
    "text": gettext_lazy("tekst"),
    "kind": gettext_lazy("soort"),
    "theme": gettext_lazy("thema"),
    "other": gettext_lazy("ander thema"),
    "reason": gettext_lazy("reden"),
    "order": gettext_lazy("volgorde"),
}


def plan_cards(plans: Iterable[SafetyPlan]) -> list[Card]:
    """Plans, newest first."""
    return [
        Card(
            title=plan.title,
            url=reverse("delivery:plan", args=[plan.pk]),
            icon="file-text",
            badge=Badge(_("Vastgesteld"), "done") if plan.is_adopted else Badge(_("Concept")),
            note=_("%(first)s tot en met %(last)s")
            % {"first": plan.year_from, "last": plan.year_to},
        )
        for plan in plans
    ]


PROPOSAL_TONES: dict[str, Tone] = {"open": "warn", "accepted": "done", "rejected": "neutral"}


def proposal_table(rows: Iterable[PlanProposal]) -> Table:
    """Files that were read, and what became of them."""
    columns = [
        Column(_("Ingelezen plan"), "name"),
        Column(_("Bestand")),
        Column(_("Ingelezen op"), "date"),
        Column(_("Oordeel"), "status"),
    ]
    lines = [
        Row(
            [
                Cell(row.title, url=reverse("plan:proposal", args=[row.pk])),
                Cell(row.file_name),
                Cell(formatting.short_day(row.created_at)),
                Cell(row.get_status_display().capitalize(), tone=PROPOSAL_TONES[row.status]),
            ]
        )
        for row in rows
    ]
    return Table(_("Ingelezen plannen"), columns, lines)


def plan_of(row: PlanField | PlanTheme | Objective) -> SafetyPlan:
    """The plan in which a row lies."""
    if isinstance(row, PlanField):
        return row.plan
    return row.field.plan if isinstance(row, PlanTheme) else row.theme.field.plan


def removal_words(row: PlanField | PlanTheme | Objective) -> str:
    """What goes when this row goes."""
    if isinstance(row, PlanField):
        return _("Met de prioriteit verdwijnen ook haar thema's en doelstellingen uit het plan.")
    if isinstance(row, PlanTheme):
        return _("Met het thema verdwijnen ook zijn doelstellingen uit het plan.")
    return _("De doelstelling verdwijnt uit het plan. Vastgestelde versies blijven zoals ze zijn.")


def plan_counts(content: Snapshot) -> Summary:
    """How much a plan holds."""
    themes = [theme for field in content["fields"] for theme in field["themes"]]
    objectives = sum(len(theme["objectives"]) for theme in themes)
    return Summary(
        [
            Fact(_("Prioriteiten"), str(len(content["fields"]))),
            Fact(_("Thema's"), str(len(themes))),
            Fact(_("Doelstellingen"), str(objectives)),
            Fact(_("Dwarsverbanden"), str(len(content["cross_links"]))),
        ]
    )


def version_table(versions: Iterable[PlanVersion]) -> Table:
    """The frozen versions, newest first."""
    columns = [
        Column(_("Versie"), "name"),
        Column(_("Vastgesteld door")),
        Column(_("Datum"), "date"),
        Column(_("Vingerafdruk")),
    ]
    rows = [
        Row(
            [
                Cell(
                    _("Versie %(number)s") % {"number": version.number},
                    url=reverse("plan:version", args=[version.pk]),
                ),
                Cell(version.decision.body.name),
                Cell(formatting.short_day(version.decision.decided_on)),
                Cell(version.sha256[:12]),
            ]
        )
        for version in versions
    ]
    return Table(_("Vastgestelde versies"), columns, rows)


def changes(before: Snapshot, after: Snapshot) -> list[Difference]:
    """What changed between two snapshots, readable."""
    return [_difference(change) for change in differences(before, after)]


def _difference(change: Change) -> Difference:
    place = " › ".join(change.where)
    what = str(WHAT[change.what])
    if change.kind == "changed":
        value = what if change.value == "text" else str(VALUES[change.value])
        label = f"{place or WHAT['plan']}: {value}"
        return Difference(label, *(_value(change, text) for text in (change.before, change.after)))
    label = f"{what} – {place}" if place else what
    is_new = change.kind == "added"
    return Difference(label, None if is_new else change.before, change.after if is_new else None)


def _value(change: Change, text: str) -> str:
    """A value as people say it; a snapshot keeps the kind of an objective as a key."""
    is_kind = change.what == "objective" and change.value == "kind"
    return str(Objective.Kind(text).label) if is_kind else text


@dataclass(frozen=True, slots=True)
class SourceText:
    """A stretch of the source beside a row: its lines, and where they stand."""

    place: str
    lines: list[tuple[int, str, bool]]


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One row of a proposal as the review page shows it."""

    id: str
    level: str
    row: dict[str, Any]
    words: str
    is_uncertain: bool
    sureness: str
    flags: list[str]
    source: SourceText
    targets: list[tuple[str, str, bool]]


@dataclass(frozen=True, slots=True)
class Review:
    """One priority of a proposal under review, with tabs to the others."""

    tabs: list[Tab]
    field_id: str
    rows: list[ReviewRow]
    kinds: list[tuple[str, str]]


AROUND = 2
SHOWN = 12


def review(proposal: PlanProposal, *, chosen: str) -> Review:
    """The chosen priority (else the first) with its themes and objectives beside their source."""
    content = proposal.content
    fields = content["fields"]
    field = next((f for f in fields if f["id"] == chosen), fields[0] if fields else None)
    rows = list(_review_rows(proposal, field)) if field else []
    address = reverse("plan:proposal", args=[proposal.pk])
    tabs = [
        Tab(_tab_words(f), f"{address}?prioriteit={f['id']}", current=f is field) for f in fields
    ]
    kinds = [(str(value), str(label)) for value, label in Objective.Kind.choices]
    return Review(tabs, field["id"] if field else "", rows, kinds)


def _tab_words(field: dict[str, Any]) -> str:
    waiting = sum(
        proposals.is_uncertain(p.row) and p.row["review"] == proposals.OPEN
        for p in proposals.places({"fields": [field]}, kept_only=True)
    )
    name = f"{field['number'] or ''} {field['title']}".strip()
    return f"{name} ({waiting})" if waiting else name


def _review_rows(proposal: PlanProposal, field: dict[str, Any]) -> Iterable[ReviewRow]:
    content = proposal.content
    lines = _Lines(proposal.source)
    above = {
        "fields": [],
        "themes": content["fields"],
        "objectives": [t for f in content["fields"] for t in f["themes"]],
    }
    for place in proposals.places({"fields": [field]}):
        row = place.row
        targets = [
            (t["id"], f"{t['number'] or ''} {t['title']}".strip(), t is place.above)
            for t in above[place.level]
        ]
        yield ReviewRow(
            id=row["id"],
            level=place.level,
            row=row,
            words=str(LEVELS[place.level]),
            is_uncertain=proposals.is_uncertain(row),
            sureness=formatting.percentage(row.get("confidence", 1.0)),
            flags=[_(flag) for flag in row.get("flags", [])],
            source=lines.beside(row),
            targets=targets,
        )


LEVELS: dict[str, Promise] = {
    "fields": gettext_lazy("Prioriteit"),
    "themes": gettext_lazy("Thema"),
    "objectives": gettext_lazy("Doelstelling"),
}


class _Lines:
    """The lines of a source, to show the stretch that belongs to a row.

    A line is known by its page and its number: in a PDF numbers start again on each page.
    """

    def __init__(self, source: list[tuple[int | None, int, str]]) -> None:
        self.lines = source
        self.places: dict[tuple[Any, Any], int] = {
            (page, line): place for place, (page, line, _text) in enumerate(source)
        }

    def beside(self, row: dict[str, Any]) -> SourceText:
        """The lines of a row with a few around them; nothing for what the source does not say."""
        page, line = row.get("page"), row.get("line")
        at = self.places.get((page, line))
        if at is None:
            return SourceText("", [])
        where = _("regel %(line)s") % {"line": line}
        if page:
            where = _("bladzijde %(page)s, %(line)s") % {"page": page, "line": where}
        length = max(1, min(SHOWN, len(str(row.get("text") or row.get("title"))) // 30 + 1))
        first = max(0, at - AROUND)
        shown = [
            (number, text, at <= first + place < at + length)
            for place, (_page, number, text) in enumerate(self.lines[first : at + length + AROUND])
        ]
        return SourceText(where, shown)


def counted(counts: proposals.Counts) -> str:
    """What a proposal would make, in words."""
    return ngettext(
        "%(fields)s prioriteit, %(themes)s thema's, %(objectives)s doelstellingen",
        "%(fields)s prioriteiten, %(themes)s thema's, %(objectives)s doelstellingen",
        counts.fields,
    ) % {"fields": counts.fields, "themes": counts.themes, "objectives": counts.objectives}
