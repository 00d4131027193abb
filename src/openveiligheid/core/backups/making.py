"""Making a back-up: everything beside the keys in one folder, the keys in another."""

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from openveiligheid.core.backups import databases
from openveiligheid.core.backups.folders import (
    appearing,
    copy_tree,
    refuse_filled,
    refuse_overlap,
)
from openveiligheid.core.backups.manifest import (
    KeptFile,
    Manifest,
    keep,
    paths_under,
    write_manifest,
)
from openveiligheid.core.errors import Refused

SITE, KEYS = "site", "keys"
PARTS = ("files", "figures")


def back_up(target: Path, *, at: datetime, keys_to: Path | None = None) -> Manifest:
    """Write a back-up to a new folder; the keys only where they are asked for, and apart."""
    for folder in filter(None, (target, keys_to)):
        refuse_filled(folder)
        refuse_overlap(folder, settings.OV_KEY_DIR)
        for part in PARTS:
            refuse_overlap(folder, settings.OV_DATA_DIR / part)
    if keys_to is not None:
        refuse_overlap(target, keys_to)
    with appearing(target) as folder:
        name = databases.file_name()
        facts = databases.dump(folder / name)
        files = [keep(folder, name)]
        for part in PARTS:
            files += _back_up_part(settings.OV_DATA_DIR / part, folder, part)
        manifest = Manifest(
            kind=SITE,
            made_at=at.isoformat(),
            files=files,
            vendor=connection.vendor,
            migrations=facts.migrations,
            counts=facts.counts,
            chains=facts.chains,
        )
        write_manifest(folder, manifest)
        if keys_to is not None:  # after the database, so that no key of it is missed
            _back_up_keys(keys_to, at)
    return manifest


def _back_up_part(source: Path, folder: Path, part: str) -> list[KeptFile]:
    """Copy a folder of the site; hidden files are work in progress and stay behind."""
    settled = (
        path
        for path in paths_under(source)
        if not any(name.startswith(".") for name in path.split("/"))
    )
    copied = copy_tree(source, folder / part, settled)
    return [keep(folder, f"{part}/{path}") for path in copied]


def _back_up_keys(target: Path, at: datetime) -> None:
    source = Path(settings.OV_KEY_DIR)
    if not source.is_dir():
        raise Refused(_("De sleutelbewaarplaats %(folder)s is er niet.") % {"folder": source})
    with appearing(target) as folder:
        copied = copy_tree(source, folder, paths_under(source))
        files = [keep(folder, path) for path in copied]
        write_manifest(folder, Manifest(kind=KEYS, made_at=at.isoformat(), files=files))
