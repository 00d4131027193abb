"""Makes the rows that stories need, through the operations that users use."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.utils import timezone

from openveiligheid.core.actors import System
from openveiligheid.core.json import sha256
from openveiligheid.core.models import Account, Municipality
from openveiligheid.delivery.models import Action, ProgressUpdate
from openveiligheid.delivery.operations import report_progress, save_action
from openveiligheid.evidence.models import Finding, Signal, SignalRun
from openveiligheid.evidence.operations import save_finding
from openveiligheid.framework import queries as framework
from openveiligheid.governance.models import Body, Decision
from openveiligheid.governance.operations import record_decision, save_body
from openveiligheid.organisation.models import Member, Partner, Team
from openveiligheid.organisation.operations import (
    add_member,
    found_municipality,
    save_partner,
    save_team,
)
from openveiligheid.plan.models import (
    CrossLink,
    Objective,
    PlanField,
    PlanProposal,
    PlanTheme,
    PlanVersion,
    SafetyPlan,
)
from openveiligheid.plan.operations import (
    adopt_plan,
    link_themes,
    propose_plan,
    save_field,
    save_objective,
    save_plan,
    save_theme,
)
from openveiligheid.publication.compiling import Choices
from openveiligheid.publication.models import Report
from openveiligheid.publication.operations import make_report as freeze_report

PASSWORD = "veilig-wachtwoord-2026"
PLAN_TEXT = (Path(__file__).parent / "rooms" / "plan" / "old_plan.txt").read_text(encoding="utf-8")
_numbers = count(9000)
_hashed: list[str] = []


def make_municipality(name: str = "Elders", cbs_code: str = "") -> Municipality:
    """A municipality with itself as its only area."""
    return found_municipality(name=name, cbs_code=cbs_code or f"GM{next(_numbers)}")


def make_account(name: str, email: str = "") -> Account:
    """Somebody who can log in with PASSWORD; hashing it once keeps the tests fast."""
    address = email or f"{name.split(maxsplit=1)[0].lower()}@voorbeeld.nl"
    account = Account(email=address, name=name)
    if not _hashed:
        account.set_password(PASSWORD)
        _hashed.append(account.password)
    account.password = _hashed[0]
    account.full_clean()
    account.save()
    return account


def make_team(municipality: Municipality, name: str = "Cluster OOV") -> Team:
    """A team of colleagues."""
    return save_team(Team(name=name), by=System(municipality))


def make_member(
    municipality: Municipality,
    name: str,
    *roles: str,
    email: str = "",
    team: Team | None = None,
    job_title: str = "",
) -> Member:
    """A colleague with an account and these roles."""
    return add_member(
        account=make_account(name, email),
        roles=roles,
        team=team,
        job_title=job_title,
        by=System(municipality),
    )


def make_plan(
    municipality: Municipality,
    title: str = "Veiligheidsplan",
    *,
    year_from: int = 0,
    year_to: int = 0,
    mission: str = "",
) -> SafetyPlan:
    """A plan in draft, for this year and the three after it unless other years are given."""
    start = year_from or timezone.localdate().year
    plan = SafetyPlan(title=title, year_from=start, year_to=year_to or start + 3, mission=mission)
    return save_plan(plan, by=System(municipality))


def make_field(
    plan: SafetyPlan, title: str = "Digitale veiligheid", *, kern: str = ""
) -> PlanField:
    """A priority of the plan; `kern` is the number of a field of the Kernbeleid."""
    position = plan.fields.count() + 1
    field = PlanField(
        plan=plan,
        position=position,
        number=str(position),
        title=title,
        framework_field=framework.fields().get(number=kern) if kern else None,
    )
    return save_field(field, by=System(plan.municipality))


def make_theme(
    field: PlanField,
    title: str = "Oplichting via internet",
    *,
    context: str = "",
    kern: Sequence[str] = (),
    partners: Sequence[Partner] = (),
) -> PlanTheme:
    """A theme of a priority; `kern` holds numbers of themes of the Kernbeleid."""
    position = field.themes.count() + 1
    number = f"{field.number}.{position}"
    theme = PlanTheme(field=field, position=position, number=number, title=title, context=context)
    linked = framework.themes().filter(number__in=kern)
    by = System(field.municipality)
    return save_theme(theme, by=by, framework_themes=list(linked), partners=partners)


def make_objective(theme: PlanTheme, text: str = "Inwoners herkennen oplichting.") -> Objective:
    """An objective of a theme."""
    objective = Objective(theme=theme, position=theme.objectives.count() + 1, text=text)
    return save_objective(objective, by=System(theme.municipality))


def make_link(theme: PlanTheme, other: PlanTheme, reason: str = "Zelfde doelgroep") -> CrossLink:
    """Two themes that touch each other."""
    return link_themes(
        CrossLink(theme=theme, other=other, reason=reason), by=System(theme.municipality)
    )


def make_full_plan(municipality: Municipality, title: str = "Veiligheidsplan") -> SafetyPlan:
    """A plan in draft with one priority, one theme and one objective."""
    plan = make_plan(municipality, title)
    make_objective(make_theme(make_field(plan, kern="5"), kern=["5.1"]))
    return plan


def make_adopted_plan(municipality: Municipality, title: str = "Veiligheidsplan") -> SafetyPlan:
    """The same, adopted by the council."""
    plan = make_full_plan(municipality, title)
    adopt(plan)
    return plan


def adopt(plan: SafetyPlan, title: str = "Plan vastgesteld") -> PlanVersion:
    """Adopt a plan by the council; the plan that was given knows it too."""
    body = make_body(plan.municipality)
    version = adopt_plan(plan, a_decision(body, title), by=System(plan.municipality))
    plan.refresh_from_db()
    return version


def make_body(municipality: Municipality, name: str = "Gemeenteraad") -> Body:
    """A body that decides; the same name gives the same body."""
    known = Body.unscoped.filter(municipality=municipality, name=name).first()
    return known or save_body(Body(name=name, kind=Body.Kind.COUNCIL), by=System(municipality))


def a_decision(body: Body, title: str = "Plan vastgesteld", subject: str = "") -> Decision:
    """What a body decided today, not yet written down."""
    return Decision(body=body, decided_on=timezone.localdate(), title=title, subject=subject)


def make_decision(municipality: Municipality, title: str = "Cameraplan vastgesteld") -> Decision:
    """A decision on something else than a plan."""
    decision = a_decision(make_body(municipality), title, subject="Cameratoezicht in het centrum")
    return record_decision(decision, by=System(municipality))


def make_partner(municipality: Municipality, name: str = "Stichting Welzijn") -> Partner:
    """An organisation that works along."""
    return save_partner(Partner(name=name), by=System(municipality))


def make_action(
    objective: Objective,
    title: str = "Elke maand spreekuur houden",
    *,
    lead: Member | None = None,
    starts: int = -30,
    due: int = 60,
    partners: Sequence[Partner] = (),
    budget_euros: int | None = None,
    description: str = "",
) -> Action:
    """An action that starts and ends this many days from today."""
    today = timezone.localdate()
    action = Action(
        objective=objective,
        title=title,
        description=description,
        lead=lead,
        starts_on=today + timedelta(days=starts),
        due_on=today + timedelta(days=due),
        budget_euros=budget_euros,
    )
    return save_action(action, by=System(objective.municipality), partners=partners)


def make_progress(
    action: Action,
    state: str = "underway",
    percentage: int = 40,
    *,
    note: str = "",
    days_ago: int = 0,
) -> ProgressUpdate:
    """A report on an action; the action that was given knows it too."""
    update = ProgressUpdate(
        action=action,
        reported_on=timezone.localdate() - timedelta(days=days_ago),
        reported_by=action.lead,
        state=state,
        percentage=percentage,
        due_on=action.due_on,
        note=note,
    )
    report_progress(update, by=System(action.municipality))
    action.refresh_from_db()
    return update


def make_report(plan: SafetyPlan, title: str = "Voortgangsrapportage") -> Report:
    """A frozen report on a plan, of today."""
    by = System(plan.municipality)
    return freeze_report(plan, as_of=timezone.localdate(), choices=Choices(title), by=by)


def make_proposal(municipality: Municipality, text: str = PLAN_TEXT) -> PlanProposal:
    """What the reader proposes for a plan in plain text."""
    with NamedTemporaryFile(suffix=".txt") as file:
        file.write(text.encode())
        file.flush()
        by = System(municipality)
        proposal, _is_new = propose_plan(Path(file.name), by=by, file_name="oud plan.txt")
    return proposal


def make_signal(
    municipality: Municipality,
    subject: str = "Fietsendiefstal",
    *,
    region: str = "BU01600101",
    region_name: str = "Noord",
    at: str = "2024MM12",
    observed: int = 14,
    p: float = 0.0004,
    **more: Any,
) -> Signal:
    """A series that stood out in a month, with six years of counts, as a round records it."""
    numbers = {"table": "47022NED", "at": at, "edition": "eerste", "municipality": municipality}
    about = {
        "title": "Misdrijven per maand",
        "source": "Politie",
        "licence": "CC BY 4.0",
        "import_number": 1,
        "fetched_at": datetime(2025, 1, 15, tzinfo=UTC),
        "sha256": "a" * 64,
        "ran_at": datetime(2025, 1, 16, tzinfo=UTC),
        "parameters": {"years_back": 5, "alpha": 0.005, "discovery_rate": 0.1},
        "judged": 4_230,
        "alarms": 17,
        "false_alarm_rate": 0.005,
    }
    run, _made = SignalRun.unscoped.get_or_create(**numbers, defaults=about)
    fields: dict[str, Any] = {
        "run": run,
        "municipality": municipality,
        "fingerprint": sha256([subject, region, at]),
        "region": region,
        "region_name": region_name,
        "subject": subject,
        "topic": "GeregistreerdeMisdrijven_1",
        "filters": {"SoortMisdrijf": "1.2.3"},
        "observed": observed,
        "expected": 5.2,
        "upper": 9.4,
        "p": p,
        "phi": 1.1,
        "excess": observed - 5.2,
        "has_trend": False,
        "is_discovery": p < 0.001,
        "cells": {
            "counts": [*[4, 5, 6, 5, 3, 7] * 12, observed],
            "expected": [5.0] * 12 + [5.2],
            "upper": [9.1] * 12 + [9.4],
        },
        **more,
    }
    return Signal.unscoped.create(**fields)


def make_finding(
    municipality: Municipality, statement: str = "Fietsen verdwijnen vaker"
) -> Finding:
    """Something concluded, resting on nothing yet."""
    finding = Finding(statement=statement, direction=Finding.Direction.RISING)
    return save_finding(finding, by=System(municipality))
