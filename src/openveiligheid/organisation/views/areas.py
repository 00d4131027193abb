"""Pages on areas: the list, one area, and files with many."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openveiligheid.core.access import load
from openveiligheid.core.errors import NotPermitted, Refused
from openveiligheid.core.operations import is_used
from openveiligheid.core.permissions import Permission
from openveiligheid.organisation import operations, queries
from openveiligheid.organisation.access import MemberRequest, requires
from openveiligheid.organisation.area_lists import AreaList
from openveiligheid.organisation.forms import AreaForm, AreaListForm, OutlinesForm
from openveiligheid.organisation.models import Area
from openveiligheid.organisation.presenters import frame, parts
from openveiligheid.ui.submitting import submit

CHANGING = ["GET", "POST"]


@require_safe
@requires(Permission.ORGANISATION_READ)
def areas(request: MemberRequest) -> HttpResponse:
    """All areas: as a tree, or those of one kind in a table."""
    rows = queries.areas(request.member)
    kind = request.GET.get("kind", "")
    kind = kind if kind in Area.Kind.values else ""
    editable = request.member.may(Permission.ORGANISATION_MANAGE)
    context = {
        "tabs": frame.tabs("areas"),
        "crumbs": frame.crumbs(_("Gebieden")),
        "chips": parts.area_chips(rows, kind),
        "may_manage": editable,
        "is_empty": len(rows) <= 1,
    }
    if kind:
        chosen = [area for area in rows if area.kind == kind]
        outlined = queries.outlined(request.member)
        context["table"] = parts.area_table(chosen, outlined, editable=editable)
    else:
        context["kernen"] = parts.area_entries(queries.kernen(rows), editable=editable)
        context["tree"] = parts.area_entries(queries.area_tree(rows), editable=editable)
    return render(request, "organisation/areas.html", context)


@require_http_methods(CHANGING)
@requires(Permission.ORGANISATION_MANAGE)
def add(request: MemberRequest) -> HttpResponse:
    """Add one area."""
    form = AreaForm(request.POST or None, by=request.member)
    if request.method == "POST" and _save(request, form):
        messages.success(request, _("Het gebied is toegevoegd."))
        return redirect("organisation:areas")
    return _form(request, form, _("Gebied toevoegen"))


@require_http_methods(CHANGING)
@requires(Permission.ORGANISATION_MANAGE)
def change(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Change one area."""
    area = load(request.member, Area, pk, Permission.ORGANISATION_MANAGE)
    title, removable = area.name, not is_used(area) and area.kind != Area.Kind.MUNICIPALITY
    form = AreaForm(request.POST or None, instance=area, by=request.member)
    if request.method == "POST" and _save(request, form):
        messages.success(request, _("Het gebied is gewijzigd."))
        return redirect("organisation:areas")
    return _form(request, form, title, area.pk if removable else None)


def _save(request: MemberRequest, form: AreaForm) -> Area | None:
    return submit(form, lambda: operations.save_area(form.save(commit=False), by=request.member))


def _form(
    request: MemberRequest, form: AreaForm, title: str, removable: UUID | None = None
) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "crumbs": frame.crumbs(title, (_("Gebieden"), "organisation:areas")),
        "back": "organisation:areas",
        "remove": "organisation:area-remove",
        "removable": removable,
    }
    return render(request, "organisation/part_form.html", context)


@require_POST
@requires(Permission.ORGANISATION_MANAGE)
def remove(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Remove an area that nothing refers to."""
    area = load(request.member, Area, pk, Permission.ORGANISATION_MANAGE)
    try:
        operations.remove_area(area, by=request.member)
    except NotPermitted:
        raise
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("organisation:area", pk)
    messages.success(request, _("%(name)s is verwijderd.") % {"name": area.name})
    return redirect("organisation:areas")


@require_http_methods(CHANGING)
@requires(Permission.ORGANISATION_MANAGE)
def upload(request: MemberRequest) -> HttpResponse:
    """Take in a list of areas: all of it or nothing."""
    form = AreaListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and (done := submit(form, lambda: _add(request, form))):
        messages.success(request, _listed(done))
        return redirect("organisation:areas")
    context = {
        "form": form,
        "crumbs": frame.crumbs(_("Lijst inlezen"), (_("Gebieden"), "organisation:areas")),
    }
    return render(request, "organisation/areas_upload.html", context)


def _add(request: MemberRequest, form: AreaListForm) -> operations.ListedAreas:
    """Add the areas; a refusal names the line of the file on which the area stands."""
    areas: AreaList = form.cleaned_data["file"]
    try:
        return operations.add_areas(areas.rows, by=request.member)
    except operations.AreaRefused as refusal:
        text = _("Regel %(line)s: %(fault)s") % {
            "line": areas.lines.get(refusal.code, "?"),
            "fault": refusal,
        }
        raise Refused(text) from refusal


def _listed(done: operations.ListedAreas) -> str:
    added = ngettext("%(n)s gebied toegevoegd", "%(n)s gebieden toegevoegd", done.added)
    return _("De lijst is ingelezen: %(added)s, %(changed)s gewijzigd.") % {
        "added": added % {"n": done.added},
        "changed": done.changed,
    }


@require_http_methods(CHANGING)
@requires(Permission.ORGANISATION_MANAGE)
def outline(request: MemberRequest) -> HttpResponse:
    """Take in outlines of areas that are there."""
    form = OutlinesForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        done = submit(
            form, lambda: operations.outline_areas(form.cleaned_data["file"], by=request.member)
        )
        if done:
            text = ngettext(
                "De omtrek van %(n)s gebied is ingelezen.",
                "De omtrekken van %(n)s gebieden zijn ingelezen.",
                done,
            )
            messages.success(request, text % {"n": done})
            return redirect("organisation:areas")
    context = {
        "form": form,
        "crumbs": frame.crumbs(_("Omtrekken inlezen"), (_("Gebieden"), "organisation:areas")),
    }
    return render(request, "organisation/areas_outline.html", context)
