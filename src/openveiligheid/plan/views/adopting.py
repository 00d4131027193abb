"""Pages on adoption: recording it, the frozen versions and what changed since."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from openveiligheid.core.access import load, visible_to
from openveiligheid.core.permissions import Permission
from openveiligheid.governance.models import Body
from openveiligheid.organisation.access import MemberRequest, requires
from openveiligheid.plan import operations, presenters, queries
from openveiligheid.plan.forms import AdoptionForm
from openveiligheid.plan.models import PlanVersion, SafetyPlan
from openveiligheid.ui.components import Link
from openveiligheid.ui.submitting import submit


@require_http_methods(["GET", "POST"])
@requires(Permission.PLAN_ADOPT)
def adopt(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Record that a body adopted the plan as it now is."""
    plan = load(request.member, SafetyPlan, pk, Permission.PLAN_ADOPT)
    initial = {"decided_on": timezone.localdate(), "title": _("Plan vastgesteld")}
    form = AdoptionForm(request.POST or None, by=request.member, initial=initial)
    if request.method == "POST":
        version = submit(
            form, lambda: operations.adopt_plan(plan, form.save(commit=False), by=request.member)
        )
        if version:
            text = _("Versie %(number)s is vastgesteld en bevroren.") % {"number": version.number}
            messages.success(request, text)
            return redirect("plan:version", version.pk)
    context = {
        "plan": plan,
        "form": form,
        "counts": presenters.plan_counts(queries.snapshot(plan)),
        "has_bodies": visible_to(request.member, Body).exists(),
        "crumbs": _crumbs(plan, Link(_("Vaststellen"))),
    }
    return render(request, "plan/adopt.html", context)


@require_GET
@requires(Permission.PLAN_READ)
def versions(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The frozen versions of a plan, and what changed since the last."""
    plan = load(request.member, SafetyPlan, pk)
    rows = list(plan.versions.select_related("decision__body"))
    now = queries.snapshot(plan)
    changes = presenters.changes(rows[0].content, now) if rows else []
    context = {
        "plan": plan,
        "versions": presenters.version_table(rows),
        "latest": rows[0] if rows else None,
        "changes": changes,
        "crumbs": _crumbs(plan, Link(_("Versies"))),
        "may_adopt": request.member.may(Permission.PLAN_ADOPT),
    }
    return render(request, "plan/versions.html", context)


@require_GET
@requires(Permission.PLAN_READ)
def version(request: MemberRequest, pk: UUID) -> HttpResponse:
    """One frozen version as it was adopted, and how it differs from the one before."""
    row = load(request.member, PlanVersion, pk)
    before = row.plan.versions.filter(number=row.number - 1).first()
    context = {
        "version": row,
        "content": row.content,
        "counts": presenters.plan_counts(row.content),
        "before": before,
        "changes": presenters.changes(before.content, row.content) if before else [],
        "sees_decision": request.member.may(Permission.DECISION_READ),
        "crumbs": _crumbs(
            row.plan,
            Link(_("Versies"), reverse("plan:versions", args=[row.plan_id])),
            Link(_("Versie %(number)s") % {"number": row.number}),
        ),
    }
    return render(request, "plan/version.html", context)


def _crumbs(plan: SafetyPlan, *here: Link) -> list[Link]:
    return [
        Link(_("Plannen"), reverse("plan:list")),
        Link(plan.title, reverse("delivery:plan", args=[plan.pk])),
        *here,
    ]
