"""Getting the bytes of a plan and telling by their content what kind of file they are."""

from __future__ import annotations

import codecs
from os import PathLike, fspath
from pathlib import Path

from openveiligheid.plan.reader.errors import (
    ARCHIVE,
    BROKEN_TEXT,
    EMPTY,
    NOT_FOUND,
    OFFICE,
    OTHER_FILE,
    TOO_LARGE,
    UnreadablePlan,
)

MAX_BYTES = 50 * 1024 * 1024
MAX_TEXT = 4_000_000

_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_ARCHIVES = (b"\x1f\x8b", b"7z\xbc\xaf\x27\x1c", b"Rar!", b"BZh", b"\xfd7zXZ")
_OTHER = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"\x7fELF", b"MZ\x90")
_MARKUP = (b"{\\rtf", b"%!PS", b"<!doctype html", b"<html", b"<?xml")
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def read_bytes(source: str | PathLike[str] | bytes) -> bytes:
    """Give the bytes of the source, looking at its size before reading it."""
    if isinstance(source, bytes | bytearray | memoryview):
        content = bytes(source) if len(source) <= MAX_BYTES else None
    else:
        content = _read_file(Path(fspath(source)))
    if content is None:
        raise UnreadablePlan(TOO_LARGE)
    if not content:
        raise UnreadablePlan(EMPTY)
    return content


def _read_file(path: Path) -> bytes | None:
    try:
        if path.stat().st_size > MAX_BYTES:
            return None
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise UnreadablePlan(NOT_FOUND) from error
    return content if len(content) <= MAX_BYTES else None


def is_pdf(content: bytes) -> bool:
    """Tell whether the bytes are a PDF; a little junk before the header is allowed."""
    return b"%PDF-" in content[:1024]


def refuse_other_files(content: bytes) -> None:
    """Raise UnreadablePlan when the bytes are a kind of file that holds no plain text."""
    head = content[:4096]
    if head.startswith(_OLD_OFFICE):
        raise UnreadablePlan(OFFICE)
    if head.startswith(_ZIP):
        office = (b"[Content_Types].xml", b"word/", b"xl/", b"ppt/", b"opendocument")
        inside = content[:65536] + content[-65536:]
        raise UnreadablePlan(OFFICE if any(name in inside for name in office) else ARCHIVE)
    if head.startswith(_ARCHIVES):
        raise UnreadablePlan(ARCHIVE)
    if head.startswith(_OTHER) or head.lstrip().lower().startswith(_MARKUP):
        raise UnreadablePlan(OTHER_FILE)


def decode(content: bytes) -> str:
    """Give the text of the bytes: UTF-8, UTF-16 with its mark, or cp1252."""
    text = _decoded(content)
    if not text.strip():
        raise UnreadablePlan(EMPTY)
    strange = sum(1 for sign in text[:200_000] if sign < " " and sign not in "\t\n\r\f\v")
    if "\x00" in text or strange > len(text[:200_000]) // 100:
        raise UnreadablePlan(BROKEN_TEXT)
    return text


def _is_damaged_utf8(content: bytes) -> bool:
    """Tell whether bytes that are not UTF-8 nearly are: most of their accents read as such."""
    text = content[:400_000].decode("utf-8", "replace")
    broken = text.count("\ufffd")
    return sum(sign > "\x7f" for sign in text) - broken > broken


def _decoded(content: bytes) -> str:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return _strictly(content[len(mark) :], encoding)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        if _is_damaged_utf8(content):
            raise UnreadablePlan(BROKEN_TEXT) from error
        return _strictly(content, "cp1252")


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadablePlan(BROKEN_TEXT) from error
