"""Where an answer came from, so that every number on a screen can be traced to its source."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import polars as pl

from safetydata.catalogue import CatalogueEntry, Import
from safetydata.regions import Break
from safetydata.tables import CellStatus


class Note(StrEnum):
    """What a reader must know to read the figures well; the product may translate by this code."""

    AS_PUBLISHED = "as_published"
    ABSENT_IS_ZERO = "absent_is_zero"
    PROVISIONAL = "provisional"
    DIVISION = "division"
    AS_KNOWN_AT = "as_known_at"
    RECONSTRUCTED = "reconstructed"


_TEXTS = {
    Note.AS_PUBLISHED: "Cijfers zoals de bron ze publiceert.",
    Note.ABSENT_IS_ZERO: "Waar de bron geen rij heeft, is de waarde volgens de bron nul.",
    Note.PROVISIONAL: "Een deel van de cijfers is voorlopig.",
    Note.DIVISION: "Gebieden volgens de {division}; in andere jaren kan een code anders zijn.",
    Note.AS_KNOWN_AT: "Zoals de cijfers bekend waren op {moment}; later kunnen ze bijgewerkt zijn.",
    Note.RECONSTRUCTED: (
        "Van voor een herindeling is dit de som van de gebieden die zijn samengevoegd."
    ),
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
    as_known_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reconstruction:
    """A figure that no source gave: the sum of the areas that were merged later."""

    region: str
    period: str
    summed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """Figures, one row per region and period, with their provenance.

    `breaks` says from which period on figures are about something else than before, and why.
    """

    frame: pl.DataFrame
    provenance: Provenance
    unit: str = ""
    decimals: int | None = None
    breaks: tuple[Break, ...] = ()
    reconstructions: tuple[Reconstruction, ...] = ()


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
    as_known_at: datetime | None = None,
) -> Provenance:
    """Account for an answer that rests on these imports; the newest of them gives the moment."""
    inputs = tuple(item for item in entry.imports if item.number in numbers) or entry.imports[-1:]
    newest = max(inputs, key=lambda item: (item.at, item.number))
    notes = tuple(_notes(entry, statuses, as_known_at))
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
        method=in_words(notes, division=entry.division, as_known_at=as_known_at),
        notes=notes,
        inputs=inputs,
        as_known_at=as_known_at,
    )


def in_words(
    notes: Iterable[Note], *, division: str = "", as_known_at: datetime | None = None
) -> str:
    """Say what a reader must know."""
    moment = f"{as_known_at:%Y-%m-%d %H:%M}" if as_known_at else ""
    return " ".join(_TEXTS[note].format(division=division, moment=moment) for note in notes)


def _notes(
    entry: CatalogueEntry, statuses: Collection[str], as_known_at: datetime | None
) -> Iterable[Note]:
    yield Note.AS_PUBLISHED
    if CellStatus.ZERO_BY_ABSENCE in statuses:
        yield Note.ABSENT_IS_ZERO
    if CellStatus.PROVISIONAL in statuses:
        yield Note.PROVISIONAL
    if entry.division:
        yield Note.DIVISION
    if as_known_at is not None:
        yield Note.AS_KNOWN_AT
