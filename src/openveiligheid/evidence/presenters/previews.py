"""The figures of a municipality at a glance: newest number, line and verdict."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from openveiligheid.core.actors import Actor
from openveiligheid.evidence.changes import last_change
from openveiligheid.evidence.models import Figure
from openveiligheid.evidence.presenters.figures import is_national, main_line
from openveiligheid.evidence.presenters.verdicts import EQUAL, change_words, verdict_words
from openveiligheid.evidence.presenters.words import period_words
from openveiligheid.evidence.readings import Line, Reading, readings_of
from openveiligheid.evidence.refusals import FiguresRefused
from openveiligheid.ui import formatting

WIDTH, HEIGHT, EDGE = 200.0, 44.0, 4.0


@dataclass(frozen=True)
class Sketch:
    """A drawing without axes: stretches of line, or columns; and a dot at the newest number."""

    lines: Sequence[str] = ()
    columns: Sequence[tuple[str, str, str, str]] = ()
    dot: tuple[str, str] | None = None


@dataclass(frozen=True)
class Preview:
    """A figure among others."""

    title: str
    url: str
    value: str = ""
    period: str = ""
    area: str = ""
    change: str = ""
    sketch: Sketch | None = None
    is_national: bool = False
    problem: str = ""


@dataclass(frozen=True)
class Group:
    """Figures under one field of the Kernbeleid."""

    title: str
    previews: list[Preview]


def groups(figures: Iterable[Figure], by: Actor) -> list[Group]:
    """Figures by the first field of the Kernbeleid that they belong to; without one they close."""
    rows = list(figures)
    found: dict[str, list[Preview]] = {}
    for figure, reading in zip(rows, readings_of(rows), strict=True):
        found.setdefault(_field(figure), []).append(preview(figure, reading, by))
    ordered = sorted(found.items(), key=lambda pair: (pair[0] == "", pair[0]))
    return [Group(title or _("Overige cijfers"), previews) for title, previews in ordered]


def _field(figure: Figure) -> str:
    fields = sorted({str(theme.field) for theme in figure.themes.all()})
    return fields[0] if fields else ""


def preview(figure: Figure, reading: Reading | FiguresRefused, by: Actor) -> Preview:
    """One figure at a glance."""
    url = reverse("evidence:figure", args=[figure.pk])
    if isinstance(reading, FiguresRefused):
        return Preview(figure.title, url, problem=str(reading))
    if figure.shape == Figure.Shape.AREAS:
        return _of_areas(figure, reading, url)
    line = main_line(reading, by)
    last = line.last if line else None
    if line is None or last is None or last.value is None:
        return Preview(figure.title, url, problem=_("Hierover zijn nog geen cijfers."))
    return Preview(
        title=figure.title,
        url=url,
        value=formatting.number(last.value, reading.decimals),
        period=period_words(last.period),
        area=line.name,
        change=_change(line, figure),
        sketch=line_sketch(line),
        is_national=is_national(reading),
    )


def _change(line: Line, figure: Figure) -> str:
    """The change since the period before, with its verdict where the counts allow one."""
    change = last_change(line, counts_events=figure.counts_events)
    if change is None or change.share is None:
        return ""
    facts = {"change": change_words(change), "period": period_words(change.before.period)}
    is_equal = abs(change.share) < EQUAL
    words = (_("gelijk aan %(period)s") if is_equal else _("%(change)s dan in %(period)s")) % facts
    verdict = verdict_words(change)
    return f"{verdict}: {words}" if verdict else words


def _of_areas(figure: Figure, reading: Reading, url: str) -> Preview:
    known = [(line.points[-1].value or 0.0, line.name) for line in reading.lines if line.last]
    if not known:
        return Preview(figure.title, url, problem=_("Hierover zijn nog geen cijfers."))
    value, name = max(known)
    return Preview(
        title=figure.title,
        url=url,
        value=formatting.number(value, reading.decimals),
        period=period_words(reading.periods[-1]),
        area=name,
        change=_("hoogste van %(count)s gebieden") % {"count": len(known)},
        sketch=column_sketch(sorted((value for value, _name in known), reverse=True)),
    )


def line_sketch(line: Line) -> Sketch:
    """The line of a figure from zero, broken where a number is missing."""
    values = [point.value for point in line.points]
    largest = max((value for value in values if value is not None), default=0) or 1
    step = (WIDTH - 2 * EDGE) / max(len(values) - 1, 1)
    places = [
        None if value is None else (EDGE + i * step, _height(value, largest))
        for i, value in enumerate(values)
    ]
    stretches: list[list[str]] = [[]]
    for place in places:
        if place is None:
            stretches.append([])
        else:
            stretches[-1].append(f"{place[0]:.1f},{place[1]:.1f}")
    known = [place for place in places if place is not None]
    dot = (f"{known[-1][0]:.1f}", f"{known[-1][1]:.1f}") if known else None
    return Sketch(lines=[" ".join(points) for points in stretches if len(points) > 1], dot=dot)


def column_sketch(values: Sequence[float]) -> Sketch:
    """A column for each number, from zero."""
    largest = max(values, default=0) or 1
    step = WIDTH / max(len(values), 1)
    columns = []
    for i, value in enumerate(values):
        top = _height(value, largest)
        width = max(step * 0.7, 0.5)
        columns.append((f"{i * step:.1f}", f"{top:.1f}", f"{width:.1f}", f"{HEIGHT - top:.1f}"))
    return Sketch(columns=columns)


def _height(value: float, largest: float) -> float:
    return HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * value / largest
