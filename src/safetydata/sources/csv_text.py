"""The grammar of a CSV file: separator, whole rows, closed quotes; says which line is wrong."""

import csv
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from safetydata.errors import ImportRefused, Reason
from safetydata.sources.snapshot import Progress

_SEPARATORS = (",", ";", "\t")
_REPORT_EVERY = 100_000


def separator_of(path: Path) -> str:
    """Find the separator that cuts one of the first lines into most parts."""
    with path.open(encoding="utf-8", newline="") as stream:
        head = [line for _, line in zip(range(12), stream, strict=False)]
    return max(_SEPARATORS, key=lambda separator: _width(head, separator))


def _width(head: Sequence[str], separator: str) -> int:
    """Give the most parts of a line, up to the first line that this separator cannot cut."""
    width, reader = 0, csv.reader(head, delimiter=separator, strict=True)
    with suppress(csv.Error):
        for row in reader:
            width = max(width, len(row))
    return width


def rows(path: Path, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Give each row with the number of the line on which it starts; refuse a broken quote."""
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.reader(stream, delimiter=separator, strict=True)
        while True:
            line = reader.line_num + 1
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                column = str(_open_column(path, separator, line))
                raise ImportRefused(Reason.QUOTE_OPEN, row=line, column=column) from error
            yield line, row


@dataclass(frozen=True, slots=True)
class Checked:
    """A file of which all rows are whole; `quotes_inside` when a cell holds a quote itself."""

    records: int
    quotes_inside: bool


def check_whole(path: Path, separator: str, header: Sequence[str], progress: Progress) -> Checked:
    """Count the records below the header, refusing the first row of another width."""
    width, count, quotes = len(header), 0, False
    for line, row in rows(path, separator):
        if not row:
            continue
        if len(row) != width:
            column = header[min(len(row), width - 1)]
            raise ImportRefused(
                Reason.WRONG_COLUMN_COUNT, row=line, column=column, found=len(row), expected=width
            )
        count += 1
        quotes = quotes or '"' in "".join(row)
        if count % _REPORT_EVERY == 0:
            progress("controleren", count, None)
    return Checked(count - 1, quotes)


def rewrite(path: Path, target: Path, separator: str) -> None:
    """Write the same rows with every cell quoted, so that all readers cut them alike."""
    with target.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=separator, quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writerows(row for _, row in rows(path, separator))


def line_of_record(path: Path, separator: str, record: int) -> int:
    """Give the line on which a record (0-based, below the header) starts."""
    for number, (line, _) in enumerate(rows(path, separator)):
        if number == record + 1:
            return line
    raise IndexError(record)


def _open_column(path: Path, separator: str, line: int) -> str:
    """Name the column in which the broken quote opens, as far as the line tells."""
    with path.open(encoding="utf-8", newline="") as stream:
        lines = stream.readlines()
    header: list[str] = []
    with suppress(csv.Error):  # the heading may be what is wrong
        header = next(csv.reader(lines[:1], delimiter=separator), [])
    before = lines[line - 1].rsplit('"', 1)[0] if line <= len(lines) else ""
    inside, place = False, 0
    for letter in before:
        inside ^= letter == '"'
        place += letter == separator and not inside
    return header[min(place, len(header) - 1)] if header else ""
