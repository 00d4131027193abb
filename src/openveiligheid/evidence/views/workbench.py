"""The workbench: one question to the figures, answered in words, a chart, a map and a table."""

from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from openveiligheid.core.permissions import Permission
from openveiligheid.evidence import operations
from openveiligheid.evidence.forms.workbench import KeepForm, WorkbenchForm
from openveiligheid.evidence.models import Figure
from openveiligheid.evidence.offers import Offer
from openveiligheid.evidence.presenters import workbench as words
from openveiligheid.evidence.presenters.words import fictitious_words, period_words, source_of
from openveiligheid.evidence.presenters.workbench import files
from openveiligheid.evidence.queries.workbench import Bench
from openveiligheid.evidence.refusals import FiguresRefused
from openveiligheid.evidence.workbench import Panorama
from openveiligheid.evidence.workbench.addresses import address_of
from openveiligheid.organisation.access import MemberRequest, requires
from openveiligheid.ui.charts import picture
from openveiligheid.ui.components import Link
from openveiligheid.ui.exports import csv_file, download, file_name, parquet_file
from openveiligheid.ui.submitting import submit

NUMBERS = "cijfers"
PICTURES = {"svg": "image/svg+xml", "png": "image/png"}
FILES = {
    (NUMBERS, "csv"),
    (NUMBERS, "parquet"),
    *((what, kind) for what in (files.CHART, files.MAP) for kind in PICTURES),
}


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
    form = form_for(request.GET, offer, bench, _on_screen(request))
    shown: dict[str, Any] = {"form": form, "offer": offer, "entry": offer.entry}
    if not form.is_valid():
        return shown
    panorama = bench.panorama(form.choice(), offer)
    return shown | _shown(request, bench, panorama, form.cleaned_data["zoek"])


def _file_links(panorama: Panorama) -> list[Link]:
    query, drawn = address_of(panorama.choice), {NUMBERS}
    drawn |= {files.CHART} if panorama.has_course else set()
    drawn |= {files.MAP} if panorama.others else set()
    labels = {
        (NUMBERS, "csv"): _("Cijfers als CSV"),
        (NUMBERS, "parquet"): _("Cijfers als Parquet"),
        (files.CHART, "svg"): _("Grafiek als SVG"),
        (files.CHART, "png"): _("Grafiek als PNG"),
        (files.MAP, "svg"): _("Kaart als SVG"),
        (files.MAP, "png"): _("Kaart als PNG"),
    }
    return [
        Link(label, f"{reverse('evidence:workbench-export', args=found)}?{query}")
        for found, label in labels.items()
        if found[0] in drawn
    ]


@require_GET
@requires(Permission.FIGURES_READ)
def export(request: MemberRequest, what: str, kind: str) -> HttpResponse:
    """The numbers as CSV or Parquet, or a picture as SVG or PNG; each with its source inside."""
    if (what, kind) not in FILES:
        raise Http404
    panorama = _panorama(request)
    if panorama is None:
        return _back(request)
    address = request.build_absolute_uri(words.url_of(panorama))
    if what == NUMBERS:
        return _numbers(panorama, kind, address)
    svg = files.picture_of(panorama, what, Bench(request.member).areas, address)
    content = picture(svg) if kind == "png" else svg.encode()
    name = f"{file_name(words.title_of(panorama))}-{what}.{kind}"
    return download(content, name, PICTURES[kind])


