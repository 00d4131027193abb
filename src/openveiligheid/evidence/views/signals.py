"""Pages on signals: the list that waits for a judgement, and one signal down to its cells."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from openveiligheid.core.access import load, require
from openveiligheid.core.permissions import Permission
from openveiligheid.evidence.forms import LinkForm, ReopenForm, SignalFilter, TriageForm
from openveiligheid.evidence.forms.signals import EVERYTHING
from openveiligheid.evidence.models import Signal
from openveiligheid.evidence.operations import link_finding, reopen_signal, triage_signal
from openveiligheid.evidence.presenters import signal_page
from openveiligheid.evidence.presenters import signals as words
from openveiligheid.evidence.presenters.signal_rounds import round_words, without_words
from openveiligheid.evidence.presenters.words import fictitious_words, period_words
from openveiligheid.evidence.queries import signals as queries
from openveiligheid.evidence.queries import tables
from openveiligheid.organisation.access import MemberRequest, requires
from openveiligheid.ui.components import Chip, Link
from openveiligheid.ui.submitting import submit

PER_PAGE = 50
CHANGING = ["GET", "POST"]
State = Signal.State


@require_GET
@requires(Permission.SIGNALS_READ)
def signal_list(request: MemberRequest) -> HttpResponse:
    """The signals that wait for a judgement; others by choice."""
    months = [(month, period_words(month)) for month in queries.months(request.member)]
    chosen = SignalFilter(request.GET, by=request.member, months=months)
    rows = queries.listed(chosen.choice, request.member)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    runs = queries.rounds(request.member)
    context = {
        "filter": chosen,
        "chips": _chips(request, chosen.choice),
        "page": page,
        "table": words.signal_table(
            page.object_list,
            caption=_("Signalen"),
            sort_urls=_sort_urls(request, chosen.choice.sort),
            sorted_by=chosen.choice.sort,
        ),
        "state": chosen.choice.state or EVERYTHING,
        "crumbs": [Link(_("Cijfers"), reverse("evidence:list")), Link(_("Signalen"))],
        "rounds": [(round_words(run), without_words(run)) for run in runs],
        "fictitious": next(filter(None, (fictitious_words(run.source) for run in runs)), ""),
        "is_filtered": any(request.GET.get(name) for name in ("month", "area", "subject")),
        "may_manage": request.member.may(Permission.FIGURES_MANAGE),
        "is_waiting": chosen.choice.state == State.NEW,
    }
    is_part = request.htmx  # type: ignore[attr-defined]
    template = "evidence/_signal_results.html" if is_part else "evidence/signals.html"
    return render(request, template, context)


def _chips(request: MemberRequest, choice: queries.Choice) -> list[Chip]:
    """The states, each with how many signals it has."""
    counts = queries.counts_by_state(request.member)
    states = [(state.value, str(state.label).capitalize(), counts.get(state, 0)) for state in State]
    states.append((EVERYTHING, _("Alle"), sum(counts.values())))
    current = choice.state or EVERYTHING
    return [
        Chip(label, _with(request, state=value), value == current, count)
        for value, label, count in states
        if count or value in (State.NEW, current)
    ]


def _sort_urls(request: MemberRequest, current: str) -> dict[str, str]:
    return {key: _with(request, sort=f"-{key}" if current == key else key) for key in queries.SORTS}


def _with(request: MemberRequest, **choice: str) -> str:
    """This page with one choice made differently, from its first part on."""
    query = request.GET.copy()
    query.pop("page", None)
    for name, value in choice.items():
        query[name] = value
    return f"?{query.urlencode()}"


@require_http_methods(CHANGING)
@requires(Permission.SIGNALS_READ)
def signal(request: MemberRequest, pk: UUID) -> HttpResponse:
    """One signal: how unusual, on which cells, beside what; and the form to judge it."""
    row = load(request.member, Signal, pk)
    form = None
    if request.method == "POST":
        form = TriageForm(request.POST, by=request.member)
        require(request.member, Permission.SIGNALS_TRIAGE, row)
        if submit(form, partial(_triage, request, row, form)):
            messages.success(request, _("Uw oordeel is vastgelegd."))
            return redirect("evidence:signal", pk)
        if row.state != State.NEW:  # a colleague was first: there is no form to say so
            for reason in form.non_field_errors():
                messages.error(request, str(reason))
    return render(request, "evidence/signal.html", _context(request, row, form))


def _triage(request: MemberRequest, row: Signal, form: TriageForm) -> Signal:
    return triage_signal(
        row,
        verdict=form.cleaned_data["verdict"],
        reason=form.cleaned_data["reason"],
        finding=form.chosen,
        by=request.member,
        at=timezone.now(),
    )


def _context(request: MemberRequest, row: Signal, form: TriageForm | None = None) -> dict[str, Any]:
    by, months = request.member, signal_page.months_of(row)
    may_triage, knows_table = by.may(Permission.SIGNALS_TRIAGE), row.run.table in tables(by)
    judged = [(triage, signal_page.triage_words(triage)) for triage in queries.triages_of(row, by)]
    return {
        "signal": row,
        "badge": words.badge(row),
        "strength": words.strength(row),
        "month": period_words(row.run.at),
        "unusual": signal_page.unusual_words(row),
        "revision": signal_page.revision_words(row),
        "chart": signal_page.chart_of(row, months),
        "facts": signal_page.facts_of(row, queries.area_of(row, by)),
        "fictitious": fictitious_words(row.run.source),
        "workbench": signal_page.workbench_url(row) if knows_table else "",
        "cells": signal_page.cell_table(months),
        "peers": signal_page.peer_table(row),
        "around": words.signal_table(queries.around(row, by), caption=_("Andere signalen")),
        "provenance": signal_page.provenance_items(row, months[0].code, knows_table=knows_table),
        "method": signal_page.method_items(row),
        "triages": judged,
        "form": (form or TriageForm(by=by)) if may_triage and row.state == State.NEW else None,
        "may_reopen": may_triage and row.state in (State.RELEVANT, State.IRRELEVANT),
        "may_link": may_triage and row.state == State.RELEVANT,
        "may_act": row.state == State.RELEVANT and by.may(Permission.ACTION_EDIT),
        "crumbs": [*crumbs(), Link(row.subject)],
    }


def crumbs() -> list[Link]:
    """The way to the signals."""
    return [
        Link(_("Cijfers"), reverse("evidence:list")),
        Link(_("Signalen"), reverse("evidence:signals")),
    ]


@require_http_methods(CHANGING)
@requires(Permission.SIGNALS_TRIAGE)
def reopen(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Take a judgement back."""
    row = load(request.member, Signal, pk, Permission.SIGNALS_TRIAGE)
    form = ReopenForm(request.POST or None)
    if request.method == "POST" and _reopen(request, row, form):
        messages.success(request, _("Het signaal wacht weer op een oordeel."))
        return redirect("evidence:signal", pk)
    return _form(request, row, form, _("Signaal heropenen"))


