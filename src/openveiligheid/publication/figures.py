"""Figures of the plan's themes as blocks of a report."""

from collections.abc import Iterable, Iterator

from django.utils import timezone
from django.utils.translation import gettext as _

from openveiligheid.core.actors import Actor
from openveiligheid.evidence.models import Figure
from openveiligheid.evidence.presenters.words import period_words, source_of
from openveiligheid.evidence.queries import figures_for
from openveiligheid.evidence.readings import Line, Reading, reading_of
from openveiligheid.evidence.readings import Point as ReadPoint
from openveiligheid.evidence.refusals import FiguresRefused
from openveiligheid.plan.models import PlanTheme
from openveiligheid.publication.content import (
    FigureBlock,
    FigureSeries,
    Point,
    PointKind,
    Provenance,
)
from safetydata.tables import CellStatus

KINDS = {
    CellStatus.PROVISIONAL: PointKind.PROVISIONAL,
    CellStatus.MISSING: PointKind.MISSING,
    CellStatus.IMPOSSIBLE: PointKind.MISSING,
    CellStatus.ABSENT: PointKind.MISSING,
}


def figures_of(themes: Iterable[PlanTheme], by: Actor) -> tuple[FigureBlock, ...]:
    """The figures over time at these themes, each once, in the plan's order.

    A figure whose table cannot answer stands without numbers, with the reason: it is not left out.
    """
    seen: dict[object, Figure] = {}
    for theme in themes:
        for figure in figures_for(theme.framework_themes.all(), by, label=theme.number):
            if figure.shape == Figure.Shape.SERIES:
                seen.setdefault(figure.pk, figure)
    return tuple(_block(figure, by) for figure in seen.values())


def _block(figure: Figure, by: Actor) -> FigureBlock:
    try:
        reading = reading_of(figure)
    except FiguresRefused as refusal:
        return FigureBlock(
            title=figure.title,
            unit=figure.unit,
            series=(),
            provenance=Provenance(source=_("onbekend"), table=figure.table),
            reading=str(refusal),
        )
    return FigureBlock(
        title=figure.title,
        unit=figure.unit or reading.unit,
        series=tuple(_series(reading, by)),
        provenance=_provenance(reading),
        reading=figure.note.split("\n\n")[0],
        decimals=reading.decimals,
    )


def _series(reading: Reading, by: Actor) -> Iterator[FigureSeries]:
    own = by.municipality.cbs_code
    for line in reading.lines:
        points = tuple(_point(point) for point in line.points)
        yield FigureSeries(name=_name(line), points=points, is_own=line.region == own)


def _name(line: Line) -> str:
    return line.name or line.region


def _point(point: ReadPoint) -> Point:
    kind = KINDS.get(point.status, PointKind.FINAL)
    return Point(label=period_words(point.period), value=point.value, kind=kind)


def _provenance(reading: Reading) -> Provenance:
    source = source_of(reading.provenance, reading.division)
    return Provenance(
        source=source.name,
        table=source.table,
        period=source.period,
        fetched_on=timezone.localdate(reading.provenance.fetched_at),
        licence=source.licence,
        method=source.note,
    )
