"""The workbench: one question to the figures, answered in words, a chart, a map and a table."""

from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from openveiligheid.core.permissions import Permission
from openveiligheid.evidence.forms.workbench import WorkbenchForm
from openveiligheid.evidence.offers import Offer
from openveiligheid.evidence.presenters import workbench as words
from openveiligheid.evidence.presenters.words import period_words, source_of
from openveiligheid.evidence.queries.workbench import Bench
from openveiligheid.evidence.refusals import FiguresRefused
from openveiligheid.evidence.workbench import Panorama
from openveiligheid.evidence.workbench.addresses import address_of
from openveiligheid.organisation.access import MemberRequest, requires
from openveiligheid.ui.components import Link


@require_GET
@requires(Permission.FIGURES_READ)
def workbench(request: MemberRequest) -> HttpResponse:
    """Choose what to see, and see it."""
    bench = Bench(request.member)
    context: dict[str, Any] = {
        "tables": words.table_links(bench.entries, request.GET),
        "may_manage": request.member.may(Permission.FIGURES_MANAGE),
        "crumbs": [Link(_("Cijfers"), reverse("evidence:list")), Link(_("Werkbank"))],
    }
    try:
        context |= _answered(request, bench)
    except FiguresRefused as refusal:
        context["problem"] = str(refusal)
    part = request.htmx  # type: ignore[attr-defined]
    name = "evidence/_workbench.html" if part else "evidence/workbench.html"
    response = render(request, name, context)
    if "share" in context:
        response["HX-Push-Url"] = context["share"]
    return response


def _answered(request: MemberRequest, bench: Bench) -> dict[str, Any]:
    """The form, and what it asks for when that can be answered."""
    asked = request.GET.get("tabel", "")
    offer = bench.offer(asked) if asked else bench.usual()
    if offer is None:
        return {"unknown": asked}
    form = form_for(request.GET, offer, bench)
    shown: dict[str, Any] = {"form": form, "offer": offer, "entry": offer.entry}
    if not form.is_valid():
        return shown
    panorama = bench.panorama(form.choice(), offer)
    return shown | _shown(request, bench, panorama, form.cleaned_data["zoek"])


def form_for(asked: QueryDict, offer: Offer, bench: Bench) -> WorkbenchForm:
    """The form with what an address asks, and the usual where it is silent."""
    return WorkbenchForm(
        asked,
        offer=offer,
        own=bench.by.municipality.cbs_code,
        name=bench.names(offer),
        has_people=bench.has_people,
        words=period_words,
    )


def _shown(request: MemberRequest, bench: Bench, panorama: Panorama, search: str) -> dict[str, Any]:
    """What the page shows of a panorama."""
    order = request.GET.get("volgorde", "")
    order = order if order.removeprefix("-") in words.SORTS else words.USUAL_ORDER
    return {
        "answer": words.answer_of(panorama),
        "chart": words.chart_of(panorama),
        "map": words.map_of(panorama, bench.areas),
        "table": words.part_table(panorama, order),
        "caveats": words.caveats(panorama),
        "provenance": words.provenance_items(panorama),
        "inhabitants": [
            source_of(census.provenance, census.division) for census in panorama.censuses
        ],
        "found": words.search_links(panorama, search),
        "search": search,
        "others": words.other_links(panorama),
        "share": words.url_of(panorama),
        "query": address_of(panorama.choice),
    }
