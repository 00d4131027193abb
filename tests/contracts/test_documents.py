"""House rules on documentation: settings, texts and capabilities are told completely."""

import ast
import re

from tests.contracts.sources import PRODUCT, ROOT, text_of

SETTINGS_PAGE = ROOT / "docs" / "beheer" / "instellingen.md"
CAPABILITIES = ROOT / "docs" / "capabilities.md"
ROW = re.compile(r"^\| ([A-Z]\d+) \| (.+?) \| (done|partly|later) \|$", re.MULTILINE)


def settings_in(text: str) -> set[str]:
    """The variables that the settings read."""
    return set(re.findall(r"""env[.\w]*\(\s*["'](OV_\w+)["']""", text))


def covered_by_tests() -> set[str]:
    """The capabilities that some test carries in its `covers` marker."""
    found: set[str] = set()
    for path in (ROOT / "tests").rglob("test_*.py"):
        for node in ast.walk(ast.parse(text_of(path))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("mark.covers"):
                found |= {str(ast.literal_eval(argument)) for argument in node.args}
    return found


def test_every_setting_is_explained_and_nothing_else() -> None:
    read = settings_in(text_of(PRODUCT / "config" / "settings.py"))
    explained = set(re.findall(r"^\| `(OV_\w+)`", text_of(SETTINGS_PAGE), re.MULTILINE))

    assert read == explained


def test_every_text_has_an_english_translation() -> None:
    from scripts.messages import problems

    assert problems() == []


def test_a_capability_that_is_called_done_has_a_test() -> None:
    states = {row[0]: row[2] for row in ROW.findall(text_of(CAPABILITIES))}

    assert len(states) > 50
    assert sorted({i for i, state in states.items() if state == "done"} - covered_by_tests()) == []


def test_a_test_names_only_capabilities_that_exist() -> None:
    known = {row[0] for row in ROW.findall(text_of(CAPABILITIES))}

    assert sorted(covered_by_tests() - known) == []


def test_the_rules_catch_what_they_are_for() -> None:
    assert settings_in('X = env.bool("OV_NEW", default=False)') == {"OV_NEW"}
    assert ROW.findall("| C8 | hold reception sites | done |") == [
        ("C8", "hold reception sites", "done")
    ]
