"""Pages of OData v3 and v4 in JSON, and the same table as Parquet, as cells."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import polars as pl

from safetydata.errors import ImportRefused, Reason
from safetydata.metadata import Metadata
from safetydata.sources import observations, saved_feed, wide
from safetydata.sources.draft import Draft, Reading
from safetydata.sources.saved_feed import SavedFeed
from safetydata.sources.snapshot import Progress

_UNIT = "record"
_COUNT = ("odata.count", "@odata.count")


def read(feed: SavedFeed, metadata: Metadata, work: Path, progress: Progress) -> Draft:
    """Read the figures of a saved feed as cells, after checking that no page is missing."""
    if feed.data[0].suffix == ".parquet":
        chunks, count = list(feed.data), _parquet_rows(feed.data)
        counted = metadata.count
    else:
        chunks, count, counted = _pages(feed, work, progress)
        counted = counted or saved_feed.stated_count(feed) or metadata.count
    if counted is not None and count < counted:
        raise ImportRefused(Reason.ROWS_MISSING, expected=counted, found=count)
    columns = _columns(chunks)
    records = pl.scan_parquet(chunks, glob=False, row_index_name="record")
    records = records.with_columns(pl.col(columns).cast(pl.String))
    make = observations.draft_of if observations.is_observations(columns) else wide.draft_of
    reading = Reading(unit=_UNIT, records=count, complete=counted == count)
    return make(records, columns, metadata, reading)


def _pages(feed: SavedFeed, work: Path, progress: Progress) -> tuple[list[Path], int, int | None]:
    """Write each page as Parquet; give the files, the records in them and the source's count."""
    chunks: list[Path] = []
    columns: list[str] = []
    count, counted = 0, None
    for number, path in enumerate(feed.data):
        content = saved_feed.load_json(path)
        page = saved_feed.values(content, path)
        facts = content if isinstance(content, Mapping) else {}
        counted = _number(facts, _COUNT) or counted
        if page:
            columns = columns or list(page[0])
            chunks.append(_write_chunk(page, columns, work / f"page_{number}.parquet"))
        count += len(page)
        link = saved_feed.next_page(content)
        _refuse_loose_end(link, count, number, last=path == feed.data[-1])
        progress("pagina's lezen", number + 1, len(feed.data))
    if not count:
        raise ImportRefused(Reason.NO_ROWS)
    return chunks, count, counted


def _write_chunk(page: Sequence[Mapping[str, object]], columns: Sequence[str], path: Path) -> Path:
    texts = {name: [_text(record.get(name)) for record in page] for name in columns}
    pl.DataFrame(texts, schema=dict.fromkeys(columns, pl.String())).write_parquet(path)
    return path


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _refuse_loose_end(link: str, count: int, number: int, *, last: bool) -> None:
    """Refuse when a page points at a next one that is not there, or not the one that follows."""
    skip = parse_qs(urlsplit(link).query).get("$skip", [""])[0]
    if link and (last or (skip.isdigit() and int(skip) != count)):
        raise ImportRefused(Reason.PAGE_MISSING, page=number + 2)


def _number(facts: Mapping[str, object], names: Sequence[str]) -> int | None:
    text = next((str(facts[name]) for name in names if name in facts), "")
    return int(text) if text.isdigit() else None


def _parquet_rows(paths: Sequence[Path]) -> int:
    try:
        return int(pl.scan_parquet(list(paths), glob=False).select(pl.len()).collect().item())
    except (pl.exceptions.PolarsError, OSError) as error:
        raise ImportRefused(Reason.PARQUET_BROKEN, file=paths[0].name) from error


def _columns(chunks: Sequence[Path]) -> list[str]:
    return list(pl.read_parquet_schema(chunks[0]))
