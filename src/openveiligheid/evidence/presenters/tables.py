"""The stored tables as a catalogue: what each covers, and what was taken in when."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from openveiligheid.evidence.presenters.words import page_of_table, span_words
from openveiligheid.ui import formatting
from openveiligheid.ui.components import Cell, Column, Item, Row, Table
from safetydata.catalogue import CatalogueEntry


def catalogue_table(entries: Iterable[CatalogueEntry]) -> Table:
    """All stored tables."""
    columns = [
        Column(_("Tabel"), "name"),
        Column(_("Bron")),
        Column(_("Periode")),
        Column(_("Opgehaald"), "date"),
        Column(_("Licentie")),
        Column(_("Cijfers"), "number"),
    ]
    rows = [
        Row(
            [
                Cell(
                    entry.title,
                    url=reverse("evidence:table", args=[entry.table]),
                    note=" · ".join(filter(None, [entry.table, entry.division])),
                ),
                Cell(entry.source),
                Cell(span_words(entry.first_period, entry.last_period)),
                Cell(formatting.short_day(timezone.localdate(entry.fetched_at))),
                Cell(entry.licence),
                Cell(formatting.number(entry.rows)),
            ]
        )
        for entry in entries
    ]
    return Table(_("Ingelezen tabellen"), columns, rows)


def table_items(entry: CatalogueEntry) -> list[Item]:
    """What a table is and covers."""
    items = [
        Item(_("Bron"), entry.source, page_of_table(entry.source, entry.table)),
        Item(_("Tabel"), entry.table),
        Item(_("Periode"), span_words(entry.first_period, entry.last_period)),
        Item(_("Licentie"), entry.licence),
        Item(_("Cijfers"), formatting.number(entry.rows)),
        Item(_("Onderwerpen"), "; ".join(topic.title for topic in entry.topics)),
    ]
    if entry.dimensions:
        items.append(Item(_("Uitgesplitst naar"), "; ".join(d.title for d in entry.dimensions)))
    if entry.division:
        items.append(Item(_("Indeling"), entry.division))
    return items


def imports_table(entry: CatalogueEntry) -> Table:
    """Each time that figures of a table were taken in, newest first."""
    columns = [
        Column(_("Bestand of adres"), "name"),
        Column(_("Opgehaald"), "date"),
        Column(_("Nieuw"), "number"),
        Column(_("Gewijzigd"), "number"),
        Column(_("Vingerafdruk (SHA-256)")),
    ]
    rows = [
        Row(
            [
                Cell(item.origin),
                Cell(formatting.short_day(timezone.localdate(item.at))),
                Cell(formatting.number(item.added)),
                Cell(formatting.number(item.changed)),
                Cell(f"{item.sha256[:16]}…"),
            ]
        )
        for item in reversed(entry.imports)
    ]
    return Table(_("Wanneer ingelezen"), columns, rows)
