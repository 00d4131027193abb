"""Pages on findings: all, one with what it rests on, and writing one down."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from openveiligheid.core.access import load
from openveiligheid.core.permissions import Permission
from openveiligheid.evidence.forms import FindingForm
from openveiligheid.evidence.models import Finding
from openveiligheid.evidence.operations import save_finding
from openveiligheid.evidence.presenters import findings as words
from openveiligheid.evidence.presenters.signals import signal_table
from openveiligheid.evidence.queries import signals as queries
from openveiligheid.organisation.access import MemberRequest, requires
from openveiligheid.ui.components import Link
from openveiligheid.ui.submitting import submit

PER_PAGE = 50
CHANGING = ["GET", "POST"]


@require_GET
@requires(Permission.SIGNALS_READ)
def finding_list(request: MemberRequest) -> HttpResponse:
    """What was concluded, and what each conclusion rests on."""
    rows = queries.findings(request.member)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "table": words.finding_table(page.object_list),
        "may_write": request.member.may(Permission.SIGNALS_TRIAGE),
        "crumbs": [Link(_("Cijfers"), reverse("evidence:list")), Link(_("Bevindingen"))],
    }
    return render(request, "evidence/findings.html", context)


@require_GET
@requires(Permission.SIGNALS_READ)
def finding(request: MemberRequest, pk: UUID) -> HttpResponse:
    """One finding with the signals that it rests on."""
    row = load(request.member, Finding, pk)
    cited = queries.signals_of(row, request.member)
    context = {
        "finding": row,
        "basis": words.basis(len(cited)),
        "facts": words.facts_of(row),
        "table": signal_table(cited, caption=_("Signalen")),
        "may_write": request.member.may(Permission.SIGNALS_TRIAGE),
        "crumbs": [*_crumbs(), Link(_("Bevinding"))],
    }
    return render(request, "evidence/finding.html", context)


@require_http_methods(CHANGING)
@requires(Permission.SIGNALS_TRIAGE)
def add(request: MemberRequest) -> HttpResponse:
    """Write a finding down."""
    form = FindingForm(request.POST or None)
    if request.method == "POST" and (row := _save(request, form)):
        messages.success(request, _("De bevinding is vastgelegd."))
        return redirect("evidence:finding", row.pk)
    return _form(request, form, _("Bevinding vastleggen"), reverse("evidence:findings"))


@require_http_methods(CHANGING)
@requires(Permission.SIGNALS_TRIAGE)
def edit(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Word a finding differently."""
    row = load(request.member, Finding, pk, Permission.SIGNALS_TRIAGE)
    form = FindingForm(request.POST or None, instance=row)
    if request.method == "POST" and _save(request, form):
        messages.success(request, _("De bevinding is gewijzigd."))
        return redirect("evidence:finding", pk)
    return _form(request, form, _("Bevinding wijzigen"), reverse("evidence:finding", args=[pk]))


def _save(request: MemberRequest, form: FindingForm) -> Finding | None:
    return submit(form, lambda: save_finding(form.save(commit=False), by=request.member))


def _form(request: MemberRequest, form: FindingForm, title: str, back: str) -> HttpResponse:
    context = {"form": form, "heading": title, "crumbs": [*_crumbs(), Link(title)], "back": back}
    return render(request, "evidence/form.html", context)


def _crumbs() -> list[Link]:
    return [
        Link(_("Cijfers"), reverse("evidence:list")),
        Link(_("Bevindingen"), reverse("evidence:findings")),
    ]
