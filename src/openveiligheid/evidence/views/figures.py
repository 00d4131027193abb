"""Pages on figures: the list, one figure, adding, changing, removing, and its numbers as a file."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from openveiligheid.core.access import load
from openveiligheid.core.permissions import Permission
from openveiligheid.evidence import operations, queries
from openveiligheid.evidence.changes import MARGIN
from openveiligheid.evidence.forms import FigureForm, GapForm
from openveiligheid.evidence.models import Figure
from openveiligheid.evidence.presenters import detail, previews, tables
from openveiligheid.evidence.presenters.figures import chart_of, is_national
from openveiligheid.evidence.presenters.verdicts import change_table
from openveiligheid.evidence.readings import Reading, reading_of
from openveiligheid.evidence.refusals import FiguresRefused
from openveiligheid.organisation.access import MemberRequest, requires
from openveiligheid.ui import formatting
from openveiligheid.ui.components import Link
from openveiligheid.ui.exports import csv_file, xlsx_file
from openveiligheid.ui.submitting import submit

CHANGING = ["GET", "POST"]


@require_GET
@requires(Permission.FIGURES_READ)
def figure_list(request: MemberRequest) -> HttpResponse:
    """The figures of the municipality at a glance, and the tables that they come from."""
    entries = queries.tables(request.member)
    context = {
        "groups": previews.groups(queries.figures(request.member), request.member),
        "table": tables.catalogue_table(entries.values()),
        "sees_signals": request.member.may(Permission.SIGNALS_READ),
        "may_manage": request.member.may(Permission.FIGURES_MANAGE),
    }
    return render(request, "evidence/figures.html", context)


@require_GET
@requires(Permission.FIGURES_READ)
def figure(request: MemberRequest, pk: UUID) -> HttpResponse:
    """One figure: its chart, how sure it is, what changed and where it comes from."""
    row = load(request.member, Figure, pk)
    context = {
        "figure": row,
        "notes": [text for text in row.note.split("\n\n") if text],
        "themes": detail.theme_words(row),
        "may_manage": request.member.may(Permission.FIGURES_MANAGE),
        "crumbs": [Link(_("Cijfers"), reverse("evidence:list")), Link(row.title)],
    }
    try:
        context |= _drawn(request, row, reading_of(row))
    except FiguresRefused as refusal:
        context["problem"] = str(refusal)
    return render(request, "evidence/figure.html", context)


def _drawn(request: MemberRequest, row: Figure, reading: Reading) -> dict[str, Any]:
    """What the page shows of the numbers."""
    shown: dict[str, Any] = {
        "is_national": is_national(reading),
        "provenance": detail.provenance_items(reading),
    }
    if row.shape == Figure.Shape.AREAS:
        by_area = row in queries.figures_by_area(request.member)
        return shown | {
            "chart": chart_of(row, reading, request.member, title=_("De hoogste")),
            "areas_url": f"{reverse('evidence:areas')}?cijfer={row.pk}" if by_area else "",
        }
    return shown | {
        "chart": chart_of(row, reading, request.member, title=_("Verloop in de tijd")),
        "certainty": detail.certainty_words(row, reading, request.member),
        "changes": change_table(reading, counts_events=row.counts_events),
        "margin": formatting.percentage(MARGIN),
    }


@require_GET
@requires(Permission.FIGURES_READ)
def export(request: MemberRequest, pk: UUID, kind: str) -> HttpResponse:
    """The numbers of a figure as CSV or Excel, each with its source."""
    row = load(request.member, Figure, pk)
    write = {"csv": csv_file, "xlsx": xlsx_file}.get(kind)
    if write is None:
        raise Http404
    try:
        reading = reading_of(row)
    except FiguresRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("evidence:figure", pk)
    return write(row.title, detail.export_headings(), detail.export_rows(row, reading))


@require_http_methods(CHANGING)
@requires(Permission.FIGURES_MANAGE)
def add(request: MemberRequest) -> HttpResponse:
    """Show something of a stored table."""
    entry = queries.table(request.GET.get("tabel", ""), request.member)
    if entry is None:
        messages.info(request, _("Kies eerst de tabel waaruit het cijfer komt."))
        return redirect(f"{reverse('evidence:list')}#tabellen")
    last = queries.figures(request.member).count()
    row = Figure(table=entry.table, municipality=request.member.municipality, position=last)
    form = FigureForm(request.POST or None, instance=row, entry=entry, by=request.member)
    if request.method == "POST" and _save(request, form):
        messages.success(request, _("Het cijfer is toegevoegd."))
        return redirect("evidence:figure", row.pk)
    return _form(request, form, _("Cijfer toevoegen"), reverse("evidence:table", args=[row.table]))


@require_http_methods(CHANGING)
@requires(Permission.FIGURES_MANAGE)
def edit(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Change what is shown, or where."""
    row = load(request.member, Figure, pk, Permission.FIGURES_MANAGE)
    entry = queries.table(row.table, request.member)
    if entry is None:
        messages.error(request, _("De tabel van dit cijfer is er niet meer. Lees haar eerst in."))
        return redirect("evidence:figure", pk)
    form = FigureForm(request.POST or None, instance=row, entry=entry, by=request.member)
    if request.method == "POST" and _save(request, form):
        messages.success(request, _("Het cijfer is gewijzigd."))
        return redirect("evidence:figure", pk)
    return _form(request, form, _("Cijfer wijzigen"), reverse("evidence:figure", args=[pk]))


def _save(request: MemberRequest, form: FigureForm) -> Figure | None:
    return submit(
        form,
        lambda: operations.save_figure(
            form.save(commit=False), by=request.member, themes=list(form.cleaned_data["themes"])
        ),
    )


def _form(request: MemberRequest, form: FigureForm, title: str, back: str) -> HttpResponse:
    crumbs = [Link(_("Cijfers"), reverse("evidence:list")), Link(title)]
    context = {
        "form": form,
        "heading": title,
        "crumbs": crumbs,
        "back": back,
        "meta": f"{form.entry.title} ({form.entry.table})",
    }
    return render(request, "evidence/form.html", context)


@require_POST
@requires(Permission.FIGURES_MANAGE)
def remove(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Take a figure away."""
    row = load(request.member, Figure, pk, Permission.FIGURES_MANAGE)
    operations.remove_figure(row, by=request.member)
    messages.success(request, _("%(title)s is verwijderd.") % {"title": row.title})
    return redirect("evidence:list")


@require_http_methods(CHANGING)
@requires(Permission.FIGURES_MANAGE)
def gap(request: MemberRequest, label: str) -> HttpResponse:
    """Explain at a theme of the plan why no figure stands there."""
    if not label.isprintable():
        raise Http404
    back = _local(request.GET.get("from", ""))
    initial = {"reason": queries.reason_without_figure(label, request.member)}
    form = GapForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and submit(form, lambda: _explain(request, label, form)):
        messages.success(request, _("De uitleg is bewaard."))
        return redirect(back)
    title = _("Waarom geen cijfer")
    context = {
        "form": form,
        "heading": title,
        "crumbs": [Link(_("Cijfers"), reverse("evidence:list")), Link(title)],
        "back": back,
        "meta": _("Thema %(label)s van het plan") % {"label": label},
    }
    return render(request, "evidence/form.html", context)


def _explain(request: MemberRequest, label: str, form: GapForm) -> bool:
    operations.explain_gap(label, form.cleaned_data["reason"], by=request.member)
    return True


def _local(address: str) -> str:
    """An address of this site to go back to, else the list."""
    is_local = address.startswith("/") and url_has_allowed_host_and_scheme(address, None)
    return address if is_local else reverse("evidence:list")
