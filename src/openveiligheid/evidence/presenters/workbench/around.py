"""What stands around the pictures of the workbench: other choices, and where all comes from."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from openveiligheid.evidence.offers import municipality_of
from openveiligheid.evidence.presenters.words import page_of_table, span_words
from openveiligheid.evidence.presenters.workbench.pictures import url_of
from openveiligheid.evidence.workbench import MOST_OTHERS, Panorama
from openveiligheid.ui import formatting
from openveiligheid.ui.components import Item
from safetydata.catalogue import CatalogueEntry

MOST_FOUND = 12


@dataclass(frozen=True)
class TableLink:
    """A table that may be asked."""

    title: str
    note: str
    url: str
    is_current: bool


@dataclass(frozen=True)
class Found:
    """An area that was searched for: to look at, or to compare with."""

    name: str
    note: str
    url: str
    beside: str


@dataclass(frozen=True)
class Beside:
    """An area in the comparison, and how to take it out."""

    name: str
    url: str


def table_links(entries: Iterable[CatalogueEntry], asked: QueryDict) -> list[TableLink]:
    """The tables to choose from; the area that is looked at stays."""
    found = []
    for entry in entries:
        query = QueryDict(mutable=True)
        query["tabel"] = entry.table
        found.append(
            TableLink(
                title=entry.title,
                note=f"{entry.table} · {span_words(entry.first_period, entry.last_period)}",
                url=f"{reverse('evidence:workbench')}?{query.urlencode()}",
                is_current=entry.table == asked.get("tabel", "").upper(),
            )
        )
    return found


def search_links(panorama: Panorama, text: str) -> list[Found]:
    """The areas that a search finds."""
    offer, choice = panorama.offer, panorama.choice
    found = []
    for code in offer.search(text, panorama.name, MOST_FOUND):
        around = municipality_of(code)
        place = panorama.name(around) if around and around != code else ""
        others = [*dict.fromkeys([*choice.others, code])]
        is_beside = code != choice.area and len(others) <= MOST_OTHERS
        beside = url_of(panorama, met=others) if is_beside else ""
        found.append(
            Found(
                panorama.name(code),
                f"{place} {code}".strip(),
                url_of(panorama, gebied=code),
                beside,
            )
        )
    return found


def other_links(panorama: Panorama) -> list[Beside]:
    """The areas that are compared with by name, each with the page without it."""
    choice = panorama.choice
    return [
        Beside(
            panorama.name(code),
            url_of(panorama, met=[other for other in choice.others if other != code]),
        )
        for code in choice.others
    ]


def provenance_items(panorama: Panorama) -> list[Item]:
    """Where the numbers come from, to the fingerprint of the file, and how they were treated."""
    source, entry = panorama.provenance, panorama.offer.entry
    first, _dash, last = source.period.partition("–")
    items = [
        Item(_("Bron"), source.source, page_of_table(source.source, source.table)),
        Item(
            _("Tabel"),
            f"{source.table} {source.title}",
            reverse("evidence:table", args=[source.table]),
        ),
        Item(_("Periode"), span_words(first, last or first) if first else ""),
        Item(_("Opgehaald"), formatting.day(timezone.localdate(source.fetched_at))),
        Item(_("Editie"), entry.version),
        Item(_("Licentie"), source.licence),
        Item(_("Methode"), method_words(panorama)),
        Item(_("Vingerafdruk (SHA-256)"), source.sha256),
    ]
    if entry.division:
        items.insert(6, Item(_("Indeling"), entry.division))
    return items


def kept_words(panorama: Panorama) -> str:
    """What is kept: a figure always shows the longest kind of period of its table."""
    entry = panorama.offer.entry
    if panorama.choice.kind == panorama.offer.kinds[0]:
        return f"{entry.title} ({entry.table})"
    return _("%(title)s (%(table)s); bij thema's staat het cijfer per langste periode") % {
        "title": entry.title,
        "table": entry.table,
    }


def method_words(panorama: Panorama) -> str:
    """How the numbers were treated, in a few sentences."""
    if not panorama.counts_events:
        return _("Cijfers zoals de bron ze publiceert.")
    margin = formatting.percentage(panorama.choice.margin)
    return _(
        "Vlak en marges: 95%%-intervallen voor aantallen (Poisson). Oordeel: het laatste jaar "
        "naast het jaar ervoor, met seizoen en grilligheid van de reeks meegeteld; ongeveer gelijk "
        "als het hele interval binnen %(margin)s ligt, anders gestegen, gedaald of onzeker."
    ) % {"margin": margin}
