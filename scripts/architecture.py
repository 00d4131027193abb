"""Write docs/architecture.md from the import contract and the docstring of each room."""

import ast
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src"
PAGE = ROOT / "docs" / "architecture.md"

HEAD = """\
# Architecture

Made by `make docs` from the import contract in `pyproject.toml` and the docstring of each package;
`make check` fails when this page or the code differs from the contract.

Three packages in one direction; inside the product rooms stacked by meaning; inside a room the same
few files every time. A package or a room imports only what stands below it, and foreign keys point
down too.
"""

TAIL = """\
`|` stands between files that may not know each other. A room has only the files that it needs; a
file past 400 lines becomes a folder of the same name.
"""


def main() -> None:
    """Write the page."""
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page())


def page() -> str:
    """The text of the page."""
    contracts: list[dict[str, Any]] = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"][
        "importlinter"
    ]["contracts"]
    packages, rooms, files = (c for c in contracts if c["type"] == "layers")
    product = SOURCE / "openveiligheid"
    parts = [
        HEAD,
        "## Packages",
        table("package", [(layer, SOURCE / layer) for layer in packages["layers"]]),
        "## Rooms of the product, top to bottom",
        table("room", [(layer, product / layer) for layer in rooms["layers"]]),
        "## Files in a room, top to bottom",
        "\n".join(f"- {layer.replace('(', '`').replace(')', '`')}" for layer in files["layers"]),
        TAIL,
        "## All contracts",
        "\n".join(f"{number}. {contract['name']}." for number, contract in enumerate(contracts, 1)),
    ]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def table(title: str, rows: list[tuple[str, Path]]) -> str:
    """A Markdown table of packages and what each is for."""
    lines = [f"| {title} | is for |", "|---|---|"]
    lines += [f"| `{name}` | {purpose(folder)} |" for name, folder in rows]
    return "\n".join(lines)


def purpose(folder: Path) -> str:
    """The docstring of a package, on one line."""
    tree = ast.parse((folder / "__init__.py").read_text())
    return " ".join((ast.get_docstring(tree) or "").split())


if __name__ == "__main__":
    main()
