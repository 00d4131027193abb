"""Every verb that a room records has words for the privacy officer."""

import ast
from collections.abc import Iterator
from pathlib import Path

from openveiligheid.core import history
from openveiligheid.core.verbs import VERBS, words_for

SOURCES = Path(history.__file__).resolve().parents[1]
RECORDING = {"record", "write", "erase"}


def recorded(source: str) -> Iterator[str]:
    """The verbs in calls of the recording functions: the second argument, or its choices."""
    for node in ast.walk(ast.parse(source)):
        name = getattr(getattr(node, "func", None), "id", "")
        if isinstance(node, ast.Call) and name in RECORDING and len(node.args) > 1:
            for part in ast.walk(node.args[1]):
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    yield part.value


def sources() -> dict[str, str]:
    """The product's code by path, without the list of verbs itself."""
    files = [path for path in SOURCES.rglob("*.py") if path.name != "verbs.py"]
    return {str(path): path.read_text(encoding="utf-8") for path in files}


def test_every_recorded_verb_has_words() -> None:
    found = {verb for source in sources().values() for verb in recorded(source)}

    assert found - VERBS.keys() == set()


def test_no_verb_has_words_for_nothing() -> None:
    code = "\n".join(sources().values())

    assert [verb for verb in VERBS if f'"{verb}"' not in code] == []


def test_a_verb_without_words_stays_readable() -> None:
    assert words_for("moon painted") == "moon painted"


def test_the_rule_finds_what_it_is_for() -> None:
    source = 'write(by, "team saved" if new else "team changed", team)\nother(by, "nothing")'

    assert list(recorded(source)) == ["team saved", "team changed"]
