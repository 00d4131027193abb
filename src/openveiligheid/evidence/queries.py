"""Reads on figures that answer one question."""

from collections.abc import Iterable

from openveiligheid.core.access import visible_to
from openveiligheid.core.actors import Actor
from openveiligheid.evidence.models import Figure
from openveiligheid.framework.models import SafetyTheme


def figures_for(themes: Iterable[SafetyTheme], by: Actor) -> list[Figure]:
    """The figures at these themes that the actor may see."""
    return list(visible_to(by, Figure).filter(themes__in=list(themes)).distinct())
