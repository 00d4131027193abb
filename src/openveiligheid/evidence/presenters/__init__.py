"""Words, charts and tables for figures; each file knows one page."""

from openveiligheid.evidence.presenters.figures import FigureView, figure_view, figure_views
from openveiligheid.evidence.presenters.sources import source_items

__all__ = ["FigureView", "figure_view", "figure_views", "source_items"]
