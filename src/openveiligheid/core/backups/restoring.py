"""The way back: check everything first, put it beside, verify the history, then swap."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import mkdtemp

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from openveiligheid.core.backups import databases
from openveiligheid.core.backups.folders import copy_file, copy_tree
from openveiligheid.core.backups.making import KEYS, PARTS, SITE
from openveiligheid.core.backups.manifest import (
    NAME,
    BadBackup,
    Manifest,
    paths_under,
    read_manifest,
)
from openveiligheid.core.errors import Refused
from openveiligheid.core.models import Municipality
from openveiligheid.core.vault import Vault, sync_folder
from openveiligheid.core.verification import Verification, Wrong, keep_check, verify

Move = tuple[Path, Path]


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back, and where what was there before now lies."""

    manifest: Manifest
    verifications: list[Verification]
    before: Path | None
    is_behind: bool

    @property
    def is_readable(self) -> bool:
        """Whether the keys that open the history are there."""
        return all(outcome.holds for outcome in self.verifications)


def restore(
    source: Path, *, at: datetime, keys_from: Path | None = None, force: bool = False
) -> Restored:
    """Put a back-up in the place of what is there; what is there stays whole until the end.

    Stop the site first. Raises Refused, with everything as it was, when a file is damaged, when the
    history does not hold, or when something is there already and `force` is not given.
    """
    manifest = read_manifest(source, SITE)
    if keys_from:
        read_manifest(keys_from, KEYS)
    settings.OV_DATA_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)
    _refuse_unfit(manifest)
    if not force:
        _refuse_filled(keys_from)
    with _staged(source, manifest, keys_from) as stage:
        keys = stage / KEYS if keys_from else Path(settings.OV_KEY_DIR)
        if manifest.vendor == "sqlite":
            with databases.opened(stage / databases.file_name()) as alias:
                _verified(manifest, alias, keys)
        before = _swap(stage, at)
    outcomes = _verified(manifest, DEFAULT_DB_ALIAS, Path(settings.OV_KEY_DIR))
    for municipality, outcome in outcomes:
        if outcome.holds:
            keep_check(municipality, outcome, at=at)
    behind = set(manifest.migrations) != _known_migrations()
    return Restored(manifest, [outcome for _m, outcome in outcomes], before, behind)


def _refuse_unfit(manifest: Manifest) -> None:
    if manifest.vendor != connection.vendor:
        raise Refused(
            _("De back-up is van %(there)s, maar deze site gebruikt %(here)s.")
            % {"there": manifest.vendor, "here": connection.vendor}
        )
    if set(manifest.migrations) - _known_migrations():
        raise Refused(_("De back-up is van een nieuwere versie. Werk eerst het programma bij."))


def _known_migrations() -> set[str]:
    loader = MigrationLoader(None, ignore_no_migrations=True)
    return {f"{app}.{name}" for app, name in loader.disk_migrations}


def _refuse_filled(keys_from: Path | None) -> None:
    """Refuse to take the place of data that are there; an empty site may be replaced."""
    filled = [settings.OV_DATA_DIR / part for part in PARTS]
    present = [str(folder) for folder in filled if folder.exists() and any(folder.iterdir())]
    if databases.is_filled():
        present.insert(0, _("de database"))
    keys = Path(settings.OV_KEY_DIR)
    if keys_from and any(path.name != "master.key" for path in keys.glob("*.key")):
        present.append(str(keys))
    if present:
        raise Refused(
            _("Hier staan al gegevens: %(present)s. Met --force gaan ze opzij.")
            % {"present": ", ".join(present)}
        )


@contextmanager
def _staged(source: Path, manifest: Manifest, keys_from: Path | None) -> Iterator[Path]:
    """Put the back-up beside the present data, on the same disk."""
    stage = Path(mkdtemp(prefix=".restoring-", dir=settings.OV_DATA_DIR))
    try:
        copy_tree(source, stage, (kept.path for kept in manifest.files))
        if keys_from:
            paths = (path for path in paths_under(keys_from) if path != NAME)
            copy_tree(keys_from, stage / KEYS, paths)
            _keep_destroyed(stage / KEYS)
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _keep_destroyed(keys: Path) -> None:
    """A key that was destroyed after the back-up stays destroyed."""
    for mark in Path(settings.OV_KEY_DIR).glob("*.destroyed"):
        (keys / mark.name).with_suffix(".key").unlink(missing_ok=True)
        if not (keys / mark.name).exists():
            copy_file(mark, keys / mark.name)


def _verified(
    manifest: Manifest, alias: str, keys: Path
) -> list[tuple[Municipality, Verification]]:
    """Hold the restored database against the list; raises BadBackup where it differs."""
    found = databases.facts(alias)
    wrong = [t for t, n in manifest.counts.items() if found.counts.get(t, n) != n]
    if wrong or found.chains != manifest.chains:
        raise BadBackup(
            _("De database is niet die van de back-up: %(tables)s wijkt af.")
            % {"tables": ", ".join(wrong) or "history"}
        )
    outcomes = []
    for municipality in databases.municipalities(alias):
        outcome = verify(municipality, using=alias, keys=Vault(keys))
        bad = [fault for fault in outcome.faults if fault.wrong is not Wrong.KEY_MISSING]
        if bad:
            raise BadBackup(
                _("De historie van %(name)s klopt niet bij regel %(number)s: %(wrong)s.")
                % {"name": municipality, "number": bad[0].number, "wrong": bad[0].wrong.label}
            )
        outcomes.append((municipality, outcome))
    return outcomes


def _swap(stage: Path, at: datetime) -> Path | None:
    """Move the present data aside and the staged data in; undo all of it when one step fails."""
    before = settings.OV_DATA_DIR / f"before-restore-{at:%Y%m%d-%H%M%S}"
    before.mkdir(mode=0o700)
    was_filled = databases.is_filled()
    done: list[Move] = []
    try:
        for part in PARTS:
            _replace(settings.OV_DATA_DIR / part, stage / part, before / part, done)
        if (stage / KEYS).exists():
            keys = Path(settings.OV_KEY_DIR)
            aside = keys.with_name(f"{keys.name}-{before.name}")
            _replace(keys, stage / KEYS, aside, done)
        _replace_database(stage / databases.file_name(), before, done)
    except BaseException:
        for old, new in reversed(done):
            new.rename(old)
        shutil.rmtree(before, ignore_errors=True)
        raise
    for folder in {path.parent for move in done for path in move}:
        sync_folder(folder)
    if was_filled or any((before / part).exists() for part in PARTS):
        return before
    shutil.rmtree(before)  # tables in which nothing was entered
    return None


def _replace(present: Path, staged: Path, aside: Path, done: list[Move]) -> None:
    if present.exists():
        _move(present, aside, done)
    if staged.exists():
        present.parent.mkdir(parents=True, exist_ok=True)
        _move(staged, present, done)


def _move(old: Path, new: Path, done: list[Move]) -> None:
    old.rename(new)
    done.append((old, new))


def _replace_database(staged: Path, before: Path, done: list[Move]) -> None:
    if connection.vendor == "postgresql":
        if databases.is_filled():
            databases.dump(before / databases.file_name())
        databases.load_postgres(staged)
        return
    name = connection.settings_dict["NAME"]
    databases.settle_sqlite()
    connections.close_all()
    for suffix in ("-wal", "-shm"):
        leftover = Path(f"{name}{suffix}")
        if leftover.exists():
            _move(leftover, before / leftover.name, done)
    _replace(Path(name), staged, before / Path(name).name, done)
