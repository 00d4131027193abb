"""A private copy of the input as UTF-8, with its fingerprint, so that it cannot change under us."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from safetydata.coding import Doubtful
from safetydata.errors import ImportRefused, Reason

Progress = Callable[[str, int, int | None], None]
"""Called with the stage (Dutch word), how much is done, and of how much when that is known."""

_BLOCK = 1 << 20
_HEAD = 1 << 16
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The copy, and the SHA-256 of the input as it was found."""

    path: Path
    sha256: str


def fingerprint(*paths: Path) -> str:
    """Give the SHA-256 over the files in the order given."""
    digest = hashlib.sha256()
    for path in paths:
        with path.open("rb") as stream:
            while block := stream.read(_BLOCK):
                digest.update(block)
    return digest.hexdigest()


def take_text(source: Path, work: Path, progress: Progress) -> Snapshot:
    """Copy a text file as UTF-8 without BOM, each line ended by a line feed.

    Windows-1252 is understood, other bytes are refused.
    """
    if not source.is_file():
        raise ImportRefused(Reason.FILE_MISSING, file=str(source))
    target = work / "input.csv"
    try:
        digest = _copy(source, target, "utf-8", progress)
    except UnicodeDecodeError:
        try:
            digest = _copy(source, target, "cp1252", progress)
        except UnicodeDecodeError as error:
            raise ImportRefused(Reason.NOT_TEXT, row=_unreadable_line(source)) from error
    if target.stat().st_size == 0:
        raise ImportRefused(Reason.FILE_EMPTY)
    return Snapshot(target, digest)


def take_head(source: Path, work: Path) -> Path:
    """Copy the first lines of a file into `work`; Doubtful unless they are plain UTF-8."""
    if not source.is_file():
        raise ImportRefused(Reason.FILE_MISSING, file=str(source))
    with source.open("rb") as stream:
        read = stream.read(_HEAD)
    head = read[: read.rfind(b"\n") + 1].removeprefix(_BOM).replace(b"\r\n", b"\n")
    if not head or b"\r" in head or b"\0" in head:
        raise Doubtful
    try:
        head.decode()
    except UnicodeDecodeError as error:
        raise Doubtful from error
    target = work / "head.csv"
    target.write_bytes(head)
    return target


def _copy(source: Path, target: Path, encoding: str, progress: Progress) -> str:
    digest, size, done = hashlib.sha256(), source.stat().st_size, 0
    with source.open("rb") as incoming, target.open("wb") as outgoing:
        while lines := incoming.readlines(_BLOCK):  # whole lines: no character is cut in two
            block = b"".join(lines)
            digest.update(block)
            text = (block if done else block.removeprefix(_BOM)).decode(encoding)
            if "\0" in text:
                raise UnicodeDecodeError(encoding, block, 0, 1, "zero byte")
            outgoing.write(text.replace("\r\n", "\n").replace("\r", "\n").encode())
            done += len(block)
            progress("lezen", done, size)
    return digest.hexdigest()


def _unreadable_line(source: Path) -> int:
    with source.open("rb") as stream:
        for number, line in enumerate(stream, start=1):
            try:
                line.decode("cp1252")
            except UnicodeDecodeError:
                return number
            if b"\0" in line:
                return number
    return 1
