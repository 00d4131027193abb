"""The files of this project, as the house rules look at them."""

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCE = ROOT / "src"
PRODUCT = SOURCE / "openveiligheid"

Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def rooms() -> list[str]:
    """The rooms from top to bottom, as the import contract stacks them."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    stack = next(c for c in contracts["contracts"] if c.get("containers") == ["openveiligheid"])
    return [layer.strip("()") for layer in stack["layers"]]


@cache
def code_files() -> list[Path]:
    """Every Python file of the three packages except migrations."""
    return sorted(p for p in SOURCE.rglob("*.py") if "migrations" not in p.parts)


@cache
def templates() -> dict[str, Path]:
    """Every page and mail of the product under the name by which it is asked for."""
    found = {}
    for folder in PRODUCT.glob("*/templates"):
        for path in sorted(folder.rglob("*")):
            if path.suffix in (".html", ".txt"):
                found[path.relative_to(folder).as_posix()] = path
    return found


@cache
def tracked_files() -> list[Path]:
    """Every file that is in the repository and still there."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def text_of(path: Path) -> str:
    """The text of a file; empty for what is not text."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def short(path: Path) -> str:
    """The path as a reader of a failure wants to see it."""
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name


def lines_matching(pattern: str, path: Path) -> Iterator[str]:
    """Where a pattern occurs in a file, as `file:line: text`."""
    for number, line in enumerate(text_of(path).splitlines(), 1):
        if re.search(pattern, line):
            yield f"{short(path)}:{number}: {line.strip()[:100]}"


def functions(path: Path) -> Iterator[Function]:
    """Every function in a Python file."""
    for node in ast.walk(ast.parse(text_of(path))):
        if isinstance(node, Function):
            yield node
