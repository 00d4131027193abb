"""The stored tables: where each comes from and what it covers."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openveiligheid.core.actors import Actor
from openveiligheid.evidence import queries
from openveiligheid.evidence.presenters.words import page_of_table, span_words
from openveiligheid.ui import formatting
from openveiligheid.ui.components import Item
from safetydata.catalogue import CatalogueEntry
from safetydata.importer import ImportResult


def source_items(by: Actor | None = None) -> list[Item]:
    """The stored tables as terms and texts: those of the site, and those of the visitor's own."""
    return [_item(entry) for entry in queries.tables(by).values()]


def _item(entry: CatalogueEntry) -> Item:
    facts = {
        "source": entry.source,
        "table": entry.table,
        "period": span_words(entry.first_period, entry.last_period),
        "day": formatting.day(timezone.localdate(entry.fetched_at)),
        "licence": entry.licence,
    }
    text = _(
        "%(source)s, tabel %(table)s · %(period)s · opgehaald op %(day)s · licentie %(licence)s"
    )
    return Item(entry.title, text % facts, page_of_table(entry.source, entry.table))


def table_line(entry: CatalogueEntry) -> str:
    """A stored table in one line of plain text."""
    cells = cells_words(entry.rows)
    return f"{entry.table:12} {_item(entry).text} · {cells} · {entry.title}"


def cells_words(count: int) -> str:
    """How many numbers a table holds."""
    return ngettext("%(count)s cijfer", "%(count)s cijfers", count) % {
        "count": formatting.number(count)
    }


def import_words(result: ImportResult) -> list[str]:
    """What an import did, in sentences."""
    facts = {
        "table": result.table,
        "title": result.entry.title,
        "added": formatting.number(result.added),
        "changed": formatting.number(result.changed),
        "unchanged": formatting.number(result.unchanged),
        "rows": formatting.number(result.rows),
    }
    if result.nothing_changed:
        first = _("Tabel %(table)s, %(title)s: niets nieuws; alle %(unchanged)s waren er al.")
    else:
        first = _(
            "Tabel %(table)s, %(title)s: %(added)s nieuw, %(changed)s gewijzigd, "
            "%(unchanged)s ongewijzigd. De tabel telt nu %(rows)s cijfers."
        )
    sentences = [first % facts]
    if result.skipped_columns:
        columns = ", ".join(result.skipped_columns)
        sentences.append(_("Overgeslagen, want geen cijfers: %(columns)s.") % {"columns": columns})
    return sentences
