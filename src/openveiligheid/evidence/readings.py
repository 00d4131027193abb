"""What a figure reads from its table: numbers with their period, area and source.

A reading is kept in memory per edition of the table, so that a page draws without asking again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from openveiligheid.evidence.models import Figure
from openveiligheid.evidence.refusals import in_our_words
from openveiligheid.evidence.store import figure_store
from safetydata import queries as safetydata
from safetydata.catalogue import CatalogueEntry
from safetydata.periods import PeriodKind
from safetydata.provenance import Answer, Provenance
from safetydata.store import FigureStore
from safetydata.tables import CellStatus

KEPT = 500
MOST_DECIMALS = 2


@dataclass(frozen=True, slots=True)
class Point:
    """A number in a period; None is "not known", and the status says why."""

    period: str
    value: float | None
    status: CellStatus


@dataclass(frozen=True, slots=True)
class Line:
    """The numbers of one area, oldest first."""

    region: str
    name: str
    points: tuple[Point, ...]

    @property
    def known(self) -> list[Point]:
        """The points with a number."""
        return [point for point in self.points if point.value is not None]

    @property
    def last(self) -> Point | None:
        """The newest number."""
        return self.known[-1] if self.known else None


@dataclass(frozen=True, slots=True)
class Reading:
    """The numbers of a figure and where they come from."""

    lines: tuple[Line, ...]
    provenance: Provenance
    division: str
    topic: str
    unit: str
    decimals: int

    @property
    def periods(self) -> list[str]:
        """All periods, oldest first."""
        return [point.period for point in self.lines[0].points] if self.lines else []


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a table: a topic, a choice per dimension, and areas by code or prefix."""

    table: str
    topic: str
    filters: tuple[tuple[str, str], ...] = ()
    regions: tuple[str, ...] = ()
    prefix: str = ""


def question_of(figure: Figure) -> Question:
    """What a figure asks."""
    by_prefix = figure.shape == Figure.Shape.AREAS
    return Question(
        table=figure.table,
        topic=figure.topic,
        filters=tuple(sorted(figure.filters.items())),
        regions=() if by_prefix else tuple(figure.regions),
        prefix=figure.region_prefix if by_prefix else "",
    )


def reading_of(figure: Figure) -> Reading:
    """The numbers of a figure; raises FiguresRefused when its table cannot answer."""
    return read(question_of(figure))


def read(question: Question) -> Reading:
    """The answer to a question; a question by prefix gets the last period that has numbers."""
    store = figure_store()
    with in_our_words():
        entry = store.entry(question.table)
        return _read(store.root, entry.version, question)


@lru_cache(maxsize=KEPT)
def _read(root: Path, version: str, question: Question) -> Reading:
    store = FigureStore(root)
    entry = store.entry(question.table)
    topic = entry.topic(question.topic)
    answer = _ask(store, entry, question)
    return Reading(
        lines=_lines(answer, question.regions),
        provenance=answer.provenance,
        division=entry.division,
        topic=topic.title,
        unit=topic.unit,
        decimals=_decimals(answer),
    )


def _ask(store: FigureStore, entry: CatalogueEntry, question: Question) -> Answer:
    ask, regions = safetydata.series, list(question.regions)
    if question.prefix:
        ask = safetydata.latest
        regions = safetydata.regions(store, entry.table, question.prefix)["code"].to_list()
    return ask(
        store,
        entry.table,
        topic=question.topic,
        regions=regions,
        filters=dict(question.filters),
        kind=kind_of(entry),
    )


def kind_of(entry: CatalogueEntry) -> PeriodKind:
    """Years where the table has them, else the longest kind of period that it has."""
    return next(kind for kind in PeriodKind if kind.value in entry.period_kinds)


def _lines(answer: Answer, order: Sequence[str]) -> tuple[Line, ...]:
    """The answer per area: in the order asked for, else by code."""
    points: dict[str, list[Point]] = {}
    names: dict[str, str] = {}
    for row in answer.frame.iter_rows(named=True):
        region = row["region"]
        names[region] = row["region_name"] or region
        point = Point(row["period"], row["value"], CellStatus(row["status"]))
        points.setdefault(region, []).append(point)
    found = [region for region in order if region in points] or list(points)
    return tuple(Line(region, names[region], tuple(points[region])) for region in found)


def _decimals(answer: Answer) -> int:
    """As many as the source states, else as many as the numbers need."""
    if answer.decimals is not None:
        return answer.decimals
    values = answer.frame["value"].drop_nulls().to_list()
    needed = (len(f"{v:.{MOST_DECIMALS}f}".rstrip("0").split(".")[1]) for v in values)
    return max(needed, default=0)
