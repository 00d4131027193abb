"""Reads on actions that answer one question."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from openveiligheid.core.access import visible_to
from openveiligheid.core.actors import Actor
from openveiligheid.delivery.models import Action, ProgressUpdate
from openveiligheid.delivery.schedule import Standing, Tally, standing
from openveiligheid.evidence.models import Signal
from openveiligheid.plan.models import Objective, PlanTheme, SafetyPlan


def standing_of(action: Action, today: date) -> Standing:
    """How one action stands today."""
    return standing(
        state=action.state,
        percentage=action.percentage,
        starts_on=action.starts_on,
        due_on=action.due_on,
        reported_on=action.reported_on,
        today=today,
    )


def actions(by: Actor) -> QuerySet[Action]:
    """The actions that the actor may see, with what a list shows of them, in one query."""
    return visible_to(by, Action).select_related(
        "lead__account", "team", "objective__theme__field__plan"
    )


def actions_of_plan(plan: SafetyPlan, by: Actor) -> list[Action]:
    """All actions under a plan's objectives."""
    return list(actions(by).filter(objective__theme__field__plan=plan))


def actions_of_theme(theme: PlanTheme, by: Actor) -> list[Action]:
    """All actions under a theme's objectives."""
    return list(actions(by).filter(objective__theme=theme))


def actions_for_signal(signal: Signal, by: Actor) -> list[Action]:
    """The actions that answer a signal."""
    return list(actions(by).filter(answers_signal=signal))


def tally(rows: Iterable[Action], today: date) -> Tally:
    """How many of these actions stand how."""
    return Tally.of(standing_of(action, today) for action in rows)


def tally_by_field(rows: Iterable[Action], today: date) -> dict[UUID, Tally]:
    """The tally per priority, by the priority's id."""
    groups: dict[UUID, list[Action]] = defaultdict(list)
    for action in rows:
        groups[action.objective.theme.field_id].append(action)
    return {key: tally(group, today) for key, group in groups.items()}


def tally_by_theme(rows: Iterable[Action], today: date) -> dict[UUID, Tally]:
    """The tally per theme, by the theme's id."""
    groups: dict[UUID, list[Action]] = defaultdict(list)
    for action in rows:
        groups[action.objective.theme_id].append(action)
    return {key: tally(group, today) for key, group in groups.items()}


def updates_of(action: Action, by: Actor) -> QuerySet[ProgressUpdate]:
    """What was reported on an action, newest first."""
    updates = visible_to(by, ProgressUpdate).filter(action=action)
    return updates.select_related("reported_by__account")


def objectives_without_action(plan: SafetyPlan, by: Actor) -> QuerySet[Objective]:
    """Objectives of a plan for which nobody does anything yet."""
    busy = visible_to(by, Action).values("objective")
    return (
        visible_to(by, Objective)
        .filter(theme__field__plan=plan)
        .exclude(pk__in=busy)
        .select_related("theme__field")
    )
