"""What a round of judging leaves for a municipality; again, and with newer figures."""

from datetime import UTC, datetime

import pytest

from openveiligheid.core.actors import System
from openveiligheid.core.errors import NotPermitted
from openveiligheid.core.history import Payload, read_payload
from openveiligheid.core.models import HistoryEntry, Municipality
from openveiligheid.evidence.models import Signal, SignalRun
from openveiligheid.evidence.operations import record_signals, triage_signal
from openveiligheid.evidence.operations.signals import Recorded
from openveiligheid.evidence.store import own_store
from openveiligheid.organisation.models import Member
from safetydata.signals import judge
from tests.rooms.evidence.conftest import TakeIn
from tests.rooms.evidence.months import months_csv

NOW = datetime(2025, 1, 20, 9, tzinfo=UTC)
TABLE = "47022NED"


def round_of(municipality: Municipality) -> Recorded:
    """Judge what the municipality took in, and write it down."""
    judgement = judge(own_store(municipality.cbs_code), TABLE)
    return record_signals(judgement, by=System(municipality), at=NOW)


@pytest.mark.covers("A9")
def test_a_series_above_its_limit_becomes_a_signal_with_its_cells_and_method(
    hardenberg: Municipality, take_in: TakeIn
) -> None:
    take_in(months_csv({"BU01600101": 40, "BU01600102": 5}), TABLE, title="Per maand")

    outcome = round_of(hardenberg)

    signal = Signal.unscoped.select_related("run").get()
    assert outcome.added == [signal]
    assert (signal.region, signal.region_name, signal.subject) == ("BU01600101", "Noord", "Totaal")
    assert (signal.state, signal.observed, signal.is_discovery) == (Signal.State.NEW, 40, True)
    assert signal.expected < signal.upper < 40
    assert signal.p < 0.001
    assert signal.cells["counts"][-2:] == [4, 40]
    assert len(signal.cells["upper"]) == len(signal.cells["expected"]) == 11
    [peer] = signal.peers
    assert (peer["region_name"], peer["observed"]) == ("Zuid", 5)
    run = signal.run
    assert (run.judged, run.alarms, run.false_alarm_rate) == (2, 1, 0.005)
    assert (run.title, run.source, run.licence) == ("Per maand", "Politie", "CC BY 4.0")
    assert run.parameters["years_back"] == 5


def test_a_round_is_written_down_in_the_history(hardenberg: Municipality, take_in: TakeIn) -> None:
    take_in(months_csv({"BU01600101": 40}), TABLE)

    round_of(hardenberg)

    entry = HistoryEntry.objects.order_by("-number").first()
    assert entry is not None
    payload = read_payload(entry)
    assert entry.verb == "signals recorded"
    assert isinstance(payload, Payload)
    assert payload.after is not None
    assert payload.after["added"] == ["Totaal, Noord, 2024-12"]
    assert payload.after["judged"] == 1


def test_judging_the_same_edition_again_adds_nothing(
    hardenberg: Municipality, take_in: TakeIn
) -> None:
    take_in(months_csv({"BU01600101": 40}), TABLE)
    round_of(hardenberg)
    entries = HistoryEntry.objects.count()

    again = round_of(hardenberg)

    assert not again.is_new
    assert SignalRun.unscoped.count() == Signal.unscoped.count() == 1
    assert HistoryEntry.objects.count() == entries


def test_a_newer_edition_changes_what_nobody_judged(
    hardenberg: Municipality, take_in: TakeIn
) -> None:
    take_in(months_csv({"BU01600101": 40, "BU01600102": 40}), TABLE)
    round_of(hardenberg)

    take_in(months_csv({"BU01600101": 44, "BU01600102": 5}), TABLE)
    outcome = round_of(hardenberg)

    north, south = Signal.unscoped.order_by("region")
    assert outcome.counts == {"added": 0, "changed": 1, "lapsed": 1, "revised": 0}
    assert (north.observed, north.state, north.cells["counts"][-1]) == (44, "new", 44)
    assert (south.observed, south.state) == (5, Signal.State.LAPSED)
    assert {north.run_id, south.run_id} == {outcome.run.pk}


def test_a_lapsed_signal_waits_again_when_figures_bring_it_back(
    hardenberg: Municipality, take_in: TakeIn
) -> None:
    for count in (40, 5, 41):
        take_in(months_csv({"BU01600101": count}), TABLE)
        round_of(hardenberg)

    signal = Signal.unscoped.get()
    assert (signal.state, signal.observed) == (Signal.State.NEW, 41)


@pytest.mark.parametrize(
    ("count", "revision"),
    [(44, {"is_alarm": True, "observed": 44}), (5, {"is_alarm": False, "observed": 5}), (40, {})],
)
def test_a_judged_signal_keeps_its_numbers_and_says_what_a_newer_edition_has(
    hardenberg: Municipality,
    analyst: Member,
    take_in: TakeIn,
    count: int,
    revision: dict[str, object],
) -> None:
    take_in(months_csv({"BU01600101": 40, "BU01600102": 6}), TABLE)
    round_of(hardenberg)
    triage_signal(Signal.unscoped.get(), verdict="relevant", reason="Ja.", by=analyst, at=NOW)

    take_in(months_csv({"BU01600101": count, "BU01600102": 5}), TABLE)
    outcome = round_of(hardenberg)

    signal = Signal.unscoped.get()
    assert (signal.observed, signal.state) == (40, Signal.State.RELEVANT)
    assert signal.run != outcome.run
    assert {name: signal.revision.get(name) for name in revision} == revision
    assert outcome.counts["revised"] == bool(revision)


def test_another_month_of_the_same_series_is_another_signal(
    hardenberg: Municipality, take_in: TakeIn
) -> None:
    take_in(months_csv({"BU01600101": 40}), TABLE)
    round_of(hardenberg)
    earlier = judge(own_store("GM0160"), TABLE, at="2024MM11")

    record_signals(earlier, by=System(hardenberg), at=NOW)

    assert SignalRun.unscoped.count() == 2
    assert Signal.unscoped.count() == 1


def test_only_the_own_municipality_is_recorded(
    hardenberg: Municipality, elsewhere: Municipality, take_in: TakeIn
) -> None:
    take_in(months_csv({"BU01600101": 40, "BU00010101": 40}), TABLE)
    judgement = judge(own_store("GM0160"), TABLE)

    for municipality in (hardenberg, elsewhere):
        record_signals(judgement, by=System(municipality), at=NOW)

    regions = Signal.unscoped.values_list("municipality__cbs_code", "region")
    assert sorted(regions) == [("GM0001", "BU00010101"), ("GM0160", "BU01600101")]


def test_who_does_not_manage_figures_records_nothing(
    hardenberg: Municipality, bram: Member, take_in: TakeIn
) -> None:
    take_in(months_csv({"BU01600101": 40}), TABLE)

    with pytest.raises(NotPermitted):
        record_signals(judge(own_store("GM0160"), TABLE), by=bram, at=NOW)


def test_recording_takes_as_many_queries_for_one_signal_as_for_two(
    hardenberg: Municipality,
    take_in: TakeIn,
    django_assert_max_num_queries: object,
) -> None:
    take_in(months_csv({"BU01600101": 40, "BU01600102": 40, "GM0160": 41}), TABLE)
    judgement = judge(own_store("GM0160"), TABLE)

    with django_assert_max_num_queries(16):  # type: ignore[operator]
        outcome = record_signals(judgement, by=System(hardenberg), at=NOW)

    assert outcome.counts["added"] == 3
