"""A figure as a chart, with its source and what one must know to read it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from openveiligheid.core.actors import Actor
from openveiligheid.evidence.changes import as_count
from openveiligheid.evidence.models import Figure
from openveiligheid.evidence.presenters.words import period_words, source_of
from openveiligheid.evidence.readings import Line, Reading, readings_of
from openveiligheid.evidence.refusals import FiguresRefused
from openveiligheid.ui import formatting
from openveiligheid.ui.charts import BarChart, BarItem, LineChart, Series
from openveiligheid.ui.components import Source
from safetystats.rates import exact_count_interval

HIGHEST = 10
# Above this many events the interval is thinner than the line.
SHOWS_INTERVAL = 10_000


@dataclass(frozen=True)
class FigureView:
    """A figure as a page shows it; with a problem in words there is no chart."""

    title: str
    url: str
    note: str
    chart: LineChart | BarChart | None = None
    provenance: Source | None = None
    is_national: bool = False
    problem: str = ""


def figure_views(figures: Iterable[Figure], by: Actor) -> list[FigureView]:
    """Figures as a page shows them, in the order given."""
    rows = list(figures)
    return [
        figure_view(figure, reading, by)
        for figure, reading in zip(rows, readings_of(rows), strict=True)
    ]


def figure_view(figure: Figure, reading: Reading | FiguresRefused, by: Actor) -> FigureView:
    """One figure as a page shows it."""
    url = reverse("evidence:figure", args=[figure.pk])
    note = figure.note.split("\n\n")[0]
    if isinstance(reading, FiguresRefused):
        return FigureView(figure.title, url, note, problem=str(reading))
    return FigureView(
        title=figure.title,
        url=url,
        note=note,
        chart=chart_of(figure, reading, by),
        provenance=source_of(reading.provenance, reading.division),
        is_national=is_national(reading),
    )


def is_national(reading: Reading) -> bool:
    """Whether the numbers say something about the country only."""
    return bool(reading.lines) and all(line.region.startswith("NL") for line in reading.lines)


def main_line(reading: Reading, by: Actor) -> Line | None:
    """The line of the municipality itself, else the first."""
    own = (line for line in reading.lines if line.region == by.municipality.cbs_code)
    return next(own, reading.lines[0] if reading.lines else None)


def chart_of(figure: Figure, reading: Reading, by: Actor, title: str = "") -> LineChart | BarChart:
    """The chart that goes with a figure; its title when the page does not say it already."""
    if figure.shape == Figure.Shape.AREAS:
        return _bars(figure, reading, title)
    main = main_line(reading, by)
    return LineChart(
        title=title or figure.title,
        description=_last_values(reading),
        unit=figure.unit,
        series=[_series(line, figure, is_main=line == main) for line in reading.lines],
        decimals=reading.decimals,
        source=source_of(reading.provenance, reading.division),
    )


def _last_values(reading: Reading) -> str:
    """The newest number of each area in a sentence."""
    last = [(line, line.last) for line in reading.lines]
    periods = {point.period for _line, point in last if point}
    if not periods:
        return _("Hierover zijn nog geen cijfers.")
    period = max(periods)
    values = [
        f"{line.name} {formatting.number(point.value, reading.decimals)}"
        for line, point in last
        if point and point.value is not None and point.period == period
    ]
    return _("In %(period)s: %(values)s.") % {
        "period": period_words(period),
        "values": ", ".join(values),
    }


def _series(line: Line, figure: Figure, *, is_main: bool) -> Series:
    points = [(period_words(point.period), point.value) for point in line.points]
    bounds = _bounds(line, figure) if is_main else None
    return Series(
        line.name,
        points,
        emphasis=is_main,
        low=[low for low, _high in bounds] if bounds else None,
        high=[high for _low, high in bounds] if bounds else None,
    )


def _bounds(line: Line, figure: Figure) -> list[tuple[float | None, float | None]] | None:
    """What the counts do not rule out, where that is wide enough to see."""
    largest = max((point.value or 0 for point in line.points), default=0)
    if not figure.counts_events or largest >= SHOWS_INTERVAL:
        return None
    return [interval_of(point.value) for point in line.points]


def interval_of(value: float | None) -> tuple[float | None, float | None]:
    """The exact interval around a count of events; nothing around what is no count."""
    count = as_count(value)
    if count is None:
        return None, None
    interval = exact_count_interval(count)
    return interval.low, interval.high


def _bars(figure: Figure, reading: Reading, title: str) -> BarChart:
    known = [(line, line.last.value) for line in reading.lines if line.last]
    highest = sorted(known, key=lambda pair: (-(pair[1] or 0), pair[0].name))[:HIGHEST]
    bars = []
    for line, value in highest:
        low, high = interval_of(value) if figure.counts_events else (None, None)
        bars.append(BarItem(line.name, value, low=low, high=high))
    return BarChart(
        title=title or figure.title,
        description=_("De %(shown)s hoogste van %(total)s gebieden.")
        % {"shown": len(bars), "total": len(reading.lines)},
        unit=figure.unit,
        bars=bars,
        decimals=reading.decimals,
        source=source_of(reading.provenance, reading.division),
    )
