"""Writes on signals by people: relevant or not, open again, and to which finding it leads."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from openveiligheid.core.access import require
from openveiligheid.core.errors import Refused
from openveiligheid.core.operations import write
from openveiligheid.core.permissions import Permission
from openveiligheid.evidence.models import Finding, Signal, Triage
from openveiligheid.evidence.operations.findings import save_finding
from openveiligheid.organisation.models import Member

TRIAGE_FIELDS = ("signal", "verdict", "reason", "decided_by", "decided_at", "finding")
STATE_FIELDS = ("state", "finding")


class AlreadyTriaged(Refused):
    """A judgement is not overwritten: who thinks otherwise opens the signal again."""


@transaction.atomic
def triage_signal(
    signal: Signal,
    *,
    verdict: str,
    reason: str,
    by: Member,
    at: datetime,
    finding: Finding | None = None,
) -> Signal:
    """Judge a new signal as relevant or not, and say why.

    A relevant signal may lead to a finding; a finding that is not saved yet is saved along.
    """
    require(by, Permission.SIGNALS_TRIAGE, signal)
    held = Signal.unscoped.select_for_update().get(pk=signal.pk)
    if held.state == Signal.State.LAPSED:
        raise Refused(_("Dit signaal is vervallen: in nieuwere cijfers valt de reeks niet op."))
    if held.state != Signal.State.NEW:
        raise AlreadyTriaged(_("Dit signaal is al beoordeeld. Heropen het eerst."))
    if verdict not in (Triage.Verdict.RELEVANT, Triage.Verdict.IRRELEVANT):
        raise Refused(_("Kies of het signaal relevant is of niet."))
    return _decide(held, verdict, reason, finding, by=by, at=at)


@transaction.atomic
def reopen_signal(signal: Signal, *, reason: str, by: Member, at: datetime) -> Signal:
    """Take a judgement back, so that the signal waits again; the judgement stays readable."""
    require(by, Permission.SIGNALS_TRIAGE, signal)
    held = Signal.unscoped.select_for_update().get(pk=signal.pk)
    if held.state not in (Signal.State.RELEVANT, Signal.State.IRRELEVANT):
        raise Refused(_("Alleen een beoordeeld signaal kan weer open."))
    return _decide(held, Triage.Verdict.REOPENED, reason, None, by=by, at=at)


def _decide(
    signal: Signal, verdict: str, reason: str, finding: Finding | None, *, by: Member, at: datetime
) -> Signal:
    if not reason.strip():
        raise Refused(_("Leg uit waarom; dat lezen anderen later terug."))
    if finding and verdict != Triage.Verdict.RELEVANT:
        raise Refused(_("Alleen een relevant signaal leidt tot een bevinding."))
    signal.finding = _saved(finding, by)
    signal.state = Signal.State.NEW if verdict == Triage.Verdict.REOPENED else verdict
    triage = Triage(
        signal=signal,
        verdict=verdict,
        reason=reason.strip(),
        decided_by=by,
        decided_at=at,
        finding=signal.finding,
    )
    write(by, "signal triaged", triage, fields=TRIAGE_FIELDS)
    return write(by, "signal moved", signal, fields=STATE_FIELDS)


@transaction.atomic
def link_finding(signal: Signal, finding: Finding | None, *, by: Member) -> Signal:
    """Let a relevant signal lead to this finding, new or known, or to none any more."""
    require(by, Permission.SIGNALS_TRIAGE, signal)
    held = Signal.unscoped.select_for_update().get(pk=signal.pk)
    if held.state != Signal.State.RELEVANT:
        raise Refused(_("Alleen een relevant signaal leidt tot een bevinding."))
    held.finding = _saved(finding, by)
    return write(by, "signal moved", held, fields=STATE_FIELDS)


def _saved(finding: Finding | None, by: Member) -> Finding | None:
    return save_finding(finding, by=by) if finding and finding._state.adding else finding
