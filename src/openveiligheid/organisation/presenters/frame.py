"""What the pages of the organisation share: tabs, crumbs, and the first steps."""

from django.urls import reverse
from django.utils.translation import gettext as _

from openveiligheid.core.permissions import Permission
from openveiligheid.organisation.models import Member
from openveiligheid.organisation.queries import Start
from openveiligheid.ui.components import Link, Step, Tab


def tabs(current: str) -> list[Tab]:
    """The parts of the organisation."""
    entries = (
        ("overview", _("Overzicht")),
        ("areas", _("Gebieden")),
        ("partners", _("Partners")),
        ("teams", _("Teams")),
        ("members", _("Leden")),
        ("roles", _("Rollen")),
    )
    return [
        Tab(label, reverse(f"organisation:{name}"), current=name == current)
        for name, label in entries
    ]


def crumbs(here: str, *above: tuple[str, str]) -> list[Link]:
    """The way back: the organisation, the parts above (label, url name), this page."""
    links = [Link(_("Organisatie"), reverse("organisation:overview"))]
    links += [Link(label, reverse(name)) for label, name in above]
    return [*links, Link(here)]


def first_steps(start: Start, member: Member) -> list[Step]:
    """What a new municipality does first, in order; the first that is not done is next."""
    may_manage = member.may(Permission.ORGANISATION_MANAGE)
    may_invite = member.may(Permission.MEMBER_MANAGE)
    areas = reverse("organisation:areas-upload") if may_manage else ""
    teams = reverse("organisation:team-add") if may_manage else ""
    invite = reverse("organisation:invite") if may_invite else ""
    plan = reverse("plan:list") if member.may(Permission.PLAN_READ) else ""
    entries = (
        (_("Gebieden inlezen"), start.has_areas, areas, _("Wijken, buurten en kernen.")),
        (_("Teams toevoegen"), start.has_teams, teams, _("Wie werken er samen?")),
        (_("Collega's uitnodigen"), start.has_colleagues, invite, _("Ieder met een eigen rol.")),
        (_("Plan maken of inlezen"), False, plan, _("Van prioriteiten naar acties.")),
    )
    steps: list[Step] = []
    for label, done, url, note in entries:
        if done:
            steps.append(Step(label, state="done", note=note))
        elif all(step.state == "done" for step in steps):
            steps.append(Step(label, state="current", url=url, note=note))
        else:
            steps.append(Step(label, state="todo", url=url, note=note))
    return steps
