"""Every address of the site, written down apart from the code: who opens it, and for which row.

A new address needs a line here, else the walk in test_tenancy.py fails. `Door(P.X, "plan")` says:
a member needs permission X, and the address names the row that the world calls "plan".
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

from allauth.mfa.models import Authenticator
from django.utils import timezone

from openveiligheid.core.actors import System
from openveiligheid.core.models import Municipality
from openveiligheid.core.permissions import Permission
from openveiligheid.core.permissions import Permission as P
from openveiligheid.evidence.models import Figure
from openveiligheid.evidence.operations import explain_gap, import_table, save_figure
from openveiligheid.organisation.models import Area, Invitation
from openveiligheid.organisation.operations import AreaRow, add_areas, invite_member
from safetydata.importer import Stated
from tests.factories import (
    make_action,
    make_adopted_plan,
    make_body,
    make_decision,
    make_finding,
    make_link,
    make_member,
    make_objective,
    make_partner,
    make_progress,
    make_proposal,
    make_report,
    make_signal,
    make_team,
    make_theme,
)

CANARY = "Geheimzaak"
Ids = dict[str, Any]


@dataclass(frozen=True)
class Door:
    """Who opens an address, and which row it names."""

    permission: Permission | None = None
    row: str = ""
    posts_only: bool = False
    others: Ids = field(default_factory=dict)
    name: str = "pk"

    def arguments(self, row: object) -> Ids:
        """The arguments of the address for this row."""
        return {**self.others, **({self.name: row} if self.row else {})}


def absent(row: object) -> object:
    """What looks like the row and is nobody's."""
    if isinstance(row, int):
        return row + 900_000
    return f"{uuid4()}" if isinstance(row, str) else uuid4()


OPEN_TO_ALL = {
    "healthz",
    "robots",
    "favicon",
    "security-txt",
    "set_language",
    "dashboard:accessibility",
    "dashboard:privacy",
    "dashboard:sources",
}
OWN_ACCOUNT = {
    "account_login",
    "account_logout",
    "account_inactive",
    "account_reauthenticate",
    "account_change_password",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "mfa_index",
    "mfa_authenticate",
    "mfa_reauthenticate",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_reauthenticate_webauthn",
}
# Whoever holds the key of a mail comes in; there is no row to guess.
OPENED_BY_A_KEY = {"account_reset_password_from_key", "organisation:accept"}
MEMBERS_ONLY = {"dashboard:home", "dashboard:search", "organisation:switch"}

# Addresses without a row: lists, and forms for something new.
PLACES: dict[str, Door] = {
    "plan:list": Door(P.PLAN_READ),
    "plan:add": Door(P.PLAN_EDIT),
    "plan:import": Door(P.PLAN_EDIT),
    "delivery:current": Door(P.PLAN_READ),
    "delivery:list": Door(P.ACTION_READ),
    "delivery:export": Door(P.ACTION_READ, others={"kind": "csv"}),
    "delivery:add": Door(P.ACTION_EDIT),
    "governance:list": Door(P.DECISION_READ),
    "governance:add": Door(P.DECISION_RECORD),
    "governance:body-add": Door(P.DECISION_RECORD),
    "evidence:list": Door(P.FIGURES_READ),
    "evidence:add": Door(P.FIGURES_MANAGE),
    "evidence:import": Door(P.FIGURES_MANAGE),
    # Figures of CBS and police are open data and serve every municipality of the site.
    "evidence:table": Door(P.FIGURES_READ, others={"name": "47013NED"}),
    "evidence:areas": Door(P.FIGURES_READ),
    "evidence:workbench": Door(P.FIGURES_READ),
    "evidence:workbench-export": Door(P.FIGURES_READ, others={"what": "cijfers", "kind": "csv"}),
    "evidence:workbench-keep": Door(P.FIGURES_MANAGE),
    "evidence:signals": Door(P.SIGNALS_READ),
    "evidence:findings": Door(P.SIGNALS_READ),
    "evidence:finding-add": Door(P.SIGNALS_TRIAGE),
    "organisation:overview": Door(P.ORGANISATION_READ),
    "organisation:roles": Door(P.ORGANISATION_READ),
    "organisation:areas": Door(P.ORGANISATION_READ),
    "organisation:area-add": Door(P.ORGANISATION_MANAGE),
    "organisation:areas-upload": Door(P.ORGANISATION_MANAGE),
    "organisation:areas-outline": Door(P.ORGANISATION_MANAGE),
    "organisation:partners": Door(P.ORGANISATION_READ),
    "organisation:partner-add": Door(P.ORGANISATION_MANAGE),
    "organisation:teams": Door(P.ORGANISATION_READ),
    "organisation:team-add": Door(P.ORGANISATION_MANAGE),
    "organisation:members": Door(P.ORGANISATION_READ),
    "organisation:invite": Door(P.MEMBER_MANAGE),
    "organisation:history": Door(P.HISTORY_READ),
    "organisation:history-verify": Door(P.HISTORY_READ, posts_only=True),
    "publication:list": Door(P.REPORT_READ),
}

