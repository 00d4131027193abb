"""Finds out what kind of source this is and reads it as a draft, with its fingerprint."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from safetydata.errors import ImportRefused, Reason
from safetydata.metadata import Metadata
from safetydata.sources import csv_file, feed, odata, saved_feed, snapshot
from safetydata.sources.draft import Draft
from safetydata.sources.snapshot import Progress

_TABLE_IN_NAME = re.compile(r"(?<![0-9A-Za-z])\d{5}[A-Za-z]{3}(?![A-Za-z])")


@dataclass(frozen=True, slots=True)
class Taken:
    """A source as read: its cells, the table it says it is, and where it came from."""

    draft: Draft
    table: str
    sha256: str
    origin: str


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
    draft = odata.read(found, metadata, work, progress)
    reading = replace(draft.reading, complete=draft.reading.complete and whole)
    table = metadata.table or _table_in(source.name)
    draft = replace(draft, reading=reading)
    return Taken(draft, table, snapshot.fingerprint(*found.files()), origin)


def _take_csv(
    path: Path, work: Path, description: Path | None, progress: Progress, *, origin: str
) -> Taken:
    copy = snapshot.take_text(path, work, progress)
    metadata = _described(description, Metadata())
    table = metadata.table or _table_in(path.name)
    draft = csv_file.read(copy.path, replace(metadata, table=table), progress)
    return Taken(draft, table, copy.sha256, origin)


def _described(description: Path | None, found: Metadata) -> Metadata:
    return saved_feed.find_description(description) if description else found


def _table_in(name: str) -> str:
    match = _TABLE_IN_NAME.search(name)
    return match[0] if match else ""
