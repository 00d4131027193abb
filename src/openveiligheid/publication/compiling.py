"""Gathers what a progress report says from plan, actions and figures, as they are on one day."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from openveiligheid.core.access import visible_to
from openveiligheid.core.actors import Actor
from openveiligheid.delivery.models import Action, ProgressUpdate
from openveiligheid.delivery.queries import actions_of_plan, standing_of
from openveiligheid.delivery.schedule import Schedule
from openveiligheid.plan.models import PlanField, PlanTheme, PlanVersion, SafetyPlan
from openveiligheid.plan.presenters import changes
from openveiligheid.plan.queries import fields_of, latest_version, snapshot
from openveiligheid.publication.content import (
    ActionRow,
    Adoption,
    ChangeKind,
    EarlierReport,
    Money,
    ObjectiveSection,
    PlanChange,
    PlanFacts,
    PriorityChapter,
    ReportContent,
    Status,
    StatusCount,
    ThemeSection,
    from_json,
)
from openveiligheid.publication.figures import figures_of
from openveiligheid.publication.models import Report

STATUSES = {
    Schedule.DONE: Status.DONE,
    Schedule.ON_SCHEDULE: Status.ON_SCHEDULE,
    Schedule.ATTENTION: Status.NEEDS_ATTENTION,
    Schedule.LATE: Status.LATE,
    Schedule.NOT_STARTED: Status.NOT_STARTED,
    Schedule.STOPPED: Status.STOPPED,
}


@dataclass(frozen=True, slots=True)
class Choices:
    """What the maker of a report decides: name, language, and what is asked of the council."""

    title: str
    language: str = "nl"
    asks: tuple[str, ...] = ()


def compile_report(plan: SafetyPlan, *, by: Actor, as_of: date, choices: Choices) -> ReportContent:
    """All that the report says, as far as the actor may see it."""
    actions = actions_of_plan(plan, by)
    latest = _latest_updates(actions, by)
    rows: dict[UUID, list[ActionRow]] = defaultdict(list)
    for action in sorted(actions, key=lambda a: (a.due_on, a.title)):
        rows[action.objective_id].append(_action(action, latest.get(action.pk), as_of))
    fields = fields_of(plan, by)
    return ReportContent(
        title=choices.title,
        municipality=plan.municipality.name,
        cbs_code=plan.municipality.cbs_code,
        as_of=as_of,
        plan=_plan_facts(plan),
        priorities=tuple(_chapter(field, rows, by) for field in fields),
        asks=choices.asks,
        changes=tuple(_changes(plan)),
        earlier=_earlier(plan, by, as_of),
        language=choices.language,
        is_example=plan.municipality.is_example,
    )


def _latest_updates(actions: list[Action], by: Actor) -> dict[UUID, ProgressUpdate]:
    updates = visible_to(by, ProgressUpdate).filter(action__in=actions)
    return {u.action_id: u for u in updates.order_by("reported_on", "created_at")}


def _plan_facts(plan: SafetyPlan) -> PlanFacts:
    version: PlanVersion | None = latest_version(plan)
    return PlanFacts(
        title=plan.title,
        year_from=plan.year_from,
        year_to=plan.year_to,
        version=version.number if version else 0,
        sha256=version.sha256 if version else "",
        adoption=Adoption(body=version.decision.body.name, decided_on=version.decision.decided_on)
        if version
        else None,
    )


def _chapter(field: PlanField, rows: dict[UUID, list[ActionRow]], by: Actor) -> PriorityChapter:
    themes = list(field.themes.all())
    return PriorityChapter(
        number=field.number,
        title=field.title,
        summary=field.summary,
        themes=tuple(_theme(theme, rows) for theme in themes),
        figures=figures_of(themes, by),
    )


def _theme(theme: PlanTheme, rows: dict[UUID, list[ActionRow]]) -> ThemeSection:
    objectives = sorted(theme.objectives.all(), key=lambda o: o.position)
    return ThemeSection(
        number=theme.number,
        title=theme.title,
        objectives=tuple(
            ObjectiveSection(text=o.text, actions=tuple(rows.get(o.pk, ()))) for o in objectives
        ),
    )


def _action(action: Action, latest: ProgressUpdate | None, as_of: date) -> ActionRow:
    stand = standing_of(action, as_of)
    note = latest.note if latest else ""
    is_late = stand.schedule == Schedule.LATE
    return ActionRow(
        title=action.title,
        lead=str(action.lead) if action.lead else _("nog geen trekker"),
        lead_function=action.lead.job_title if action.lead else "",
        status=STATUSES[stand.schedule],
        due_on=action.due_on,
        progress_percent=action.percentage,
        note=note,
        note_on=latest.reported_on if latest else None,
        days_late=stand.days_past_due if is_late else 0,
        explanation=note if is_late else "",
        money=Money(budget_cents=action.budget_euros * 100) if action.budget_euros else None,
        is_example=action.is_fictitious,
    )


KINDS = {
    "new": ChangeKind.ADDED,
    "gone": ChangeKind.REMOVED,
    "changed": ChangeKind.CHANGED,
}


def _changes(plan: SafetyPlan) -> Iterable[PlanChange]:
    version = latest_version(plan)
    if version is None:
        return
    for difference in changes(version.content, snapshot(plan)):
        yield PlanChange(
            kind=KINDS[difference.kind],
            subject=difference.label,
            before=difference.before or "",
            after=difference.after or "",
        )


def _earlier(plan: SafetyPlan, by: Actor, as_of: date) -> EarlierReport | None:
    """The counts of the report before this day."""
    rows = visible_to(by, Report).filter(plan=plan, as_of__lt=as_of)
    last = rows.order_by("-as_of", "-created_at").first()
    if last is None:
        return None
    actions = from_json(last.content).actions
    counts = tuple(
        StatusCount(status=status, actions=sum(a.status == status for a in actions))
        for status in Status
    )
    return EarlierReport(as_of=last.as_of, counts=counts)
