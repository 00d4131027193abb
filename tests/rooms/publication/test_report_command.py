"""`openveiligheid report progress`: the progress report as a file."""

from pathlib import Path

import pytest
from django.utils import timezone

from openveiligheid.core.models import HistoryEntry, Municipality
from openveiligheid.plan.models import SafetyPlan
from openveiligheid.publication.content import from_json
from openveiligheid.publication.models import Report
from tests.commands import Outcome, run
from tests.factories import make_adopted_plan, make_plan
from tests.rooms.publication.documents import pdf_words, word_words


@pytest.fixture
def plan(hardenberg: Municipality) -> SafetyPlan:
    return make_adopted_plan(hardenberg, "Veilig samen")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "rapport"


def progress(*arguments: object) -> Outcome:
    return run("report", "progress", *arguments)


def test_a_report_is_frozen_and_written(plan: SafetyPlan, out: Path) -> None:
    outcome = progress("--out", out)

    report = Report.unscoped.get()
    assert (outcome.code, outcome.error) == (0, "")
    assert outcome.out == f"Geschreven: {out}\n"
    assert "Veilig samen" in pdf_words(out.read_bytes())
    assert (report.plan, report.as_of, report.made_by) == (plan, timezone.localdate(), None)
    assert report.title == f"Voortgangsrapportage {timezone.localdate().year}"


@pytest.mark.parametrize(
    ("form", "read"), [("docx", word_words), ("html", bytes.decode), ("pdf", pdf_words)]
)
def test_each_form_is_written(plan: SafetyPlan, out: Path, form: str, read: object) -> None:
    assert progress("--out", out, "--format", form).code == 0

    assert callable(read)
    assert "Inwoners herkennen oplichting." in read(out.read_bytes())


def test_the_answer_in_json_names_report_file_and_hash(plan: SafetyPlan, out: Path) -> None:
    outcome = progress("--out", out, "--format", "html", "--json")

    report = Report.unscoped.get()
    assert outcome.json == {
        "report": str(report.pk),
        "sha256": report.sha256,
        "file": str(out),
        "bytes": str(out.stat().st_size),
    }


def test_title_day_language_and_questions_are_taken_over(plan: SafetyPlan, out: Path) -> None:
    progress(
        *("--out", out, "--format", "html", "--title", "Stand van zaken", "--as-of", "2026-06-30"),
        *("--language", "en", "--ask", "Stem in", "--ask", "Geef ruimte"),
    )

    report = Report.unscoped.get()
    content = from_json(report.content)
    assert (report.title, f"{report.as_of}", report.language) == (
        "Stand van zaken",
        "2026-06-30",
        "en",
    )
    assert content.asks == ("Stem in", "Geef ruimte")


def test_a_plan_is_named_by_its_title_or_its_id(
    plan: SafetyPlan, hardenberg: Municipality, out: Path
) -> None:
    other = make_adopted_plan(hardenberg, "Ander plan")

    codes = [
        progress("--out", out, "--format", "html", "--plan", name).code
        for name in ("ander PLAN", other.pk)
    ]

    assert codes == [0, 0]
    assert {report.plan for report in Report.unscoped.all()} == {other}


@pytest.mark.parametrize("name", ["Bestaat niet", "00000000-0000-4000-8000-000000000000"])
def test_a_plan_that_is_not_there_ends_with_1_and_names_those_that_are(
    plan: SafetyPlan, elsewhere: Municipality, out: Path, name: str
) -> None:
    make_plan(elsewhere, "Plan van elders")

    outcome = progress("--out", out, "--plan", name, "--municipality", "GM0160")

    assert outcome.code == 1
    assert f"Plan {name} is er niet. Plannen van deze gemeente: Veilig samen" in outcome.error
    assert "elders" not in outcome.error
    assert not out.exists()


def test_without_any_plan_the_command_says_so(hardenberg: Municipality, out: Path) -> None:
    outcome = progress("--out", out)

    assert outcome.code == 1
    assert "nog geen" in outcome.error


def test_a_plan_without_priorities_ends_with_1(hardenberg: Municipality, out: Path) -> None:
    make_plan(hardenberg)

    outcome = progress("--out", out, "--json")

    assert outcome.code == 1
    assert outcome.json["error"].startswith("Dit plan heeft nog geen prioriteiten")


def test_a_place_that_cannot_be_written_leaves_no_report(plan: SafetyPlan, tmp_path: Path) -> None:
    entries = HistoryEntry.objects.count()

    missing = progress("--out", tmp_path / "nergens" / "rapport.pdf")
    folder = progress("--out", tmp_path, "--format", "html")

    assert (missing.code, folder.code) == (1, 1)
    assert f"Map {tmp_path / 'nergens'} bestaat niet." in missing.error
    assert f"Bestand {tmp_path} is niet te schrijven" in folder.error
    assert not Report.unscoped.exists()
    assert HistoryEntry.objects.count() == entries


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["progress"],
        ["progress", "--out", "x", "--format", "odt"],
        ["progress", "--out", "x", "--as-of", "gisteren"],
        ["progress", "--out", "x", "--language", "fr"],
        ["jaarverslag", "--out", "x"],
    ],
)
def test_wrong_use_ends_with_2(plan: SafetyPlan, arguments: list[str]) -> None:
    assert run("report", *arguments).code == 2

    assert not Report.unscoped.exists()
