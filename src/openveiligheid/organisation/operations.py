"""Writes on the organisation; each checks the right, changes and records, in one transaction."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_urlsafe
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.mail import send_mail
from django.db import transaction
from django.utils.translation import gettext as _

from openveiligheid.core.access import require
from openveiligheid.core.actors import Actor, Public, System
from openveiligheid.core.errors import Refused
from openveiligheid.core.history import record
from openveiligheid.core.models import Account, Municipality
from openveiligheid.core.operations import write
from openveiligheid.core.permissions import Permission
from openveiligheid.organisation.models import Area, Invitation, Member, Partner, Team

INVITATION_LASTS = timedelta(days=7)
MEMBER_FIELDS = ("account", "job_title", "team", "roles", "is_active", "is_fictitious")


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One line of an area list: codes as CBS gives them, parent by code."""

    code: str
    name: str
    kind: str
    parent_code: str = ""
    kern_code: str = ""
    geometry: dict[str, Any] | None = None


@transaction.atomic
def found_municipality(
    *, name: str, cbs_code: str, inhabitants: int | None = None, is_example: bool = False
) -> Municipality:
    """Make an empty municipality with itself as its first area."""
    if Municipality.objects.filter(cbs_code=cbs_code).exists():
        raise Refused(_("Gemeente %(code)s bestaat al.") % {"code": cbs_code})
    municipality = Municipality(
        name=name, cbs_code=cbs_code, inhabitants=inhabitants, is_example=is_example
    )
    municipality.full_clean()
    municipality.save()
    system = System(municipality)
    record(system, "municipality founded", municipality, after={"name": name, "code": cbs_code})
    add_areas([AreaRow(cbs_code, name, Area.Kind.MUNICIPALITY)], by=system)
    return municipality


@transaction.atomic
def add_areas(rows: Sequence[AreaRow], *, by: Actor) -> list[Area]:
    """Add areas, or bring known ones (by code) up to date; parents must come along or be there."""
    require(by, Permission.ORGANISATION_MANAGE)
    known = {a.code: a for a in Area.unscoped.filter(municipality=by.municipality)}
    before = {code: [area.name, area.kind] for code, area in known.items()}
    for row in rows:
        area = known.setdefault(row.code, Area(municipality=by.municipality, code=row.code))
        area.name, area.kind = row.name, row.kind
        area.geometry = row.geometry or area.geometry
    for row in rows:
        _place(row, known)
    changed = {r.code: [r.name, r.kind] for r in rows if before.get(r.code) != [r.name, r.kind]}
    record(by, "areas listed", by.municipality, after={"areas": len(rows), "changed": changed})
    return [known[row.code] for row in rows]


def _place(row: AreaRow, known: dict[str, Area]) -> None:
    area = known[row.code]
    if row.parent_code and row.parent_code not in known:
        raise Refused(
            _("Gebied %(code)s noemt een bovenliggend gebied %(parent)s dat er niet is.")
            % {"code": row.code, "parent": row.parent_code}
        )
    area.parent, area.kern = known.get(row.parent_code), known.get(row.kern_code)
    for other in (area.parent, area.kern):
        if other and other._state.adding:
            raise Refused(
                _("Zet gebied %(parent)s vóór %(code)s in de lijst.")
                % {"code": row.code, "parent": other.code}
            )
    area.full_clean(exclude=["municipality"])
    area.save()


@transaction.atomic
def outline_areas(outlines: dict[str, dict[str, Any]], *, by: Actor) -> int:
    """Give known areas their outline (GeoJSON geometry by area code); the number that matched."""
    require(by, Permission.ORGANISATION_MANAGE)
    areas = list(Area.unscoped.filter(municipality=by.municipality, code__in=outlines))
    for area in areas:
        area.geometry = outlines[area.code]
    Area.unscoped.bulk_update(areas, ["geometry"])
    record(by, "areas outlined", by.municipality, after={"codes": [a.code for a in areas]})
    return len(areas)


@transaction.atomic
def save_partner(partner: Partner, *, by: Actor) -> Partner:
    """Add a partner or change one."""
    require(by, Permission.ORGANISATION_MANAGE)
    return write(by, "partner saved", partner, fields=("name", "kind", "level"))


@transaction.atomic
def save_team(team: Team, *, by: Actor) -> Team:
    """Add a team or change one."""
    require(by, Permission.ORGANISATION_MANAGE)
    return write(by, "team saved", team, fields=("name",))


