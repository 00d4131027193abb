"""Pages on bodies and decisions."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from openveiligheid.core.access import load, visible_to
from openveiligheid.core.permissions import Permission
from openveiligheid.governance import operations, presenters
from openveiligheid.governance.forms import BodyForm, DecisionForm
from openveiligheid.governance.models import Body, Decision
from openveiligheid.organisation.access import MemberRequest, requires
from openveiligheid.ui.components import Link
from openveiligheid.ui.submitting import submit

PER_PAGE = 50


@require_GET
@requires(Permission.DECISION_READ)
def decision_list(request: MemberRequest) -> HttpResponse:
    """All decisions, and the bodies that take them."""
    decisions = visible_to(request.member, Decision).select_related("body")
    page = Paginator(decisions, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "table": presenters.decision_table(page.object_list),
        "bodies": presenters.body_items(visible_to(request.member, Body)),
        "may_record": request.member.may(Permission.DECISION_RECORD),
    }
    return render(request, "governance/decisions.html", context)


@require_GET
@requires(Permission.DECISION_READ)
def decision(request: MemberRequest, pk: UUID) -> HttpResponse:
    """One decision."""
    row = load(request.member, Decision, pk)
    context = {
        "decision": row,
        "facts": presenters.decision_facts(row),
        "crumbs": [Link(_("Besluiten"), reverse("governance:list")), Link(row.title)],
    }
    return render(request, "governance/decision.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.DECISION_RECORD)
def add(request: MemberRequest) -> HttpResponse:
    """Write down a decision."""
    if not visible_to(request.member, Body).exists():
        messages.info(request, _("Voeg eerst het gremium toe dat besluit, zoals de gemeenteraad."))
        return redirect("governance:body-add")
    initial = {"decided_on": timezone.localdate()}
    form = DecisionForm(request.POST or None, by=request.member, initial=initial)
    if request.method == "POST":
        row = submit(
            form, lambda: operations.record_decision(form.save(commit=False), by=request.member)
        )
        if row:
            messages.success(request, _("Het besluit is vastgelegd."))
            return redirect("governance:decision", row.pk)
    return _form(request, form, _("Besluit vastleggen"))


@require_http_methods(["GET", "POST"])
@requires(Permission.DECISION_RECORD)
def body_add(request: MemberRequest) -> HttpResponse:
    """Add a body."""
    form = BodyForm(request.POST or None)
    if request.method == "POST":
        row = submit(form, lambda: operations.save_body(form.save(commit=False), by=request.member))
        if row:
            messages.success(request, _("%(body)s is toegevoegd.") % {"body": row.name})
            return redirect("governance:list")
    return _form(request, form, _("Gremium toevoegen"))


def _form(request: MemberRequest, form: BodyForm | DecisionForm, title: str) -> HttpResponse:
    crumbs = [Link(_("Besluiten"), reverse("governance:list")), Link(title)]
    context = {"form": form, "heading": title, "crumbs": crumbs}
    return render(request, "governance/form.html", context)
