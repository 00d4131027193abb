"""Figures with what may be read from them, their numbers and their provenance."""

from enum import Enum, auto

from django.utils.translation import gettext as _

from openveiligheid.publication.content import (
    Direction,
    FigureBlock,
    FigureSeries,
    FigureTarget,
    Point,
    PointKind,
    Provenance,
    ReportContent,
)
from openveiligheid.publication.presenters import words
from openveiligheid.publication.presenters.blocks import (
    Block,
    Cell,
    Column,
    Figure,
    Row,
    Table,
    Text,
    Tone,
)
from openveiligheid.ui.charts import LineChart, Series, Target

WIDEST_ROW = 12  # periods that stand side by side on a page
WIDEST_TABLE = 6


class Verdict(Enum):
    """Whether a target is met."""

    NO_TARGET = auto()
    UNKNOWN = auto()
    UNSURE = auto()
    MET = auto()
    NOT_MET = auto()


def figures_overview(content: ReportContent) -> list[Block]:
    """First and last value and the target of each figure, with what this does not prove."""
    if not content.figures:
        return [Text(_("Bij de prioriteiten zijn nog geen cijfers gekozen."))]
    columns = (
        Column(_("Cijfer"), 4),
        Column(_("Eerste waarde"), 1.8, "end"),
        Column(_("Laatste waarde"), 1.8, "end"),
        Column(_("Doel"), 1.8, "end"),
        Column(_("Doel gehaald?"), 2.6),
    )
    rows = tuple(_overview_row(figure) for figure in content.figures)
    caution = _(
        "Een cijfer dat verandert, bewijst niet dat de acties daarvan de oorzaak zijn. Ook "
        "andere ontwikkelingen tellen mee. Een politiecijfer hangt mede af van wat mensen melden."
    )
    return [Table(_("De cijfers en hun doel"), columns, rows), Text(caution, "note")]


def verdicts_in_words(figures: tuple[FigureBlock, ...]) -> str:
    """How many targets are met, in a sentence."""
    aimed = [figure for figure in figures if figure.target]
    if not aimed:
        return _("Bij de cijfers zijn geen doelen gesteld.")
    verdicts = [_verdict(_last(figure), figure.target) for figure in aimed]
    met, not_met = verdicts.count(Verdict.MET), verdicts.count(Verdict.NOT_MET)
    return _(
        "Doelen met een cijfer: %(total)s. Gehaald: %(met)s, nog niet gehaald: %(not_met)s, "
        "niet te zeggen: %(unsure)s."
    ) % {
        "total": words.number(len(aimed)),
        "met": words.number(met),
        "not_met": words.number(not_met),
        "unsure": words.number(len(aimed) - met - not_met),
    }


def figure(block: FigureBlock, number: str) -> Figure:
    """The figure with its number in the report."""
    return Figure(
        over=_("Figuur %(number)s") % {"number": number},
        title=block.title,
        unit=block.unit,
        reading=block.reading,
        alt=_description(block),
        chart=_chart(block),
        table=_numbers(block),
        source=source_line(block.provenance),
        tag=_("Fictief voorbeeld") if block.is_example else "",
    )


def source_line(provenance: Provenance) -> str:
    """Source, table, period, day of fetching, licence and method on one line."""
    source = provenance.source
    if provenance.table:
        source = _("%(source)s, tabel %(table)s") % {
            "source": source,
            "table": provenance.table,
        }
    parts = [_("Bron: %(source)s") % {"source": source}]
    if provenance.period:
        parts.append(_("periode: %(period)s") % {"period": provenance.period})
    if provenance.fetched_on:
        parts.append(_("opgehaald op %(day)s") % {"day": words.day(provenance.fetched_on)})
    if provenance.licence:
        parts.append(_("licentie: %(licence)s") % {"licence": provenance.licence})
    if provenance.method:
        parts.append(_("methode: %(method)s") % {"method": provenance.method})
    return "; ".join(parts).rstrip(".") + "."


def own_series(block: FigureBlock) -> FigureSeries | None:
    """The series of the municipality itself, or the first one."""
    return next((series for series in block.series if series.is_own), None) or (
        block.series[0] if block.series else None
    )


def _known(block: FigureBlock) -> list[Point]:
    series = own_series(block)
    return [point for point in series.points if point.value is not None] if series else []


def _overview_row(block: FigureBlock) -> Row:
    known = _known(block)
    first, last = (known[0], known[-1]) if known else (None, None)
    return Row(
        (
            Cell(block.title, is_strong=True, notes=(block.unit,) if block.unit else ()),
            _value_cell(first, block.decimals),
            _value_cell(last, block.decimals),
            Cell(_target(block.target, block.decimals)),
            _verdict_cell(_verdict(last, block.target)),
        )
    )


def _value_cell(point: Point | None, decimals: int) -> Cell:
    if point is None:
        return Cell(_("onbekend"))
    provisional = (_("voorlopig"),) if point.kind is PointKind.PROVISIONAL else ()
    return Cell(words.point_value(point, decimals), notes=(point.label, *provisional))


def _target(target: FigureTarget | None, decimals: int) -> str:
    if target is None:
        return _("geen")
    bound = {
        Direction.AT_MOST: _("hoogstens %(value)s"),
        Direction.AT_LEAST: _("minstens %(value)s"),
    }[target.direction] % {"value": words.number(target.value, decimals)}
    return _("%(bound)s in %(by)s") % {"bound": bound, "by": target.by} if target.by else bound


def _last(block: FigureBlock) -> Point | None:
    known = _known(block)
    return known[-1] if known else None


