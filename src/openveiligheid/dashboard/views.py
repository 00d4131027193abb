"""Start page, search, and the pages that every site owes its visitors."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from openveiligheid.core.permissions import Permission
from openveiligheid.dashboard import presenters, queries
from openveiligheid.delivery.presenters import OWN, action_table, priority_cards, summary
from openveiligheid.delivery.queries import tally, tally_by_field
from openveiligheid.evidence.presenters import source_items
from openveiligheid.organisation.access import MemberRequest, members_only, public
from openveiligheid.plan.queries import fields_of
from openveiligheid.ui.components import Moment

LEAST = 2


@require_GET
@members_only
def home(request: MemberRequest) -> HttpResponse:
    """What needs the visitor's attention, and where the plan stands."""
    member, today = request.member, timezone.localdate()
    steps = queries.beginning(member)
    seen = queries.overview(member, today=today)
    fields = list(fields_of(seen.plan, member)) if seen.plan else []
    context = {
        "today": today,
        "plan": seen.plan,
        "steps": [] if steps.is_complete else presenters.first_steps(steps, member),
        "notices": [presenters.notice(waiting) for waiting in seen.waiting],
        "mine": action_table(seen.mine, today, caption=_("Mijn acties"), columns=OWN),
        "reports_progress": member.may(Permission.ACTION_REPORT),
        "soon": [
            Moment(a.due_on, a.title, a.objective.theme.title, _action_url(a.pk)) for a in seen.soon
        ],
        "summary": summary(tally(seen.actions, today), reverse("delivery:list")),
        "cards": priority_cards(fields, tally_by_field(seen.actions, today)),
        "has_actions": bool(seen.actions),
        "may": {p.name.lower(): member.may(p) for p in Permission},
    }
    return render(request, "dashboard/home.html", context)


def _action_url(pk: object) -> str:
    return reverse("delivery:action", args=[pk])


@require_GET
@members_only
def search(request: MemberRequest) -> HttpResponse:
    """Find a theme, objective, action or area by its words."""
    text = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    found = queries.search(text, request.member) if len(text) >= LEAST else None
    context = {
        "text": text,
        "found": found,
        "groups": presenters.found_groups(found) if found else [],
    }
    return render(request, "dashboard/search.html", context)


@require_GET
@public
def accessibility(request: HttpRequest) -> HttpResponse:
    """How accessible the site is, and where to turn."""
    return render(request, "dashboard/accessibility.html")


@require_GET
@public
def privacy(request: HttpRequest) -> HttpResponse:
    """What the site keeps of its visitors."""
    return render(request, "dashboard/privacy.html")


@require_GET
@public
def sources(request: HttpRequest) -> HttpResponse:
    """Where figures come from, and how the site computes."""
    items = source_items(getattr(request, "member", None))
    return render(request, "dashboard/sources.html", {"sources": items})
