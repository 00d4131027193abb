"""Taking in an existing plan: the reader proposes, a person checks, acceptance makes the plan."""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from openveiligheid.core.access import require
from openveiligheid.core.actors import Actor
from openveiligheid.core.errors import NotPermitted, Refused
from openveiligheid.core.history import record
from openveiligheid.core.models import NAME
from openveiligheid.core.operations import write
from openveiligheid.core.permissions import Permission
from openveiligheid.framework import queries as framework
from openveiligheid.framework.models import SafetyField, SafetyTheme
from openveiligheid.plan import proposals
from openveiligheid.plan.models import Objective, PlanField, PlanProposal, PlanTheme, SafetyPlan
from openveiligheid.plan.operations.editing import (
    save_field,
    save_objective,
    save_plan,
    save_theme,
)

if TYPE_CHECKING:
    from openveiligheid.plan.reader import Proposal

K = TypeVar("K", SafetyField, SafetyTheme)
PROPOSAL = ("title", "year_from", "year_to", "file_name", "file_sha256", "status", "plan")


class PlanUnreadable(Refused):
    """The file is not a plan that can be read; the text says why and what helps."""


class StillUncertain(Refused):
    """Rows of which the reader is unsure have not been judged by a person."""


class AlreadyJudged(Refused):
    """The proposal was accepted or rejected before."""


def read_file(file: Path, name: str) -> "Proposal":
    """What the reader finds in a file; raises PlanUnreadable when that is nothing."""
    from openveiligheid.plan.reader import UnreadablePlan, read_plan

    try:
        return read_plan(file, name)
    except UnreadablePlan as error:
        raise PlanUnreadable(error.reason) from error


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

    Raises PlanUnreadable when the file is not a plan that can be read; nothing is kept. Reading
    may take a minute, in which nobody else should wait for the database.
    """
    require(by, Permission.PLAN_EDIT)
    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    known = PlanProposal.unscoped.filter(municipality=by.municipality, file_sha256=digest).first()
    if known:
        return known, False
    found = read_file(file, file_name)
    start, end = year_from or found.year_from, year_to or found.year_to
    if start is None or end is None:
        raise Refused(_("De looptijd staat niet in het bestand. Geef het eerste en laatste jaar."))
    if end < start:
        raise Refused(_("Het laatste jaar ligt vóór het eerste jaar."))
    proposal = PlanProposal(
        title=(title or found.title or file_name)[:NAME],
        year_from=start,
        year_to=end,
        file_name=file_name[-NAME:],
        file_sha256=digest,
        content=proposals.prepare(found.as_json()),
        source=[[line.page, line.line, line.text] for line in found.source],
    )
    with transaction.atomic():
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
    for position, row in enumerate(_kept(proposal.content["fields"]), start=1):
        _make_field(plan, row, position, by)
    proposal.status, proposal.plan = PlanProposal.Status.ACCEPTED, plan
    write(by, "proposal accepted", proposal, fields=PROPOSAL)
    return plan


def _make_field(plan: SafetyPlan, row: proposals.Row, position: int, by: Actor) -> None:
    field = PlanField(
        plan=plan,
        position=position,
        number=row["number"] or "",
        title=row["title"][:NAME],
        summary=row.get("context") or "",
    )
    with _saying_where(_("Prioriteit"), position, row):
        linked = _of_kernbeleid(framework.fields(), row)
        if len(linked) > 1:
            raise Refused(_("Een prioriteit hoort bij één veld van het Kernbeleid."))
        field.framework_field = linked[0] if linked else None
        save_field(field, by=by)
    for place, theme in enumerate(_kept(row["themes"]), start=1):
        _make_theme(field, theme, place, by)


def _make_theme(field: PlanField, row: proposals.Row, position: int, by: Actor) -> None:
    theme = PlanTheme(
        field=field,
        position=position,
        number=row["number"] or "",
        title=row["title"][:NAME],
        context=row.get("context") or "",
    )
    with _saying_where(f"{field}: {_('Thema')}", position, row):
        linked = _of_kernbeleid(framework.themes(), row)
        save_theme(theme, by=by, framework_themes=linked)
    for place, each in enumerate(_kept(row["objectives"]), start=1):
        objective = Objective(theme=theme, position=place, text=each["text"], kind=each["kind"])
        with _saying_where(f"{theme}: {_('Doelstelling')}", place, each):
            save_objective(objective, by=by)


def _of_kernbeleid(rows: QuerySet[K], row: proposals.Row) -> list[K]:
    """The fields or themes of the Kernbeleid that the row names; Refused for one that is not."""
    named = row.get("kernbeleid") or []
    numbers = set(named.split() if isinstance(named, str) else named)
    found = list(rows.filter(number__in=numbers))
    if unknown := numbers - {each.number for each in found}:
        raise Refused(
            _("Nummer %(numbers)s staat niet in het Kernbeleid.")
            % {"numbers": ", ".join(sorted(unknown))}
        )
    return found


@contextmanager
def _saying_where(what: str, position: int, row: proposals.Row) -> Iterator[None]:
    """Say at which row of the proposal something is wrong."""
    try:
        yield
    except NotPermitted:
        raise
    except Refused as refusal:
        raise Refused(f"{what} {row.get('number') or position}: {refusal}") from refusal


def _kept(rows: list[proposals.Row]) -> list[proposals.Row]:
    return [row for row in rows if row["review"] != proposals.REJECTED]


def _locked(proposal: PlanProposal) -> PlanProposal:
    proposal = PlanProposal.unscoped.select_for_update().get(pk=proposal.pk)
    if proposal.status != PlanProposal.Status.OPEN:
        raise AlreadyJudged(_("Dit voorstel is al beoordeeld."))
    return proposal