def _verdict(last: Point | None, target: FigureTarget | None) -> Verdict:
    """Whether the last value is on the good side of the target, if that can be said."""
    if target is None:
        return Verdict.NO_TARGET
    if last is None or last.value is None:
        return Verdict.UNKNOWN
    if last.low is not None and last.high is not None and last.low < target.value < last.high:
        return Verdict.UNSURE
    at_most = target.direction is Direction.AT_MOST
    is_met = last.value <= target.value if at_most else last.value >= target.value
    return Verdict.MET if is_met else Verdict.NOT_MET


def _verdict_cell(verdict: Verdict) -> Cell:
    return {
        Verdict.NO_TARGET: Cell(_("Geen doel gesteld")),
        Verdict.UNKNOWN: Cell(_("Onbekend"), Tone.NEUTRAL),
        Verdict.UNSURE: Cell(_("Niet te zeggen"), Tone.NEUTRAL),
        Verdict.MET: Cell(_("Gehaald"), Tone.OK),
        Verdict.NOT_MET: Cell(_("Nog niet gehaald"), Tone.WARN),
    }[verdict]


def _description(block: FigureBlock) -> str:
    """What a reader who cannot see the chart should hear."""
    sentences = []
    for series in block.series:
        known = [point for point in series.points if point.value is not None]
        if known:
            sentences.append(
                _("%(series)s: van %(first)s (%(from)s) naar %(last)s (%(to)s).")
                % {
                    "series": series.name,
                    "first": words.point_value(known[0], block.decimals),
                    "from": known[0].label,
                    "last": words.point_value(known[-1], block.decimals),
                    "to": known[-1].label,
                }
            )
    what = _("Lijngrafiek: %(title)s, %(unit)s.") % {"title": block.title, "unit": block.unit}
    return " ".join([what, *sentences, _("De getallen staan in de tabel.")])


def _periods(block: FigureBlock) -> list[str]:
    """The labels of all series, each once, in the order of the longest series."""
    longest_first = sorted(block.series, key=lambda series: -len(series.points))
    return list(dict.fromkeys(point.label for series in longest_first for point in series.points))


def _chart(block: FigureBlock) -> LineChart | None:
    periods = _periods(block)
    drawn = [series for series in block.series if any(p.value is not None for p in series.points)]
    if not drawn:
        return None
    own = own_series(block)
    return LineChart(
        title=block.title,
        description=_description(block),
        unit=block.unit,
        series=[_chart_series(series, periods, series is own) for series in drawn],
        target=_chart_target(block),
        decimals=block.decimals,
        source=None,
    )


def _chart_series(series: FigureSeries, periods: list[str], is_own: bool) -> Series:
    known = {point.label: point for point in series.points}
    points = {period: known.get(period) for period in periods}
    found = list(points.values())
    has_interval = any(point and point.low is not None for point in found)
    return Series(
        series.name,
        [(period, point.value if point else None) for period, point in points.items()],
        emphasis=is_own,
        low=[point.low if point else None for point in found] if has_interval else None,
        high=[point.high if point else None for point in found] if has_interval else None,
    )


def _chart_target(block: FigureBlock) -> Target | None:
    if block.target is None:
        return None
    name = _("Doel %(by)s") % {"by": block.target.by} if block.target.by else _("Doel")
    value = words.number(block.target.value, block.decimals)
    return Target(f"{name}: {value}", block.target.value)


def _numbers(block: FigureBlock) -> Table:
    """The numbers behind the chart: periods side by side where they fit, else below each other."""
    series = block.series[:WIDEST_TABLE]
    periods = _periods(block)
    has_interval = {s.name for s in series if any(point.low is not None for point in s.points)}
    title = _("Getallen bij “%(title)s”") % {"title": block.title}
    if len(periods) <= WIDEST_ROW and not has_interval:
        return Table(title, *_side_by_side(block, series, periods))
    return Table(title, *_below_each_other(block, series, periods, has_interval))


Lines = tuple[tuple[Column, ...], tuple[Row, ...]]


def _side_by_side(
    block: FigureBlock, series: tuple[FigureSeries, ...], periods: list[str]
) -> Lines:
    columns = [Column(_("Gebied"), 1.7), *(Column(period, 1, "end") for period in periods)]
    rows = []
    for one in series:
        numbers = [_number(_point(one, period), block.decimals) for period in periods]
        rows.append(Row((Cell(one.name, is_strong=True), *numbers)))
    return tuple(columns), tuple(rows)


def _below_each_other(
    block: FigureBlock, series: tuple[FigureSeries, ...], periods: list[str], wide: set[str]
) -> Lines:
    columns = [Column(_("Periode"), 1.4)]
    for one in series:
        columns.append(Column(one.name, 1.6, "end"))
        if one.name in wide:
            columns.append(Column(_("Interval (95%)"), 1.6, "end"))
    rows = []
    for period in periods:
        cells = [Cell(period, is_strong=True)]
        for one in series:
            point = _point(one, period)
            cells.append(_number(point, block.decimals))
            if one.name in wide:
                cells.append(Cell(words.interval(point, block.decimals)))
        rows.append(Row(tuple(cells)))
    return tuple(columns), tuple(rows)


def _point(series: FigureSeries, period: str) -> Point:
    known = next((point for point in series.points if point.label == period), None)
    return known or Point(label=period, value=None, kind=PointKind.MISSING)


def _number(point: Point, decimals: int) -> Cell:
    provisional = (_("voorlopig"),) if point.kind is PointKind.PROVISIONAL else ()
    return Cell(words.point_value(point, decimals), notes=provisional)
