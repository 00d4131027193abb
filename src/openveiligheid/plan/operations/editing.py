"""Writing a plan: the plan itself, priorities, themes, objectives and cross-links."""

from collections.abc import Iterator, Sequence

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from openveiligheid.core.access import require
from openveiligheid.core.actors import Actor
from openveiligheid.core.errors import Refused
from openveiligheid.core.history import record
from openveiligheid.core.operations import Links, erase, state_of, write
from openveiligheid.core.permissions import Permission
from openveiligheid.framework.models import SafetyTheme
from openveiligheid.organisation.models import Partner
from openveiligheid.plan.models import CrossLink, Objective, PlanField, PlanTheme, SafetyPlan

PLAN = ("title", "year_from", "year_to", "mission", "vision", "principles")
FIELD = ("plan", "position", "number", "title", "summary", "framework_field")
THEME = ("field", "position", "number", "title", "context")
OBJECTIVE = ("theme", "position", "text", "kind")
LINK = ("theme", "other", "reason")


@transaction.atomic
def save_plan(plan: SafetyPlan, *, by: Actor) -> SafetyPlan:
    """Start a plan, or change its title, years, mission, vision or principles."""
    require(by, Permission.PLAN_EDIT)
    return write(by, "plan saved", plan, fields=PLAN)


@transaction.atomic
def save_field(field: PlanField, *, by: Actor) -> PlanField:
    """Add a priority or change one."""
    require(by, Permission.PLAN_EDIT, field.plan)
    return write(by, "priority saved", field, fields=FIELD)


@transaction.atomic
def save_theme(
    theme: PlanTheme,
    *,
    by: Actor,
    framework_themes: Sequence[SafetyTheme] | None = None,
    partners: Sequence[Partner] | None = None,
) -> PlanTheme:
    """Add a theme or change one; what is not given of its links stays as it is."""
    require(by, Permission.PLAN_EDIT, theme.field, *(partners or ()))
    given = {"framework_themes": framework_themes, "partners": partners}
    links: Links = {name: rows for name, rows in given.items() if rows is not None}
    return write(by, "theme saved", theme, fields=THEME, links=links)


@transaction.atomic
def save_objective(objective: Objective, *, by: Actor) -> Objective:
    """Add an objective or change one."""
    require(by, Permission.PLAN_EDIT, objective.theme)
    return write(by, "objective saved", objective, fields=OBJECTIVE)


@transaction.atomic
def link_themes(link: CrossLink, *, by: Actor) -> CrossLink:
    """Say that two themes of one plan touch each other, and why."""
    require(by, Permission.PLAN_EDIT, link.theme, link.other)
    if link.theme.field.plan_id != link.other.field.plan_id:
        raise Refused(_("Kies een thema van hetzelfde plan."))
    if CrossLink.unscoped.filter(theme=link.other, other=link.theme).exclude(pk=link.pk).exists():
        raise Refused(_("Deze thema's zijn al verbonden."))
    return write(by, "themes linked", link, fields=LINK)


@transaction.atomic
def unlink_themes(link: CrossLink, *, by: Actor) -> None:
    """Take a cross-link away."""
    require(by, Permission.PLAN_EDIT, link)
    erase(by, "themes unlinked", link, fields=LINK)


Row = PlanField | PlanTheme | Objective
REMOVALS: dict[type[Row | CrossLink], tuple[str, tuple[str, ...]]] = {
    PlanField: ("priority removed", FIELD),
    PlanTheme: ("theme removed", THEME),
    Objective: ("objective removed", OBJECTIVE),
    CrossLink: ("themes unlinked", LINK),
}


@transaction.atomic
def remove_row(row: Row, *, by: Actor) -> None:
    """Take a priority, theme or objective out of the plan, with what lies under it."""
    require(by, Permission.PLAN_EDIT, row)
    for each in _under(row):
        verb, names = REMOVALS[type(each)]
        record(by, verb, each, before=state_of(each, names))
    verb, names = REMOVALS[type(row)]
    erase(by, verb, row, fields=names)


def _under(row: Row) -> Iterator[Row | CrossLink]:
    """What goes when the row goes, from the bottom up, each once."""
    if isinstance(row, Objective):
        return
    themes = [row] if isinstance(row, PlanTheme) else list(row.themes.all())
    yield from CrossLink.unscoped.filter(Q(theme__in=themes) | Q(other__in=themes))
    for theme in themes:
        yield from theme.objectives.all()
        if theme is not row:
            yield theme