# Addresses that name a row of a municipality.
ROWS: dict[str, Door] = {
    "plan:proposal": Door(P.PLAN_EDIT, "proposal"),
    "plan:proposal-accept": Door(P.PLAN_EDIT, "proposal", posts_only=True),
    "plan:proposal-reject": Door(P.PLAN_EDIT, "proposal", posts_only=True),
    "plan:edit": Door(P.PLAN_EDIT, "plan"),
    "plan:about": Door(P.PLAN_EDIT, "plan"),
    "plan:adopt": Door(P.PLAN_ADOPT, "plan"),
    "plan:versions": Door(P.PLAN_READ, "plan"),
    "plan:version": Door(P.PLAN_READ, "version"),
    "plan:field-add": Door(P.PLAN_EDIT, "plan"),
    "plan:field-edit": Door(P.PLAN_EDIT, "field"),
    "plan:theme-add": Door(P.PLAN_EDIT, "field"),
    "plan:theme-edit": Door(P.PLAN_EDIT, "theme"),
    "plan:objective-add": Door(P.PLAN_EDIT, "theme"),
    "plan:link-add": Door(P.PLAN_EDIT, "theme"),
    "plan:objective-edit": Door(P.PLAN_EDIT, "objective"),
    "plan:unlink": Door(P.PLAN_EDIT, "link", posts_only=True),
    "plan:remove": Door(P.PLAN_EDIT, "objective", posts_only=True, others={"kind": "doelstelling"}),
    "delivery:plan": Door(P.PLAN_READ, "plan"),
    "delivery:priority": Door(P.PLAN_READ, "field"),
    "delivery:theme": Door(P.PLAN_READ, "theme"),
    "delivery:action": Door(P.ACTION_READ, "action"),
    "delivery:edit": Door(P.ACTION_EDIT, "action"),
    "delivery:for-signal": Door(P.SIGNALS_READ, "signal"),
    "delivery:remove": Door(P.ACTION_EDIT, "action", posts_only=True),
    "governance:decision": Door(P.DECISION_READ, "decision"),
    "evidence:figure": Door(P.FIGURES_READ, "figure"),
    "evidence:edit": Door(P.FIGURES_MANAGE, "figure"),
    "evidence:remove": Door(P.FIGURES_MANAGE, "figure", posts_only=True),
    "evidence:export": Door(P.FIGURES_READ, "figure", others={"kind": "csv"}),
    "evidence:area": Door(P.FIGURES_READ, "area"),
    "evidence:signal": Door(P.SIGNALS_READ, "signal"),
    "evidence:signal-reopen": Door(P.SIGNALS_TRIAGE, "signal"),
    "evidence:signal-link": Door(P.SIGNALS_TRIAGE, "signal"),
    "evidence:finding": Door(P.SIGNALS_READ, "finding"),
    "evidence:finding-edit": Door(P.SIGNALS_TRIAGE, "finding"),
    "organisation:area": Door(P.ORGANISATION_MANAGE, "area"),
    "organisation:area-remove": Door(P.ORGANISATION_MANAGE, "area", posts_only=True),
    "organisation:partner": Door(P.ORGANISATION_MANAGE, "partner"),
    "organisation:partner-remove": Door(P.ORGANISATION_MANAGE, "partner", posts_only=True),
    "organisation:team": Door(P.ORGANISATION_MANAGE, "team"),
    "organisation:team-remove": Door(P.ORGANISATION_MANAGE, "team", posts_only=True),
    "organisation:member": Door(P.MEMBER_MANAGE, "member"),
    "organisation:member-access": Door(P.MEMBER_MANAGE, "member", posts_only=True),
    "organisation:invitation-withdraw": Door(P.MEMBER_MANAGE, "invitation", posts_only=True),
    "publication:make": Door(P.REPORT_MAKE, "plan"),
    "publication:report": Door(P.REPORT_READ, "report"),
    "publication:download": Door(P.REPORT_READ, "report", others={"form": "html"}),
}

# Addresses that name a text of which each municipality has its own: everybody sees the own one.
LABELS: dict[str, Door] = {"evidence:gap": Door(P.FIGURES_MANAGE, "gap", name="label")}

# Addresses that name something of one person.
PERSONAL: dict[str, Door] = {
    "mfa_remove_webauthn": Door(row="security key"),
    "mfa_edit_webauthn": Door(row="security key"),
}

# Addresses that take a row after the question mark, or in what is sent.
ASKING: list[tuple[str, str, str]] = [
    ("delivery:list", "priority", "field"),
    ("delivery:export", "priority", "field"),
    ("delivery:add", "objective", "objective"),
    ("delivery:add", "signaal", "signal"),
    ("evidence:areas", "cijfer", "figure"),
    ("organisation:history", "actor", "member"),
]

