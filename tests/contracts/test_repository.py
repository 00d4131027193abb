"""House rules on what is in the repository: no addresses of registries, machines or secrets."""

import re
from pathlib import Path

import pytest

from tests.contracts.sources import lines_matching, tracked_files

REGISTRY = (
    r"https?://[^\s\"']*(py" + r"pi\.org|pythonhosted|registry\.npm|npmjs\.org)"
    r"|--(extra-)?index" + r"-url[= ]|\"resolved\": *\"http"
)
MACHINE = r"(?<![\w.])/(ho" + r"me|ro" + r"ot|wo" + r"rk|Us" + r"ers)/\w"
SECRET = r"-----BEGIN [A-Z ]*PRIVATE" + r" KEY|\b(ghp|glpat)[-_]\w{16,}|\bAKIA[0-9A-Z]{16}\b"
BUILT = re.compile(r"(\.pyc|\.mo|\.sqlite3|/uv\.lock)$|(^|/)(node_modules|\.venv|var)/")


def planted(folder: Path, text: str) -> Path:
    path = folder / "file.txt"
    path.write_text(text)
    return path


@pytest.mark.parametrize("pattern", [REGISTRY, MACHINE, SECRET], ids=["registry", "path", "secret"])
def test_no_file_holds_what_belongs_to_a_machine(pattern: str) -> None:
    assert [line for path in tracked_files() for line in lines_matching(pattern, path)] == []


def test_nothing_that_is_built_is_committed() -> None:
    assert [str(path) for path in tracked_files() if BUILT.search(path.as_posix())] == []


def test_the_rules_catch_what_they_are_for(tmp_path: Path) -> None:
    address = "https://py" + "pi.org/simple"

    assert list(lines_matching(REGISTRY, planted(tmp_path, address)))
    assert list(lines_matching(MACHINE, planted(tmp_path, "see /ho" + "me/anna/plan.pdf")))
    assert not list(lines_matching(MACHINE, planted(tmp_path, "https://x.nl/work/plan")))
