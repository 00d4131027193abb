"""Writes checked cells into the store, with the catalogue entry that accounts for them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import polars as pl

from safetydata.catalogue import CatalogueEntry, Import
from safetydata.errors import ImportRefused, Reason
from safetydata.merging import Merge, merge
from safetydata.metadata import LICENCE, Dimension, Topic, source_of, title_of
from safetydata.sources.intake import Taken
from safetydata.stated import Stated
from safetydata.store import FigureStore
from safetydata.tables import CODES_SCHEMA, LABEL

REGION = "region"
"""The name under which the code list of regions is kept, whatever the source calls it."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """Checked cells in a file, ready to be stored under a table's name."""

    table: str
    taken: Taken
    stated: Stated
    cells: Path
    at: datetime


def record(
    store: FigureStore, incoming: Incoming, work: Path, *, replacing: bool
) -> tuple[CatalogueEntry, Merge]:
    """Join the cells to the stored table and publish both; nothing is written if nothing differs.

    Call within `store.writing()`.
    """
    old = store.entries().get(incoming.table)
    stored = None if old is None or replacing else store.cells(old)
    if old is not None and not replacing:
        _refuse_mixture(store, old, incoming)
    target, number = work / "target.parquet", len(old.imports) + 1 if old else 1
    outcome = merge(
        incoming.cells,
        stored,
        target,
        incoming.taken.draft.dimensions,
        number=number,
        work=work,
    )
    if old is not None and not target.exists():
        return old, outcome
    codes = _codes(store, old, incoming, work)
    entry = _entry(old, incoming, target, outcome, number)
    store.publish(entry, target, codes)
    return entry, outcome


def _refuse_mixture(store: FigureStore, old: CatalogueEntry, incoming: Incoming) -> None:
    """Refuse cells that would stand beside the stored ones as if they were something else."""
    division = _division(incoming)
    if division and old.division and division != old.division:
        raise ImportRefused(
            Reason.DIVISION_CHANGED, table=old.table, old=old.division, new=division
        )
    before, now = (
        _shape(old.dimensions, by_code=old.regions_by_code),
        _shape(_dimensions(incoming), by_code=_by_code(incoming.cells)),
    )
    if before == now:
        clash = _relabelled(store.cells(old), incoming)
        before, now = (f"{clash} als tekst", f"{clash} als code") if clash else (before, now)
    if before != now:
        raise ImportRefused(Reason.SHAPE_CHANGED, table=old.table, old=before, new=now)


def _shape(dimensions: Iterable[Dimension], *, by_code: bool) -> str:
    regions = "regio's met code" if by_code else "regio's met naam"
    return ", ".join([regions, *sorted(dimension.code for dimension in dimensions)])


def _relabelled(stored: Path, incoming: Incoming) -> str:
    """Name a dimension that was kept by its labels and now comes with codes, or the reverse."""
    for name in incoming.taken.draft.dimensions:
        pairs = [
            set(
                pl.scan_parquet(path, glob=False)
                .select(name, name + LABEL)
                .unique()
                .collect(engine="streaming")
                .iter_rows()
            )
            for path in (stored, incoming.cells)
        ]
        for one, other in (pairs, pairs[::-1]):
            bare = {code for code, label in one if label in {None, code}}
            if bare & {label for code, label in other if label != code}:
                return name
    return ""


def _by_code(cells: Path) -> bool:
    known = pl.scan_parquet(cells, glob=False).select(pl.col("region_code").is_not_null().any())
    return bool(known.collect(engine="streaming").item())