# Forms that point to another row: the form, the row that it is about, the field, what it points to.
POINTING: list[tuple[str, str, str, str]] = [
    ("plan:theme-add", "field", "partners", "partner"),
    ("plan:theme-edit", "theme", "partners", "partner"),
    ("plan:link-add", "theme", "other", "theme"),
    ("plan:adopt", "plan", "body", "body"),
    ("delivery:add", "", "objective", "objective"),
    ("delivery:add", "", "lead", "member"),
    ("delivery:add", "", "team", "team"),
    ("delivery:add", "", "partners", "partner"),
    ("delivery:edit", "action", "objective", "objective"),
    ("delivery:edit", "action", "lead", "member"),
    ("delivery:add", "", "answers_signal", "signal"),
    ("delivery:edit", "action", "answers_signal", "signal"),
    ("evidence:signal", "new signal", "finding", "finding"),
    ("evidence:signal-link", "signal", "finding", "finding"),
    ("governance:add", "", "body", "body"),
    ("organisation:area-add", "", "parent", "area"),
    ("organisation:area-add", "", "kern", "area"),
    ("organisation:area", "area", "parent", "area"),
    ("organisation:member", "member", "team", "team"),
    ("organisation:invite", "", "team", "team"),
]

REGISTERED = (
    OPEN_TO_ALL
    | OWN_ACCOUNT
    | OPENED_BY_A_KEY
    | MEMBERS_ONLY
    | {*PLACES, *ROWS, *LABELS, *PERSONAL}
)

World = dict[str, Any]


def make_world(here: Municipality, word: str = CANARY) -> World:
    """One row of every kind in a municipality; each holds the word."""
    by = System(here)
    plan = make_adopted_plan(here, f"{word} plan")
    field_ = plan.fields.get()
    theme = field_.themes.get()
    other = make_theme(field_, f"{word} thema")
    lead = make_member(here, f"{word} Lid", "project_lead", email=f"{word}@voorbeeld.nl".lower())
    spare = make_theme(field_, f"{word} leeg")
    action = make_action(theme.objectives.get(), f"{word} actie", lead=lead)
    make_progress(make_action(theme.objectives.get(), f"{word} werk", lead=lead))
    add_areas([AreaRow("WK990001", f"{word} wijk", "wijk")], by=by)
    explain_gap(f"{word}-1.1", f"{word} uitleg", by=by)
    signal = make_signal(here, f"{word} signaal", state="relevant")
    key = Authenticator.objects.create(
        pk=7_654_321 + Authenticator.objects.count(),
        user=lead.account,
        type=Authenticator.Type.WEBAUTHN,
        data={"name": word, "credential": {}},
    )
    return {
        "plan": plan.pk,
        "field": field_.pk,
        "theme": theme.pk,
        "objective": make_objective(spare, f"{word} doel").pk,
        "link": make_link(theme, other, f"{word} verband").pk,
        "version": plan.versions.get().pk,
        "proposal": make_proposal(here).pk,
        "action": action.pk,
        "body": make_body(here).pk,
        "decision": make_decision(here, f"{word} besluit").pk,
        "report": make_report(plan, f"{word} rapport").pk,
        "area": Area.unscoped.get(municipality=here, code="WK990001").pk,
        "partner": make_partner(here, f"{word} partner").pk,
        "team": make_team(here, f"{word} team").pk,
        "member": lead.pk,
        "invitation": _invitation(by, word).pk,
        "figure": _figure(by, word).pk,
        "gap": f"{word}-1.1",
        "signal": signal.pk,
        "new signal": make_signal(here, f"{word} nieuw").pk,
        "finding": make_finding(here, f"{word} bevinding").pk,
        "security key": key.pk,
        "lead": lead,
    }


def _invitation(by: System, word: str) -> Invitation:
    invitation = Invitation(name=f"{word} gast", email="gast@voorbeeld.nl", roles=["partner"])
    return invite_member(invitation, link_to=str, at=timezone.now(), by=by)


CRIMES = (
    "SoortMisdrijf,SoortMisdrijf_label,WijkenEnBuurten,WijkenEnBuurten_label,Perioden,"
    "GeregistreerdeMisdrijven_1\n"
    "0.0.0,Totaal,GM0160,Hardenberg,2023JJ00,1540\n0.0.0,Totaal,GM0160,Hardenberg,2024JJ00,1462\n"
)


def _figure(by: System, word: str) -> Figure:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "47013NED.csv"
        file.write_text(CRIMES, encoding="utf-8")
        stated = Stated(title="Misdrijven", division="indeling 2026")
        at = datetime(2026, 11, 2, tzinfo=UTC)
        import_table(file, by=by, at=at, table="47013NED", stated=stated)
    figure = Figure(
        title=f"{word} cijfer",
        table="47013NED",
        topic="GeregistreerdeMisdrijven_1",
        filters={"SoortMisdrijf": "0.0.0"},
        regions=["GM0160"],
        counts_events=True,
    )
    return save_figure(figure, by=by)
