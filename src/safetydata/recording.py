"""Writes checked cells into the store, with the catalogue entry that accounts for them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import polars as pl

from safetydata.catalogue import CatalogueEntry, Import
from safetydata.errors import ImportRefused, Reason
from safetydata.gathering import Gathered
from safetydata.merging import Joining, Merge
from safetydata.metadata import Dimension, Topic, licence_of, source_of, title_of
from safetydata.periods import Period, parse_period
from safetydata.series import build_series
from safetydata.sources.intake import Taken
from safetydata.stated import Stated
from safetydata.store import CELLS, CODES, OUTLINE, SERIES, SUPERSEDED, FigureStore
from safetydata.tables import CODES_SCHEMA, REGION


@dataclass(frozen=True, slots=True)
class Incoming:
    """Checked cells, ready to be stored under a table's name."""

    table: str
    taken: Taken
    stated: Stated
    gathered: Gathered
    at: datetime

    def titles(self, dimension: str) -> dict[str, str]:
        """Give what the codes of a dimension, or the regions, are called: as listed, or beside."""
        coder, metadata = self.gathered.coder, self.taken.draft.metadata
        column = coder.regions if dimension == REGION else coder.values[dimension]
        listed = metadata.codes.get(metadata.region if dimension == REGION else dimension, ())
        return {**column.labels, **{code.key: code.title for code in listed if code.title}}


def record(
    store: FigureStore, incoming: Incoming, work: Path, *, replacing: bool
) -> tuple[CatalogueEntry, Merge]:
    """Join the cells to the stored table and publish both; nothing is written if nothing differs.

    Call within `store.writing()`.
    """
    old = store.entries().get(incoming.table)
    if old is not None and not replacing:
        _refuse_mixture(store, old, incoming)
    names = incoming.taken.draft.dimensions
    joining = Joining(
        incoming.gathered.coder,
        incoming.gathered.pile,
        number=len(old.imports) + 1 if old else 1,
        work=work,
        stored=store.cells(old) if old and _continues(old, names) else None,
        replacing=replacing,
    )
    files = {CELLS: work / "target.parquet"}
    joining.write(files[CELLS])
    codes = Codes.after(joining, incoming, store.codes(old) if old else None)
    outcome = replace(joining.outcome, relabelled=codes.relabelled)
    if old is not None and not (outcome.added or outcome.changed or outcome.relabelled):
        return old, outcome
    entry = _entry(old, incoming, joining, outcome)
    files |= {CODES: codes.write(work), OUTLINE: work / "outline.parquet"}
    joining.outline.write_parquet(files[OUTLINE])
    files |= _superseded(store, old, joining)
    for kind, path in build_series(files[CELLS], joining.outline, entry, work).items():
        files[f"{SERIES}.{kind.value}"] = path
    store.publish(entry, files)
    return entry, outcome


def _continues(old: CatalogueEntry, names: tuple[str, ...]) -> bool:
    """Whether stored and new cells have the same columns, so that the one replaces the other."""
    return {dimension.code for dimension in old.dimensions} == set(names)


def _superseded(
    store: FigureStore, old: CatalogueEntry | None, joining: Joining
) -> dict[str, Path]:
    """Add the cells that made way to those that made way before."""
    parts = list(joining.superseded)
    if old is not None and joining.stored and store.superseded(old).exists():
        parts.insert(0, store.superseded(old))
    if not parts:
        return {}
    path = joining.work / "superseded.parquet"
    pl.concat([pl.scan_parquet(part, glob=False) for part in parts], how="diagonal").sink_parquet(
        path
    )
    return {SUPERSEDED: path}


def _refuse_mixture(store: FigureStore, old: CatalogueEntry, incoming: Incoming) -> None:
    """Refuse cells that would stand beside the stored ones as if they were something else."""
    division = _division(incoming)
    if division and old.division and division != old.division:
        raise ImportRefused(
            Reason.DIVISION_CHANGED, table=old.table, old=old.division, new=division
        )
    before, now = (
        _shape(old.dimensions, by_code=old.regions_by_code),
        _shape(_dimensions(incoming), by_code=incoming.gathered.coder.by_code),
    )
    if before == now:
        clash = _mistaken(store, old, incoming)
        before, now = (f"{clash} als tekst", f"{clash} als code") if clash else (before, now)
    if before != now:
        raise ImportRefused(Reason.SHAPE_CHANGED, table=old.table, old=before, new=now)


def _shape(dimensions: Iterable[Dimension], *, by_code: bool) -> str:
    regions = "regio's met code" if by_code else "regio's met naam"
    return ", ".join([regions, *sorted(dimension.code for dimension in dimensions)])


