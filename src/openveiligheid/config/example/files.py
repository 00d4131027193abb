"""The files of an example municipality, as plain values."""

import csv
from pathlib import Path
from typing import Any

import yaml

Row = dict[str, Any]


class ExampleFiles:
    """One folder of `examples/`; examples/README.md explains the files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def values(self, name: str) -> Row:
        """What a YAML file holds; an absent file holds nothing."""
        path = self.folder / f"{name}.yaml"
        if not path.exists():
            return {}
        content: Row = yaml.safe_load(path.read_text(encoding="utf-8"))
        return content

    def rows(self, name: str, key: str | None = None) -> list[Row]:
        """The list of a YAML file under its own name, or another key."""
        return list(self.values(name).get(key or name, []))

    def areas(self) -> list[dict[str, str]]:
        """The lines of areas.csv."""
        with (self.folder / "areas.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(line for line in file if not line.startswith("#")))
