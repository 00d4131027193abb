"""The stored tables: where each comes from and what it covers."""

from django.utils import timezone
from django.utils.translation import gettext as _

from openveiligheid.evidence import queries
from openveiligheid.evidence.presenters.words import page_of_table, span_words
from openveiligheid.ui import formatting
from openveiligheid.ui.components import Item
from safetydata.catalogue import CatalogueEntry


def source_items() -> list[Item]:
    """The stored tables as terms and texts, for everybody."""
    return [_item(entry) for entry in queries.tables().values()]


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
