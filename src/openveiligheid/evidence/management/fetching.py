"""What the command fetches: a table by its number, with pages that outlive a break."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from openveiligheid.evidence.refusals import in_our_words
from safetydata.known_tables import source_named
from safetydata.sources.feed import Client

KEPT = "fetched"
"""The folder beside the figures with pages of tables that are not in yet; it is not backed up."""


@contextmanager
def fetching(text: str) -> Iterator[tuple[Path | str, Client | None]]:
    """Give the source that is meant, and for an address a client that goes on after a break."""
    with in_our_words():
        source = source_named(text)
    if isinstance(source, Path):
        yield source, None
        return
    with Client(kept=settings.OV_DATA_DIR / KEPT) as client:
        yield source, client
        client.forget(source)
