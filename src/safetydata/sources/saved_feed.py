"""A table of the open data as files in a folder: what `feed` downloads and what people keep.

Each entity of the feed is a file, or several numbered pages of one: `TableInfos.json`,
`TypedDataSet_1.json`, `TypedDataSet_2.json`. Files may carry a common prefix
(`cbs.v3.84799NED_TypedDataSet.parquet`) and be JSON, CSV or Parquet.
"""

import csv
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import polars as pl

from safetydata.errors import ImportRefused, Reason
from safetydata.metadata import Metadata, Record, from_v3, from_v4

DATA_ENTITIES = ("TypedDataSet", "UntypedDataSet", "Observations")
COUNT = "Count"
_NAME = re.compile(
    r"(?P<prefix>(?:.*[._])?)(?P<entity>[A-Za-z]+)(?:_(?P<page>\d+))?\.(?:json|csv|parquet)"
)
_UNUSED = re.compile(r"(?:Category|Measure|\w+)Groups|ColDescriptions")


@dataclass(frozen=True, slots=True)
class SavedFeed:
    """The files of one table."""

    entity: str
    data: tuple[Path, ...]
    described_by: Mapping[str, Path]

    def files(self) -> tuple[Path, ...]:
        """Give all files in a fixed order."""
        return (*self.data, *(self.described_by[name] for name in sorted(self.described_by)))

    def metadata(self) -> Metadata:
        """Read what the description says; empty when there is none."""
        return read_metadata(self.described_by)


def find(source: Path) -> SavedFeed:
    """Find the table of which `source` is the folder or the file with the figures."""
    folder = source if source.is_dir() else source.parent
    found = [
        (path, match) for path in sorted(folder.iterdir()) if (match := _NAME.fullmatch(path.name))
    ]
    if source.is_dir():
        prefixes = {match["prefix"] for _, match in found if match["entity"] in DATA_ENTITIES}
        if len(prefixes) != 1:
            raise ImportRefused(
                Reason.FEED_INCOMPLETE,
                file=str(source),
                wanted="één bestand TypedDataSet of Observations",
            )
        prefix = prefixes.pop()
    else:
        match = _NAME.fullmatch(source.name)
        if match is None or match["entity"] not in DATA_ENTITIES:
            return SavedFeed("", (source,), {})
        prefix = match["prefix"]
    mine = [(path, match) for path, match in found if match["prefix"] == prefix]
    entity = next(name for name in DATA_ENTITIES if any(m["entity"] == name for _, m in mine))
    pages = sorted((int(m["page"] or 0), path) for path, m in mine if m["entity"] == entity)
    _refuse_gap([number for number, _ in pages])
    described = {m["entity"]: path for path, m in mine if m["entity"] not in DATA_ENTITIES}
    return SavedFeed(entity, tuple(path for _, path in pages), described)


def find_description(folder: Path) -> Metadata:
    """Read the description of a table from a folder that need not hold figures."""
    if not folder.is_dir():
        raise ImportRefused(Reason.FILE_MISSING, file=str(folder))
    matches = ((path, _NAME.fullmatch(path.name)) for path in sorted(folder.iterdir()))
    return read_metadata(
        {match["entity"]: path for path, match in matches if match and not match["prefix"]}
    )


def read_metadata(files: Mapping[str, Path]) -> Metadata:
    """Read a description in the form of OData v3 or v4, whichever it is."""
    entities = {
        name: _records(path)
        for name, path in files.items()
        if name not in {COUNT, *DATA_ENTITIES} and not _UNUSED.fullmatch(name)
    }
    is_v4 = not entities.keys().isdisjoint(("MeasureCodes", "Dimensions", "Properties"))
    return from_v4(entities) if is_v4 else from_v3(entities)


def stated_count(feed: SavedFeed) -> int | None:
    """Give the number of records that the source itself counted, when it was asked."""
    path = feed.described_by.get(COUNT)
    return int(str(load_json(path))) if path else None


def load_json(path: Path) -> object:
    """Read JSON with every number as the text that the source wrote."""
    try:
        return json.loads(path.read_bytes(), parse_float=str, parse_int=str)
    except json.JSONDecodeError as error:
        raise ImportRefused(
            Reason.JSON_BROKEN, row=error.lineno, column=str(error.colno), file=path.name
        ) from error
    except (UnicodeDecodeError, RecursionError) as error:
        raise ImportRefused(Reason.JSON_BROKEN, file=path.name) from error


def values(content: object, path: Path) -> list[Record]:
    """Give the records of an entity: under `value`, or the list or the object itself."""
    if isinstance(content, dict):
        content = content.get("value", [content])
    if not isinstance(content, list) or not all(isinstance(item, dict) for item in content):
        raise ImportRefused(Reason.FEED_INCOMPLETE, file=path.name, wanted="de lijst “value”")
    return cast("list[Record]", content)


def next_page(content: object) -> str:
    """Give the address of the page after this one; empty on the last page."""
    if not isinstance(content, dict):
        return ""
    return str(content.get("odata.nextLink") or content.get("@odata.nextLink") or "")


def _records(path: Path) -> Sequence[Record]:
    if path.suffix == ".json":
        return values(load_json(path), path)
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as stream:
            return list(csv.DictReader(stream))
    try:
        return pl.read_parquet(path, glob=False).to_dicts()
    except pl.exceptions.PolarsError as error:
        raise ImportRefused(Reason.PARQUET_BROKEN, file=path.name) from error


def _refuse_gap(numbers: Iterable[int]) -> None:
    pages = list(numbers)
    for place, number in enumerate(pages):
        if number != pages[0] + place or pages[0] > 1:
            raise ImportRefused(Reason.PAGE_MISSING, page=place + 1)
