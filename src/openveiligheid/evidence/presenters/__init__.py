"""Words, charts and tables for figures; each file knows one page."""

from openveiligheid.evidence.presenters.figures import FigureView, figure_view, figure_views
from openveiligheid.evidence.presenters.sources import import_words, source_items, table_line

__all__ = [
    "FigureView",
    "figure_view",
    "figure_views",
    "import_words",
    "source_items",
    "table_line",
]
