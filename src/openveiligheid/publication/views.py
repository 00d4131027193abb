"""Pages on reports: the list, making one, reading it, taking it along."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from openveiligheid.core.access import load, visible_to
from openveiligheid.core.permissions import Permission
from openveiligheid.organisation.access import MemberRequest, requires
from openveiligheid.plan.models import SafetyPlan
from openveiligheid.plan.queries import current_plan
from openveiligheid.publication import operations
from openveiligheid.publication.content import from_json
from openveiligheid.publication.forms import ReportForm
from openveiligheid.publication.models import Report
from openveiligheid.publication.presenters import present
from openveiligheid.publication.presenters.listing import report_table
from openveiligheid.publication.rendering import TYPES, written
from openveiligheid.ui.components import Link
from openveiligheid.ui.submitting import submit

PER_PAGE = 50


@require_GET
@requires(Permission.REPORT_READ)
def report_list(request: MemberRequest) -> HttpResponse:
    """All reports, newest first."""
    rows = visible_to(request.member, Report).select_related("plan", "made_by__account")
    page = Paginator(rows.defer("content"), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "table": report_table(page.object_list),
        "may_make": request.member.may(Permission.REPORT_MAKE),
        "plan": current_plan(request.member, year=timezone.localdate().year),
    }
    return render(request, "publication/reports.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.REPORT_MAKE)
def make(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Freeze the progress of a plan as it is now."""
    plan = load(request.member, SafetyPlan, pk, Permission.REPORT_MAKE)
    today = timezone.localdate()
    title = _("Voortgangsrapportage %(year)s") % {"year": today.year}
    initial = {"title": title, "language": get_language()}
    form = ReportForm(request.POST or None, initial=initial)
    if request.method == "POST":
        report = submit(
            form,
            lambda: operations.make_report(
                plan, as_of=today, choices=form.choices, by=request.member
            ),
        )
        if report:
            messages.success(request, _("De rapportage is gemaakt en bevroren."))
            return redirect("publication:report", report.pk)
    crumbs = [Link(_("Rapportages"), reverse("publication:list")), Link(_("Rapportage maken"))]
    context = {"form": form, "plan": plan, "today": today, "crumbs": crumbs}
    return render(request, "publication/make.html", context)


@require_GET
@requires(Permission.REPORT_READ)
def report(request: MemberRequest, pk: UUID) -> HttpResponse:
    """A report as a page."""
    row = load(request.member, Report, pk)
    content = from_json(row.content)
    document = present(content)
    crumbs = [Link(_("Rapportages"), reverse("publication:list")), Link(row.title)]
    is_intact = content.sha256 == row.sha256
    context = {"document": document, "report": row, "crumbs": crumbs, "is_intact": is_intact}
    return render(request, "publication/report.html", context)


@require_GET
@requires(Permission.REPORT_READ)
def download(request: MemberRequest, pk: UUID, form: str) -> HttpResponse:
    """A report as a file."""
    row = load(request.member, Report, pk)
    name = f"{slugify(f'{row.title} {row.municipality.name} {row.as_of}')}.{form}"
    return HttpResponse(
        written(row, form),
        content_type=TYPES[form],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
