"""What every page knows about the visitor: municipality, navigation, other memberships."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
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
        "municipality_name": _("Gemeente %(name)s") % {"name": visitor.municipality.name},
        "municipality": visitor.municipality,
        "is_fictional": visitor.municipality.is_example,
        "other_memberships": [
            each for each in getattr(request, "memberships", []) if each.pk != visitor.pk
        ],
    }


def _navigation(request: HttpRequest, visitor: Member) -> list[dict[str, Any]]:
    entries = (
        (_("Overzicht"), "home", "dashboard:home", None),
        (_("Plan"), "flame", "delivery:current", P.PLAN_READ),
        (_("Acties"), "circle-check", "delivery:list", P.ACTION_READ),
        (_("Cijfers"), "chart-line", "evidence:list", P.FIGURES_READ),
        (_("Gebieden"), "map-2", "evidence:areas", P.FIGURES_READ),
        (_("Besluiten"), "gavel", "governance:list", P.DECISION_READ),
        (_("Rapportages"), "file-text", "publication:list", P.REPORT_READ),
        (_("Organisatie"), "users", "organisation:overview", P.ORGANISATION_READ),
        (_("Historie"), "history", "organisation:history", P.HISTORY_READ),
    )
    here = request.resolver_match.view_name if request.resolver_match else ""
    branch = _branch(here)
    return [
        {"label": label, "icon": icon, "url": reverse(name), "current": name == branch}
        for label, icon, name, permission in entries
        if permission is None or visitor.may(permission)
    ]


BRANCHES = (
    ("delivery:current", ("plan:", "delivery:plan", "delivery:priority", "delivery:theme")),
    ("delivery:list", ("delivery:",)),
    ("evidence:areas", ("evidence:area",)),
    ("evidence:list", ("evidence:",)),
    ("governance:list", ("governance:",)),
    ("publication:list", ("publication:",)),
    ("organisation:history", ("organisation:history",)),
    ("organisation:overview", ("organisation:",)),
    ("dashboard:home", ("dashboard:home",)),
)


def _branch(view_name: str) -> str:
    """The entry of the navigation under which a page lies."""
    return next((name for name, starts in BRANCHES if view_name.startswith(starts)), "")
