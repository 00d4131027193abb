"""Where the figures are kept: tables of the whole site, and tables of one municipality.

Whoever runs the server takes in tables for the whole site, as reference data. What members take in
is their municipality's own: no other municipality sees it, and it goes before a table of the site.
"""

from collections.abc import Mapping
from pathlib import Path

from django.conf import settings

from safetydata.catalogue import CatalogueEntry
from safetydata.store import FigureStore

SHARED = "shared"


def _folder() -> Path:
    root: Path = settings.OV_DATA_DIR
    return root / "figures"


def shared_store() -> FigureStore:
    """The tables of the whole site."""
    return FigureStore(_folder() / SHARED)


def own_store(owner: str) -> FigureStore:
    """The tables of one municipality, by its CBS code."""
    return FigureStore(_folder() / owner)


class Shelves:
    """The tables that a municipality reads; without an owner only those of the whole site."""

    def __init__(self, owner: str = "") -> None:
        self.shared = shared_store()
        self.own = own_store(owner) if owner else self.shared
        self._own = self.own.entries()
        self._shared = self.shared.entries()

    @property
    def entries(self) -> Mapping[str, CatalogueEntry]:
        """All tables by their number."""
        return {**self._shared, **self._own}

    def holding(self, table: str) -> FigureStore:
        """The store in which a table lies; the shared one when there is no such table."""
        return self.own if table.upper() in self._own else self.shared
