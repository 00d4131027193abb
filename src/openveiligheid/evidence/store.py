"""Where the figures are kept: files in the data folder, reference data for the whole site."""

from django.conf import settings

from safetydata.store import FigureStore


def figure_store() -> FigureStore:
    """The store of figures of this site."""
    return FigureStore(settings.OV_DATA_DIR / "figures")
