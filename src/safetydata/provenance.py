"""Where an answer came from, so that every number on a screen can be traced to its source."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import polars as pl

from safetydata.catalogue import CatalogueEntry, Import
from safetydata.tables import CellStatus


class Note(StrEnum):
    """What a reader must know to read the figures well; the product may translate by this code."""

    AS_PUBLISHED = "as_published"
    ABSENT_IS_ZERO = "absent_is_zero"
    PROVISIONAL = "provisional"
    DIVISION = "division"


_TEXTS = {
    Note.AS_PUBLISHED: "Cijfers zoals de bron ze publiceert.",
    Note.ABSENT_IS_ZERO: "Waar de bron geen rij heeft, is de waarde volgens de bron nul.",
    Note.PROVISIONAL: "Een deel van de cijfers is voorlopig.",
    Note.DIVISION: "Gebieden volgens de {division}; in andere jaren kan een code anders zijn.",
}


@dataclass(frozen=True, slots=True)
class Provenance:
    """Source, table, period and moment of an answer; `inputs` are all files it rests on."""

    source: str
    table: str
    title: str
    period: str
    fetched_at: datetime
    licence: str
    sha256: str
    origin: str
    method: str
    notes: tuple[Note, ...]
    inputs: tuple[Import, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """Figures, one row per region and period, with their provenance."""

    frame: pl.DataFrame
    provenance: Provenance
    unit: str = ""
    decimals: int | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure. A `value` of None is "not known"; `status` says why, or how firm a value is."""

    value: float | None
    status: CellStatus
    region: str
    region_name: str
    period: str
    unit: str
    provenance: Provenance


def provenance_of(
    entry: CatalogueEntry,
    *,
    numbers: Collection[int],
    periods: Iterable[str],
    statuses: Collection[str],
) -> Provenance:
    """Account for an answer that rests on these imports; the newest of them gives the moment."""
    inputs = tuple(item for item in entry.imports if item.number in numbers) or entry.imports[-1:]
    newest = max(inputs, key=lambda item: (item.at, item.number))
    notes = tuple(_notes(entry, statuses))
    covered = list(periods)
    return Provenance(
        source=entry.source,
        table=entry.table,
        title=entry.title,
        period="–".join(dict.fromkeys((covered[0], covered[-1]))) if covered else "",
        fetched_at=newest.at,
        licence=entry.licence,
        sha256=newest.sha256,
        origin=newest.origin,
        method=" ".join(_TEXTS[note].format(division=entry.division) for note in notes),
        notes=notes,
        inputs=inputs,
    )


def _notes(entry: CatalogueEntry, statuses: Collection[str]) -> Iterable[Note]:
    yield Note.AS_PUBLISHED
    if CellStatus.ZERO_BY_ABSENCE in statuses:
        yield Note.ABSENT_IS_ZERO
    if CellStatus.PROVISIONAL in statuses:
        yield Note.PROVISIONAL
    if entry.division:
        yield Note.DIVISION
