"""Pages on areas: all, and one."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from openveiligheid.core.access import load, visible_to
from openveiligheid.core.permissions import Permission
from openveiligheid.organisation.access import MemberRequest, requires
from openveiligheid.organisation.models import Area
from openveiligheid.ui.components import Link


@require_GET
@requires(Permission.FIGURES_READ)
def area_list(request: MemberRequest) -> HttpResponse:
    """The areas of the municipality."""
    return render(request, "evidence/areas.html", {"areas": visible_to(request.member, Area)})


@require_GET
@requires(Permission.FIGURES_READ)
def area(request: MemberRequest, pk: UUID) -> HttpResponse:
    """One area."""
    row = load(request.member, Area, pk)
    crumbs = [Link(_("Gebieden"), reverse("evidence:areas")), Link(row.name)]
    return render(request, "evidence/area.html", {"area": row, "crumbs": crumbs})
