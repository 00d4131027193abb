"""The example's plan: fields, themes, objectives and cross-links."""

from openveiligheid.config.example.files import Row
from openveiligheid.core.actors import Actor
from openveiligheid.framework import queries as framework
from openveiligheid.organisation.models import Partner
from openveiligheid.plan.models import CrossLink, Objective, PlanField, PlanTheme, SafetyPlan
from openveiligheid.plan.operations import (
    link_themes,
    save_field,
    save_objective,
    save_plan,
    save_theme,
)


def load_plan(
    about: Row, partner_rows: list[Row], partners: dict[str, Partner], *, by: Actor
) -> tuple[SafetyPlan, dict[str, Objective]]:
    """Make the plan; its objectives come back by their key in the file."""
    plan = SafetyPlan(
        title=about["title"],
        year_from=about["year_from"],
        year_to=about["year_to"],
        mission=about.get("mission") or "",
        vision=about.get("vision") or "",
        principles="\n\n".join(f"{p['title']}. {p['text']}" for p in about.get("principles", [])),
    )
    save_plan(plan, by=by)
    helping = _partners_by_theme(partner_rows, partners)
    themes: dict[str, PlanTheme] = {}
    objectives: dict[str, Objective] = {}
    for row in about["fields"]:
        field = _field(plan, row, by)
        for position, each in enumerate(row["themes"], start=1):
            number = str(each["number"])
            themes[number] = _theme(field, each, position, helping.get(number, []), by)
            objectives |= _objectives(themes[number], each["objectives"], by)
    for row in about.get("cross_links", []):
        link = CrossLink(
            theme=themes[str(row["theme_a"])],
            other=themes[str(row["theme_b"])],
            reason=row["reason"],
        )
        link_themes(link, by=by)
    return plan, objectives


def _partners_by_theme(rows: list[Row], partners: dict[str, Partner]) -> dict[str, list[Partner]]:
    helping: dict[str, list[Partner]] = {}
    for row in rows:
        for number in row.get("themes") or []:
            helping.setdefault(str(number), []).append(partners[row["key"]])
    return helping


def _field(plan: SafetyPlan, row: Row, by: Actor) -> PlanField:
    known = {field.number: field for field in framework.fields()}
    field = PlanField(
        plan=plan,
        position=row["position"],
        number=str(row["number"]),
        title=row["title"],
        summary=(row.get("summary") or "").strip(),
        framework_field=known.get(str(row.get("framework_field") or "")),
    )
    return save_field(field, by=by)


def _theme(
    field: PlanField, row: Row, position: int, partners: list[Partner], by: Actor
) -> PlanTheme:
    linked = framework.themes().filter(number__in=[str(n) for n in row["framework_themes"]])
    theme = PlanTheme(
        field=field,
        position=position,
        number=str(row["number"]),
        title=row["title"],
        context=(row.get("context") or "").strip(),
    )
    return save_theme(theme, by=by, framework_themes=list(linked), partners=partners)


def _objectives(theme: PlanTheme, rows: list[Row], by: Actor) -> dict[str, Objective]:
    made = {}
    for position, row in enumerate(rows, start=1):
        kind = row.get("kind") or Objective.Kind.OBJECTIVE
        objective = Objective(theme=theme, position=position, text=row["text"], kind=kind)
        made[str(row["key"])] = save_objective(objective, by=by)
    return made
