"""Takes figures in: read, check all of it, join, and only then replace what is stored."""

from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from safetydata.catalogue import CatalogueEntry
from safetydata.coding import Doubtful
from safetydata.errors import ImportRefused, Reason
from safetydata.gathering import gather
from safetydata.merging import Merge
from safetydata.normalise import Choices
from safetydata.periods import Period, parse_period
from safetydata.recording import Incoming, record
from safetydata.sources.feed import Client
from safetydata.sources.intake import Taken, take
from safetydata.sources.snapshot import Progress
from safetydata.stated import NOTHING_STATED, Stated
from safetydata.store import FigureStore, table_name

__all__ = ["ImportResult", "Stated", "import_figures"]


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did.

    `kept` counts stored cells that the new input does not mention; `relabelled` the regions and
    codes that now carry another name.
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
    with store.work_folder() as work:
        taken = take(
            source,
            work=work,
            description=stated.description,
            open_client=lambda: client or Client(),
            progress=tell,
        )
        job = _Job(store, stated, at, work, tell, table, replacing)
        try:
            entry, outcome = job.done(taken)
        except Doubtful:
            if taken.exactly is None:
                raise
            entry, outcome = job.done(taken.exactly())
    return ImportResult(entry=entry, skipped_columns=taken.draft.skipped, **asdict(outcome))


@dataclass(frozen=True, slots=True)
class _Job:
    """One import, whichever way its source is read."""

    store: FigureStore
    stated: Stated
    at: datetime
    work: Path
    tell: Progress
    table: str | None
    replacing: bool

    def done(self, taken: Taken) -> tuple[CatalogueEntry, Merge]:
        """Code all cells, then join them to what is stored."""
        name = table_name(self.table or taken.table)
        choices = Choices(_period(self.stated.period), self.stated.region_codes)
        gathered = gather(taken.draft, choices, self.work, self.tell)
        incoming = Incoming(name, taken, self.stated, gathered, self.at)
        self.tell("samenvoegen", 0, gathered.pile.count)
        with self.store.writing():
            return record(self.store, incoming, self.work, replacing=self.replacing)


def _period(text: str) -> Period | None:
    found = parse_period(text) if text else None
    if text and found is None:
        raise ImportRefused(Reason.PERIOD_UNKNOWN, column="periode", value=text)
    return found


def _silent(stage: str, done: int, total: int | None) -> None:
    """Report to nobody."""
