"""Figures on disk: one Parquet file per table, and a list that says which file counts.

    catalogue.json                    the list; replacing it is the one moment a change takes hold
    47018NED/<version>.parquet              cells, see `tables`
    47018NED/<version>.codes.parquet        the code lists of the table
    47018NED/<version>.outline.parquet      which topics, choices and periods have cells
    47018NED/<version>.series.month.parquet the same figures, a wide row per series; see `series`
    47018NED/<version>.superseded.parquet   cells that later imports replaced

A version is never written twice. The version before the present one stays, for who is reading it.
"""

import fcntl
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from safetydata.catalogue import CatalogueEntry, read_catalogue, write_catalogue
from safetydata.errors import ImportRefused, QuestionRefused, Reason
from safetydata.periods import PeriodKind

CELLS, CODES, OUTLINE, SERIES, SUPERSEDED = "", "codes", "outline", "series", "superseded"
"""The parts of a stored version, each in a file of its own."""

_TABLE = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{2,39}")


def table_name(text: str) -> str:
    """Give the name under which a table is stored; refuse what is no table number."""
    if not _TABLE.fullmatch(text):
        raise ImportRefused(Reason.TABLE_UNKNOWN)
    return text.upper()


class FigureStore:
    """A folder with figures. Any number may read while one writes."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def entries(self) -> Mapping[str, CatalogueEntry]:
        """Give all stored tables by their number."""
        return read_catalogue(self._catalogue)

    def entry(self, table: str) -> CatalogueEntry:
        """Give one stored table; raises QuestionRefused when it is not there."""
        found = self.entries().get(table.upper())
        if found is None:
            raise QuestionRefused(Reason.TABLE_ABSENT, table=table)
        return found

    def cells(self, entry: CatalogueEntry) -> Path:
        """Name the file with the cells of a table."""
        return self._file(entry, "")

    def codes(self, entry: CatalogueEntry) -> Path:
        """Name the file with the code lists of a table."""
        return self._file(entry, CODES)

    def outline(self, entry: CatalogueEntry) -> Path:
        """Name the file that says which topics, choices and periods of a table have cells."""
        return self._file(entry, OUTLINE)

    def series(self, entry: CatalogueEntry, kind: PeriodKind) -> Path:
        """Name the file with the series of a table by one kind of period."""
        return self._file(entry, f"{SERIES}.{kind.value}")

    def superseded(self, entry: CatalogueEntry) -> Path:
        """Name the file with the cells that later imports replaced."""
        return self._file(entry, SUPERSEDED)

    def _file(self, entry: CatalogueEntry, part: str) -> Path:
        dotted = f".{part}" if part else ""
        return self.root / entry.table / f"{entry.version}{dotted}.parquet"

    @contextmanager
    def work_folder(self) -> Iterator[Path]:
        """Lend a folder on the same disk; folders of an import that was killed are cleared away."""
        home = self.root / ".work"
        home.mkdir(parents=True, exist_ok=True)
        with ExitStack() as mine:
            # Between making a folder and locking it, nobody may take it for an abandoned one.
            with _locked(home):
                _clear_abandoned(home)
                folder = Path(tempfile.mkdtemp(dir=home))
                mine.enter_context(_locked(folder))
            mine.callback(shutil.rmtree, folder, ignore_errors=True)
            yield folder

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the one place from which the list may be replaced."""
        self.root.mkdir(parents=True, exist_ok=True)
        with _locked(self.root):
            yield

    def publish(self, entry: CatalogueEntry, files: Mapping[str, Path]) -> None:
        """Make this the stored table: files first, then the list, then clear what nobody reads.

        `files` gives each part of the version (`CELLS`, `CODES`, ...). Call within `writing`.
        """
        folder = self.root / entry.table
        folder.mkdir(exist_ok=True)
        for part, file in files.items():
            _sync(file)
            file.replace(self._file(entry, part))
        _sync(folder)
        self._replace_catalogue({**self.entries(), entry.table: entry})
        keep = {entry.version, entry.previous_version}
        for file in folder.iterdir():
            if file.name.split(".")[0] not in keep:
                file.unlink()

    @property
    def _catalogue(self) -> Path:
        return self.root / "catalogue.json"

    def _replace_catalogue(self, entries: Mapping[str, CatalogueEntry]) -> None:
        temporary = self._catalogue.with_suffix(".json.new")
        temporary.write_text(write_catalogue(entries), "utf-8")
        _sync(temporary)
        temporary.replace(self._catalogue)
        _sync(self.root)


def _clear_abandoned(home: Path) -> None:
    for folder in home.iterdir():
        try:
            with _locked(folder, wait=False):
                shutil.rmtree(folder)
        except (BlockingIOError, FileNotFoundError):
            continue  # its import is still running, or has just cleared it


@contextmanager
def _locked(folder: Path, *, wait: bool = True) -> Iterator[None]:
    """Hold a folder against other processes and threads; the system lets go when we are killed."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(handle)


def _sync(path: Path) -> None:
    """Have the disk confirm a file or folder before anything relies on it."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
