"""People judge a signal: relevant or not, why, and to which finding it leads."""

from datetime import UTC, datetime

import pytest

from openveiligheid.core.errors import NotPermitted, Refused
from openveiligheid.core.models import HistoryEntry, Municipality
from openveiligheid.evidence.models import Finding, Signal
from openveiligheid.evidence.operations import (
    AlreadyTriaged,
    link_finding,
    reopen_signal,
    save_finding,
    triage_signal,
)
from openveiligheid.evidence.queries.signals import findings, signals_of, triages_of
from openveiligheid.organisation.models import Member
from tests.factories import make_finding, make_signal

NOW = datetime(2025, 1, 20, 9, tzinfo=UTC)


@pytest.fixture
def signal(hardenberg: Municipality) -> Signal:
    return make_signal(hardenberg)


def judged(signal: Signal, by: Member, verdict: str = "relevant", **more: object) -> Signal:
    reason = more.pop("reason", "De stalling is dicht.")
    return triage_signal(signal, verdict=verdict, reason=reason, by=by, at=NOW, **more)  # type: ignore[arg-type]


@pytest.mark.covers("A9")
def test_a_signal_is_judged_with_who_when_and_why(signal: Signal, analyst: Member) -> None:
    judged(signal, analyst, "irrelevant", reason=" Eén nacht na het feest. ")

    [triage] = triages_of(signal, analyst)
    assert (triage.verdict, triage.reason) == ("irrelevant", "Eén nacht na het feest.")
    assert (triage.decided_by, triage.decided_at) == (analyst, NOW)
    assert Signal.unscoped.get().state == Signal.State.IRRELEVANT
    verbs = HistoryEntry.objects.order_by("-number").values_list("verb", flat=True)[:2]
    assert list(verbs) == ["signal moved", "signal triaged"]


def test_a_relevant_signal_leads_to_a_finding_that_is_written_along(
    signal: Signal, analyst: Member
) -> None:
    finding = Finding(statement="Rond het station verdwijnen fietsen.", direction="rising")

    judged(signal, analyst, finding=finding)

    [known] = findings(analyst)
    assert known.statement == "Rond het station verdwijnen fietsen."
    assert signals_of(known, analyst) == [signal]


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_judgement_without_a_reason_is_refused(
    signal: Signal, analyst: Member, reason: str
) -> None:
    with pytest.raises(Refused, match="waarom"):
        judged(signal, analyst, reason=reason)

    assert Signal.unscoped.get().state == Signal.State.NEW


def test_an_irrelevant_signal_leads_to_no_finding(signal: Signal, analyst: Member) -> None:
    with pytest.raises(Refused, match="Alleen een relevant signaal"):
        judged(signal, analyst, "irrelevant", finding=make_finding(analyst.municipality))


def test_a_verdict_that_does_not_exist_is_refused(signal: Signal, analyst: Member) -> None:
    with pytest.raises(Refused, match="relevant is of niet"):
        judged(signal, analyst, "reopened")


def test_a_judgement_is_not_overwritten_but_taken_back(signal: Signal, analyst: Member) -> None:
    judged(signal, analyst, finding=make_finding(analyst.municipality))
    with pytest.raises(AlreadyTriaged):
        judged(signal, analyst, "irrelevant")

    reopen_signal(signal, reason="De wijkagent belde.", by=analyst, at=NOW)

    again = Signal.unscoped.get()
    assert (again.state, again.finding) == (Signal.State.NEW, None)
    assert [t.verdict for t in triages_of(signal, analyst)] == ["reopened", "relevant"]
    judged(again, analyst, "irrelevant")


def test_only_a_judged_signal_is_opened_again(signal: Signal, analyst: Member) -> None:
    with pytest.raises(Refused, match="beoordeeld signaal"):
        reopen_signal(signal, reason="Toch.", by=analyst, at=NOW)


def test_a_lapsed_signal_is_not_judged(hardenberg: Municipality, analyst: Member) -> None:
    signal = make_signal(hardenberg, state=Signal.State.LAPSED)

    with pytest.raises(Refused, match="vervallen"):
        judged(signal, analyst)


def test_a_relevant_signal_is_linked_to_a_finding_later_and_let_go(
    signal: Signal, analyst: Member
) -> None:
    judged(signal, analyst)
    finding = make_finding(analyst.municipality)

    link_finding(signal, finding, by=analyst)
    assert Signal.unscoped.get().finding == finding

    link_finding(signal, None, by=analyst)
    assert Signal.unscoped.get().finding is None


def test_a_signal_that_is_not_relevant_is_not_linked(signal: Signal, analyst: Member) -> None:
    with pytest.raises(Refused, match="Alleen een relevant signaal"):
        link_finding(signal, make_finding(analyst.municipality), by=analyst)


def test_who_only_reads_does_not_judge(signal: Signal, bram: Member, outsider: Member) -> None:
    for member in (bram, outsider):
        with pytest.raises(NotPermitted):
            judged(signal, member)
        with pytest.raises(NotPermitted):
            reopen_signal(signal, reason="Toch.", by=member, at=NOW)
        with pytest.raises(NotPermitted):
            link_finding(signal, None, by=member)
    with pytest.raises(NotPermitted):
        make_changed(bram)


def make_changed(by: Member) -> Finding:
    finding = make_finding(by.municipality)
    finding.statement = "Iets anders"
    return save_finding(finding, by=by)


def test_a_finding_of_elsewhere_is_not_cited(
    signal: Signal, analyst: Member, elsewhere: Municipality
) -> None:
    with pytest.raises(NotPermitted):
        judged(signal, analyst, finding=make_finding(elsewhere))
