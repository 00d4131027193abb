"""Finds out what kind of source this is and reads it as a draft, with its fingerprint."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from safetydata.coding import Doubtful
from safetydata.errors import ImportRefused, Reason
from safetydata.metadata import Metadata
from safetydata.sources import csv_file, feed, odata, saved_feed, snapshot
from safetydata.sources.draft import Draft
from safetydata.sources.snapshot import Progress

_TABLE_IN_NAME = re.compile(r"(?<![0-9A-Za-z])\d{5}[A-Za-z]{3}(?![A-Za-z])")


@dataclass(frozen=True, slots=True)
class Taken:
    """A source as read: its cells, the table it says it is, and where it came from.

    `fingerprint` gives the SHA-256 when all is read. `exactly` takes the same source in the exact
    way, which is slower; None when this was it.
    """

    draft: Draft
    table: str
    fingerprint: Callable[[], str]
    origin: str
    exactly: "Callable[[], Taken] | None" = None

    @property
    def sha256(self) -> str:
        """The fingerprint of the source."""
        return self.fingerprint()


def take(
    source: Path | str,
    *,
    work: Path,
    description: Path | None,
    open_client: Callable[[], feed.Client],
    progress: Progress,
) -> Taken:
    """Read a file, a saved feed or an address."""
    if isinstance(source, str) and feed.is_address(source):
        with open_client() as client:
            return _take_address(source, work, description, client, progress)
    path = Path(source)
    if path.is_dir() or path.suffix.lower() in {".json", ".parquet"}:
        if not path.exists():
            raise ImportRefused(Reason.FILE_MISSING, file=str(path))
        return _take_feed(path, work, description, progress, origin=path.name)
    return _take_csv(path, work, description, progress, origin=path.name)


def _take_address(
    address: str, work: Path, description: Path | None, client: feed.Client, progress: Progress
) -> Taken:
    name = Path(urlsplit(address).path).name
    folder = work / "feed"
    folder.mkdir()
    if name.lower().endswith(".csv"):
        if not client.fetch(address, folder / name):
            raise ImportRefused(Reason.FEED_REFUSED, address=address, status="404")
        return _take_csv(folder / name, work, description, progress, origin=address)
    whole = feed.download(address, folder, client, progress)
    return _take_feed(folder, work, description, progress, origin=address, whole=whole)


def _take_feed(
    source: Path,
    work: Path,
    description: Path | None,
    progress: Progress,
    *,
    origin: str,
    whole: bool = True,
) -> Taken:
    found = saved_feed.find(source)
    metadata = _described(description, found.metadata())
    # A count of the whole table says nothing about a part of it.
    metadata = metadata if whole else replace(metadata, count=None)
    table = metadata.table or _table_in(source.name)

    def taken(draft: Draft, exactly: Callable[[], Taken] | None) -> Taken:
        reading = replace(draft.reading, complete=draft.reading.complete and whole)
        draft = replace(draft, reading=reading)
        sha256 = snapshot.fingerprint(*found.files())
        return Taken(draft, table, lambda: sha256, origin, exactly)

    def exactly() -> Taken:
        return taken(odata.read(found, metadata, work, progress), None)

    try:
        return taken(odata.read_quickly(found, metadata, work, progress), exactly)
    except Doubtful:
        return exactly()


def _take_csv(
    path: Path, work: Path, description: Path | None, progress: Progress, *, origin: str
) -> Taken:
    metadata = _described(description, Metadata())
    table = metadata.table or _table_in(path.name)
    metadata = replace(metadata, table=table)

    def exactly() -> Taken:
        copy = snapshot.take_text(path, work, progress)
        draft = csv_file.read(copy.path, metadata, progress)
        return Taken(draft, table, lambda: copy.sha256, origin)

    try:
        head = snapshot.take_head(path, work)
        quick = csv_file.read_quickly(path, head, metadata, progress)
    except (Doubtful, ImportRefused):
        return exactly()  # which says what is wrong
    if quick is None:
        return exactly()
    return Taken(quick.draft, table, lambda: quick.blocks.sha256, origin, exactly)


def _described(description: Path | None, found: Metadata) -> Metadata:
    return saved_feed.find_description(description) if description else found


def _table_in(name: str) -> str:
    match = _TABLE_IN_NAME.search(name)
    return match[0] if match else ""
