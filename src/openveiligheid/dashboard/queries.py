"""What waits for a visitor: reads of all rooms together, each through the visitor."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from datetime import date, timedelta
from enum import StrEnum
from functools import reduce
from operator import or_
from typing import TypeVar

from django.db.models import Q, QuerySet

from openveiligheid.core.access import visible_to
from openveiligheid.core.actors import System
from openveiligheid.core.models import Tenanted
from openveiligheid.core.permissions import Permission
from openveiligheid.delivery.models import Action
from openveiligheid.delivery.queries import actions as visible_actions
from openveiligheid.delivery.queries import (
    actions_of_plan,
    objectives_without_action,
    standing_of,
)
from openveiligheid.delivery.schedule import Reason, Schedule
from openveiligheid.evidence.queries.signals import waiting as waiting_signals
from openveiligheid.governance.models import Decision
from openveiligheid.organisation.models import Area, Member, Team
from openveiligheid.plan.models import Objective, PlanField, PlanProposal, PlanTheme, SafetyPlan
from openveiligheid.plan.queries import changed_since_adoption, current_plan
from openveiligheid.publication.models import Report

T = TypeVar("T", bound=Tenanted)
SOON = timedelta(days=60)
REPORT_EVERY = timedelta(days=365)
NEXT_PLAN_BEFORE_END = timedelta(days=540)
FOUND = 20


class Matter(StrEnum):
    """A kind of thing that waits for somebody."""

    LATE = "late"
    STALE = "stale"
    NOT_BEGUN = "not_begun"
    BEHIND = "behind"
    WITHOUT_LEAD = "without_lead"
    IDLE = "idle"
    PROPOSAL = "proposal"
    CHANGED = "changed"
    NOT_ADOPTED = "not_adopted"
    REPORT_DUE = "report_due"
    PLAN_ENDS = "plan_ends"
    SIGNALS = "signals"


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits: what, how many, and the row where one goes on."""

    matter: Matter
    count: int
    subject: SafetyPlan | PlanProposal | None = None


@dataclass(frozen=True, slots=True)
class Overview:
    """What a start page shows of the plan that runs."""

    plan: SafetyPlan | None
    actions: list[Action]
    mine: list[Action]
    soon: list[Action]
    waiting: list[Waiting]


def overview(by: Member, *, today: date) -> Overview:
    """The visitor's plan, own actions, what ends soon and what waits."""
    plan = current_plan(by, year=today.year)
    actions = actions_of_plan(plan, by) if plan else []
    running = [a for a in actions if a.closed_on is None]
    soon = [a for a in running if today <= a.due_on <= today + SOON]
    return Overview(
        plan=plan,
        actions=actions,
        mine=list(visible_actions(by).filter(lead=by, closed_on=None)),
        soon=sorted(soon, key=lambda a: a.due_on)[:6],
        waiting=list(_waiting(by, plan, actions, today)),
    )


def _waiting(
    by: Member, plan: SafetyPlan | None, actions: list[Action], today: date
) -> Iterator[Waiting]:
    yield from _waiting_actions(actions, today)
    if by.may(Permission.SIGNALS_TRIAGE) and (count := waiting_signals(by)):
        yield Waiting(Matter.SIGNALS, count)
    if by.may(Permission.PLAN_EDIT):
        proposals = visible_to(by, PlanProposal).filter(status=PlanProposal.Status.OPEN)
        if first := proposals.first():
            yield Waiting(Matter.PROPOSAL, proposals.count(), first)
        if plan:
            yield from _waiting_plan(by, plan, today)


def _waiting_actions(actions: list[Action], today: date) -> Iterator[Waiting]:
    standings = [standing_of(action, today) for action in actions]
    tests: dict[Matter, Callable[[int], bool]] = {
        Matter.LATE: lambda i: standings[i].schedule == Schedule.LATE,
        Matter.NOT_BEGUN: lambda i: standings[i].reason == Reason.NOT_BEGUN,
        Matter.STALE: lambda i: standings[i].reason == Reason.STALE,
        Matter.BEHIND: lambda i: standings[i].reason == Reason.BEHIND,
        Matter.WITHOUT_LEAD: lambda i: actions[i].lead_id is None and not actions[i].closed_on,
    }
    for matter, holds in tests.items():
        if count := sum(holds(i) for i in range(len(actions))):
            yield Waiting(matter, count)


def _waiting_plan(by: Member, plan: SafetyPlan, today: date) -> Iterator[Waiting]:
    if idle := objectives_without_action(plan, by).count():
        yield Waiting(Matter.IDLE, idle, plan)
    if not plan.is_adopted:
        yield Waiting(Matter.NOT_ADOPTED, 1, plan)
    elif changed_since_adoption(plan):
        yield Waiting(Matter.CHANGED, 1, plan)
    last = visible_to(by, Report).filter(plan=plan).order_by("-as_of").first()
    if plan.is_adopted and (last is None or today - last.as_of > REPORT_EVERY):
        yield Waiting(Matter.REPORT_DUE, 1, plan)
    if date(plan.year_to, 12, 31) - today < NEXT_PLAN_BEFORE_END:
        yield Waiting(Matter.PLAN_ENDS, 1, plan)


@dataclass(frozen=True, slots=True)
class Beginning:
    """How far a new municipality has come."""

    has_areas: bool
    has_teams: bool
    has_members: bool
    has_plan: bool

    @property
    def is_complete(self) -> bool:
        return self.has_areas and self.has_teams and self.has_members and self.has_plan


def beginning(by: Member) -> Beginning:
    """Which first steps this municipality has taken, whoever asks: only yes or no comes out."""
    system = System(by.municipality)
    return Beginning(
        has_areas=visible_to(system, Area).count() > 1,
        has_teams=visible_to(system, Team).exists(),
        has_members=visible_to(system, Member).count() > 1,
        has_plan=visible_to(system, SafetyPlan).exists(),
    )


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found, per kind; at most FOUND of each."""

    plans: list[SafetyPlan]
    priorities: list[PlanField]
    themes: list[PlanTheme]
    objectives: list[Objective]
    actions: list[Action]
    decisions: list[Decision]
    reports: list[Report]
    areas: list[Area]

    @property
    def count(self) -> int:
        return sum(len(getattr(self, kind.name)) for kind in fields(self))


def search(text: str, by: Member) -> Found:
    """Rows that the visitor may see and whose words hold the text."""
    # An area is shown with its figures, so that is where a find must lead.
    areas = visible_to(by, Area)
    areas = areas if by.may(Permission.FIGURES_READ) else areas.none()
    objectives = visible_to(by, Objective).select_related("theme")
    reports = visible_to(by, Report).defer("content")
    return Found(
        plans=_holding(text, visible_to(by, SafetyPlan), "title", "mission", "vision"),
        priorities=_holding(text, visible_to(by, PlanField), "title", "summary"),
        themes=_holding(text, visible_to(by, PlanTheme), "title", "context"),
        objectives=_holding(text, objectives, "text"),
        actions=_holding(text, visible_to(by, Action), "title", "description"),
        decisions=_holding(text, visible_to(by, Decision), "title", "subject", "reference"),
        reports=_holding(text, reports, "title"),
        areas=_holding(text, areas, "name"),
    )


def _holding(text: str, rows: QuerySet[T], *names: str) -> list[T]:
    tests = (Q(**{f"{name}__icontains": text}) for name in names)
    return list(rows.filter(reduce(or_, tests))[:FOUND])
