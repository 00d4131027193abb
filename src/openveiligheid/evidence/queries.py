"""Reads on figures that answer one question."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db.models import QuerySet

from openveiligheid.core.access import visible_to
from openveiligheid.core.actors import Actor
from openveiligheid.evidence.models import Figure
from openveiligheid.evidence.refusals import in_our_words
from openveiligheid.evidence.store import figure_store
from openveiligheid.framework.models import SafetyTheme
from safetydata.catalogue import CatalogueEntry


def figures(by: Actor) -> QuerySet[Figure]:
    """The figures that the actor may see, with their themes, in two queries."""
    return visible_to(by, Figure).prefetch_related("themes__field")


def figures_for(
    framework_themes: Iterable[SafetyTheme], by: Actor, label: str = ""
) -> list[Figure]:
    """The figures at these themes of the Kernbeleid.

    With the label of a theme of the plan: also figures that name this label, and none that name
    only others.
    """
    wanted = {theme.pk for theme in framework_themes}
    return [figure for figure in figures(by) if _belongs(figure, wanted, label)]


def _belongs(figure: Figure, wanted: set[UUID], label: str) -> bool:
    if label and figure.plan_labels is not None:
        return label in figure.plan_labels
    return any(theme.pk in wanted for theme in figure.themes.all())


def tables() -> Mapping[str, CatalogueEntry]:
    """All stored tables by their number; open data, so the same for everybody."""
    with in_our_words():
        return figure_store().entries()
