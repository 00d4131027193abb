"""The import contract of pyproject.toml, and its page in the documentation."""

import subprocess
import sys
from pathlib import Path

from tests.contracts.sources import PRODUCT, ROOT, rooms


def test_every_import_points_down() -> None:
    program = Path(sys.executable).parent / "lint-imports"

    result = subprocess.run(
        [program, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert result.returncode == 0, result.stdout


def test_the_contract_names_every_room() -> None:
    there = {path.parent.name for path in PRODUCT.glob("*/__init__.py")}

    assert there == set(rooms())


def test_the_page_about_the_architecture_is_up_to_date() -> None:
    from scripts.architecture import PAGE, page

    assert PAGE.read_text() == page(), "run: make docs"
