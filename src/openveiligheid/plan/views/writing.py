"""Pages to write a plan: the plan, priorities, themes, objectives and cross-links."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from openveiligheid.core.access import load, visible_to
from openveiligheid.core.errors import NotPermitted, Refused
from openveiligheid.core.models import Tenanted
from openveiligheid.core.permissions import Permission
from openveiligheid.organisation.access import MemberRequest, requires
from openveiligheid.plan import operations, presenters, queries
from openveiligheid.plan.forms import FieldForm, LinkForm, ObjectiveForm, PlanForm, ThemeForm
from openveiligheid.plan.models import (
    CrossLink,
    Objective,
    PlanField,
    PlanProposal,
    PlanTheme,
    SafetyPlan,
)
from openveiligheid.ui.components import Link
from openveiligheid.ui.submitting import submit

CHANGING = ["GET", "POST"]
YEARS = 3
edits = requires(Permission.PLAN_EDIT)


@require_GET
@requires(Permission.PLAN_READ)
def plan_list(request: MemberRequest) -> HttpResponse:
    """All plans, and the files that were read but not yet judged."""
    context = {
        "plans": presenters.plan_cards(queries.plans(request.member)),
        "proposals": presenters.proposal_table(visible_to(request.member, PlanProposal)),
        "may_edit": request.member.may(Permission.PLAN_EDIT),
    }
    return render(request, "plan/plans.html", context)


@require_http_methods(CHANGING)
@edits
def add(request: MemberRequest) -> HttpResponse:
    """Start a plan."""
    year = timezone.localdate().year + 1
    name = _("Integraal Veiligheidsplan %(first)s-%(last)s") % {"first": year, "last": year + YEARS}
    initial = {"title": name, "year_from": year, "year_to": year + YEARS}
    form = PlanForm(request.POST or None, initial=initial)
    if request.method == "POST":
        row = submit(form, lambda: operations.save_plan(form.save(commit=False), by=request.member))
        if row:
            messages.success(request, _("Het plan is gemaakt. Voeg nu de prioriteiten toe."))
            return redirect("plan:edit", row.pk)
    crumbs = [Link(_("Plannen"), reverse("plan:list")), Link(_("Nieuw plan"))]
    return _form(request, form, _("Nieuw plan"), crumbs, reverse("plan:list"))


@require_GET
@edits
def edit(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The whole plan as an outline in which everything can be changed."""
    plan = load(request.member, SafetyPlan, pk, Permission.PLAN_EDIT)
    context = {
        "plan": plan,
        "fields": queries.fields_of(plan, request.member),
        "crumbs": [*_crumbs(plan, "")[:2], Link(_("Bewerken"))],
        "is_changed": queries.changed_since_adoption(plan),
        "may_adopt": request.member.may(Permission.PLAN_ADOPT),
    }
    return render(request, "plan/outline.html", context)


