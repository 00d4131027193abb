"""Lists as files for a spreadsheet. Text stays text: a cell never becomes a formula."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from io import BytesIO, StringIO
from re import compile as pattern

import polars as pl
from django.http import HttpResponse
from django.utils.text import slugify
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from safetydata.spreadsheets import plain_text

Value = str | int | float | date | None
PARQUET = "application/vnd.apache.parquet"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
UNPRINTABLE = pattern(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
WIDEST = 60
LONGEST_NAME = 100


def csv_file(name: str, headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> HttpResponse:
    """A CSV as Dutch Excel opens it: semicolons, UTF-8 with a mark, decimal comma, ISO dates.

    Text that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    text = StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows([_csv_cell(value) for value in row] for row in rows)
    content = text.getvalue().encode("utf-8-sig", errors="replace")
    return download(content, f"{file_name(name)}.csv", "text/csv; charset=utf-8")


def xlsx_file(name: str, headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> HttpResponse:
    """An Excel workbook with one sheet, a fixed heading row and a filter."""
    book = Workbook()
    sheet = book.active
    if sheet is None:
        raise RuntimeError("a new workbook has a sheet")
    sheet.title = UNPRINTABLE.sub("", name).translate(str.maketrans("[]:*?/\\", "       "))[:31]
    widths = [len(heading) for heading in headings]
    for number, row in enumerate([headings, *rows], start=1):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(number, column)
            _fill(cell, value)
            widths[column - 1] = max(widths[column - 1], min(len(str(value or "")), WIDEST))
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width + 2
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    content = BytesIO()
    book.save(content)
    return download(content.getvalue(), f"{file_name(name)}.xlsx", XLSX)


def parquet_file(
    name: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[Value]],
    facts: Mapping[str, str],
) -> HttpResponse:
    """A Parquet file for analysis; what is known of the whole stands in its metadata."""
    frame = pl.DataFrame(list(rows), schema=list(headings), orient="row", infer_schema_length=None)
    content = BytesIO()
    frame.write_parquet(content, metadata=dict(facts))
    return download(content.getvalue(), f"{file_name(name)}.parquet", PARQUET)


def _csv_cell(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return plain_text(value)
    return value.isoformat() if isinstance(value, date) else str(value).replace(".", ",")


def _fill(cell: object, value: Value) -> None:
    from openpyxl.cell import Cell

    if not isinstance(cell, Cell):
        raise TypeError("merged cells are not made here")
    if isinstance(value, str):
        cell.value = UNPRINTABLE.sub("", value)[:32_000]
        cell.data_type = "s"
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    else:
        cell.value = value
        cell.alignment = Alignment(vertical="top")
        if isinstance(value, date):
            cell.number_format = "dd-mm-yyyy"


def file_name(title: str) -> str:
    """The first part of a file name that tells what it holds, no longer than disks take."""
    return slugify(title[: 2 * LONGEST_NAME])[:LONGEST_NAME].strip("-")


def download(content: bytes, name: str, content_type: str) -> HttpResponse:
    """A file to keep."""
    return HttpResponse(
        content,
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
