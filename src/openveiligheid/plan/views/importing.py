"""Pages to take in an existing plan: upload, review row by row, accept."""

from collections.abc import Mapping
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from openveiligheid.core.access import load
from openveiligheid.core.errors import NotPermitted, Refused
from openveiligheid.core.permissions import Permission
from openveiligheid.organisation.access import MemberRequest, requires
from openveiligheid.plan import operations, presenters, proposals
from openveiligheid.plan.forms import ImportForm
from openveiligheid.plan.models import PlanProposal
from openveiligheid.ui.components import Link
from openveiligheid.ui.submitting import submit

NAMES = ("review", "number", "title", "text", "kind", "kernbeleid", "context", "under")


@require_http_methods(["GET", "POST"])
@requires(Permission.PLAN_EDIT)
def upload(request: MemberRequest) -> HttpResponse:
    """Read a file with an existing plan."""
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        done = submit(form, lambda: _propose(request, form.cleaned_data))
        if done:
            proposal, is_new = done
            if not is_new:
                messages.info(request, _("Dit bestand was al ingelezen. Er is niets veranderd."))
            return redirect("plan:proposal", proposal.pk)
    crumbs = [Link(_("Plannen"), reverse("plan:list")), Link(_("Plan inlezen"))]
    return render(request, "plan/import.html", {"form": form, "crumbs": crumbs})


def _propose(request: MemberRequest, chosen: Mapping[str, Any]) -> tuple[PlanProposal, bool]:
    file: UploadedFile[Any] = chosen["file"]
    with NamedTemporaryFile(suffix=".plan") as copy:
        for chunk in file.chunks():
            copy.write(chunk)
        copy.flush()
        return operations.propose_plan(
            Path(copy.name),
            by=request.member,
            file_name=file.name or "",
            title=chosen["title"],
            year_from=chosen["year_from"],
            year_to=chosen["year_to"],
        )


@require_http_methods(["GET", "POST"])
@requires(Permission.PLAN_EDIT)
def proposal(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Source text left, proposal right; a person corrects, accepts or rejects each row."""
    row = load(request.member, PlanProposal, pk, Permission.PLAN_EDIT)
    if request.method == "POST":
        try:
            operations.review_proposal(row, _corrections(request), by=request.member)
        except NotPermitted:
            raise
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Uw oordeel is opgeslagen."))
        place = request.POST.get("place", "")
        anchor = f"#{place}" if place.isalnum() else ""
        return redirect(reverse("plan:proposal", args=[pk]) + _chosen(request) + anchor)
    context = {
        "proposal": row,
        "review": presenters.review(row, chosen=request.GET.get("prioriteit", "")),
        "counts": (counts := proposals.counts(row.content)),
        "counted": presenters.counted(counts),
        "crumbs": [Link(_("Plannen"), reverse("plan:list")), Link(_("Ingelezen plan beoordelen"))],
    }
    return render(request, "plan/proposal.html", context)


def _chosen(request: HttpRequest) -> str:
    chosen = request.POST.get("prioriteit", "")
    return f"?prioriteit={chosen}" if chosen.isalnum() else ""


def _corrections(request: HttpRequest) -> dict[str, dict[str, Any]]:
    """Form fields are named `r12-title`; only what differs from what was shown is sent on."""
    corrections: dict[str, dict[str, Any]] = {}
    for key, value in request.POST.items():
        row, _dash, name = key.partition("-")
        if name in NAMES and isinstance(value, str):
            text = value.replace("\x00", "").replace("\r\n", "\n").strip()
            is_list = name == "kernbeleid" and request.POST.get(f"{row}-level") == "themes"
            corrections.setdefault(row, {})[name] = text.split() if is_list else text
    return corrections


@require_POST
@requires(Permission.PLAN_EDIT)
def accept(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Make the plan from the proposal, all at once."""
    row = load(request.member, PlanProposal, pk, Permission.PLAN_EDIT)
    try:
        plan = operations.accept_proposal(
            row, by=request.member, with_uncertain=request.POST.get("with_uncertain") == "on"
        )
    except NotPermitted:
        raise
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("plan:proposal", pk)
    messages.success(request, _("Het plan is overgenomen."))
    return redirect("plan:edit", plan.pk)


@require_POST
@requires(Permission.PLAN_EDIT)
def reject(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Set the proposal aside."""
    row = load(request.member, PlanProposal, pk, Permission.PLAN_EDIT)
    try:
        operations.reject_proposal(row, by=request.member)
    except NotPermitted:
        raise
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Het voorstel is verworpen. Er is geen plan gemaakt."))
    return redirect("plan:list")
