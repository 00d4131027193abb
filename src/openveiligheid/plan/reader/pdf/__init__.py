"""From a PDF to lines in reading order, with the size and weight of their letters."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from openveiligheid.plan.reader.errors import DAMAGED, ENCRYPTED, SCANNED, TOO_LONG, UnreadablePlan
from openveiligheid.plan.reader.lines import Line, key
from openveiligheid.plan.reader.pdf.characters import segments_of
from openveiligheid.plan.reader.pdf.pages import lines_of_page, set_gaps
from openveiligheid.plan.reader.proposal import SourceLine

MAX_PAGES = 600
MAX_CHARACTERS = 2_500_000
MIN_LETTERS = 40

# PDFium keeps global state and may be used by one thread at a time.
_one_at_a_time = threading.Lock()


def lines_of_pdf(content: bytes) -> tuple[list[Line], list[SourceLine], str]:
    """Give the lines, the same lines as source, and the title in the file's metadata."""
    with _one_at_a_time, _opened(content) as document:
        if len(document) > MAX_PAGES:
            raise UnreadablePlan(TOO_LONG)
        pages = _pages(document)
        bookmarks = _bookmarks(document)
        title = str(document.get_metadata_dict().get("Title") or "")
    lines = [line for page in pages for line in page]
    if sum(sign.isalpha() for line in lines for sign in line.text) < MIN_LETTERS:
        raise UnreadablePlan(SCANNED)
    set_gaps(pages)
    _mark_bookmarks(lines, bookmarks)
    source = [SourceLine(line.page, line.number, line.text) for line in lines]
    return lines, source, title


@contextmanager
def _opened(content: bytes) -> Iterator[pdfium.PdfDocument]:
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        locked = error.err_code in (pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY)
        raise UnreadablePlan(ENCRYPTED if locked else DAMAGED) from error
    try:
        yield document
    except pdfium.PdfiumError as error:
        raise UnreadablePlan(DAMAGED) from error
    finally:
        document.close()


def _pages(document: pdfium.PdfDocument) -> list[list[Line]]:
    pages: list[list[Line]] = []
    characters = 0
    for number, page in enumerate(document, start=1):
        text = page.get_textpage()
        characters += text.count_chars()
        if characters > MAX_CHARACTERS:
            raise UnreadablePlan(TOO_LONG)
        pages.append(lines_of_page(segments_of(text, page.get_height()), number))
        text.close()
        page.close()
    if not pages:
        raise UnreadablePlan(DAMAGED)
    return pages


def _bookmarks(document: pdfium.PdfDocument) -> list[tuple[str, int, int | None]]:
    """Give the bookmarks: title as key, level from 1, and page."""
    found: list[tuple[str, int, int | None]] = []
    for bookmark in document.get_toc(max_depth=6):
        target = bookmark.get_dest()
        index = target.get_index() if target else None
        page = index + 1 if index is not None else None
        if (title := key(bookmark.get_title())) and len(found) < 2000:
            found.append((title, bookmark.level + 1, page))
    return found


def _mark_bookmarks(lines: list[Line], bookmarks: list[tuple[str, int, int | None]]) -> None:
    """Note on each line that a bookmark points to how deep that heading is."""
    by_page: dict[int | None, list[Line]] = {}
    for line in lines:
        by_page.setdefault(line.page, []).append(line)
    for title, level, page in bookmarks:
        for line in by_page.get(page, []):
            written = key(line.text)
            starts = len(written) >= 8 and title.startswith(written) and len(line.text) > 12
            if not line.outline and written and (written == title or starts):
                line.outline = level
                break
