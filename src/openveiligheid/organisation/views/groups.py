"""Pages on partners and teams."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openveiligheid.core.access import load, visible_to
from openveiligheid.core.errors import NotPermitted, Refused
from openveiligheid.core.operations import is_used
from openveiligheid.core.permissions import Permission
from openveiligheid.organisation import operations, queries
from openveiligheid.organisation.access import MemberRequest, requires
from openveiligheid.organisation.forms import PartnerForm, TeamForm
from openveiligheid.organisation.models import Partner, Team
from openveiligheid.organisation.presenters import frame, parts
from openveiligheid.ui.submitting import submit

CHANGING = ["GET", "POST"]


@dataclass(frozen=True)
class Kind:
    """How one kind of group is added, changed and removed."""

    model: type[Partner] | type[Team]
    form: type[forms.ModelForm[Any]]
    save: Callable[..., Partner | Team]
    remove: Callable[..., None]
    name: str

    @property
    def plural(self) -> str:
        return f"{self.name}s"


PARTNERS = Kind(Partner, PartnerForm, operations.save_partner, operations.remove_partner, "partner")
TEAMS = Kind(Team, TeamForm, operations.save_team, operations.remove_team, "team")


@require_safe
@requires(Permission.ORGANISATION_READ)
def partners(request: MemberRequest) -> HttpResponse:
    """All partners."""
    rows = list(visible_to(request.member, Partner))
    editable = request.member.may(Permission.ORGANISATION_MANAGE)
    context = {
        "tabs": frame.tabs("partners"),
        "crumbs": frame.crumbs(_("Partners")),
        "table": parts.partner_table(rows, editable=editable) if rows else None,
        "may_manage": editable,
    }
    return render(request, "organisation/partners.html", context)


@require_safe
@requires(Permission.ORGANISATION_READ)
def teams(request: MemberRequest) -> HttpResponse:
    """All teams."""
    rows = list(visible_to(request.member, Team))
    editable = request.member.may(Permission.ORGANISATION_MANAGE)
    sizes = queries.team_sizes(request.member)
    context = {
        "tabs": frame.tabs("teams"),
        "crumbs": frame.crumbs(_("Teams")),
        "table": parts.team_table(rows, sizes, editable=editable) if rows else None,
        "may_manage": editable,
    }
    return render(request, "organisation/teams.html", context)


@require_http_methods(CHANGING)
@requires(Permission.ORGANISATION_MANAGE)
def partner_add(request: MemberRequest) -> HttpResponse:
    """Add a partner."""
    return _add(request, PARTNERS, _("Partner toevoegen"))


@require_http_methods(CHANGING)
@requires(Permission.ORGANISATION_MANAGE)
def partner(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Change a partner."""
    return _change(request, PARTNERS, pk)


@require_POST
@requires(Permission.ORGANISATION_MANAGE)
def partner_remove(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Remove a partner that nothing refers to."""
    return _remove(request, PARTNERS, pk)


@require_http_methods(CHANGING)
@requires(Permission.ORGANISATION_MANAGE)
def team_add(request: MemberRequest) -> HttpResponse:
    """Add a team."""
    return _add(request, TEAMS, _("Team toevoegen"))


@require_http_methods(CHANGING)
@requires(Permission.ORGANISATION_MANAGE)
def team(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Change a team."""
    return _change(request, TEAMS, pk)


@require_POST
@requires(Permission.ORGANISATION_MANAGE)
def team_remove(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Remove a team without members."""
    return _remove(request, TEAMS, pk)


def _add(request: MemberRequest, kind: Kind, title: str) -> HttpResponse:
    form = kind.form(request.POST or None)
    if request.method == "POST" and _save(request, kind, form):
        messages.success(request, _("%(name)s is toegevoegd.") % {"name": form.instance.name})
        return redirect(f"organisation:{kind.plural}")
    return _form(request, kind, form, title)


def _change(request: MemberRequest, kind: Kind, pk: UUID) -> HttpResponse:
    row = load(request.member, kind.model, pk, Permission.ORGANISATION_MANAGE)
    title, removable = row.name, None if is_used(row) else row.pk
    form = kind.form(request.POST or None, instance=row)
    if request.method == "POST" and _save(request, kind, form):
        messages.success(request, _("%(name)s is gewijzigd.") % {"name": row.name})
        return redirect(f"organisation:{kind.plural}")
    return _form(request, kind, form, title, removable)


def _save(request: MemberRequest, kind: Kind, form: forms.ModelForm[Any]) -> Partner | Team | None:
    return submit(form, lambda: kind.save(form.save(commit=False), by=request.member))


def _form(
    request: MemberRequest,
    kind: Kind,
    form: forms.ModelForm[Any],
    title: str,
    removable: UUID | None = None,
) -> HttpResponse:
    above = {"partner": _("Partners"), "team": _("Teams")}[kind.name]
    context = {
        "form": form,
        "title": title,
        "crumbs": frame.crumbs(title, (above, f"organisation:{kind.plural}")),
        "back": f"organisation:{kind.plural}",
        "remove": f"organisation:{kind.name}-remove",
        "removable": removable,
    }
    return render(request, "organisation/part_form.html", context)


def _remove(request: MemberRequest, kind: Kind, pk: UUID) -> HttpResponse:
    row = load(request.member, kind.model, pk, Permission.ORGANISATION_MANAGE)
    name = row.name
    try:
        kind.remove(row, by=request.member)
    except NotPermitted:
        raise
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(f"organisation:{kind.name}", pk)
    messages.success(request, _("%(name)s is verwijderd.") % {"name": name})
    return redirect(f"organisation:{kind.plural}")
