"""`openveiligheid plan`: show what is in a file, or keep it to judge."""

from pathlib import Path

import pytest

from openveiligheid.core.models import HistoryEntry, Municipality
from openveiligheid.plan.models import PlanProposal, SafetyPlan
from tests.commands import run
from tests.factories import PLAN_TEXT


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "plan.txt"
    path.write_text(PLAN_TEXT, encoding="utf-8")
    return path


@pytest.fixture
def no_plan(tmp_path: Path) -> Path:
    path = tmp_path / "leeg.pdf"
    path.write_bytes(b"")
    return path


def test_read_shows_the_outline_and_keeps_nothing(hardenberg: Municipality, file: Path) -> None:
    entries = HistoryEntry.objects.count()

    outcome = run("plan", "read", file)

    lines = outcome.out.splitlines()
    assert (outcome.code, outcome.error) == (0, "")
    assert lines[:3] == [
        "Integraal Veiligheidsplan 2027-2030 (2027-2030)",
        "  2 Digitale veiligheid",
        "    2.1 Oplichting via internet",
    ]
    assert "      Minder leed ?" in lines
    assert not PlanProposal.unscoped.exists()
    assert HistoryEntry.objects.count() == entries


def test_read_needs_no_municipality(db: None, file: Path) -> None:
    assert run("plan", "read", file).code == 0


@pytest.mark.parametrize("before", [True, False])
def test_read_answers_in_json(db: None, file: Path, before: bool) -> None:
    outcome = run("plan", *(["--json"] if before else []), "read", file, *(["--json"][before:]))

    assert outcome.code == 0
    assert [field["title"] for field in outcome.json["fields"]] == [
        "Digitale veiligheid",
        "Jeugd en veiligheid",
    ]
    assert outcome.json["from"] == 2027


def test_import_keeps_a_proposal_and_says_where_to_judge_it(
    hardenberg: Municipality, file: Path
) -> None:
    outcome = run("plan", "import", file)

    proposal = PlanProposal.unscoped.get()
    assert outcome.code == 0
    assert "Ingelezen: Integraal Veiligheidsplan 2027-2030." in outcome.out
    assert "Twijfelgevallen om te beoordelen: 1" in outcome.out
    assert f"/plannen/inlezen/{proposal.pk}/" in outcome.out


def test_import_twice_changes_nothing(hardenberg: Municipality, file: Path) -> None:
    first = run("plan", "import", file, "--json").json

    second = run("plan", "import", file, "--json").json

    assert (first["new"], second["new"]) == (True, False)
    assert first["proposal"] == second["proposal"] == str(PlanProposal.unscoped.get().pk)


def test_import_with_accept_waits_for_a_person_where_there_is_doubt(
    hardenberg: Municipality, file: Path
) -> None:
    refused = run("plan", "import", file, "--accept")
    kept = PlanProposal.unscoped.count()
    taken = run("plan", "import", file, "--accept", "--with-uncertain", "--json")

    assert (refused.code, refused.out, kept) == (1, "", 0)
    assert "Beoordeel eerst de 1 regels" in refused.error
    assert taken.code == 0
    assert taken.json["plan"] == str(SafetyPlan.unscoped.get().pk)
    assert (taken.json["status"], taken.json["fields"]) == ("accepted", 2)


def test_a_proposal_that_waits_can_be_accepted_by_command(
    hardenberg: Municipality, file: Path
) -> None:
    run("plan", "import", file)

    outcome = run("plan", "import", file, "--accept", "--with-uncertain")

    assert outcome.code == 0
    assert PlanProposal.unscoped.get().plan == SafetyPlan.unscoped.get()


def test_import_takes_title_and_years(hardenberg: Municipality, file: Path) -> None:
    run("plan", "import", file, "--title", "Ons plan", "--from", "2026", "--to", "2029")

    proposal = PlanProposal.unscoped.get()
    assert (proposal.title, proposal.year_from, proposal.year_to) == ("Ons plan", 2026, 2029)


@pytest.mark.parametrize("verb", ["read", "import"])
def test_a_file_that_is_no_plan_ends_with_1_and_the_reason(
    hardenberg: Municipality, no_plan: Path, verb: str
) -> None:
    outcome = run("plan", verb, no_plan)
    in_json = run("plan", verb, no_plan, "--json")

    assert outcome.code == in_json.code == 1
    assert outcome.error.startswith("Het bestand is leeg.")
    assert "Traceback" not in outcome.error
    assert in_json.json["error"].startswith("Het bestand is leeg.")
    assert not PlanProposal.unscoped.exists()


@pytest.mark.parametrize("verb", ["read", "import"])
def test_a_file_that_is_not_there_ends_with_1(
    hardenberg: Municipality, tmp_path: Path, verb: str
) -> None:
    outcome = run("plan", verb, tmp_path / "nergens.pdf")

    assert outcome.code == 1
    assert "nergens.pdf bestaat niet" in outcome.error


@pytest.mark.parametrize(
    "arguments", [[], ["lees"], ["read"], ["import"], ["import", "x", "--from", "straks"]]
)
def test_wrong_use_ends_with_2(db: None, arguments: list[str]) -> None:
    assert run("plan", *arguments).code == 2


def test_with_several_municipalities_one_must_be_chosen(
    hardenberg: Municipality, elsewhere: Municipality, file: Path
) -> None:
    unclear = run("plan", "import", file)
    unknown = run("plan", "import", file, "--municipality", "GM9999")
    chosen = run("plan", "import", file, "--municipality", "GM0160")

    assert [unclear.code, unknown.code, chosen.code] == [1, 1, 0]
    assert "--municipality" in unclear.error
    assert "GM9999" in unknown.error
    assert PlanProposal.unscoped.get().municipality == hardenberg


def test_without_a_municipality_the_command_says_how_to_begin(db: None, file: Path) -> None:
    outcome = run("plan", "import", file)

    assert outcome.code == 1
    assert "openveiligheid init" in outcome.error
