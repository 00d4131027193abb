"""Reads on plans that answer one question."""

from typing import Any

from django.db.models import Prefetch, QuerySet

from openveiligheid.core.access import visible_to
from openveiligheid.core.actors import Actor, System
from openveiligheid.core.json import sha256
from openveiligheid.plan.models import CrossLink, PlanField, PlanTheme, PlanVersion, SafetyPlan

# Rows at the same place stand in the order in which they came, so that equal plans read equal.
ORDER = ("position", "number", "created_at", "pk")


def plans(by: Actor) -> QuerySet[SafetyPlan]:
    """The plans that the actor may see, newest first."""
    return visible_to(by, SafetyPlan)


def current_plan(by: Actor, *, year: int) -> SafetyPlan | None:
    """The adopted plan of this year, else the latest plan that the actor may see."""
    mine = plans(by)
    running = mine.filter(status=SafetyPlan.Status.ADOPTED, year_from__lte=year, year_to__gte=year)
    return running.first() or mine.first()


def fields_of(plan: SafetyPlan, by: Actor) -> QuerySet[PlanField]:
    """The priorities of a plan with their themes and objectives, in order."""
    themes = (
        visible_to(by, PlanTheme)
        .order_by(*ORDER)
        .prefetch_related("objectives", "framework_themes", "partners")
    )
    return (
        visible_to(by, PlanField)
        .filter(plan=plan)
        .select_related("framework_field")
        .prefetch_related(Prefetch("themes", queryset=themes))
    )


def links_of(theme: PlanTheme, by: Actor) -> list[tuple[CrossLink, PlanTheme]]:
    """The cross-links of a theme, each with the theme at its other end."""
    links = visible_to(by, CrossLink).select_related("theme__field", "other__field")
    return [(link, link.other) for link in links.filter(theme=theme)] + [
        (link, link.theme) for link in links.filter(other=theme)
    ]


def latest_version(plan: SafetyPlan) -> PlanVersion | None:
    """The version that a body adopted last."""
    return plan.versions.select_related("decision__body").order_by("-number").first()


def changed_since_adoption(plan: SafetyPlan) -> bool:
    """Whether the living plan differs from the version that was adopted last."""
    version = latest_version(plan)
    return version is not None and version.sha256 != sha256(snapshot(plan))


def snapshot(plan: SafetyPlan) -> dict[str, Any]:
    """All of the plan as plain values: what a decision freezes and a difference compares.

    Rows carry their id, so that a renamed theme is a change and not a loss and an arrival.
    """
    fields = plan.fields.select_related("framework_field").prefetch_related(
        "themes__objectives", "themes__framework_themes", "themes__partners"
    )
    every_link = visible_to(System(plan.municipality), CrossLink).filter(theme__field__plan=plan)
    links = every_link.select_related("theme", "other").order_by("created_at", "pk")
    return {
        "title": plan.title,
        "year_from": plan.year_from,
        "year_to": plan.year_to,
        "mission": plan.mission,
        "vision": plan.vision,
        "principles": plan.principles,
        "fields": [_field(field) for field in fields.order_by(*ORDER)],
        "cross_links": [
            {"id": str(k.pk), "theme": k.theme.title, "other": k.other.title, "reason": k.reason}
            for k in links
        ],
    }


def _field(field: PlanField) -> dict[str, Any]:
    return {
        "id": str(field.pk),
        "number": field.number,
        "title": field.title,
        "summary": field.summary,
        "kernbeleid": field.framework_field.number if field.framework_field else None,
        "themes": [
            _theme(theme)
            for theme in sorted(
                field.themes.all(), key=lambda t: (t.position, t.number, t.created_at, t.pk)
            )
        ],
    }


def _theme(theme: PlanTheme) -> dict[str, Any]:
    return {
        "id": str(theme.pk),
        "number": theme.number,
        "title": theme.title,
        "context": theme.context,
        "kernbeleid": sorted(t.number for t in theme.framework_themes.all()),
        "partners": sorted(p.name for p in theme.partners.all()),
        "objectives": [
            {"id": str(o.pk), "kind": o.kind, "text": o.text}
            for o in sorted(theme.objectives.all(), key=lambda o: (o.position, o.created_at, o.pk))
        ],
    }