@require_http_methods(CHANGING)
@edits
def about(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Change the plan's title, years, mission, vision and principles."""
    plan = load(request.member, SafetyPlan, pk, Permission.PLAN_EDIT)
    form = PlanForm(request.POST or None, instance=plan)
    back = reverse("plan:edit", args=[pk])
    return _save(
        request,
        form,
        lambda: operations.save_plan(form.save(commit=False), by=request.member),
        title=_("Titel, looptijd en koers"),
        crumbs=_crumbs(plan, _("Titel, looptijd en koers")),
        back=back,
    )


@require_http_methods(CHANGING)
@edits
def field_add(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Add a priority to a plan."""
    plan = load(request.member, SafetyPlan, pk, Permission.PLAN_EDIT)
    field = PlanField(plan=plan, position=plan.fields.count() + 1)
    return _field(request, field, _("Prioriteit toevoegen"))


@require_http_methods(CHANGING)
@edits
def field_edit(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Change a priority."""
    field = load(request.member, PlanField, pk, Permission.PLAN_EDIT)
    return _field(request, field, _("Prioriteit wijzigen"))


def _field(request: MemberRequest, field: PlanField, title: str) -> HttpResponse:
    form = FieldForm(request.POST or None, instance=field)
    return _save(
        request,
        form,
        lambda: operations.save_field(form.save(commit=False), by=request.member),
        title=title,
        crumbs=_crumbs(field.plan, title),
        back=_outline(field.plan),
        row=field,
    )


@require_http_methods(CHANGING)
@edits
def theme_add(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Add a theme to a priority."""
    field = load(request.member, PlanField, pk, Permission.PLAN_EDIT)
    theme = PlanTheme(field=field, position=field.themes.count() + 1)
    return _theme(request, theme, _("Thema toevoegen"))


@require_http_methods(CHANGING)
@edits
def theme_edit(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Change a theme."""
    theme = load(request.member, PlanTheme, pk, Permission.PLAN_EDIT)
    return _theme(request, theme, _("Thema wijzigen"))


def _theme(request: MemberRequest, theme: PlanTheme, title: str) -> HttpResponse:
    form = ThemeForm(request.POST or None, instance=theme, by=request.member)
    return _save(
        request,
        form,
        lambda: operations.save_theme(
            form.save(commit=False),
            by=request.member,
            framework_themes=form.cleaned_data["framework_themes"],
            partners=form.cleaned_data["partners"],
        ),
        title=title,
        crumbs=_crumbs(theme.field.plan, title),
        back=_outline(theme.field.plan),
        row=theme,
    )


@require_http_methods(CHANGING)
@edits
def objective_add(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Add an objective to a theme."""
    theme = load(request.member, PlanTheme, pk, Permission.PLAN_EDIT)
    objective = Objective(theme=theme, position=theme.objectives.count() + 1)
    return _objective(request, objective, _("Doelstelling toevoegen"))


@require_http_methods(CHANGING)
@edits
def objective_edit(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Change an objective."""
    objective = load(request.member, Objective, pk, Permission.PLAN_EDIT)
    return _objective(request, objective, _("Doelstelling wijzigen"))


def _objective(request: MemberRequest, objective: Objective, title: str) -> HttpResponse:
    form = ObjectiveForm(request.POST or None, instance=objective)
    plan = objective.theme.field.plan
    return _save(
        request,
        form,
        lambda: operations.save_objective(form.save(commit=False), by=request.member),
        title=title,
        crumbs=_crumbs(plan, title),
        back=_outline(plan),
        row=objective,
    )


@require_http_methods(CHANGING)
@edits
def link_add(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Link a theme to another."""
    theme = load(request.member, PlanTheme, pk, Permission.PLAN_EDIT)
    form = LinkForm(request.POST or None, theme=theme, by=request.member)
    title = _("Dwarsverband toevoegen")
    return _save(
        request,
        form,
        lambda: operations.link_themes(form.save(commit=False), by=request.member),
        title=f"{title}: {theme.title}",
        crumbs=_crumbs(theme.field.plan, title),
        back=reverse("delivery:theme", args=[pk]),
    )


REMOVABLE: dict[str, type[PlanField] | type[PlanTheme] | type[Objective]] = {
    "prioriteit": PlanField,
    "thema": PlanTheme,
    "doelstelling": Objective,
}


@require_POST
@edits
def remove(request: MemberRequest, kind: str, pk: UUID) -> HttpResponse:
    """Take a priority, theme or objective out of the plan."""
    row = load(request.member, REMOVABLE[kind], pk, Permission.PLAN_EDIT)
    back = _outline(presenters.plan_of(row))
    try:
        operations.remove_row(row, by=request.member)
    except NotPermitted:
        raise
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Verwijderd uit het plan."))
    return redirect(back)


@require_POST
@edits
def unlink(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Take a cross-link away."""
    link = load(request.member, CrossLink, pk, Permission.PLAN_EDIT)
    back = reverse("delivery:theme", args=[link.theme_id])
    operations.unlink_themes(link, by=request.member)
    messages.success(request, _("Het dwarsverband is weggehaald."))
    return redirect(back)


def _save(
    request: MemberRequest,
    form: forms.BaseForm,
    operation: Callable[[], Tenanted],
    *,
    title: str,
    crumbs: list[Link],
    back: str,
    row: PlanField | PlanTheme | Objective | None = None,
) -> HttpResponse:
    saved: Tenanted | None = submit(form, operation) if request.method == "POST" else None
    if saved:
        messages.success(request, _("Opgeslagen."))
        return redirect(back)
    return _form(request, form, title, crumbs, back, row)


def _form(
    request: MemberRequest,
    form: forms.BaseForm,
    title: str,
    crumbs: list[Link],
    back: str,
    row: Any = None,
) -> HttpResponse:
    context = {"form": form, "heading": title, "crumbs": crumbs, "back": back}
    if row is not None and not row._state.adding:
        kind = next(key for key, model in REMOVABLE.items() if isinstance(row, model))
        context["remove"] = reverse("plan:remove", args=[kind, row.pk])
        context["remove_words"] = presenters.removal_words(row)
    return render(request, "plan/form.html", context)


def _crumbs(plan: SafetyPlan, here: str) -> list[Link]:
    return [
        Link(_("Plannen"), reverse("plan:list")),
        Link(plan.title, reverse("delivery:plan", args=[plan.pk])),
        Link(_("Bewerken"), _outline(plan)),
        Link(here),
    ]


def _outline(plan: SafetyPlan) -> str:
    return reverse("plan:edit", args=[plan.pk])
