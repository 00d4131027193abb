"""The signals of the example: invented counts, judged as on a real site, and saying so."""

import pytest

from openveiligheid.config.example.files import ExampleFiles
from openveiligheid.config.example.signals import load_signals
from openveiligheid.core.access import visible_to
from openveiligheid.evidence.models import Finding, Signal, SignalRun
from openveiligheid.organisation.models import Member
from tests.contracts.sources import ROOT
from tests.factories import make_action, make_adopted_plan


@pytest.mark.slow
def test_the_example_shows_signals_that_wait_and_signals_that_were_judged(analyst: Member) -> None:
    files = ExampleFiles(ROOT / "examples" / "hardenberg")
    plan = make_adopted_plan(analyst.municipality)
    action = make_action(plan.fields.get().themes.get().objectives.get())

    load_signals(
        files,
        people={"tarik-aydin": analyst},
        actions={"jongerenwerk-avond-weekend": action},
    )

    signals = visible_to(analyst, Signal)
    states = sorted(signals.values_list("state", flat=True))
    assert states == ["irrelevant", "new", "new", "new", "new", "relevant"]
    assert all("(fictief)" in signal.region_name for signal in signals)
    assert {run.source[:7] for run in visible_to(analyst, SignalRun)} == {"Fictief"}
    assert visible_to(analyst, Finding).get().signals.get().state == "relevant"
    action.refresh_from_db()
    assert action.answers_signal == signals.get(state="relevant")


def test_an_example_without_signals_loads(analyst: Member) -> None:
    load_signals(ExampleFiles(ROOT / "examples" / "vechterveen"), people={}, actions={})

    assert not visible_to(analyst, Signal).exists()
