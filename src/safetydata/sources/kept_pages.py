"""Pages of a table that were fetched before, with a journal that vouches for each of them.

Fetching a national table takes hours. When it breaks off, the pages stay, and the next attempt
goes on after the last page that is still what it was, as long as the source still has the same
edition of the table.
"""

import fcntl
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from safetydata.sources.snapshot import fingerprint

_JOURNAL = "journal.jsonl"
_OURS_ALONE = 0o700
_PAGE_NAME = re.compile(r"\w+\.json")


@dataclass(frozen=True, slots=True)
class Edition:
    """What tells one edition of a table at its source from another."""

    address: str
    modified: str
    count: int | None


@dataclass(frozen=True, slots=True)
class Page:
    """A page in the folder, and the address of the one after it; empty when it is the last."""

    name: str
    sha256: str
    bytes: int
    records: int
    onward: str


class Shelf:
    """The pages of one edition of one table, in order."""

    def __init__(self, folder: Path, edition: Edition) -> None:
        """Open the folder; what is of another edition, or not what was written, is dropped."""
        self.folder = folder
        self._journal = folder / _JOURNAL
        self.pages = self._verified(edition)
        self._rewrite(edition)

    @property
    def is_whole(self) -> bool:
        """Whether the last page is here."""
        return bool(self.pages) and not self.pages[-1].onward

    @property
    def total_bytes(self) -> int:
        """The size of all pages together."""
        return sum(page.bytes for page in self.pages)

    def add(self, name: str, *, records: int, onward: str) -> None:
        """Vouch for a page that has just been written to the folder."""
        path = self.folder / name
        page = Page(name, fingerprint(path), path.stat().st_size, records, onward)
        self.pages.append(page)
        with self._journal.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(asdict(page)) + "\n")

    def hand_over(self, folder: Path) -> None:
        """Put all pages in another folder as well, without copying them where that is possible."""
        for page in self.pages:
            source, target = self.folder / page.name, folder / page.name
            if source == target:
                continue
            try:
                os.link(source, target)
            except OSError:
                shutil.copyfile(source, target)

    def _verified(self, edition: Edition) -> list[Page]:
        found: list[Page] = []
        lines = self._lines()
        if next(lines, None) != asdict(edition):
            return found
        for fields in lines:
            page = self._page(fields)
            if page is None:
                return found
            found.append(page)
        return found

    def _page(self, fields: dict[str, Any]) -> Page | None:
        """Give a page of the journal; None when it is not what arrived, or is not in the folder."""
        kinds = {"name": str, "sha256": str, "bytes": int, "records": int, "onward": str}
        if {name: type(value) for name, value in fields.items()} != kinds:
            return None  # a line that another version wrote
        page = Page(**fields)
        if not _PAGE_NAME.fullmatch(page.name):
            return None
        path = self.folder / page.name
        if path.is_symlink() or not path.is_file() or path.stat().st_size != page.bytes:
            return None
        return page if fingerprint(path) == page.sha256 else None

    def _lines(self) -> Iterator[dict[str, Any]]:
        """Give the lines of the journal up to one that was cut off."""
        if not self._journal.exists():
            return
        for line in self._journal.read_text("utf-8", errors="replace").splitlines():
            try:
                fields = json.loads(line)
            except (ValueError, RecursionError):
                return
            if not isinstance(fields, dict):
                return
            yield fields

    def _rewrite(self, edition: Edition) -> None:
        facts = [asdict(edition), *map(asdict, self.pages)]
        lines = [json.dumps(item) + "\n" for item in facts]
        temporary = self._journal.with_suffix(".new")
        temporary.write_text("".join(lines), "utf-8")
        temporary.replace(self._journal)


@contextmanager
def kept_folder(kept: Path | None, address: str, otherwise: Path) -> Iterator[Path]:
    """Lend the folder in which the pages of an address are kept.

    Gives `otherwise`, in which nothing outlives the import, when nothing is to be kept or when
    another process is fetching the same table at this moment.
    """
    if kept is None:
        yield otherwise
        return
    folder = _folder_of(kept, address)
    kept.mkdir(parents=True, exist_ok=True)
    folder.mkdir(mode=_OURS_ALONE, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            folder = otherwise
        yield folder
    finally:
        os.close(handle)


def forget(kept: Path, address: str) -> None:
    """Throw away what was kept of an address."""
    shutil.rmtree(_folder_of(kept, address), ignore_errors=True)


def _folder_of(kept: Path, address: str) -> Path:
    words = re.findall(r"\w+", address)
    digest = hashlib.sha256(address.encode()).hexdigest()[:16]
    return kept / f"{words[-1][:40] if words else 'table'}-{digest}"
