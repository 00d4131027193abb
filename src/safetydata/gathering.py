"""All cells of a source as numbers on a pile, each of them checked."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from safetydata.checking import check_cells, refuse_clash
from safetydata.coding import Batch, Coder, Doubtful
from safetydata.errors import ImportRefused, Reason
from safetydata.normalise import Choices, normalise, period_status, stated_statuses
from safetydata.periods import parse_period
from safetydata.piling import Pile
from safetydata.sources.ahead import ahead
from safetydata.sources.draft import Draft
from safetydata.sources.snapshot import Progress
from safetydata.tables import LABEL

_AT_ONCE = 500_000


@dataclass(frozen=True, slots=True)
class Gathered:
    """The cells of a source, and what their numbers stand for."""

    coder: Coder
    pile: Pile


def gather(draft: Draft, choices: Choices, work: Path, progress: Progress) -> Gathered:
    """Read all of a source; raises ImportRefused at what is wrong, Doubtful on the quick way."""
    statuses = stated_statuses(draft)
    coder = Coder(
        draft.dimensions,
        region_codes=choices.region_codes,
        status_of=lambda period: period_status(period, statuses),
    )
    pile = Pile(coder, work)
    quick = draft.batches is not None
    for batch in _quick(draft, choices) if quick else _exact(draft, choices, work, progress):
        for cells in coder.cells(batch):
            pile.add(cells)
    if not pile.count:
        raise Doubtful if quick else ImportRefused(Reason.NO_ROWS)
    if quick:
        progress("omzetten", pile.count, pile.count)
    return Gathered(coder, pile)


def _quick(draft: Draft, choices: Choices) -> Iterator[Batch]:
    fallback = choices.period or parse_period(draft.metadata.period)
    for batch in draft.batches() if draft.batches else ():
        period = batch.keys["period"]
        if period.null_count() < len(period) or not len(period):
            yield batch
        elif fallback is None or fallback.is_provisional:
            raise Doubtful
        else:
            whole = pl.repeat(fallback.code, len(period), dtype=pl.String, eager=True)
            yield replace(batch, keys={**batch.keys, "period": whole})


def _exact(draft: Draft, choices: Choices, work: Path, progress: Progress) -> Iterator[Batch]:
    """Write the cells as text, look at each, and give those that can be stored."""
    path = work / "cells.parquet"
    progress("omzetten", 0, draft.reading.records)
    try:
        normalise(draft, choices).sink_parquet(path)
    except pl.exceptions.PolarsError as error:
        raise ImportRefused(Reason.LAYOUT_UNKNOWN) from error
    check_cells(path, draft)
    refuse_clash(path, draft)
    labels = [name + LABEL for name in draft.dimensions]
    rows = pl.scan_parquet(path, glob=False).select(
        pl.coalesce("region_code", "region_name").alias("region"),
        pl.col("region_name").alias("region_label"),
        *("period", *draft.dimensions, *labels, "topic", "value", "status"),
    )
    for frame in ahead(rows.collect_batches(chunk_size=_AT_ONCE, maintain_order=True)):
        yield Batch(frame.to_dict(), [(frame["topic"], frame["value"])], frame["status"])
