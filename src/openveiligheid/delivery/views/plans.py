"""The plan at work: overview, priority and theme, with how the actions stand."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from openveiligheid.core.access import load
from openveiligheid.core.permissions import Permission
from openveiligheid.delivery import presenters, queries
from openveiligheid.delivery.models import Action
from openveiligheid.evidence.presenters import figure_views
from openveiligheid.evidence.queries import figures_for, reason_without_figure
from openveiligheid.organisation.access import MemberRequest, requires
from openveiligheid.plan.models import PlanField, PlanTheme, SafetyPlan
from openveiligheid.plan.queries import (
    changed_since_adoption,
    current_plan,
    fields_of,
    latest_version,
    links_of,
)
from openveiligheid.ui.components import Link


@require_GET
@requires(Permission.PLAN_READ)
def current(request: MemberRequest) -> HttpResponse:
    """To the plan of this year."""
    found = current_plan(request.member, year=timezone.localdate().year)
    return redirect("delivery:plan", found.pk) if found else redirect("plan:list")


@require_GET
@requires(Permission.PLAN_READ)
def plan(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The priorities of a plan and how its actions stand."""
    row = load(request.member, SafetyPlan, pk)
    today = timezone.localdate()
    actions = queries.actions_of_plan(row, request.member)
    fields = list(fields_of(row, request.member))
    urgent = [a for a in actions if queries.standing_of(a, today).schedule in presenters.URGENT]
    version = latest_version(row)
    context = {
        "plan": row,
        "version": version,
        "is_changed": bool(version) and changed_since_adoption(row),
        "today": today,
        "summary": presenters.summary(queries.tally(actions, today), reverse("delivery:list")),
        "has_actions": bool(actions),
        "cards": presenters.priority_cards(fields, queries.tally_by_field(actions, today)),
        "urgent": presenters.action_table(
            sorted(urgent, key=lambda a: a.due_on)[:8], today, caption=_("Vragen nu aandacht")
        ),
        "urgent_count": len(urgent),
        "idle": list(queries.objectives_without_action(row, request.member)),
        "crumbs": [Link(_("Plannen"), reverse("plan:list")), Link(row.title)],
        **_may(request),
    }
    return render(request, "delivery/plan.html", context)


def _may(request: MemberRequest) -> dict[str, bool]:
    may = request.member.may
    return {
        "may_edit": may(Permission.PLAN_EDIT),
        "may_adopt": may(Permission.PLAN_ADOPT),
        "may_add": may(Permission.ACTION_EDIT),
        "may_report": may(Permission.REPORT_MAKE),
        "sees_actions": may(Permission.ACTION_READ),
    }


@require_GET
@requires(Permission.PLAN_READ)
def priority(request: MemberRequest, pk: UUID) -> HttpResponse:
    """One priority: its themes, objectives and actions."""
    field = load(request.member, PlanField, pk)
    today = timezone.localdate()
    actions = queries.actions(request.member).filter(objective__theme__field=field)
    rows = list(actions)
    tally = queries.tally(rows, today)
    whole = fields_of(field.plan, request.member).get(pk=pk)
    context = {
        "field": field,
        "tally_words": presenters.count_words(tally),
        "summary": presenters.summary(tally, reverse("delivery:list")),
        "has_actions": bool(rows),
        "themes": presenters.theme_cards(whole.themes.all(), queries.tally_by_theme(rows, today)),
        "table": presenters.action_table(
            rows, today, caption=_("Acties"), columns=presenters.WITHOUT_PRIORITY
        ),
        "crumbs": [
            Link(_("Plannen"), reverse("plan:list")),
            Link(field.plan.title, reverse("delivery:plan", args=[field.plan_id])),
            Link(field.title),
        ],
        **_may(request),
    }
    return render(request, "delivery/priority.html", context)


@require_GET
@requires(Permission.PLAN_READ)
def theme(request: MemberRequest, pk: UUID) -> HttpResponse:
    """One theme: context, objectives with their actions, figures, partners and cross-links."""
    row = load(request.member, PlanTheme, pk)
    today = timezone.localdate()
    actions = queries.actions_of_theme(row, request.member)
    field = row.field
    context = {
        "theme": row,
        "objectives": _objectives(row, actions, request),
        "summary": presenters.summary(queries.tally(actions, today), reverse("delivery:list")),
        "has_actions": bool(actions),
        "figures": figure_views(
            figures_for(row.framework_themes.all(), request.member, label=row.number),
            request.member,
        ),
        "no_figure": reason_without_figure(row.number, request.member),
        "may_explain": bool(row.number) and request.member.may(Permission.FIGURES_MANAGE),
        "links": links_of(row, request.member),
        "crumbs": [
            Link(_("Plannen"), reverse("plan:list")),
            Link(field.plan.title, reverse("delivery:plan", args=[field.plan_id])),
            Link(field.title, reverse("delivery:priority", args=[field.pk])),
            Link(row.title),
        ],
        **_may(request),
    }
    return render(request, "delivery/theme.html", context)


def _objectives(
    row: PlanTheme, actions: list[Action], request: MemberRequest
) -> list[dict[str, object]]:
    today = timezone.localdate()
    return [
        {
            "objective": objective,
            "kind": objective.get_kind_display(),
            "table": presenters.action_table(
                [a for a in actions if a.objective_id == objective.pk],
                today,
                caption=_("Acties bij: %(text)s") % {"text": objective.text},
                columns=presenters.WITHOUT_PRIORITY,
            ),
        }
        for objective in row.objectives.order_by("position")
    ]
