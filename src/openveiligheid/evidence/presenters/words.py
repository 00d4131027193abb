"""Periods, sources and plain numbers in words."""

from functools import lru_cache

from babel.dates import format_date
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from openveiligheid.ui import formatting
from openveiligheid.ui.components import Source
from safetydata.periods import PeriodKind, parse_period
from safetydata.provenance import Note, Provenance

# How a source of invented figures begins.
FICTITIOUS = "fictief"
PAGES = {
    "CBS": "https://opendata.cbs.nl/statline/#/CBS/nl/dataset/%s/table",
    "Politie": "https://data.politie.nl/#/Politie/nl/dataset/%s/table",
}


def period_words(code: str) -> str:
    """A period as people say it: 2023, the second quarter of 2023, March 2023."""
    return _period_words(code, get_language() or "")


@lru_cache(maxsize=4096)
def _period_words(code: str, language: str) -> str:
    period = parse_period(code)
    if period is None:
        return code
    year, part = str(period.start.year), int(code[6:8])
    if period.kind == PeriodKind.YEAR:
        return year
    if period.kind == PeriodKind.MONTH:
        return str(format_date(period.start, "MMMM y", formatting.locale()))
    if period.kind == PeriodKind.QUARTER:
        return _("%(number)se kwartaal %(year)s") % {"number": part, "year": year}
    return _("%(number)se halfjaar %(year)s") % {"number": part, "year": year}


def span_words(first: str, last: str) -> str:
    """From which period to which, or the one period that there is."""
    if first == last:
        return period_words(first)
    return _("%(first)s tot en met %(last)s") % {
        "first": period_words(first),
        "last": period_words(last),
    }


def source_of(provenance: Provenance, division: str = "") -> Source:
    """Where numbers come from, as every chart and map tells it."""
    first, _dash, last = provenance.period.partition("–")
    notes = [division] if division else []
    if Note.PROVISIONAL in provenance.notes:
        notes.append(_("deels voorlopig"))
    return Source(
        name=provenance.source,
        table=provenance.table,
        period=span_words(first, last or first) if first else "",
        fetched_on=timezone.localdate(provenance.fetched_at),
        licence=provenance.licence,
        url=page_of_table(provenance.source, provenance.table),
        note=" · ".join(notes),
    )


def is_fictitious(source: str) -> bool:
    """Whether figures are invented, as the name of their source tells."""
    return source.casefold().startswith(FICTITIOUS)


def fictitious_words(source: str) -> str:
    """That figures are invented; empty where they are not."""
    if not is_fictitious(source):
        return ""
    return _("Deze cijfers zijn verzonnen, als voorbeeld. Zij zeggen niets over een echt gebied.")


def page_of_table(source: str, table: str) -> str:
    """The table at its publisher; empty when we know no address."""
    page = PAGES.get(source, "")
    return page % table if page else ""
