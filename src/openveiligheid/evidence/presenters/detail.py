"""All that the page of one figure says: how sure it is, where it comes from, and its numbers."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openveiligheid.core.actors import Actor
from openveiligheid.evidence.models import Figure
from openveiligheid.evidence.presenters.figures import interval_of, main_line
from openveiligheid.evidence.presenters.words import page_of_table, period_words, span_words
from openveiligheid.evidence.readings import Point, Reading
from openveiligheid.ui import formatting
from openveiligheid.ui.components import Item
from safetydata.tables import CellStatus

STATUSES: dict[CellStatus, Promise] = {
    CellStatus.PROVISIONAL: gettext_lazy("voorlopig"),
    CellStatus.MISSING: gettext_lazy("onbekend"),
    CellStatus.IMPOSSIBLE: gettext_lazy("kan niet bestaan"),
    CellStatus.ZERO_BY_ABSENCE: gettext_lazy("nul volgens de bron"),
    CellStatus.ABSENT: gettext_lazy("ontbreekt in de tabel"),
}


def certainty_words(figure: Figure, reading: Reading, by: Actor) -> str:
    """How much of the newest number may be chance, in a sentence; empty where that says nothing."""
    line = main_line(reading, by)
    last = line.last if line else None
    if not figure.counts_events or line is None or last is None:
        return ""
    low, high = interval_of(last.value)
    if low is None or high is None or figure.shape == Figure.Shape.AREAS:
        return ""
    facts = {
        "area": line.name,
        "period": period_words(last.period),
        "value": formatting.number(last.value or 0),
        "low": formatting.number(low),
        "high": formatting.number(high),
    }
    return (
        _(
            "In %(period)s telde %(area)s er %(value)s. Zonder dat er iets verandert, had dat door "
            "toeval ook een aantal tussen %(low)s en %(high)s kunnen zijn."
        )
        % facts
    )


def provenance_items(reading: Reading) -> list[Item]:
    """Where the numbers come from, to the fingerprint of the file."""
    source = reading.provenance
    first, _dash, last = source.period.partition("–")
    items = [
        Item(_("Bron"), source.source, page_of_table(source.source, source.table)),
        Item(
            _("Tabel"),
            f"{source.table} {source.title}",
            reverse("evidence:table", args=[source.table]),
        ),
        Item(_("Onderwerp"), reading.topic),
    ]
    items += [Item(title, chosen) for title, chosen in reading.choices]
    items += [
        Item(_("Periode"), span_words(first, last or first)),
        Item(_("Opgehaald"), formatting.day(timezone.localdate(source.fetched_at))),
        Item(_("Licentie"), source.licence),
    ]
    if reading.division:
        items.append(Item(_("Indeling"), reading.division))
    items.append(Item(_("Vingerafdruk (SHA-256)"), source.sha256))
    return items


def theme_words(figure: Figure) -> list[str]:
    """The themes at which a figure stands."""
    return [str(theme) for theme in figure.themes.all()]


def export_headings() -> list[str]:
    """The headings of a figure as a file."""
    names = (
        _("Gebied"),
        _("Code"),
        _("Periode"),
        _("Waarde"),
        _("Status"),
        _("Ondergrens (95%)"),
        _("Bovengrens (95%)"),
        _("Bron"),
        _("Tabel"),
        _("Opgehaald op"),
        _("Licentie"),
    )
    return list(names)


def export_rows(figure: Figure, reading: Reading) -> Iterable[list[str | int | float | None]]:
    """The numbers of a figure, one a row, each with its source."""
    source = reading.provenance
    fetched_on = timezone.localdate(source.fetched_at).isoformat()
    for line in reading.lines:
        for point in line.points:
            low, high = interval_of(point.value) if figure.counts_events else (None, None)
            yield [
                line.name,
                line.region,
                period_words(point.period),
                _plain(point, reading.decimals),
                status_words(point),
                None if low is None else round(low, 1),
                None if high is None else round(high, 1),
                source.source,
                source.table,
                fetched_on,
                source.licence,
            ]


def _plain(point: Point, decimals: int) -> int | float | None:
    if point.value is None:
        return None
    return round(point.value, decimals) if decimals else round(point.value)


def status_words(point: Point) -> str:
    """What is known about a number beside its value; empty where nothing needs saying."""
    return str(STATUSES.get(point.status, ""))
