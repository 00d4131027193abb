"""Reads of the room that answer one question."""

from openveiligheid.evidence.queries.shelves import (
    atlas,
    codes_of,
    figures,
    figures_about,
    figures_by_area,
    figures_for,
    figures_of_table,
    reason_without_figure,
    regions_of,
    table,
    tables,
)

__all__ = [
    "atlas",
    "codes_of",
    "figures",
    "figures_about",
    "figures_by_area",
    "figures_for",
    "figures_of_table",
    "reason_without_figure",
    "regions_of",
    "table",
    "tables",
]
