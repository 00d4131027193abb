"""Takes figures in: read, check all of it, join, and only then replace what is stored."""

from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import polars as pl

from safetydata.catalogue import CatalogueEntry
from safetydata.checking import check_cells, without_duplicates
from safetydata.errors import ImportRefused, Reason
from safetydata.normalise import Choices, normalise
from safetydata.periods import Period, parse_period
from safetydata.recording import Incoming, record
from safetydata.sources.draft import Draft
from safetydata.sources.feed import Client
from safetydata.sources.intake import take
from safetydata.sources.snapshot import Progress
from safetydata.stated import NOTHING_STATED, Stated
from safetydata.store import FigureStore, table_name

__all__ = ["ImportResult", "Stated", "import_figures"]


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did.

    `kept` counts stored cells that the new input does not mention; `relabelled` those of the
    unchanged that now carry another name.
    """

    entry: CatalogueEntry
    added: int
    changed: int
    unchanged: int
    kept: int
    relabelled: int
    skipped_columns: tuple[str, ...]

    @property
    def table(self) -> str:
        """The number of the table."""
        return self.entry.table

    @property
    def rows(self) -> int:
        """How many cells the table now has."""
        return self.entry.rows

    @property
    def nothing_changed(self) -> bool:
        """Whether the stored figures are what they were."""
        return not self.added and not self.changed and not self.relabelled


def import_figures(
    source: Path | str,
    *,
    store: FigureStore,
    at: datetime,
    table: str | None = None,
    stated: Stated = NOTHING_STATED,
    replacing: bool = False,
    progress: Progress | None = None,
    client: Client | None = None,
) -> ImportResult:
    """Take in a file, a saved feed or the address of a table, recorded as fetched `at`.

    New cells join the stored ones; with `replacing` the stored table makes way. `table` names
    the table where the source does not, or stores it under another name.
    Raises ImportRefused, with row and column where there is one, and then has changed nothing.
    """
    if at.tzinfo is None:
        raise ValueError("at must know its time zone")
    tell = progress or _silent
    choices = Choices(_period(stated.period), stated.region_codes)
    with store.work_folder() as work:
        taken = take(
            source,
            work=work,
            description=stated.description,
            open_client=lambda: client or Client(),
            progress=tell,
        )
        name = table_name(table or taken.table)
        cells = _checked_cells(taken.draft, choices, work, tell)
        with store.writing():
            incoming = Incoming(name, taken, stated, cells, at)
            entry, outcome = record(store, incoming, work, replacing=replacing)
    return ImportResult(entry=entry, skipped_columns=taken.draft.skipped, **asdict(outcome))


def _checked_cells(draft: Draft, choices: Choices, work: Path, tell: Progress) -> Path:
    """Write the cells in the stored shape, each once, after checking all of them."""
    cells = work / "cells.parquet"
    tell("omzetten", 0, draft.reading.records)
    try:
        normalise(draft, choices).sink_parquet(cells)
    except pl.exceptions.PolarsError as error:
        raise ImportRefused(Reason.LAYOUT_UNKNOWN) from error
    count = check_cells(cells, draft)
    tell("samenvoegen", 0, count)
    once = without_duplicates(cells, draft)
    if once is None:
        return cells
    once.sink_parquet(work / "once.parquet")
    return work / "once.parquet"


def _period(text: str) -> Period | None:
    found = parse_period(text) if text else None
    if text and found is None:
        raise ImportRefused(Reason.PERIOD_UNKNOWN, column="periode", value=text)
    return found


def _silent(stage: str, done: int, total: int | None) -> None:
    """Report to nobody."""
