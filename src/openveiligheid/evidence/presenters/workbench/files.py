"""A panorama as files: its numbers, each with its source, and its pictures with a caption."""

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from openveiligheid.evidence.places import Measure
from openveiligheid.evidence.presenters.words import period_words
from openveiligheid.evidence.presenters.workbench.answers import (
    peer_name,
    stretch_words,
    title_of,
)
from openveiligheid.evidence.presenters.workbench.around import method_words
from openveiligheid.evidence.presenters.workbench.pictures import (
    Outlines,
    chart_of,
    map_of,
    measure_words,
)
from openveiligheid.evidence.workbench import Panorama, Part, Track
from openveiligheid.ui import formatting
from openveiligheid.ui.charts import poster, svg_for_print
from openveiligheid.ui.exports import Value

CHART, MAP = "grafiek", "kaart"
Line = list[Value]


def headings() -> list[str]:
    """The headings of the numbers as a file."""
    names = (
        _("Onderdeel"),
        _("Gebied"),
        _("Code"),
        _("Periode"),
        _("Aantal"),
        _("Inwoners"),
        _("Maat"),
        _("Waarde"),
        _("Ondergrens (95%)"),
        _("Bovengrens (95%)"),
        _("Bron"),
        _("Tabel"),
        _("Editie"),
        _("Opgehaald op"),
        _("Licentie"),
        _("Adres"),
        _("Bron inwoners"),
    )
    return list(names)


def rows(panorama: Panorama, address: str) -> Iterable[Line]:
    """The numbers of chart and map, one a row, each with its source."""
    ending = _source_cells(panorama, address)
    measure = measure_words(panorama)
    for track in (panorama.main, *panorama.peers):
        for line in _track_rows(panorama, track):
            yield [_("verloop"), *line[:5], measure, *line[5:], *ending]
    for part in (panorama.whole, *panorama.parts):
        yield [_("gebieden"), *_part_row(panorama, part), *ending]


def _track_rows(panorama: Panorama, track: Track) -> Iterable[Line]:
    name = track.name or peer_name(panorama)
    numbers = zip(panorama.periods, track.counts, track.values, track.low, track.high, strict=True)
    for period, count, value, low, high in numbers:
        words = period_words(period)
        yield [name, track.code, words, _short(count), None, *map(_short, (value, low, high))]


def _part_row(panorama: Panorama, part: Part) -> Line:
    place, choice = part.place, panorama.choice
    count = _short(place.value)
    start = [place.area.name, place.area.code, stretch_words(panorama.now), count]
    if choice.measure == Measure.COUNT:
        return [*start, place.inhabitants, _("aantal"), count, None, None]
    rate = part.rate(choice.measure)
    numbers = (rate.value, rate.interval.low, rate.interval.high) if rate else (None, None, None)
    measure = _("per 1.000 inwoners, afgevlakt") if part.smoothed else _("per 1.000 inwoners")
    return [*start, place.inhabitants, measure, *map(_short, numbers)]


def _short(value: float | None) -> float | None:
    if value is None:
        return None
    return int(value) if value == int(value) else round(value, 4)


def _source_cells(panorama: Panorama, address: str) -> Line:
    source, entry = panorama.provenance, panorama.offer.entry
    fetched_on = timezone.localdate(source.fetched_at).isoformat()
    people = inhabitants_words(panorama) or None
    return [source.source, source.table, entry.version, fetched_on, source.licence, address, people]


def facts(panorama: Panorama, address: str) -> dict[str, str]:
    """What is known of the whole: for the metadata of a file."""
    source, entry = panorama.provenance, panorama.offer.entry
    return {
        "title": title_of(panorama),
        "source": source.source,
        "table": f"{source.table} {source.title}",
        "period": source.period,
        "edition": entry.version,
        "fetched_at": source.fetched_at.isoformat(),
        "licence": source.licence,
        "sha256": source.sha256,
        "inhabitants": inhabitants_words(panorama),
        "method": method_words(panorama),
        "address": address,
    }


def picture_of(panorama: Panorama, what: str, outlines: Outlines, address: str) -> str:
    """The chart or the map as an SVG that tells what it shows and where that comes from."""
    if what == CHART:
        chart = chart_of(panorama)
        names = ", ".join(one.name for one in chart.series)
        drawn, title, unit = svg_for_print(chart), chart.title, f"{chart.unit} · {names}"
    else:
        shown = map_of(panorama, outlines)
        drawn, title, unit = shown.svg_for_print(), shown.title, shown.unit
    return poster(drawn, title=title, unit=unit, caption=caption(panorama, address))


def caption(panorama: Panorama, address: str) -> list[str]:
    """What stands below a picture that leaves the site."""
    source, entry = panorama.provenance, panorama.offer.entry
    words = {
        "source": source.source,
        "table": source.table,
        "title": source.title,
        "edition": entry.version,
        "day": formatting.day(timezone.localdate(source.fetched_at)),
        "licence": source.licence,
    }
    line = _(
        "Bron: %(source)s, tabel %(table)s %(title)s, editie %(edition)s, opgehaald op %(day)s, "
        "licentie %(licence)s."
    )
    lines = [line % words]
    if panorama.choice.measure != Measure.COUNT and panorama.has_rates:
        lines.append(_("Inwoners: %(source)s.") % {"source": inhabitants_words(panorama)})
    return [*lines, method_words(panorama), address]


def inhabitants_words(panorama: Panorama) -> str:
    """Where the inhabitants come from by which numbers were divided; empty when none were."""
    if not panorama.has_rates:
        return ""
    found = []
    for census in panorama.censuses:
        source = census.provenance
        facts = (source.source, source.table, str(census.year), source.licence)
        found.append(", ".join(facts))
    return "; ".join(found)
