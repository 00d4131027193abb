"""The list of what a back-up holds; a restore believes nothing that is not on it."""

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext as _

from openveiligheid.core.errors import Refused

NAME = "manifest.json"
FORMAT = 1
PIECE = 1 << 20


class BadBackup(Refused):
    """The folder is not a whole back-up; says which file is not right."""


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file of the back-up by its path in it, with what it must be."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class KeptChain:
    """A municipality's history as it stood: the number of entries and the last digest."""

    municipality: str
    entries: int
    head: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a back-up is of, and each of its files."""

    kind: str
    made_at: str
    files: list[KeptFile]
    vendor: str = ""
    migrations: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    chains: list[KeptChain] = field(default_factory=list)

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.made_at)

    @property
    def size(self) -> int:
        return sum(each.size for each in self.files)


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the list as the last file of a back-up."""
    text = json.dumps({"format": FORMAT, **asdict(manifest)}, indent=1, ensure_ascii=False)
    with (folder / NAME).open("w", encoding="utf-8") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())


def read_manifest(folder: Path, kind: str) -> Manifest:
    """Read the list and hold every file against it; raises BadBackup naming the first bad one."""
    manifest = _parse(folder, kind)
    for kept in manifest.files:
        _check(folder, kept)
    known = {kept.path for kept in manifest.files} | {NAME}
    for path in paths_under(folder):
        if path not in known:
            raise BadBackup(_("%(file)s staat niet op de lijst van de back-up.") % {"file": path})
    return manifest


def _parse(folder: Path, kind: str) -> Manifest:
    path = folder / NAME
    if not path.is_file():
        raise BadBackup(_("%(folder)s is geen back-up: %(file)s ontbreekt.") % _named(folder))
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        if told.pop("format") != FORMAT or told["kind"] != kind:
            raise BadBackup(_("%(folder)s is een ander soort back-up.") % _named(folder))
        told["files"] = [KeptFile(**each) for each in told["files"]]
        told["chains"] = [KeptChain(**each) for each in told["chains"]]
        return Manifest(**told)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadBackup(_("In %(folder)s is %(file)s beschadigd.") % _named(folder)) from error


def _named(folder: Path) -> dict[str, object]:
    return {"folder": folder, "file": NAME}


def _check(folder: Path, kept: KeptFile) -> None:
    parts = PurePosixPath(kept.path)
    if parts.is_absolute() or ".." in parts.parts:
        raise BadBackup(_("%(file)s wijst buiten de back-up.") % {"file": kept.path})
    path = folder / parts
    if path.is_symlink() or not path.is_file():
        raise BadBackup(_("%(file)s ontbreekt in de back-up.") % {"file": kept.path})
    if path.stat().st_size != kept.size or sha256_of(path) != kept.sha256:
        raise BadBackup(
            _("%(file)s is beschadigd: de inhoud is anders dan toen de back-up werd gemaakt.")
            % {"file": kept.path}
        )


def sha256_of(path: Path) -> str:
    """The hash of a file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def keep(folder: Path, path: str) -> KeptFile:
    """Describe a file that lies in the back-up now."""
    return KeptFile(path, (folder / path).stat().st_size, sha256_of(folder / path))


def paths_under(folder: Path) -> Iterator[str]:
    """Each file in a folder, by its path in it; lists come before what they list."""
    found = [path for path in folder.rglob("*") if path.is_file() or path.is_symlink()]
    for path in sorted(found, key=lambda each: (each.suffix != ".json", each)):
        yield path.relative_to(folder).as_posix()
