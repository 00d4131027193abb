"""Figures of the plan's themes as blocks of a report."""

from collections.abc import Iterable

from openveiligheid.core.actors import Actor
from openveiligheid.plan.models import PlanTheme
from openveiligheid.publication.content import FigureBlock


def figures_of(themes: Iterable[PlanTheme], by: Actor) -> tuple[FigureBlock, ...]:
    """The figures at these themes, each once."""
    return ()
