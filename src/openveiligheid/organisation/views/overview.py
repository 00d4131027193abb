"""The start of the organisation, the roles, and the choice between municipalities."""

from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from openveiligheid.core.permissions import Permission
from openveiligheid.organisation import queries
from openveiligheid.organisation.access import (
    MemberRequest,
    choose_municipality,
    members_only,
    requires,
)
from openveiligheid.organisation.presenters import frame, parts


@require_safe
@requires(Permission.ORGANISATION_READ)
def overview(request: MemberRequest) -> HttpResponse:
    """What there is, and what a new municipality does first."""
    start = queries.start(request.member)
    mends = start.is_complete and request.member.may(Permission.ORGANISATION_MANAGE)
    gaps = queries.gaps(request.member, at=timezone.now()) if mends else None
    context = {
        "tabs": frame.tabs("overview"),
        "summary": parts.summary(start),
        "notices": parts.notices(gaps) if gaps else [],
        "steps": [] if start.is_complete else frame.first_steps(start, request.member),
    }
    return render(request, "organisation/overview.html", context)


@require_safe
@requires(Permission.ORGANISATION_READ)
def roles(request: MemberRequest) -> HttpResponse:
    """Every role with what it allows, in words."""
    entries = parts.role_entries(list(queries.members(request.member)))
    context = {"tabs": frame.tabs("roles"), "crumbs": frame.crumbs(_("Rollen")), "roles": entries}
    return render(request, "organisation/roles.html", context)


class Choice(forms.Form):
    """The municipality to work in from now on."""

    municipality = forms.UUIDField()


@require_POST
@members_only
def switch(request: MemberRequest) -> HttpResponse:
    """Work in another municipality where the visitor is a member."""
    choice = Choice(request.POST)
    chosen: UUID | None = choice.cleaned_data["municipality"] if choice.is_valid() else None
    if chosen is None or not choose_municipality(request, chosen):
        raise Http404
    return redirect("/")
