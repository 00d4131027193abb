"""Pages on figures: the list and one figure."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from openveiligheid.core.access import load
from openveiligheid.core.permissions import Permission
from openveiligheid.evidence import presenters, queries
from openveiligheid.evidence.models import Figure
from openveiligheid.organisation.access import MemberRequest, requires
from openveiligheid.ui.components import Link


@require_GET
@requires(Permission.FIGURES_READ)
def figure_list(request: MemberRequest) -> HttpResponse:
    """The figures of the municipality."""
    views = presenters.figure_views(queries.figures(request.member), request.member)
    return render(request, "evidence/figures.html", {"figures": views})


@require_GET
@requires(Permission.FIGURES_READ)
def figure(request: MemberRequest, pk: UUID) -> HttpResponse:
    """One figure."""
    row = load(request.member, Figure, pk)
    context = {
        "figure": presenters.figure_view(row, request.member),
        "crumbs": [Link(_("Cijfers"), reverse("evidence:list")), Link(row.title)],
    }
    return render(request, "evidence/figure.html", context)