def _codes(
    store: FigureStore, old: CatalogueEntry | None, incoming: Incoming, work: Path
) -> Path | None:
    """Write the code lists that came along, over those that were known."""
    metadata = incoming.taken.draft.metadata
    rows = [
        (REGION if name == metadata.region else name, code.key, code.title, code.description)
        for name, codes in metadata.codes.items()
        if name != metadata.time
        for code in codes
    ]
    frame = pl.DataFrame(rows, schema=CODES_SCHEMA, orient="row")
    if old is not None and store.codes(old).exists():
        frame = pl.concat([frame, pl.read_parquet(store.codes(old), glob=False)])
    if frame.is_empty():
        return None
    path = work / "codes.parquet"
    frame.unique(["dimension", "code"], keep="first", maintain_order=True).write_parquet(path)
    return path


def _entry(
    old: CatalogueEntry | None, incoming: Incoming, cells: Path, outcome: Merge, number: int
) -> CatalogueEntry:
    taken, stated, metadata = incoming.taken, incoming.stated, incoming.taken.draft.metadata
    facts = _facts_of(cells)
    this = Import(
        number=number,
        at=incoming.at,
        origin=taken.origin,
        sha256=taken.sha256,
        rows=outcome.added + outcome.changed + outcome.unchanged,
        added=outcome.added,
        changed=outcome.changed,
    )
    entry = CatalogueEntry(
        table=incoming.table,
        source=stated.publisher or source_of(incoming.table, metadata.source),
        title=stated.title or metadata.title or incoming.table,
        licence=stated.licence or LICENCE,
        version=f"{incoming.at:%Y%m%dT%H%M%S}-{number}-{taken.sha256[:8]}",
        rows=outcome.rows,
        first_period=facts.first,
        last_period=facts.last,
        period_kinds=facts.kinds,
        dimensions=_dimensions(incoming),
        topics=_topics(old, incoming, facts.topics),
        imports=(this,),
        division=_division(incoming),
        regions_by_code=facts.by_code,
        is_complete=taken.draft.reading.complete,
    )
    return entry if old is None else _continued(entry, old, this, stated)


def _continued(
    entry: CatalogueEntry, old: CatalogueEntry, this: Import, stated: Stated
) -> CatalogueEntry:
    """Keep what was known of a table where the new source is silent."""
    silent = entry.title == entry.table
    return replace(
        entry,
        title=old.title if silent else entry.title,
        division=entry.division or old.division,
        licence=stated.licence or old.licence,
        source=stated.publisher or old.source,
        imports=(*old.imports, this),
        previous_version=old.version,
    )


def _division(incoming: Incoming) -> str:
    return incoming.stated.division or incoming.taken.draft.metadata.division


def _dimensions(incoming: Incoming) -> tuple[Dimension, ...]:
    known = incoming.taken.draft.metadata.dimensions
    names = incoming.taken.draft.dimensions
    return tuple(known.get(name, Dimension(name, title_of(name))) for name in names)


def _topics(
    old: CatalogueEntry | None, incoming: Incoming, present: Iterable[str]
) -> tuple[Topic, ...]:
    """Describe the topics that have cells, by the newest description there is."""
    known = {topic.code: topic for topic in (old.topics if old else ())}
    known |= incoming.taken.draft.metadata.topics
    codes = set(present)
    described = [topic for code, topic in known.items() if code in codes]
    rest = sorted(codes - set(known))
    return (*described, *(Topic(code, title_of(code)) for code in rest))


@dataclass(frozen=True, slots=True)
class _Facts:
    first: str
    last: str
    kinds: tuple[str, ...]
    topics: frozenset[str]
    by_code: bool


def _facts_of(cells: Path) -> _Facts:
    rows = pl.scan_parquet(cells, glob=False)
    spans = (
        rows.group_by("topic", "period", "period_kind", "period_start")
        .agg(by_code=pl.col("region_code").is_not_null().any())
        .sort("period_start", "period")
        .collect(engine="streaming")
    )
    return _Facts(
        first=spans["period"][0],
        last=spans["period"][-1],
        kinds=tuple(sorted(set(spans["period_kind"]))),
        topics=frozenset(spans["topic"]),
        by_code=bool(spans["by_code"].any()),
    )
