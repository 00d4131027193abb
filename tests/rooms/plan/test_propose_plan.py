"""Reading an existing plan's file into a proposal that a person judges."""

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from openveiligheid.core.errors import NotPermitted, Refused
from openveiligheid.core.models import HistoryEntry, Municipality
from openveiligheid.organisation.models import Member
from openveiligheid.plan import proposals
from openveiligheid.plan.models import PlanProposal, SafetyPlan
from openveiligheid.plan.operations import propose_plan
from tests.factories import PLAN_TEXT


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "plan.txt"
    path.write_text(PLAN_TEXT, encoding="utf-8")
    return path


def test_a_file_becomes_a_proposal_and_not_yet_a_plan(anna: Member, file: Path) -> None:
    proposal, is_new = propose_plan(file, by=anna, file_name="plan.txt")

    kept = PlanProposal.unscoped.get()
    assert is_new
    assert kept == proposal
    assert (kept.title, kept.year_from, kept.year_to) == (
        "Integraal Veiligheidsplan 2027-2030",
        2027,
        2030,
    )
    assert proposals.counts(kept.content) == proposals.Counts(2, 3, 5, 1)
    assert not SafetyPlan.unscoped.exists()


def test_every_row_has_an_id_of_its_own_and_waits_for_a_verdict(anna: Member, file: Path) -> None:
    proposal, _is_new = propose_plan(file, by=anna, file_name="plan.txt")

    rows = [place.row for place in proposals.places(proposal.content)]

    assert [row["id"] for row in rows] == [f"r{n}" for n in range(1, 11)]
    assert {row["review"] for row in rows} == {"open"}


def test_each_row_points_at_its_line_in_the_source(anna: Member, file: Path) -> None:
    proposal, _is_new = propose_plan(file, by=anna, file_name="plan.txt")
    lines = {line: text for _page, line, text in proposal.source}

    for place in proposals.places(proposal.content):
        words = place.row.get("text") or place.row["title"]
        assert words in lines[place.row["line"]]


def test_nobody_waits_for_the_database_while_a_file_is_read(anna: Member, tmp_path: Path) -> None:
    unreadable = tmp_path / "plan.txt"
    unreadable.write_text("Er was eens een gemeente zonder doelstellingen.", encoding="utf-8")

    with CaptureQueriesContext(connection) as queries, pytest.raises(Refused):
        propose_plan(unreadable, by=anna, file_name="plan.txt")

    begun = [query["sql"] for query in queries if query["sql"].startswith(("BEGIN", "SAVEPOINT"))]
    assert begun == []


def test_the_same_file_twice_changes_nothing(anna: Member, file: Path) -> None:
    first, _is_new = propose_plan(file, by=anna, file_name="plan.txt")
    entries = HistoryEntry.objects.count()

    second, is_new = propose_plan(file, by=anna, file_name="kopie.txt", title="Ander")

    assert (second, is_new) == (first, False)
    assert PlanProposal.unscoped.get().file_name == "plan.txt"
    assert HistoryEntry.objects.count() == entries


def test_two_municipalities_read_the_same_file_apart(
    anna: Member, outsider: Member, file: Path
) -> None:
    here, _is_new = propose_plan(file, by=anna, file_name="plan.txt")
    there, is_new = propose_plan(file, by=outsider, file_name="plan.txt")

    assert is_new
    assert here.municipality_id != there.municipality_id


def test_what_a_person_gives_goes_before_what_the_file_says(anna: Member, file: Path) -> None:
    proposal, _is_new = propose_plan(
        file, by=anna, file_name="plan.txt", title="Ons plan", year_from=2026, year_to=2029
    )

    assert (proposal.title, proposal.year_from, proposal.year_to) == ("Ons plan", 2026, 2029)


@pytest.mark.parametrize("years", [{"year_to": 2020}, {"year_from": 2031}])
def test_years_that_go_backwards_are_refused(
    anna: Member, file: Path, years: dict[str, int]
) -> None:
    with pytest.raises(Refused, match="laatste jaar ligt vóór"):
        propose_plan(file, by=anna, file_name="plan.txt", **years)

    assert not PlanProposal.unscoped.exists()


def test_a_file_without_years_asks_for_them(anna: Member, file: Path) -> None:
    file.write_text(PLAN_TEXT.replace("2027-2030", ""), encoding="utf-8")

    with pytest.raises(Refused, match="Geef het eerste en laatste jaar"):
        propose_plan(file, by=anna, file_name="plan.txt")
    proposal, is_new = propose_plan(
        file, by=anna, file_name="plan.txt", year_from=2027, year_to=2030
    )

    assert is_new
    assert proposal.year_to == 2030


def test_a_long_name_is_cut_and_not_refused(anna: Member, file: Path) -> None:
    file.write_text(PLAN_TEXT.split("\n", 1)[1], encoding="utf-8")

    proposal, _is_new = propose_plan(
        file, by=anna, file_name=f"{'plan ' * 60}.txt", year_from=2027, year_to=2030
    )

    assert len(proposal.title) <= 200
    assert proposal.file_name.endswith(".txt")
    assert len(proposal.file_name) == 200


@pytest.mark.parametrize("who", ["bram", "clerk", "mayor", "dirk", "analyst", "partner", "carla"])
def test_only_who_may_edit_reads_a_plan_in(
    file: Path, who: str, hardenberg: Municipality, request: pytest.FixtureRequest
) -> None:
    with pytest.raises(NotPermitted):
        propose_plan(file, by=request.getfixturevalue(who), file_name="plan.txt")

    assert not PlanProposal.unscoped.exists()
