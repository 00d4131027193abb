"""Folders that appear whole or not at all."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

from django.utils.translation import gettext as _

from openveiligheid.core.errors import Refused
from openveiligheid.core.vault import sync_folder


def refuse_filled(folder: Path) -> None:
    """Refuse a folder in which something lies already."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused(_("%(folder)s is niet leeg. Kies een nieuwe map.") % {"folder": folder})


def refuse_overlap(one: Path, other: Path) -> None:
    """Refuse two folders of which one lies in the other."""
    first, second = one.resolve(), other.resolve()
    if first == second or first in second.parents or second in first.parents:
        raise Refused(
            _("Leg de sleutels apart: %(one)s en %(other)s liggen in elkaar.")
            % {"one": one, "other": other}
        )


@contextmanager
def appearing(folder: Path) -> Iterator[Path]:
    """Lend a folder beside the wanted one; it takes that place when all went well."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = folder.parent / f".{folder.name}.{token_hex(4)}"
    beside.mkdir(mode=0o700)
    try:
        yield beside
        if folder.exists():
            folder.rmdir()
        beside.rename(folder)
        sync_folder(folder.parent)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def copy_file(source: Path, target: Path) -> None:
    """Copy a file so that it survives a power cut."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with source.open("rb") as old, target.open("xb") as new:
        target.chmod(source.stat().st_mode & 0o700)
        shutil.copyfileobj(old, new)
        new.flush()
        os.fsync(new.fileno())


def copy_tree(source: Path, target: Path, paths: Iterator[str]) -> list[str]:
    """Copy these files of a folder; links are refused, for they may lead anywhere."""
    copied = []
    for path in paths:
        if (source / path).is_symlink():
            raise Refused(
                _("%(file)s is een verwijzing; een back-up kopieert alleen echte bestanden.")
                % {"file": source / path}
            )
        copy_file(source / path, target / path)
        copied.append(path)
    return copied
