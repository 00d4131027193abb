"""The script that builds style sheet, fonts and icons."""

import importlib.util
import json
import re
import subprocess
import sys
from types import ModuleType

import pytest

from openveiligheid.ui.apps import BUILT
from tests.contracts.sources import ROOT, SOURCE, templates


@pytest.fixture(scope="module")
def build() -> ModuleType:
    found = importlib.util.spec_from_file_location("build_assets", ROOT / "scripts/build_assets.py")
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def test_only_tokens_that_are_used_stay_and_the_brand_wins(build: ModuleType) -> None:
    theme = ":root{--a: 1px;--b: var(--c);--c: red;--never: 9px;}:root{--c: blue}"

    tokens = build.used_tokens(theme, "p { margin: var( --a ); color: var(--b, black) }")

    assert tokens == ":root{--a:1px;--b:var(--c);--c:blue;}\n"


def test_building_again_does_nothing() -> None:
    command = [sys.executable, str(ROOT / "scripts/build_assets.py")]
    subprocess.run(command, capture_output=True, check=True)

    again = subprocess.run(command, capture_output=True, text=True, check=True)

    assert again.stdout == "Assets are up to date.\n"


def test_every_icon_that_is_named_was_built() -> None:
    built = set(json.loads((BUILT / "icons.json").read_text()))
    in_templates = re.compile(r"""(?:\{% icon|\bicon=)\s*"([a-z0-9-]+)\"""")
    in_code = re.compile(r"""\bicon=["']([a-z0-9-]+)["']""")
    files = [*templates().values(), *SOURCE.rglob("presenters*.py")]

    named = {
        name
        for path in files
        for name in (in_templates if path.suffix == ".html" else in_code).findall(path.read_text())
    }

    assert sorted(named - built) == []


def test_locks_name_packages_and_never_a_registry() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text())

    assert [name for name, entry in lock["packages"].items() if "resolved" in entry] == []


def test_only_open_licences_are_used() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    shipped = {
        name: entry["license"]
        for name, entry in lock.items()
        if name and not entry.get("dev") and "esbuild" not in name
    }

    allowed = {"EUPL-1.2", "MIT", "OFL-1.1", "MIT AND OFL-1.1"}
    assert {name for name, licence in shipped.items() if licence not in allowed} == set()
    assert not any("utrecht/design-tokens" in name or "rijkshuisstijl" in name for name in shipped)
