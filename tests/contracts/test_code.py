"""House rules on Python files: sizes, names, and what may be used where."""

from pathlib import Path

import pytest

from tests.contracts.sources import PRODUCT, ROOT, code_files, functions, lines_matching, short

LONGEST_FILE, LONGEST_FUNCTION = 400, 40
SAYS_NOTHING = {"utils", "util", "helpers", "common", "services", "misc", "manager", "managers_"}
# The plain manager forgets who asks; only these may use it, because they ask themselves.
MAY_SEE_ALL = ("access", "operations")
# The report as one file carries our own style sheet, which no user can write to.
OWN_MARKUP = {PRODUCT / "publication" / "webfile.py"}


def too_long(path: Path) -> list[str]:
    found = []
    if (lines := len(path.read_text().splitlines())) > LONGEST_FILE:
        found.append(f"{short(path)} has {lines} lines; make it a folder of the same name")
    for function in functions(path):
        length = (function.end_lineno or 0) - function.lineno + 1
        if length > LONGEST_FUNCTION:
            found.append(f"{short(path)}:{function.lineno} {function.name} has {length} lines")
    return found


def looks_past_the_actor(path: Path) -> list[str]:
    room, *parts = path.relative_to(PRODUCT).with_suffix("").parts
    if room == "core" or any(part in MAY_SEE_ALL for part in parts):
        return []
    return list(lines_matching(r"\bunscoped\b", path))


def trusts_markup(path: Path) -> list[str]:
    if path.is_relative_to(PRODUCT / "ui") or path in OWN_MARKUP:
        return []
    return list(lines_matching(r"\bmark_safe\b|\bSafeString\b|\bSafeText\b", path))


def test_files_and_functions_stay_short() -> None:
    assert [line for path in code_files() for line in too_long(path)] == []


def test_a_file_is_named_after_what_it_knows() -> None:
    assert [short(path) for path in code_files() if path.stem in SAYS_NOTHING] == []


def test_only_the_doors_and_the_writes_see_rows_without_an_actor() -> None:
    product = [path for path in code_files() if path.is_relative_to(PRODUCT)]

    assert [line for path in product for line in looks_past_the_actor(path)] == []


def test_only_the_ui_room_declares_markup_safe() -> None:
    assert [line for path in code_files() for line in trusts_markup(path)] == []


def test_nothing_is_left_for_later_in_the_code() -> None:
    unfinished = r"\b(TO" + r"DO|FIX" + r"ME|X" + r"XX|NotImplemented" + r"Error)\b"
    python = [*code_files(), *(ROOT / "tests").rglob("*.py"), *(ROOT / "scripts").rglob("*.py")]

    assert [line for path in python for line in lines_matching(unfinished, path)] == []


@pytest.mark.parametrize(
    ("rule", "name", "text"),
    [
        (too_long, "long.py", "x = 1\n" * 401),
        (too_long, "function.py", "def f():\n" + "    x = 1\n" * 40),
        (looks_past_the_actor, "plan/queries.py", "rows = Plan.unscoped.all()\n"),
        (trusts_markup, "plan/views.py", "mark_safe(text)\n"),
    ],
)
def test_the_rules_catch_what_they_are_for(
    rule: object, name: str, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.contracts.test_code.PRODUCT", tmp_path)
    planted = tmp_path / name
    planted.parent.mkdir(exist_ok=True)
    planted.write_text(text)

    assert callable(rule)
    assert rule(planted) != []
