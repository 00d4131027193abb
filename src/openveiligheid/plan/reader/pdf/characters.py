"""From the characters of a PDF page to pieces of lines."""

from __future__ import annotations

import ctypes
import math
import re

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from openveiligheid.plan.reader.segments import Segment

HYPHENS = (0x02, 0xFFFE)
WIDE_GAP = 0.8
BOLD_WEIGHT = 600
_BOLD = re.compile(r"bold|black|heavy|semibold|demi", re.IGNORECASE)


class _Reader:
    """Reads one character at a time; the C functions write into fields that are reused."""

    def __init__(self, page: pdfium.PdfTextPage) -> None:
        self._page = page.raw
        self._loose = pdfium_c.FS_RECTF()
        self._matrix = pdfium_c.FS_MATRIX()
        self._origin = [ctypes.c_double() for _ in range(2)]
        self._name = ctypes.create_string_buffer(256)
        self._flags = ctypes.c_int()

    def sign(self, index: int) -> int:
        return int(pdfium_c.FPDFText_GetUnicode(self._page, index))

    def is_turned(self, index: int) -> bool:
        angle = float(pdfium_c.FPDFText_GetCharAngle(self._page, index))
        return 0.1 < angle < 6.18

    def edges(self, index: int) -> tuple[float, float]:
        pdfium_c.FPDFText_GetLooseCharBox(self._page, index, self._loose)
        return float(self._loose.left), float(self._loose.right)

    def baseline(self, index: int) -> float:
        x, y = self._origin
        pdfium_c.FPDFText_GetCharOrigin(self._page, index, x, y)
        return y.value

    def height(self, index: int) -> float:
        """Give the font size as printed: the size in the file times the scale of its matrix."""
        size = float(pdfium_c.FPDFText_GetFontSize(self._page, index))
        if pdfium_c.FPDFText_GetMatrix(self._page, index, self._matrix):
            size *= math.hypot(float(self._matrix.c), float(self._matrix.d))
        return size

    def is_bold(self, index: int) -> bool:
        if int(pdfium_c.FPDFText_GetFontWeight(self._page, index)) >= BOLD_WEIGHT:
            return True
        self._name.value = b""
        pdfium_c.FPDFText_GetFontInfo(self._page, index, self._name, 256, self._flags)
        return bool(_BOLD.search(self._name.value.decode("utf-8", "replace")))


def segments_of(page: pdfium.PdfTextPage, height: float) -> list[Segment]:
    """Give the pieces of text of a page; a wide gap or another height starts a new piece."""
    reader = _Reader(page)
    building = _Building(height)
    for index in range(page.count_chars()):
        code = reader.sign(index)
        if code in (10, 13):
            building.end()
        elif code in (32, 160, 9):
            building.space()
        elif code and not reader.is_turned(index):
            building.add("-" if code in HYPHENS else chr(code), reader, index)
    building.end()
    return building.segments


class _Building:
    """Grows pieces character by character."""

    def __init__(self, page_height: float) -> None:
        self.segments: list[Segment] = []
        self._page_height = page_height
        self._text: list[str] = []
        self._bold: list[bool] = []
        self._space = False
        self._x0 = self._x1 = self._y = self._size = 0.0

    def space(self) -> None:
        self._space = True

    def add(self, sign: str, reader: _Reader, index: int) -> None:
        left, right = reader.edges(index)
        y, size = reader.baseline(index), reader.height(index)
        if self._text:
            raised = y - self._y > 0.15 * self._size and size < 0.8 * self._size
            if raised and sign.isdigit():
                return
            jumps = abs(y - self._y) > 0.5 * max(self._size, 1.0)
            apart = left - self._x1 > WIDE_GAP * max(self._size, 1.0)
            back = left < self._x0 - self._size
            if jumps or apart or back:
                self.end()
        if not self._text:
            self._x0, self._y, self._size = left, y, size
        elif self._space or left - self._x1 > 0.15 * size:
            self._text.append(" ")
        self._space = False
        self._text.append(sign)
        self._x1 = max(right, left)
        self._size = max(self._size, size)
        if len(self._bold) < 4 or index % 7 == 0:
            self._bold.append(reader.is_bold(index))

    def end(self) -> None:
        text = "".join(self._text).strip()
        if text:
            y = self._page_height - self._y
            bold = sum(self._bold) * 5 >= len(self._bold) * 4
            self.segments.append(Segment(text, self._x0, self._x1, y, round(self._size, 1), bold))
        self._text, self._bold, self._space = [], [], False
