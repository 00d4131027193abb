"""Pages on actions: list, one action, adding, changing, reporting, exporting."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from openveiligheid.core.access import load, visible_to
from openveiligheid.core.errors import NotPermitted, Refused
from openveiligheid.core.permissions import Permission
from openveiligheid.delivery import operations, presenters, queries
from openveiligheid.delivery.forms import ActionFilter, ActionForm, ProgressForm
from openveiligheid.delivery.listing import listed
from openveiligheid.delivery.models import Action, ProgressUpdate
from openveiligheid.organisation.access import MemberRequest, requires
from openveiligheid.plan.models import Objective, PlanTheme, SafetyPlan
from openveiligheid.plan.queries import current_plan
from openveiligheid.ui.components import Chip, Link
from openveiligheid.ui.exports import csv_file, xlsx_file
from openveiligheid.ui.submitting import submit

PER_PAGE = 50
CHANGING = ["GET", "POST"]


@require_GET
@requires(Permission.ACTION_READ)
def action_list(request: MemberRequest) -> HttpResponse:
    """All actions, filtered and sorted."""
    today = timezone.localdate()
    chosen = ActionFilter(request.GET, by=request.member)
    rows = listed(chosen, request.member, today)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    table = presenters.action_table(
        page.object_list,
        today,
        caption=_("Acties"),
        sort_urls=_sort_urls(request, chosen.sort_key),
        sorted_by=chosen.sort_key,
    )
    context = {
        "filter": chosen,
        "chips": _chips(request),
        "page": page,
        "table": table,
        "total": len(rows),
        "is_filtered": any(request.GET.get(k) for k in ("q", "priority", "stand", "mine", "soon")),
        "may_add": request.member.may(Permission.ACTION_EDIT),
        "query": request.GET.urlencode(),
    }
    is_part = request.htmx  # type: ignore[attr-defined]
    template = "delivery/_action_results.html" if is_part else "delivery/actions.html"
    return render(request, template, context)


def _sort_urls(request: HttpRequest, current: str) -> dict[str, str]:
    urls = {}
    for key in ActionFilter.SORTS:
        query = request.GET.copy()
        query.pop("page", None)
        query["sort"] = f"-{key}" if current == key else key
        urls[key] = f"?{query.urlencode()}"
    return urls


def _chips(request: MemberRequest) -> list[Chip]:
    choices = [(_("Alle acties"), ""), (_("Vertraagd"), "stand=late")]
    choices += [(_("Vraagt aandacht"), "stand=attention"), (_("Binnen 30 dagen"), "soon=on")]
    if request.member.may(Permission.ACTION_REPORT):
        choices.insert(1, (_("Mijn acties"), "mine=on"))
    here = request.GET.copy()
    here.pop("page", None)
    here.pop("sort", None)
    current = here.urlencode()
    return [
        Chip(label, f"{reverse('delivery:list')}{'?' if query else ''}{query}", current == query)
        for label, query in choices
    ]


@require_GET
@requires(Permission.ACTION_READ)
def export(request: MemberRequest, kind: str) -> HttpResponse:
    """The list as it is filtered now, as CSV or Excel."""
    today = timezone.localdate()
    rows = listed(ActionFilter(request.GET, by=request.member), request.member, today)
    headings = [str(heading) for heading in presenters.EXPORT_COLUMNS]
    name = _("Acties %(municipality)s %(day)s") % {
        "municipality": request.member.municipality.name,
        "day": today.isoformat(),
    }
    write = {"csv": csv_file, "xlsx": xlsx_file}[kind]
    return write(name, headings, presenters.export_rows(rows, today))


@require_http_methods(CHANGING)
@requires(Permission.ACTION_READ)
def action(request: MemberRequest, pk: UUID) -> HttpResponse:
    """One action: what it is, how it stands, what was reported, and the form to report."""
    row = load(request.member, Action, pk)
    form = None
    if operations.may_report(row, request.member):
        form = _progress_form(request, row)
        if request.method == "POST":
            update = submit(
                form, lambda: operations.report_progress(form.save(commit=False), by=request.member)
            )
            if update:
                messages.success(request, _("De voortgang is bijgewerkt."))
                return redirect("delivery:action", pk)
    elif request.method == "POST":
        raise NotPermitted(_("Alleen de trekker meldt voortgang op deze actie."))
    return render(request, "delivery/action.html", _action_context(request, row, form))


def _progress_form(request: MemberRequest, row: Action) -> ProgressForm:
    update = ProgressUpdate(reported_on=timezone.localdate(), reported_by=request.member)
    initial = {"state": row.state, "percentage": row.percentage, "due_on": row.due_on}
    return ProgressForm(request.POST or None, instance=update, initial=initial, action=row)


def _action_context(
    request: MemberRequest, row: Action, form: ProgressForm | None
) -> dict[str, Any]:
    stand = queries.standing_of(row, timezone.localdate())
    sees_plan = visible_to(request.member, PlanTheme).filter(pk=row.objective.theme_id).exists()
    updates = list(queries.updates_of(row, request.member))
    return {
        "action": row,
        "badge": presenters.badge(stand),
        "why": presenters.why(stand),
        "facts": presenters.action_facts(
            row,
            sees_plan=sees_plan,
            sees_signals=request.member.may(Permission.SIGNALS_READ),
        ),
        "updates": [(u, presenters.update_words(u)) for u in updates],
        "form": form,
        "may_edit": request.member.may(Permission.ACTION_EDIT),
        "crumbs": presenters.action_crumbs(row, sees_plan=sees_plan),
    }


@require_http_methods(CHANGING)
@requires(Permission.ACTION_EDIT)
def add(request: MemberRequest) -> HttpResponse:
    """Add an action, under an objective when the address names one."""
    plan = _plan_for(request)
    if plan is None:
        messages.info(request, _("Maak eerst een plan: een actie hoort bij een doelstelling."))
        return redirect("plan:list")
    initial = {
        "objective": request.GET.get("objective"),
        "answers_signal": request.GET.get("signaal"),
        "starts_on": timezone.localdate(),
    }
    form = ActionForm(request.POST or None, by=request.member, plan=plan, initial=initial)
    if request.method == "POST" and (row := _save(request, form)):
        messages.success(request, _("De actie is toegevoegd."))
        return redirect("delivery:action", row.pk)
    crumbs = [Link(_("Acties"), reverse("delivery:list")), Link(_("Actie toevoegen"))]
    back = request.GET.get("from") or ""
    context = {"form": form, "crumbs": crumbs, "plan": plan, "back": _local(back)}
    return render(request, "delivery/action_form.html", context)


def _local(address: str) -> str:
    """An address of this site to go back to, else the list."""
    is_local = address.startswith("/") and url_has_allowed_host_and_scheme(address, None)
    return address if is_local else reverse("delivery:list")


def _plan_for(request: MemberRequest) -> SafetyPlan | None:
    objective = request.GET.get("objective")
    if objective:
        row = visible_to(request.member, Objective).filter(pk=_uuid(objective))
        found = row.select_related("theme__field__plan").first()
        if found is None:
            raise Http404
        return found.theme.field.plan
    return current_plan(request.member, year=timezone.localdate().year)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error


def _save(request: MemberRequest, form: ActionForm) -> Action | None:
    return submit(
        form,
        lambda: operations.save_action(
            form.save(commit=False), by=request.member, partners=form.cleaned_data["partners"]
        ),
    )


@require_http_methods(CHANGING)
@requires(Permission.ACTION_EDIT)
def edit(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Change what an action is; how far it is, is reported on its page."""
    row = load(request.member, Action, pk, Permission.ACTION_EDIT)
    plan, title = row.objective.theme.field.plan, row.title
    form = ActionForm(request.POST or None, instance=row, by=request.member, plan=plan)
    if request.method == "POST" and _save(request, form):
        messages.success(request, _("De actie is gewijzigd."))
        return redirect("delivery:action", pk)
    own = reverse("delivery:action", args=[pk])
    crumbs = [Link(_("Acties"), reverse("delivery:list")), Link(title, own), Link(_("Wijzigen"))]
    context = {"form": form, "crumbs": crumbs, "plan": plan, "back": own, "action": row}
    return render(request, "delivery/action_form.html", context)


@require_POST
@requires(Permission.ACTION_EDIT)
def remove(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Take away an action that was added by mistake."""
    row = load(request.member, Action, pk, Permission.ACTION_EDIT)
    try:
        operations.remove_action(row, by=request.member)
    except NotPermitted:
        raise
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("delivery:action", pk)
    messages.success(request, _("De actie is verwijderd."))
    return redirect("delivery:list")
