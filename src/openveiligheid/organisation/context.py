"""What every page knows about the visitor: municipality, navigation, other memberships."""

from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from openveiligheid.core.permissions import Permission as P
from openveiligheid.organisation.models import Member


def member(request: HttpRequest) -> dict[str, Any]:
    """Navigation and names for the base template."""
    visitor: Member | None = getattr(request, "member", None)
    if visitor is None:
        return {"navigation": [], "municipality_name": ""}
    return {
        "navigation": _navigation(request, visitor),
        "municipality_name": visitor.municipality.name,
        "municipality": visitor.municipality,
    }


def _navigation(request: HttpRequest, visitor: Member) -> list[dict[str, Any]]:
    entries = (
        (_("Overzicht"), "home", "dashboard:home", None),
        (_("Plan"), "flame", "plan:list", P.PLAN_READ),
        (_("Acties"), "circle-check", "delivery:list", P.ACTION_READ),
        (_("Cijfers"), "chart-line", "evidence:list", P.FIGURES_READ),
        (_("Gebieden"), "map-2", "evidence:areas", P.FIGURES_READ),
        (_("Besluiten"), "gavel", "governance:list", P.DECISION_READ),
        (_("Rapportages"), "file-text", "publication:list", P.REPORT_READ),
        (_("Organisatie"), "users", "organisation:overview", P.ORGANISATION_READ),
        (_("Historie"), "history", "organisation:history", P.HISTORY_READ),
    )
    here = request.resolver_match
    room = here.namespace if here else ""
    links = []
    for label, icon, name, permission in entries:
        if permission is None or visitor.may(permission):
            current = room == name.split(":")[0] and _same_branch(
                here.view_name if here else None, name
            )
            links.append({"label": label, "icon": icon, "url": _url(name), "current": current})
    return links


def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return "/"


BRANCHES = {"evidence:areas": ("evidence:area",), "organisation:history": ("organisation:history",)}


def _same_branch(view_name: str | None, name: str) -> bool:
    """Two entries may lie in one room; the narrower one claims its own pages."""
    if not view_name:
        return False
    claimed = [k for k, prefixes in BRANCHES.items() if view_name.startswith(prefixes)]
    return claimed == [name] if claimed else name not in BRANCHES