def _mistaken(store: FigureStore, old: CatalogueEntry, incoming: Incoming) -> str:
    """Name a dimension that was kept by its labels and now comes with codes, or the reverse."""
    listed = pl.read_parquet(store.codes(old), glob=False)
    for name in incoming.taken.draft.dimensions:
        known = listed.filter(pl.col("dimension") == name, pl.col("cells") > 0)
        before = set(known.select("code", "title").iter_rows())
        titles = incoming.titles(name)
        now = {(code, titles.get(code)) for code in incoming.gathered.coder.values[name].texts}
        for one, other in ((before, now), (now, before)):
            bare = {code for code, label in one if label in {None, code}}
            if bare & {label for code, label in other if label != code}:
                return name
    return ""


def _entry(
    old: CatalogueEntry | None, incoming: Incoming, joining: Joining, outcome: Merge
) -> CatalogueEntry:
    taken, stated, metadata = incoming.taken, incoming.stated, incoming.taken.draft.metadata
    periods = _in_time(joining.outline["period"].unique())
    number = joining.number
    this = Import(
        number=number,
        at=incoming.at,
        origin=taken.origin,
        sha256=taken.sha256,
        rows=outcome.added + outcome.changed + outcome.unchanged,
        added=outcome.added,
        changed=outcome.changed,
    )
    source = stated.publisher or source_of(incoming.table, metadata.source)
    entry = CatalogueEntry(
        table=incoming.table,
        source=source,
        title=stated.title or metadata.title or incoming.table,
        licence=stated.licence or licence_of(source),
        version=f"{incoming.at:%Y%m%dT%H%M%S}-{number}-{taken.sha256[:8]}",
        rows=outcome.rows,
        first_period=periods[0].code,
        last_period=periods[-1].code,
        period_kinds=tuple(sorted({period.kind.value for period in periods})),
        dimensions=_dimensions(incoming),
        topics=_topics(old, incoming, joining.outline["topic"]),
        imports=(this,),
        division=_division(incoming),
        regions_by_code=incoming.gathered.coder.by_code,
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


def _in_time(codes: Iterable[str]) -> list[Period]:
    """Give periods in order; a year comes before the quarters and months in it."""
    found = [period for code in codes if (period := parse_period(code))]
    return sorted(found, key=lambda period: (period.start, period.code))


@dataclass(frozen=True, slots=True)
class Codes:
    """The code lists of a table; `relabelled` counts what has another name than before."""

    frame: pl.DataFrame
    relabelled: int

    @classmethod
    def after(cls, joining: Joining, incoming: Incoming, before: Path | None) -> "Codes":
        """Lay the code lists that came along over those that were known; a title beats none."""
        coder = joining.coder
        old = pl.DataFrame(schema=CODES_SCHEMA)
        if before is not None and before.exists() and joining.stored:
            old = pl.read_parquet(before, glob=False)
        columns = ((REGION, coder.regions), *coder.values.items())
        beside = [
            (name, code, titles.get(code), None)
            for name, column in columns
            for titles in [incoming.titles(name)]
            for code in column.texts
        ]
        shape = {name: kind for name, kind in CODES_SCHEMA.items() if name != "cells"}
        came = pl.DataFrame([*_listed(incoming), *beside], schema=shape, orient="row")
        known = pl.concat([came, old.select(*shape)])
        named = pl.concat([known.filter(pl.col("title").is_not_null()), known])
        key = ["dimension", "code"]
        frame = named.unique(key, keep="first", maintain_order=True)
        frame = frame.join(_cells_per_code(joining), on=key, how="left")
        frame = frame.with_columns(pl.col("cells").fill_null(0)).select(*CODES_SCHEMA)
        pairs = frame.filter(pl.col("cells") > 0).join(old, on=key)
        changed = pairs.filter(pl.col("title") != pl.col("title_right")).height
        return cls(frame, changed)

    def write(self, folder: Path) -> Path:
        """Write the code lists into a folder."""
        path = folder / "codes.parquet"
        self.frame.write_parquet(path)
        return path


def _listed(incoming: Incoming) -> Iterable[tuple[str, str, str | None, str | None]]:
    metadata = incoming.taken.draft.metadata
    for name, codes in metadata.codes.items():
        if name != metadata.time:
            for code in codes:
                dimension = REGION if name == metadata.region else name
                yield dimension, code.key, code.title or None, code.description


def _cells_per_code(joining: Joining) -> pl.DataFrame:
    regions = joining.regions
    parts = [
        pl.DataFrame(
            {"dimension": REGION, "code": list(regions), "cells": list(regions.values())},
            schema={"dimension": pl.String(), "code": pl.String(), "cells": pl.Int64()},
        )
    ]
    for name in joining.coder.dimensions:
        counted = joining.outline.group_by(code=name).agg(pl.col("cells").sum())
        parts.append(counted.select(pl.lit(name).alias("dimension"), "code", "cells"))
    return pl.concat(parts)