@require_http_methods(["GET", "POST"])
@requires(Permission.FIGURES_MANAGE)
def keep(request: MemberRequest) -> HttpResponse:
    """Keep a picture as a figure, so that it stands at themes."""
    panorama = _panorama(request)
    if panorama is None:
        return _back(request)
    choice = panorama.choice
    form = KeepForm(
        request.POST if request.method == "POST" else None,
        choice=choice,
        title=words.title_of(panorama),
        unit=panorama.offer.entry.topic(choice.topic).unit,
    )
    if request.method == "POST" and (kept := submit(form, lambda: _keep(request, form, panorama))):
        messages.success(request, _("Het cijfer is bewaard en staat bij de gekozen thema's."))
        return redirect("evidence:figure", kept.pk)
    back = words.url_of(panorama)
    context = {
        "form": form,
        "heading": _("Bewaren bij een thema"),
        "crumbs": [Link(_("Cijfers"), reverse("evidence:list")), Link(_("Werkbank"), back)],
        "back": back,
        "meta": words.kept_words(panorama),
    }
    return render(request, "evidence/form.html", context)


def _keep(request: MemberRequest, form: KeepForm, panorama: Panorama) -> Figure:
    return operations.save_figure(
        form.figure(counts_events=panorama.counts_events),
        by=request.member,
        themes=list(form.cleaned_data["themes"]),
    )


def _panorama(request: MemberRequest) -> Panorama | None:
    """The answer to what the address asks; None, and told why, when there is none."""
    try:
        return _asked(request.GET, Bench(request.member))
    except FiguresRefused as refusal:
        messages.error(request, str(refusal))
        return None


def _back(request: MemberRequest) -> HttpResponse:
    """The page itself, which says what is wrong with the address."""
    return redirect(f"{reverse('evidence:workbench')}?{request.GET.urlencode()}")


def _asked(asked: QueryDict, bench: Bench) -> Panorama | None:
    """The answer to what an address asks; None when it asks what cannot be."""
    name = asked.get("tabel", "")
    offer = bench.offer(name) if name else bench.usual()
    form = form_for(asked, offer, bench) if offer else None
    is_whole = offer is not None and form is not None and form.is_valid()
    return bench.panorama(form.choice(), offer) if is_whole and form and offer else None


def _numbers(panorama: Panorama, kind: str, address: str) -> HttpResponse:
    title, rows = words.title_of(panorama), files.rows(panorama, address)
    if kind == "csv":
        return csv_file(title, files.headings(), rows)
    return parquet_file(title, files.headings(), rows, files.facts(panorama, address))


def _on_screen(request: MemberRequest) -> QueryDict:
    """What the page was asked that this answer goes into; nothing for a page of its own."""
    address = request.htmx.current_url if request.htmx else ""  # type: ignore[attr-defined]
    return QueryDict(urlsplit(address or "").query)


def form_for(
    asked: QueryDict, offer: Offer, bench: Bench, shown: QueryDict | None = None
) -> WorkbenchForm:
    """The form with what an address asks, and the usual where it is silent."""
    return WorkbenchForm(
        asked,
        offer=offer,
        own=bench.by.municipality.cbs_code,
        name=bench.names(offer),
        has_people=bench.has_people,
        words=period_words,
        shown=shown,
    )


def _shown(request: MemberRequest, bench: Bench, panorama: Panorama, search: str) -> dict[str, Any]:
    """What the page shows of a panorama."""
    order = request.GET.get("volgorde", "")
    order = order if order.removeprefix("-") in words.SORTS else words.USUAL_ORDER
    return {
        "answer": words.answer_of(panorama),
        "chart": words.chart_of(panorama) if panorama.has_course else None,
        "map": words.map_of(panorama, bench.areas) if panorama.others else None,
        "table": words.part_table(panorama, order) if panorama.others else None,
        "fictitious": fictitious_words(panorama.provenance.source),
        "caveats": words.caveats(panorama),
        "breaks": words.break_words(panorama),
        "keep": f"{reverse('evidence:workbench-keep')}?{address_of(panorama.choice)}",
        "provenance": words.provenance_items(panorama),
        "inhabitants": [
            source_of(census.provenance, census.division)
            for census in panorama.censuses
            if panorama.has_rates
        ],
        "found": words.search_links(panorama, search),
        "search": search,
        "others": words.other_links(panorama),
        "share": words.url_of(panorama),
        "files": _file_links(panorama),
    }
