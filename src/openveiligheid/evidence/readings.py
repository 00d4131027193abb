"""What a figure reads from its table: numbers with their period, area and source.

Answers are kept in the cache per edition of the table, so that a page needs one query for all of
them and does not open the store.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from hashlib import sha256

import polars as pl
from django.core.cache import cache

from openveiligheid.evidence.models import Figure
from openveiligheid.evidence.refusals import FiguresRefused, in_our_words
from openveiligheid.evidence.store import Shelves
from safetydata import queries as safetydata
from safetydata.catalogue import CatalogueEntry, Import
from safetydata.periods import PeriodKind
from safetydata.provenance import Answer, Provenance
from safetydata.store import FigureStore
from safetydata.tables import CellStatus

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
    choices: tuple[tuple[str, str], ...]

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
    owner: str = ""


def question_of(figure: Figure, owner: str = "") -> Question:
    """What a figure asks of the tables of its municipality (the owner, by CBS code)."""
    by_prefix = figure.shape == Figure.Shape.AREAS
    return Question(
        owner=owner or figure.municipality.cbs_code,
        table=figure.table,
        topic=figure.topic,
        filters=tuple(sorted(figure.filters.items())),
        regions=() if by_prefix else tuple(figure.regions),
        prefix=figure.region_prefix if by_prefix else "",
    )


def reading_of(figure: Figure) -> Reading:
    """The numbers of a figure; raises FiguresRefused when its table cannot answer."""
    return read(question_of(figure))


def readings_of(figures: Iterable[Figure]) -> list[Reading | FiguresRefused]:
    """The numbers of each figure, or why its table cannot answer, in the same order."""
    questions = [question_of(figure) for figure in figures]
    answers = read_all(questions)
    return [answers[question] for question in questions]


def read(question: Question) -> Reading:
    """The answer to a question; a question by prefix gets the last period that has numbers."""
    answer = read_all([question])[question]
    if isinstance(answer, FiguresRefused):
        raise answer
    return answer


def read_all(questions: Iterable[Question]) -> dict[Question, Reading | FiguresRefused]:
    """The answer to each question, or why its table cannot answer."""
    asked = list(questions)
    with in_our_words():
        shelves = {owner: Shelves(owner) for owner in {question.owner for question in asked}}
    keys = {question: _key(shelves[question.owner], question) for question in asked}
    answers: dict[Question, Reading | FiguresRefused] = {}
    kept = cache.get_many(keys.values())
    for question, key in keys.items():
        store = shelves[question.owner].holding(question.table)
        try:
            answers[question] = kept.get(key) or _ask_and_keep(store, question, key)
        except FiguresRefused as refusal:
            answers[question] = refusal
    return answers


def _key(shelves: Shelves, question: Question) -> str:
    """Name an answer by the edition of its table, what was asked, and the shape we keep it in."""
    entry = shelves.entries.get(question.table.upper())
    root = shelves.holding(question.table).root
    parts = (_SHAPE, str(root), entry.version if entry else "", question)
    return "reading-" + sha256(repr(parts).encode()).hexdigest()


_SHAPE = [
    [item.name for item in fields(kind)] for kind in (Reading, Line, Point, Provenance, Import)
]


def _ask_and_keep(store: FigureStore, question: Question, key: str) -> Reading:
    with in_our_words():
        entry = store.entry(question.table)
        answer = _ask(store, entry, question)
        topic = entry.topic(question.topic)
    reading = Reading(
        lines=_lines(answer, question.regions),
        provenance=answer.provenance,
        division=entry.division,
        topic=topic.title,
        unit=topic.unit,
        decimals=_decimals(answer),
        choices=tuple(_choices(store, entry, question)),
    )
    cache.set(key, reading, timeout=None)
    return reading


def _choices(
    store: FigureStore, entry: CatalogueEntry, question: Question
) -> Iterator[tuple[str, str]]:
    """What was chosen per dimension, in the words of the source."""
    for name, chosen in question.filters:
        titles = safetydata.codes(store, entry.table, name).filter(pl.col("code") == chosen)
        found = titles["title"].to_list()
        yield entry.dimension(name).title, found[0] if found and found[0] else chosen


def _ask(store: FigureStore, entry: CatalogueEntry, question: Question) -> Answer:
    topic, filters, kind = question.topic, dict(question.filters), kind_of(entry)
    if not question.prefix:
        return safetydata.series(
            store,
            entry.table,
            topic=topic,
            regions=question.regions,
            filters=filters,
            kind=kind,
        )
    regions = safetydata.regions(store, entry.table, question.prefix)["code"].to_list()
    return safetydata.latest(
        store, entry.table, topic=topic, regions=regions, filters=filters, kind=kind
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
