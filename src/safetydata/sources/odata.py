"""Pages of OData v3 and v4 in JSON, and the same table as Parquet, as cells."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import polars as pl

from safetydata.coding import Doubtful
from safetydata.errors import ImportRefused, Reason
from safetydata.metadata import Metadata
from safetydata.sources import observations, saved_feed, wide
from safetydata.sources.ahead import ahead
from safetydata.sources.draft import Draft, Reading
from safetydata.sources.saved_feed import SavedFeed
from safetydata.sources.snapshot import Progress

_UNIT = "record"
_AT_ONCE = 500_000
_PAGES = 16
_COUNT = ("odata.count", "@odata.count")


def read(feed: SavedFeed, metadata: Metadata, work: Path, progress: Progress) -> Draft:
    """Read the figures of a saved feed as cells, after checking that no page is missing."""
    if feed.data[0].suffix == ".parquet":
        chunks, count = list(feed.data), _parquet_rows(feed.data)
        counted = metadata.count
    else:
        chunks, count, counted = _pages(feed, work, progress)
        counted = counted or saved_feed.stated_count(feed) or metadata.count
    columns = _columns(chunks)
    records = pl.scan_parquet(chunks, glob=False, row_index_name="record")
    records = records.with_columns(pl.col(columns).cast(pl.String))
    make = observations.draft_of if observations.is_observations(columns) else wide.draft_of
    return make(records, columns, metadata, _reading(count, counted))


def read_quickly(feed: SavedFeed, metadata: Metadata, work: Path, progress: Progress) -> Draft:
    """Read the same with figures as the numbers that they are; Doubtful where some are not."""
    if feed.data[0].suffix == ".parquet":
        chunks, count = list(feed.data), _parquet_rows(feed.data)
        counted = metadata.count
    else:
        chunks, count, counted = _typed_pages(feed, metadata, work, progress)
        counted = counted or saved_feed.stated_count(feed) or metadata.count
    columns = _columns(chunks)
    rows = pl.scan_parquet(chunks, glob=False)
    is_long = observations.is_observations(columns)
    figures = {"Value"} if is_long else wide.topics_in(columns, metadata)
    texts = [name for name in columns if name not in figures]

    def frames() -> Iterator[pl.DataFrame]:
        typed = rows.with_columns(pl.col(texts).cast(pl.String))
        return ahead(typed.collect_batches(chunk_size=_AT_ONCE, maintain_order=True))

    make = observations.quick_draft_of if is_long else wide.quick_draft_of
    return make(frames, columns, metadata, _reading(count, counted))


def _reading(count: int, counted: int | None) -> Reading:
    if counted is not None and count < counted:
        raise ImportRefused(Reason.ROWS_MISSING, expected=counted, found=count)
    return Reading(unit=_UNIT, records=count, complete=counted == count)


def _typed_pages(
    feed: SavedFeed, metadata: Metadata, work: Path, progress: Progress
) -> tuple[list[Path], int, int | None]:
    """Write the pages as Parquet with numbers as numbers, several pages in a file."""
    chunks: list[Path] = []
    waiting: list[pl.DataFrame] = []
    count, counted = 0, None
    schema: dict[str, pl.DataType] = {}
    with ThreadPoolExecutor(max_workers=2) as readers:
        # Some pages at a time: what is read waits in memory.
        groups = (
            readers.map(_typed_page, feed.data[first : first + _PAGES])
            for first in range(0, len(feed.data), _PAGES)
        )
        for number, (facts, page) in enumerate(chain.from_iterable(groups)):
            counted = _number(facts, _COUNT) or counted
            count += page.height
            is_last = number + 1 == len(feed.data)
            _refuse_loose_end(saved_feed.next_page(facts), count, number, last=is_last)
            if page.height:
                schema = schema or _schema_of(page, metadata)
                waiting.append(_as_expected(page, schema))
            if waiting and (is_last or sum(part.height for part in waiting) >= _AT_ONCE):
                chunks.append(work / f"typed_{number}.parquet")
                pl.concat(waiting).write_parquet(chunks[-1], compression="lz4")
                waiting = []
            progress("pagina's lezen", number + 1, len(feed.data))
    if not count:
        raise ImportRefused(Reason.NO_ROWS)
    return chunks, count, counted


def _typed_page(path: Path) -> tuple[Mapping[str, object], pl.DataFrame]:
    """Read a page in one go: what it says of itself, and its records."""
    try:
        whole = pl.read_json(path.read_bytes(), infer_schema_length=None)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise Doubtful from error
    listed = whole.schema.get("value")
    if whole.height != 1 or not isinstance(listed, pl.List):
        raise Doubtful
    facts = whole.drop("value").to_dicts()[0]
    if not isinstance(listed.inner, pl.Struct):
        raise Doubtful
    return facts, whole["value"].explode(empty_as_null=False).struct.unnest()


def _schema_of(page: pl.DataFrame, metadata: Metadata) -> dict[str, pl.DataType]:
    """Decide by the first page which columns hold numbers; figures may also come as text."""
    is_long = observations.is_observations(page.columns)
    figures = {"Value"} if is_long else wide.topics_in(page.columns, metadata)
    return {
        name: pl.Float64() if name in figures and kind != pl.String else pl.String()
        for name, kind in page.schema.items()
    }


def _as_expected(page: pl.DataFrame, schema: Mapping[str, pl.DataType]) -> pl.DataFrame:
    if page.columns != list(schema):
        raise Doubtful
    for name, kind in page.schema.items():
        wanted = schema[name]
        is_text = kind == pl.String or (kind.is_integer() and wanted == pl.String)
        fits = is_text if wanted == pl.String else kind.is_numeric()
        if not fits and kind != pl.Null:
            raise Doubtful
    return page.select(pl.col(name).cast(wanted) for name, wanted in schema.items())


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
