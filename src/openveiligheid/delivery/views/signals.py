"""The actions that answer a signal: a page, or a part of the page of the signal itself."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from openveiligheid.core.access import load
from openveiligheid.core.permissions import Permission
from openveiligheid.delivery import presenters, queries
from openveiligheid.evidence.models import Signal
from openveiligheid.organisation.access import MemberRequest, requires
from openveiligheid.ui.components import Link


@require_GET
@requires(Permission.SIGNALS_READ)
def for_signal(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The actions that answer a signal, as far as the visitor may see them."""
    row = load(request.member, Signal, pk)
    today = timezone.localdate()
    found = queries.actions_for_signal(row, request.member)
    context = {
        "signal": row,
        "actions": [
            (action, presenters.badge(queries.standing_of(action, today))) for action in found
        ],
        "crumbs": [
            Link(_("Acties"), reverse("delivery:list")),
            Link(row.subject, reverse("evidence:signal", args=[pk])),
            Link(_("Acties bij dit signaal")),
        ],
    }
    is_part = request.htmx  # type: ignore[attr-defined]
    template = "delivery/_signal_actions.html" if is_part else "delivery/signal_actions.html"
    return render(request, template, context)
