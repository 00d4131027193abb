"""Builds the plans of the corpus: a PDF from each Typst source, a text from each text source."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typst
import yaml

HERE = Path(__file__).parent
GROUPS = ("known", "unseen")

# Saved by a Windows editor: the reader has to find the encoding out by itself.
IN_CP1252 = {"10_tussenwold"}


@dataclass(frozen=True, slots=True)
class CorpusPlan:
    """One invented plan: its source, the document that somebody would upload, the answers."""

    name: str
    source: Path
    document: Path
    answers: dict[str, Any]


def sources(group: str) -> list[Path]:
    folder = HERE / group / "sources"
    return sorted(path for path in folder.iterdir() if path.suffix in {".typ", ".txt"})


def key_of(source: Path) -> Path:
    return source.parent.parent / "keys" / f"{source.stem}.yaml"


def build_all(group: str, target: Path) -> list[CorpusPlan]:
    """Build every plan of a group into the target folder."""
    return [build(source, target) for source in sources(group)]


def build(source: Path, target: Path) -> CorpusPlan:
    """Build one plan; only fonts that Typst carries are used, so each machine gives the same."""
    answers = yaml.safe_load(key_of(source).read_text(encoding="utf-8"))
    if source.suffix == ".typ":
        document = target / f"{source.stem}.pdf"
        typst.compile(source, output=document, ignore_system_fonts=True, pdf_tags=False)
    else:
        document = target / source.name
        _copy_text(source, document)
    return CorpusPlan(source.stem, source, document, answers)


def _copy_text(source: Path, document: Path) -> None:
    if source.stem in IN_CP1252:
        text = source.read_text(encoding="utf-8")
        document.write_bytes(text.replace("\n", "\r\n").encode("cp1252"))
    else:
        shutil.copyfile(source, document)