@transaction.atomic
def add_member(
    *,
    account: Account,
    roles: Sequence[str],
    by: Actor,
    team: Team | None = None,
    job_title: str = "",
    is_fictitious: bool = False,
) -> Member:
    """Give an account a place and roles in the actor's municipality."""
    require(by, Permission.MEMBER_MANAGE)
    member = Member(
        account=account,
        roles=list(roles),
        team=team,
        job_title=job_title,
        is_fictitious=is_fictitious,
    )
    return write(by, "member added", member, fields=MEMBER_FIELDS)


@transaction.atomic
def change_member(member: Member, *, by: Actor) -> Member:
    """Change a member's roles, team, function or access; the last administrator keeps the keys."""
    require(by, Permission.MEMBER_MANAGE, member)
    member = write(by, "member changed", member, fields=MEMBER_FIELDS)
    _keep_an_administrator(by)
    if not member.is_active:
        end_sessions(member.account)
    return member


def end_sessions(account: Account) -> None:
    """Log an account out everywhere, at once."""
    for session in Session.objects.iterator():
        if session.get_decoded().get("_auth_user_id") == str(account.pk):
            session.delete()


def _keep_an_administrator(by: Actor) -> None:
    members = Member.unscoped.filter(municipality=by.municipality, is_active=True)
    if not any(m.may(Permission.MEMBER_MANAGE) for m in members):
        raise Refused(
            _("Minstens één lid moet leden kunnen beheren. Geef eerst iemand anders die rol.")
        )


@transaction.atomic
def invite_member(
    invitation: Invitation, *, link_to: Callable[[str], str], at: datetime, by: Actor
) -> Invitation:
    """Send somebody a link to become a member; the link works once and for seven days."""
    require(by, Permission.MEMBER_MANAGE)
    if Member.unscoped.filter(
        municipality=by.municipality, account__email__iexact=invitation.email
    ).exists():
        raise Refused(_("%(email)s is al lid.") % {"email": invitation.email})
    key = token_urlsafe(32)
    invitation.email = invitation.email.lower()
    invitation.key_sha256 = hash_key(key)
    invitation.expires_at = at + INVITATION_LASTS
    write(by, "member invited", invitation, fields=("email", "name", "roles", "team"))
    transaction.on_commit(lambda: _mail_invitation(invitation, link_to(key), by))
    return invitation


def _mail_invitation(invitation: Invitation, link: str, by: Actor) -> None:
    name = by.municipality.name
    send_mail(
        subject=_("Uitnodiging voor Open Veiligheid van gemeente %(name)s") % {"name": name},
        message=_(
            "Beste %(person)s,\n\n%(by)s nodigt u uit voor Open Veiligheid van gemeente %(name)s.\n"
            "Kies uw wachtwoord via deze link. De link werkt één keer en is zeven dagen geldig:\n\n"
            "%(link)s\n\nVerwachtte u deze uitnodiging niet? Dan hoeft u niets te doen.\n"
        )
        % {"person": invitation.name, "by": by.label, "name": name, "link": link},
        from_email=None,
        recipient_list=[invitation.email],
    )


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, at: datetime, by: Actor) -> None:
    """Make an invitation's link worthless."""
    require(by, Permission.MEMBER_MANAGE, invitation)
    invitation.withdrawn_at = at
    write(by, "invitation withdrawn", invitation, fields=("withdrawn_at",))


def open_invitation(key: str) -> Invitation | None:
    """The invitation that this key opens, if it is still open."""
    invitation = (
        Invitation.unscoped.select_related("municipality", "team")
        .filter(key_sha256=hash_key(key))
        .first()
    )
    return invitation if invitation and invitation.is_open else None


@transaction.atomic
def accept_invitation(key: str, *, password: str, at: datetime) -> Member:
    """Turn an invitation into an account and a membership.

    Somebody who has an account already proves it with the password of that account.
    """
    invitation = open_invitation(key)
    if invitation is None:
        raise Refused(_("Deze uitnodiging is niet (meer) geldig. Vraag om een nieuwe."))
    public = Public(invitation.municipality)
    account = _account_for(invitation, password)
    invitation.accepted_at = at
    write(public, "invitation accepted", invitation, fields=("accepted_at",))
    return add_member(
        account=account,
        roles=invitation.roles,
        team=invitation.team,
        job_title=invitation.job_title,
        by=System(invitation.municipality),
    )


def _account_for(invitation: Invitation, password: str) -> Account:
    account = Account.objects.filter(email=invitation.email).first()
    if account is None:
        validate_password(password, Account(email=invitation.email, name=invitation.name))
        return Account.objects.create_user(invitation.email, password, name=invitation.name)
    if not account.is_active or not account.check_password(password):
        raise Refused(_("U hebt al een account. Vul het wachtwoord in waarmee u anders inlogt."))
    return account


def hash_key(key: str) -> str:
    """What is kept of an invitation's key."""
    return hashlib.sha256(key.encode()).hexdigest()
