"""A panorama as a chart, a map and a table; all three say the same numbers."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext as _

from openveiligheid.evidence.places import Measure
from openveiligheid.evidence.presenters.areas import (
    HIDDEN,
    SHORT,
    per_words,
    rate_cell,
    unit_per,
    value_words,
)
from openveiligheid.evidence.presenters.verdicts import EQUAL, VERDICTS, range_words, share_words
from openveiligheid.evidence.presenters.words import period_words, source_of, span_words
from openveiligheid.evidence.presenters.workbench.answers import (
    area_name,
    peer_name,
    stretch_words,
    subject,
    title_of,
)
from openveiligheid.evidence.workbench import Panorama, Part, Track
from openveiligheid.evidence.workbench.addresses import address_of
from openveiligheid.organisation.models import Area
from openveiligheid.ui.charts import LineChart, Series
from openveiligheid.ui.components import Cell, Column, Row, Source, Table
from openveiligheid.ui.maps import AreaMap, MapArea
from safetydata.periods import PeriodKind

Outlines = Mapping[str, Area]


def chart_of(panorama: Panorama) -> LineChart:
    """The numbers through time, with what chance allows around those of the area itself."""
    return LineChart(
        title=_("Verloop: %(title)s") % {"title": title_of(panorama)},
        description=_chart_words(panorama),
        unit=measure_words(panorama),
        series=[
            _series(panorama, panorama.main, is_main=True),
            *(_series(panorama, track, is_main=False) for track in panorama.peers),
        ],
        decimals=_decimals(panorama),
        source=source(panorama),
        axis=_axis(panorama),
        breaks=tuple(period_words(each.period) for each in panorama.breaks),
    )


def _decimals(panorama: Panorama) -> int:
    """Of rates as many decimals as keep small ones apart."""
    if panorama.choice.measure == Measure.COUNT:
        return panorama.decimals
    largest = max((value or 0 for value in panorama.main.values), default=0)
    return 2 if 0 < largest < 1 else 1


def _axis(panorama: Panorama) -> dict[str, str] | None:
    """Within years only the years stand at the axis."""
    if panorama.choice.kind == PeriodKind.YEAR:
        return None
    starts = [period for period in panorama.periods if period.endswith("01")]
    return {period_words(period): period[:4] for period in starts} or None


def _series(panorama: Panorama, track: Track, *, is_main: bool) -> Series:
    labels = [period_words(period) for period in panorama.periods]
    name = track.name or _sentence_case(peer_name(panorama))
    points = list(zip(labels, track.values, strict=True))
    has_band = is_main and any(low is not None for low in track.low)
    return Series(
        name,
        points,
        emphasis=is_main,
        low=track.low if has_band else None,
        high=track.high if has_band else None,
    )


def _chart_words(panorama: Panorama) -> str:
    words = _sentence_case(span_words(panorama.periods[0], panorama.periods[-1])) + "."
    if any(low is not None for low in panorama.main.low):
        words += " " + _("Het vlak om de lijn is wat door toeval ook had gekund (95%).")
    if panorama.breaks:
        words += " " + _("Streeplijn: hier veranderde er iets; zie de melding boven het antwoord.")
    return words


def measure_words(panorama: Panorama) -> str:
    """What the numbers in the chart are."""
    unit = panorama.offer.entry.topic(panorama.choice.topic).unit or _("aantal")
    if panorama.choice.measure == Measure.COUNT:
        return unit
    per = {
        PeriodKind.MONTH: _("per maand"),
        PeriodKind.QUARTER: _("per kwartaal"),
        PeriodKind.HALF_YEAR: _("per halfjaar"),
    }.get(panorama.choice.kind, _("per jaar"))
    return f"{unit_per(unit)}, {per}"


def source(panorama: Panorama) -> Source:
    """Where the numbers come from."""
    return source_of(panorama.provenance, panorama.offer.entry.division)


def map_of(panorama: Panorama, outlines: Outlines) -> AreaMap:
    """The parts over the last year, on a map where their outline is known, else as tiles."""
    measure = panorama.choice.measure
    divides = measure != Measure.COUNT and any(part.rate(measure) for part in panorama.parts)
    unit = panorama.offer.entry.topic(panorama.choice.topic).unit or _("aantal")
    description = [_("Donkerder is hoger. Kies een gebied om het te bekijken.")]
    if measure != Measure.COUNT and not divides:
        description.append(_("Dit zijn aantallen: per inwoner is hier niet te zeggen."))
    return AreaMap(
        title=_("Waar: %(title)s, %(period)s")
        % {"title": title_of(panorama), "period": stretch_words(panorama.now)},
        description=" ".join(description),
        areas=[_map_area(part, panorama, outlines, divides) for part in panorama.parts],
        unit=unit_per(unit) if divides else unit,
        decimals=1 if divides else panorama.decimals,
        source=source(panorama),
    )


def _map_area(part: Part, panorama: Panorama, outlines: Outlines, divides: bool) -> MapArea:
    place, known = part.place, outlines.get(part.place.area.code)
    rate = part.rate(panorama.choice.measure)
    value = (rate.value if rate else None) if divides else place.value
    is_hidden = divides and rate is None
    return MapArea(
        code=place.area.code,
        name=place.area.name,
        value=value,
        url=url_of(panorama, gebied=place.area.code),
        label=str(SHORT.get(place.state, "")) if is_hidden else "",
        geometry=known.geometry if known else None,
        hidden=str(HIDDEN.get(place.state, "")) if is_hidden else "",
        emphasis=place.area.code == panorama.choice.area,
    )


def url_of(panorama: Panorama, **changes: str | list[str]) -> str:
    """The page with this choice, or with something chosen differently."""
    return f"{reverse('evidence:workbench')}?{address_of(panorama.choice, **changes)}"


def part_table(panorama: Panorama, order: str) -> Table:
    """The parts with their numbers of two years, what changed, and the rate."""
    year, before = stretch_words(panorama.now), stretch_words(panorama.before)
    columns = [
        _column(panorama, "naam", _("Gebied"), order),
        _column(panorama, "aantal", year, order),
    ]
    if panorama.knows_before:
        columns.append(Column(before, "number"))
    if panorama.knows_changes:
        columns.append(_column(panorama, "verandering", _("Verandering"), order))
    if panorama.knows_rates:
        columns.append(_column(panorama, "verhouding", _rate_heading(panorama), order))
    caption = _("%(subject)s in %(area)s en de delen ervan") % {
        "subject": subject(panorama),
        "area": area_name(panorama),
    }
    rows = [Row(_cells(part, panorama)) for part in in_order(panorama.others, order)]
    return Table(caption, columns, rows, totals=Row(_cells(panorama.whole, panorama)))


def _rate_heading(panorama: Panorama) -> str:
    if panorama.choice.measure == Measure.SMOOTHED:
        return _("%(per)s, afgevlakt") % {"per": per_words()}
    return per_words()


def _column(panorama: Panorama, key: str, label: str, order: str) -> Column:
    is_sorted = key == order.removeprefix("-")
    first = key if key == "naam" else f"-{key}"
    flipped = key if order.startswith("-") else f"-{key}"
    url = url_of(panorama, volgorde=flipped if is_sorted else first) + "#delen"
    direction = "descending" if order.startswith("-") else "ascending"
    return Column(
        label,
        "name" if key == "naam" else "number" if key != "verandering" else "text",
        url,
        direction if is_sorted else "",  # type: ignore[arg-type]
    )


def _rate_value(part: Part) -> float | None:
    rate = part.smoothed or part.place.rate
    return rate.value if rate else None


SORTS: dict[str, Callable[[Part], float | str | None]] = {
    "naam": lambda part: part.place.area.name,
    "aantal": lambda part: part.place.value,
    "verandering": lambda part: part.share,
    "verhouding": _rate_value,
}
USUAL_ORDER = "-aantal"


def in_order(parts: tuple[Part, ...], order: str) -> list[Part]:
    """The parts sorted; what has no number comes last, whichever the direction."""
    key = SORTS[order.removeprefix("-")]
    known = [part for part in parts if key(part) is not None]
    known.sort(key=key, reverse=order.startswith("-"))  # type: ignore[arg-type]
    return known + [part for part in parts if key(part) is None]


def _cells(part: Part, panorama: Panorama) -> list[Cell]:
    place, choice = part.place, panorama.choice
    is_self = place.area.code == choice.area
    name = place.area.name
    url = "" if is_self else url_of(panorama, gebied=place.area.code)
    cells = [
        Cell(name, url=url, note=_("dit gebied") if is_self else ""),
        Cell(value_words(place.value, panorama.decimals)),
    ]
    if panorama.knows_before:
        cells.append(Cell(value_words(part.before, panorama.decimals)))
    if panorama.knows_changes:
        cells.append(_change_cell(part))
    if panorama.knows_rates:
        cells.append(_rate_cell(part, choice.measure))
    return cells


def _rate_cell(part: Part, measure: Measure) -> Cell:
    rate = part.rate(measure) or part.place.rate
    return rate_cell(replace(part.place, rate=rate))


def _change_cell(part: Part) -> Cell:
    if part.change is None:
        return Cell(_("niet te zeggen"))
    verdict = str(VERDICTS[part.change.verdict])
    is_moved = part.share is not None and abs(part.share) >= EQUAL
    words = share_words(part.share or 0) if is_moved else ""
    return Cell(
        ": ".join(filter(None, [verdict, words])),
        note=_("marge: %(margin)s") % {"margin": range_words(part.change.interval)},
    )


def _sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:]
