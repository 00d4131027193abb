"""Words and charts for figures."""

from collections.abc import Iterable

from openveiligheid.core.actors import Actor
from openveiligheid.evidence.models import Figure
from openveiligheid.ui.components import Item


def figure_views(figures: Iterable[Figure], by: Actor) -> list[Figure]:
    return list(figures)


def source_items() -> list[Item]:
    return []