def _reopen(request: MemberRequest, row: Signal, form: ReopenForm) -> Signal | None:
    return submit(
        form,
        lambda: reopen_signal(
            row, reason=form.cleaned_data["why"], by=request.member, at=timezone.now()
        ),
    )


@require_http_methods(CHANGING)
@requires(Permission.SIGNALS_TRIAGE)
def link(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Let a relevant signal lead to a finding, or to another one."""
    row = load(request.member, Signal, pk, Permission.SIGNALS_TRIAGE)
    form = LinkForm(request.POST or None, by=request.member, signal=row)
    if request.method == "POST" and _link(request, row, form):
        messages.success(request, _("De bevinding bij dit signaal is vastgelegd."))
        return redirect("evidence:signal", pk)
    return _form(request, row, form, _("Bevinding koppelen"))


def _link(request: MemberRequest, row: Signal, form: LinkForm) -> Signal | None:
    return submit(form, lambda: link_finding(row, form.chosen, by=request.member))


def _form(request: MemberRequest, row: Signal, form: Form, title: str) -> HttpResponse:
    back = reverse("evidence:signal", args=[row.pk])
    context = {
        "form": form,
        "heading": title,
        "crumbs": [*crumbs(), Link(row.subject, back), Link(title)],
        "back": back,
        "meta": f"{row.subject}, {row.region_name}, {period_words(row.run.at)}",
    }
    return render(request, "evidence/form.html", context)
