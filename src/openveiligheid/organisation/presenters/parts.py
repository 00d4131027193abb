"""Areas, partners, teams, members and roles in words."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openveiligheid.core.permissions import ROLES, Permission, Role
from openveiligheid.organisation.models import Area, Invitation, Member, Partner, Team
from openveiligheid.organisation.queries import AreaNode, Gaps, Start
from openveiligheid.ui import formatting
from openveiligheid.ui.components import (
    Badge,
    Cell,
    Chip,
    Column,
    Fact,
    Row,
    Summary,
    Table,
)


@dataclass(frozen=True)
class AreaEntry:
    """An area in the tree: its name, where it leads, and what lies in it."""

    name: str
    url: str
    note: str
    children: "list[AreaEntry]"


@dataclass(frozen=True)
class Notice:
    """Something that asks for attention, and where to mend it."""

    text: str
    link: str
    url: str


def summary(start: Start) -> Summary:
    """How much there is of each part."""
    counts = (
        ("areas", _("gebieden"), start.areas - 1),
        ("partners", _("partners"), start.partners),
        ("teams", _("teams"), start.teams),
        ("members", _("leden met toegang"), start.members),
        ("roles", _("rollen"), len(ROLES)),
    )
    return Summary(
        [
            Fact(label, formatting.number(count), url=reverse(f"organisation:{name}"))
            for name, label, count in counts
        ]
    )


def notices(gaps: Gaps) -> list[Notice]:
    """What is not in order yet, for who can mend it."""
    found = []
    members, areas = reverse("organisation:members"), reverse("organisation:areas-outline")
    if gaps.administrators == 1:
        text = _("Er is maar één lid dat leden kan beheren. Wijs een vervanger aan.")
        found.append(Notice(text, _("Naar de leden"), members))
    if gaps.without_team:
        text = ngettext(
            "%(n)s lid hoort bij geen team.", "%(n)s leden horen bij geen team.", gaps.without_team
        )
        found.append(Notice(text % {"n": gaps.without_team}, _("Naar de leden"), members))
    if gaps.expired:
        text = ngettext(
            "%(n)s uitnodiging is verlopen.", "%(n)s uitnodigingen zijn verlopen.", gaps.expired
        )
        found.append(Notice(text % {"n": gaps.expired}, _("Naar de leden"), members))
    if gaps.without_outline:
        text = ngettext(
            "Van %(n)s gebied is de omtrek niet bekend.",
            "Van %(n)s gebieden is de omtrek niet bekend.",
            gaps.without_outline,
        )
        found.append(Notice(text % {"n": gaps.without_outline}, _("Omtrekken inlezen"), areas))
    return found


def area_entries(nodes: Iterable[AreaNode], *, editable: bool) -> list[AreaEntry]:
    """Areas with what lies in them; names lead to the page that changes them, for who may."""
    return [
        AreaEntry(
            name=node.area.name,
            url=_area_url(node.area) if editable else "",
            note=_area_note(node.area),
            children=area_entries(node.children, editable=editable),
        )
        for node in nodes
    ]


def _area_url(area: Area) -> str:
    return reverse("organisation:area", args=[area.pk])


def _area_note(area: Area) -> str:
    return f"{area.code} · {area.kern.name}" if area.kern else area.code


def area_chips(areas: Sequence[Area], kind: str) -> list[Chip]:
    """Filters on the kind of area."""
    here, counts = reverse("organisation:areas"), Counter(area.kind for area in areas)
    plural = {
        Area.Kind.KERN: _("Kernen"),
        Area.Kind.WIJK: _("Wijken"),
        Area.Kind.BUURT: _("Buurten"),
    }
    chips = [Chip(_("Per wijk"), here, current=not kind)]
    return chips + [
        Chip(label, f"{here}?kind={each}", current=kind == each, count=counts[each])
        for each, label in plural.items()
        if counts[each]
    ]


def area_table(areas: Iterable[Area], outlined: set[UUID], *, editable: bool) -> Table:
    """Areas of one kind in a table."""
    columns = [
        Column(_("Naam"), "name"),
        Column(_("Code")),
        Column(_("Ligt in")),
        Column(_("Kern")),
        Column(_("Omtrek")),
    ]
    rows = [
        Row(
            [
                Cell(area.name, url=_area_url(area) if editable else ""),
                area.code,
                area.parent.name if area.parent else "",
                area.kern.name if area.kern else "",
                _("bekend") if area.pk in outlined else _("onbekend"),
            ]
        )
        for area in areas
    ]
    return Table(_("Gebieden"), columns, rows)


def partner_table(partners: Iterable[Partner], *, editable: bool) -> Table:
    """Partners with what they are and the level at which they work."""
    rows = [
        Row(
            [
                Cell(p.name, url=reverse("organisation:partner", args=[p.pk]) if editable else ""),
                p.kind,
                str(p.get_level_display()),
            ]
        )
        for p in partners
    ]
    return Table(
        _("Partners"), [Column(_("Naam"), "name"), Column(_("Soort")), Column(_("Niveau"))], rows
    )


def team_table(teams: Iterable[Team], sizes: Counter[UUID | None], *, editable: bool) -> Table:
    """Teams with their number of members."""
    rows = [
        Row(
            [
                Cell(t.name, url=reverse("organisation:team", args=[t.pk]) if editable else ""),
                formatting.number(sizes[t.pk]),
            ]
        )
        for t in teams
    ]
    return Table(_("Teams"), [Column(_("Naam"), "name"), Column(_("Leden"), "number")], rows)


def member_table(members: Iterable[Member], *, editable: bool) -> Table:
    """Members with function, team, roles and access; e-mail only for who manages them."""
    columns = [
        Column(_("Naam"), "name"),
        Column(_("Functie")),
        Column(_("Team")),
        Column(_("Rollen")),
        Column(_("Toegang"), "status"),
    ]
    return Table(_("Leden"), columns, [_member_row(member, editable) for member in members])


def _member_row(member: Member, editable: bool) -> Row:
    name = Cell(
        member.label,
        url=reverse("organisation:member", args=[member.pk]) if editable else "",
        note=member.account.email if editable else "",
    )
    access = access_badge(member)
    return Row(
        [
            name,
            member.job_title,
            member.team.name if member.team else "",
            role_names(member.roles),
            Cell(access.text, tone=access.tone),
        ]
    )


def access_badge(member: Member) -> Badge:
    """Whether the member can come in."""
    return Badge(_("actief"), "ok") if member.is_active else Badge(_("geen toegang"), "neutral")


def role_names(keys: Iterable[str]) -> str:
    """The roles by name, beside each other."""
    return ", ".join(str(ROLES[key].name) for key in keys if key in ROLES)


@dataclass(frozen=True)
class InvitationEntry:
    """An invitation that waits for an answer."""

    pk: UUID
    name: str
    email: str
    roles: str
    badge: Badge


def invitation_entries(invitations: Iterable[Invitation], at: datetime) -> list[InvitationEntry]:
    """Invitations without an answer, with how long they still work."""
    return [
        InvitationEntry(i.pk, i.name, i.email, role_names(i.roles), _validity(i, at))
        for i in invitations
    ]


def _validity(invitation: Invitation, at: datetime) -> Badge:
    if not invitation.is_open_at(at):
        return Badge(_("verlopen"), "late")
    days = -((at - invitation.expires_at) // timedelta(days=1))
    words = ngettext("nog %(days)s dag geldig", "nog %(days)s dagen geldig", days)
    return Badge(words % {"days": days}, "warn" if days == 1 else "neutral")


@dataclass(frozen=True)
class RoleEntry:
    """A role: what it is for, what it allows, and who has it."""

    name: str
    description: str
    allows: list[str]
    not_allows: list[str]
    holders: str


def role_entries(members: Sequence[Member]) -> list[RoleEntry]:
    """All roles in words, with who holds them now."""
    return [_role_entry(role, members) for role in ROLES.values()]


def _role_entry(role: Role, members: Sequence[Member]) -> RoleEntry:
    holders = [m.label for m in members if m.is_active and role.key in m.roles]
    return RoleEntry(
        name=str(role.name),
        description=str(role.description),
        allows=[str(words) for words in role.permission_words],
        not_allows=[str(p.words) for p in Permission if p not in role.permissions],
        holders=", ".join(holders) or _("Niemand"),
    )
