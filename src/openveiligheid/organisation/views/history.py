"""The history, for the privacy officer."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from openveiligheid.core.permissions import Permission
from openveiligheid.core.verification import check, last_check
from openveiligheid.organisation import queries
from openveiligheid.organisation.access import MemberRequest, requires
from openveiligheid.organisation.forms import HistoryForm
from openveiligheid.organisation.presenters import history as words

PER_PAGE = 50


@require_safe
@requires(Permission.HISTORY_READ)
def history(request: MemberRequest) -> HttpResponse:
    """Who did what and when, with what it was before."""
    form = HistoryForm(request.GET, by=request.member)
    rows = queries.filtered_history(request.member, form.asked())
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    names = {member.pk: member.label for member in queries.members(request.member)}
    context = {
        "form": form,
        "page": page,
        "entries": words.entries(page.object_list, names),
        "is_filtered": any(request.GET.get(name) for name in form.fields),
        "chain": words.chain(last_check(request.member.municipality)),
    }
    return render(request, "organisation/history.html", context)


@require_POST
@requires(Permission.HISTORY_READ)
def verify(request: MemberRequest) -> HttpResponse:
    """Check the chain now."""
    outcome = check(request.member.municipality, at=timezone.now())
    if outcome.holds:
        messages.success(request, _("De keten klopt."))
    else:
        fault = outcome.faults[0]
        text = _("De keten klopt niet meer vanaf regel %(number)s: %(wrong)s.")
        messages.error(request, text % {"number": fault.number, "wrong": fault.wrong.label})
    return redirect("organisation:history")
