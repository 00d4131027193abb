"""Taking in an existing plan: the reader proposes, a person checks, acceptance makes the plan."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from openveiligheid.core.access import require
from openveiligheid.core.actors import Actor
from openveiligheid.core.errors import Refused
from openveiligheid.core.history import record
from openveiligheid.core.operations import write
from openveiligheid.core.permissions import Permission
from openveiligheid.framework import queries as framework
from openveiligheid.plan import proposals
from openveiligheid.plan.models import Objective, PlanField, PlanProposal, PlanTheme, SafetyPlan
from openveiligheid.plan.operations.editing import (
    save_field,
    save_objective,
    save_plan,
    save_theme,
)

PROPOSAL = ("title", "year_from", "year_to", "file_name", "file_sha256", "status", "plan")


class StillUncertain(Refused):
    """Rows of which the reader is unsure have not been judged by a person."""


class AlreadyJudged(Refused):
    """The proposal was accepted or rejected before."""


@transaction.atomic
def propose_plan(
    file: Path,
    *,
    by: Actor,
    file_name: str,
    title: str = "",
    year_from: int | None = None,
    year_to: int | None = None,
) -> tuple[PlanProposal, bool]:
    """Read a plan's file into a proposal; the same file gives the same proposal, and False.

    Raises UnreadablePlan (a Refused) when the file is not a plan that can be read; nothing is kept.
    """
    from openveiligheid.plan.reader import read_plan

    require(by, Permission.PLAN_EDIT)
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    known = PlanProposal.unscoped.filter(municipality=by.municipality, file_sha256=digest).first()
    if known:
        return known, False
    found = read_plan(file, file_name)
    content = proposals.prepare(found.as_json())
    start, end = year_from or found.year_from, year_to or found.year_to
    if start is None or end is None:
        raise Refused(_("De looptijd staat niet in het bestand. Geef het eerste en laatste jaar."))
    proposal = PlanProposal(
        title=title or found.title or file_name,
        year_from=start,
        year_to=end,
        file_name=file_name[-200:],
        file_sha256=digest,
        content=content,
        source=[[line.page, line.line, line.text] for line in found.source],
    )
    return write(by, "plan read", proposal, fields=PROPOSAL), True


@transaction.atomic
def review_proposal(
    proposal: PlanProposal, corrections: Mapping[str, Mapping[str, Any]], *, by: Actor
) -> PlanProposal:
    """Apply a person's corrections and verdicts to rows of the proposal."""
    require(by, Permission.PLAN_EDIT, proposal)
    proposal = _locked(proposal)
    applied = proposals.apply(proposal.content, corrections)
    if applied.unknown:
        raise Refused(_("Onbekende regel: %(rows)s.") % {"rows": ", ".join(applied.unknown)})
    if applied.after:
        proposal.save(update_fields=["content"])
        record(by, "proposal reviewed", proposal, before=applied.before, after=applied.after)
    return proposal


@transaction.atomic
def reject_proposal(proposal: PlanProposal, *, by: Actor) -> None:
    """Set the proposal aside; it makes no plan."""
    require(by, Permission.PLAN_EDIT, proposal)
    proposal = _locked(proposal)
    proposal.status = PlanProposal.Status.REJECTED
    write(by, "proposal rejected", proposal, fields=("status",))


@transaction.atomic
def accept_proposal(
    proposal: PlanProposal, *, by: Actor, with_uncertain: bool = False
) -> SafetyPlan:
    """Make the plan from every row that was not rejected, all at once.

    Raises StillUncertain while uncertain rows wait for a verdict, unless taken as they are.
    """
    require(by, Permission.PLAN_EDIT, proposal)
    proposal = _locked(proposal)
    waiting = proposals.counts(proposal.content).waiting
    if waiting and not with_uncertain:
        raise StillUncertain(
            _("Beoordeel eerst de %(count)s regels waarover twijfel is.") % {"count": waiting}
        )
    plan = SafetyPlan(
        title=proposal.title,
        year_from=proposal.year_from,
        year_to=proposal.year_to,
        source_sha256=proposal.file_sha256,
    )
    save_plan(plan, by=by)
    for position, row in enumerate(_kept(proposal.content["fields"])):
        _make_field(plan, row, position, by)
    proposal.status, proposal.plan = PlanProposal.Status.ACCEPTED, plan
    write(by, "proposal accepted", proposal, fields=PROPOSAL)
    return plan


def _make_field(plan: SafetyPlan, row: proposals.Row, position: int, by: Actor) -> None:
    known = {field.number: field for field in framework.fields()}
    field = PlanField(
        plan=plan,
        position=position,
        number=row["number"] or "",
        title=row["title"][:200],
        framework_field=known.get(str(row.get("kernbeleid") or "")),
    )
    save_field(field, by=by)
    for place, theme in enumerate(_kept(row["themes"])):
        _make_theme(field, theme, place, by)


def _make_theme(field: PlanField, row: proposals.Row, position: int, by: Actor) -> None:
    theme = PlanTheme(
        field=field,
        position=position,
        number=row["number"] or "",
        title=row["title"][:200],
        context=row.get("context") or "",
    )
    linked = framework.themes().filter(number__in=row.get("kernbeleid") or [])
    save_theme(theme, by=by, framework_themes=list(linked))
    for place, objective in enumerate(_kept(row["objectives"])):
        save_objective(
            Objective(theme=theme, position=place, text=objective["text"], kind=objective["kind"]),
            by=by,
        )


def _kept(rows: list[proposals.Row]) -> list[proposals.Row]:
    return [row for row in rows if row["review"] != proposals.REJECTED]


def _locked(proposal: PlanProposal) -> PlanProposal:
    proposal = PlanProposal.unscoped.select_for_update().get(pk=proposal.pk)
    if proposal.status != PlanProposal.Status.OPEN:
        raise AlreadyJudged(_("Dit voorstel is al beoordeeld."))
    return proposal
