"""A CSV file: an export of StatLine, a wide table of the open data, or v4 observations."""

import re
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from safetydata.errors import ImportRefused, Reason
from safetydata.metadata import Metadata
from safetydata.sources import csv_text, observations, statline, wide
from safetydata.sources.ahead import ahead
from safetydata.sources.csv_blocks import Blocks
from safetydata.sources.draft import Draft, Reading
from safetydata.sources.snapshot import Progress

_FIGURE = re.compile(r"-?\d+(?:[.,]\d+)?")


@dataclass(frozen=True, slots=True)
class Quick:
    """A file that is read in one go; `blocks` knows its fingerprint when it is read."""

    draft: Draft
    blocks: Blocks


def read(path: Path, metadata: Metadata, progress: Progress) -> Draft:
    """Read the copy of a CSV file as cells, after checking that it is whole."""
    separator = csv_text.separator_of(path)
    if statline.looks_like_export(path, separator):
        return statline.read(path, metadata.table)
    header = _header(path, separator)
    checked = csv_text.check_whole(path, separator, header, progress)
    if not checked.records:
        raise ImportRefused(Reason.NO_ROWS)
    table = path
    if checked.quotes_inside:
        # A quote inside a cell that is not quoted itself is cut differently by every reader.
        table = path.with_suffix(".quoted.csv")
        csv_text.rewrite(path, table, separator)
    records = pl.scan_csv(
        table,
        separator=separator,
        has_header=False,
        new_columns=header,
        infer_schema=False,
        empty_string_is_null=False,
        row_index_name="record",
        glob=False,
    ).filter(pl.col("record") > 0, pl.any_horizontal(pl.col(header) != ""))
    records = records.with_columns(pl.col("record") - 1)

    def row_of(record: int) -> int:
        return csv_text.line_of_record(path, separator, record)

    reading = Reading(row_of=row_of, decimal_comma=separator == ";", records=checked.records)
    make = observations.draft_of if observations.is_observations(header) else wide.draft_of
    return make(records, header, metadata, reading)


def read_quickly(path: Path, head: Path, metadata: Metadata, progress: Progress) -> Quick | None:
    """Read a CSV file in one go; None where only the exact way will do. `head` has its opening."""
    separator = csv_text.separator_of(head)
    if statline.looks_like_export(head, separator):
        return None
    header = _header(head, separator)
    if observations.is_observations(header):
        make, figures, keys = observations.quick_draft_of, frozenset({"Value"}), frozenset[str]()
    else:
        make, figures = wide.quick_draft_of, wide.topics_in(header, metadata)
        keys = wide.keys_in(header, metadata)
    blocks = Blocks(path, separator, header, figures, keys, progress)
    reading = Reading(decimal_comma=separator == ";")
    return Quick(make(lambda: ahead(blocks), header, metadata, reading), blocks)


def _header(path: Path, separator: str) -> list[str]:
    first = next(csv_text.rows(path, separator), None)
    header = [name.strip() for name in first[1]] if first else []
    if len(header) < 2:
        raise ImportRefused(Reason.LAYOUT_UNKNOWN)
    if any(_FIGURE.fullmatch(name) for name in header):
        raise ImportRefused(Reason.HEADER_MISSING, row=1, wanted="regio, periode en cijfers")
    for place, name in enumerate(header):
        if name in header[:place]:
            raise ImportRefused(Reason.COLUMN_TWICE, row=1, column=name)
    return header
