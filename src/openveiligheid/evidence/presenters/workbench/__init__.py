"""The workbench in words, pictures and files."""

from openveiligheid.evidence.presenters.workbench.answers import (
    Answer,
    answer_of,
    break_words,
    caveats,
    title_of,
)
from openveiligheid.evidence.presenters.workbench.around import (
    kept_words,
    other_links,
    provenance_items,
    search_links,
    table_links,
)
from openveiligheid.evidence.presenters.workbench.pictures import (
    SORTS,
    USUAL_ORDER,
    chart_of,
    map_of,
    part_table,
    url_of,
)

__all__ = [
    "SORTS",
    "USUAL_ORDER",
    "Answer",
    "answer_of",
    "break_words",
    "caveats",
    "chart_of",
    "kept_words",
    "map_of",
    "other_links",
    "part_table",
    "provenance_items",
    "search_links",
    "table_links",
    "title_of",
    "url_of",
]
