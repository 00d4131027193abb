"""What a person says about figures that their source leaves unsaid."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Stated:
    """What the user states in place of the source, or because the source does not say it.

    `description` is a folder with the source's own description of a CSV (TableInfos,
    DataProperties, code lists). `region_codes` gives the code of a region by its name.
    """

    title: str = ""
    publisher: str = ""
    licence: str = ""
    period: str = ""
    division: str = ""
    description: Path | None = None
    region_codes: Mapping[str, str] | None = None


NOTHING_STATED = Stated()
