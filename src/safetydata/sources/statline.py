"""The CSV that StatLine gives to who presses "download": title, choices, a head, figures, source.

"Geregistreerde misdrijven en aangiften; …"      title
"Soort misdrijf: Totaal misdrijven"              a choice that holds for all figures
"Onderwerp";"Geregistreerde misdrijven";…        head, one row per breakdown of the columns
"Perioden";"2022";"2023"
"Regio's";"aantal";"aantal"                      last row of the head: row breakdown and units
"Nederland";"800027";"805590"
"Bron: Politie"
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from safetydata.errors import ImportRefused, Reason
from safetydata.metadata import (
    Dimension,
    Metadata,
    Topic,
    division_of,
    is_period,
    is_region,
    key_of,
    source_of,
)
from safetydata.periods import parse_period
from safetydata.sources import csv_text
from safetydata.sources.draft import TEXT_MISSING, Draft, Reading
from safetydata.tables import LABEL, NATION_CODE, NATION_NAME

SEPARATOR = ";"
_SUBJECT = "Onderwerp"
_FIGURE = re.compile(r"-?\d+(?:[.,]\d+)*")
_END = "Bron:"


@dataclass
class _Export:
    """An export taken apart."""

    title: str = ""
    source: str = ""
    choices: dict[str, str] = field(default_factory=dict)
    head: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    body: list[list[str]] = field(default_factory=list)


def looks_like_export(path: Path, separator: str) -> bool:
    """Whether the file opens with a title line of one cell before its table starts."""
    first = next((row for _, row in csv_text.rows(path, separator) if row), [])
    return separator == SEPARATOR and len(first) == 1


def read(path: Path, table: str) -> Draft:
    """Read an export as cells; the table number is not in the file and comes from outside."""
    export = _take_apart(path)
    rows, columns = export.head[-1], _columns(export)
    keys = [key_of(name) for name in rows[: columns.offset]]
    records = list(_cells(export, columns, keys))
    names = _names(keys, columns, export)
    cells = pl.LazyFrame(records, schema=_schema(names), orient="row")
    lines = export.lines
    reading = Reading(
        row_of=lambda record: lines[record],
        decimal_comma=True,
        blank_is_impossible=True,
        records=len(export.body),
    )
    return Draft(cells, tuple(names), _metadata(export, columns, names, table), reading)


def _take_apart(path: Path) -> _Export:
    export, line = _Export(), 1
    for line, row in csv_text.rows(path, SEPARATOR):
        if export.source:
            raise ImportRefused(Reason.LAYOUT_UNKNOWN, row=line)
        _take_row(export, line, row)
    if not export.head or not export.body:
        raise ImportRefused(Reason.NO_ROWS)
    if not export.source:
        raise ImportRefused(Reason.END_MISSING, row=line)
    return export


def _take_row(export: _Export, line: int, row: list[str]) -> None:
    cell = row[0].strip() if row else ""
    if len(row) <= 1:
        if cell.startswith(_END):
            export.source = cell.removeprefix(_END).strip()
        elif not export.title:
            export.title = cell
        elif export.body or export.head:
            _refuse_width(export, line, row)
        elif ":" in cell:
            name, _, value = cell.partition(":")
            export.choices[name.strip()] = value.strip()
        return
    if not export.body and _is_head(row):
        export.head.append([cell.strip() for cell in row])
        return
    if len(row) != len(export.head[-1] if export.head else row):
        _refuse_width(export, line, row)
    export.body.append(row)
    export.lines.append(line)


def _refuse_width(export: _Export, line: int, row: list[str]) -> None:
    width = len(export.head[-1]) if export.head else 0
    column = export.head[-1][min(len(row), width - 1)] if width else ""
    raise ImportRefused(
        Reason.WRONG_COLUMN_COUNT, row=line, column=column, found=len(row), expected=width
    )


def _is_head(row: list[str]) -> bool:
    """A row of the head holds names, units or periods; a row of figures holds none of these."""
    values = [cell.strip() for cell in row[1:]]
    if row[0].strip() in {"", _SUBJECT} or is_period(row[0]):
        return True
    return not any(_FIGURE.fullmatch(value) or value in TEXT_MISSING for value in values)


@dataclass
class _Columns:
    """What each column of figures is about."""

    offset: int
    topics: list[str]
    units: list[str]
    others: dict[str, list[str]]


def _columns(export: _Export) -> _Columns:
    """Read the head: a row above the last names a breakdown itself, or the row above it does."""
    offset, width = 1, len(export.head[-1])
    while offset < width - 1 and _is_row_name(export, offset):
        offset += 1
    columns = _Columns(offset, [], export.head[-1][offset:], {})
    name = ""
    for row in export.head[:-1]:
        if len(row) == offset + 1 and not row[0]:
            name = row[-1]  # the name stands alone; its values follow on the next row
            continue
        breakdown = row[0] or name
        if len(row) != width:
            raise ImportRefused(Reason.LAYOUT_UNKNOWN)
        if breakdown == _SUBJECT:
            columns.topics = row[offset:]
        else:
            columns.others[breakdown] = row[offset:]
    if not columns.topics:
        raise ImportRefused(Reason.HEADER_MISSING, row=1, wanted="het onderwerp")
    return columns


def _is_row_name(export: _Export, place: int) -> bool:
    return all(len(row) > place and not row[place] for row in export.head[:-1])


def _names(keys: list[str], columns: _Columns, export: _Export) -> dict[str, str]:
    """Give the dimensions of the export: key to title, without region, period and subject."""
    titles = [*export.head[-1][: columns.offset], *columns.others, *export.choices]
    return {
        key_of(title): title
        for title in titles
        if title and not is_region(title) and not is_period(title) and title != _SUBJECT
    }


def _schema(names: dict[str, str]) -> dict[str, pl.DataType]:
    base: list[str] = ["column", "region", "region_label", "period", "topic", "text"]
    texts = {name: pl.String() for name in [*base, *names, *(n + LABEL for n in names)]}
    return {"record": pl.UInt32(), **texts}


def _cells(export: _Export, columns: _Columns, keys: list[str]) -> Iterator[dict[str, object]]:
    fixed = {key_of(name): value for name, value in export.choices.items()}
    for record, row in enumerate(export.body):
        by_row = dict(zip(keys, (cell.strip() for cell in row), strict=False))
        for place, text in enumerate(row[columns.offset :]):
            by_column = {key_of(name): values[place] for name, values in columns.others.items()}
            yield _cell(record, columns.topics[place], text, fixed | by_column | by_row)


def _cell(record: int, topic: str, text: str, about: dict[str, str]) -> dict[str, object]:
    region, period = None, None
    cell: dict[str, object] = {"record": record, "column": topic, "topic": key_of(topic)}
    for name, value in about.items():
        if is_region(name):
            region = value
        elif is_period(name):
            period = value
        else:
            cell |= {name: value, name + LABEL: value}
    if region is None:
        region, cell["region_label"] = NATION_CODE, NATION_NAME
    return cell | {"region": region, "period": period, "text": text}


def _metadata(export: _Export, columns: _Columns, names: dict[str, str], table: str) -> Metadata:
    topics = {
        key_of(topic): Topic(key_of(topic), topic, unit)
        for topic, unit in zip(columns.topics, columns.units, strict=True)
    }
    period = next((value for name, value in export.choices.items() if is_period(name)), "")
    described = Metadata(
        table=table,
        title=export.title,
        source=source_of(table, export.source),
        division=division_of(export.title) or _division_by_year(export.title),
        topics=topics,
        dimensions={name: Dimension(name, title) for name, title in names.items()},
    )
    return replace(described, period=period) if parse_period(period) else described


def _division_by_year(title: str) -> str:
    """Read "… gemeente 2026" at the end of a title of the police, which names the division."""
    match = re.search(r"gemeente (\d{4})$", title)
    return f"indeling {match[1]}" if match else ""
