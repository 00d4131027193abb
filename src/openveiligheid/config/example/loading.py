"""From the files of an example to a municipality with people, a plan, decisions and actions."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import transaction

from openveiligheid.config.example.files import ExampleFiles, Row
from openveiligheid.config.example.planning import load_plan
from openveiligheid.core.actors import System
from openveiligheid.core.errors import Refused
from openveiligheid.core.models import Account, Municipality
from openveiligheid.core.vault import vault
from openveiligheid.delivery.models import Action, ProgressUpdate
from openveiligheid.delivery.operations import report_progress, save_action
from openveiligheid.governance.models import Body, Decision
from openveiligheid.governance.operations import record_decision, save_body
from openveiligheid.organisation.models import Member, Partner, Team
from openveiligheid.organisation.operations import (
    AreaRow,
    add_areas,
    add_member,
    found_municipality,
    save_partner,
    save_team,
)
from openveiligheid.plan.models import Objective
from openveiligheid.plan.operations import adopt_plan

DEMO_PASSWORD = "veiligheid-voorbeeld"  # noqa: S105 - printed by `make run`, only in debug
Say = Callable[[str], None]


def load_example(folder: Path, *, say: Say) -> Municipality | None:
    """Load one example municipality; None when it is there already.

    Raises Refused outside debug: its log-ins are known to everybody.
    """
    if not settings.DEBUG:
        raise Refused("Voorbeeldgegevens met bekende wachtwoorden horen niet op een echte site.")
    files = ExampleFiles(folder)
    about = files.values("municipality")
    if Municipality.objects.filter(cbs_code=about["cbs_code"]).exists():
        return None
    # The engine for figures takes seconds to load: only where there is something to load.
    from openveiligheid.config.example.figures import load_figures
    from openveiligheid.config.example.signals import load_signals

    vault().initialise()
    with transaction.atomic():
        municipality = _found(about)
        loader = _Loader(files, municipality)
        for step in (loader.organisation, loader.plan, loader.decisions, loader.actions):
            say(f"{municipality.name}: {step.__name__}")
            step()
        load_figures(files, by=loader.adviser)
        load_signals(files, people=loader.people, actions=loader.actions_made)
    return municipality


def _found(about: Row) -> Municipality:
    inhabitants = about.get("inhabitants") or {}
    return found_municipality(
        name=about["name"],
        cbs_code=about["cbs_code"],
        inhabitants=inhabitants.get("number"),
        is_example=True,
    )


class _Loader:
    """Keeps what was made by key, so that later files can point to it."""

    def __init__(self, files: ExampleFiles, municipality: Municipality) -> None:
        self.files = files
        self.system = System(municipality)
        self.teams: dict[str, Team] = {}
        self.partners: dict[str, Partner] = {}
        self.people: dict[str, Member] = {}
        self.bodies: dict[str, Body] = {}
        self.objectives: dict[str, Objective] = {}
        self.actions_made: dict[str, Action] = {}

    @property
    def adviser(self) -> Member:
        """The policy adviser, in whose name the plan is written."""
        return next(m for m in self.people.values() if "policy_adviser" in m.roles)

    def organisation(self) -> None:
        rows = [
            AreaRow(a["code"], a["name"], a["kind"], a["parent_code"], a["kern_code"])
            for a in self.files.areas()
        ]
        add_areas(rows, by=self.system)
        for row in self.files.rows("partners"):
            partner = Partner(name=row["name"], kind=row["kind"], level=row["level"])
            self.partners[row["key"]] = save_partner(partner, by=self.system)
        for row in self.files.rows("teams"):
            self.teams[row["key"]] = save_team(Team(name=row["name"]), by=self.system)
        for row in self.files.rows("people"):
            self.people[row["key"]] = self._person(row)

    def _person(self, row: Row) -> Member:
        account = Account.objects.create_user(
            row["email"], DEMO_PASSWORD, name=row["name"], is_demo=True
        )
        return add_member(
            account=account,
            roles=row["roles"],
            team=self.teams.get(row.get("team") or ""),
            job_title=row["job_title"],
            is_fictitious=bool(row["fictitious"]),
            by=self.system,
        )

    def plan(self) -> None:
        self.safety_plan, self.objectives = load_plan(
            self.files.values("plan"), self.files.rows("partners"), self.partners, by=self.adviser
        )

    def decisions(self) -> None:
        for row in self.files.rows("bodies"):
            body = Body(name=row["name"], kind=row["kind"], role=row["role"])
            self.bodies[row["key"]] = save_body(body, by=self.adviser)
        for row in self.files.rows("decisions"):
            decision = Decision(
                body=self.bodies[row["body"]],
                decided_on=row["decided_on"],
                title=row["title"],
                subject=row["subject"],
                reference=row.get("reference") or "",
                explanation=row.get("explanation") or "",
                is_fictitious=bool(row["fictitious"]),
            )
            if row.get("kind") == "adopt_plan":
                adopt_plan(self.safety_plan, decision, by=self.adviser)
            else:
                record_decision(decision, by=self.adviser)

    def actions(self) -> None:
        for row in self.files.rows("actions"):
            action = Action(
                objective=self.objectives[row["objective"]],
                title=row["title"],
                description=row.get("description") or "",
                lead=self.people.get(row.get("lead") or ""),
                starts_on=row["starts_on"],
                due_on=row["due_on"],
                budget_euros=row.get("estimated_cost"),
                is_fictitious=bool(row["fictitious"]),
            )
            partners = [self.partners[key] for key in row.get("partners") or []]
            save_action(action, by=self.adviser, partners=partners)
            self.actions_made[row["key"]] = action
            for update in row.get("updates") or []:
                self._report(action, update)

    def _report(self, action: Action, row: Row) -> None:
        reporter = self.people[row["by"]]
        action.refresh_from_db(fields=["due_on"])
        due_on: date = row.get("due_on") or action.due_on
        update = ProgressUpdate(
            action=action,
            reported_on=row["date"],
            reported_by=reporter,
            state=row["state"],
            percentage=row["percentage"],
            due_on=due_on,
            note=row.get("note") or "",
        )
        report_progress(update, by=reporter)
