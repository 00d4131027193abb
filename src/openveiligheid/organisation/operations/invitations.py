"""Invitations: a link by mail that works once, and becomes a membership."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from secrets import token_urlsafe

from django.core.mail import send_mail
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from openveiligheid.core.access import require
from openveiligheid.core.actors import Actor, Public, System
from openveiligheid.core.errors import Refused
from openveiligheid.core.models import Account
from openveiligheid.core.operations import write
from openveiligheid.core.permissions import Permission
from openveiligheid.organisation.models import Invitation, Member
from openveiligheid.organisation.operations.members import add_member, make_account

INVITATION_LASTS = timedelta(days=7)
INVITATION_FIELDS = ("email", "name", "job_title", "roles", "team")


class MailNotSent(Refused):
    """The mail server did not take the mail; what the mail was about is saved."""


@transaction.atomic
def invite_member(
    invitation: Invitation, *, link_to: Callable[[str], str], at: datetime, by: Actor
) -> Invitation:
    """Send somebody a link to become a member; the link works once and for seven days.

    An earlier open invitation to the same address stops working.
    """
    require(by, Permission.MEMBER_MANAGE)
    invitation.email = invitation.email.strip().lower()
    if Member.unscoped.filter(
        municipality=by.municipality, account__email=invitation.email
    ).exists():
        raise Refused(_("%(email)s is al lid.") % {"email": invitation.email})
    for earlier in _open_invitations(by, invitation.email):
        withdraw_invitation(earlier, at=at, by=by)
    key = token_urlsafe(32)
    invitation.key_sha256 = hash_key(key)
    invitation.expires_at = at + INVITATION_LASTS
    write(by, "member invited", invitation, fields=INVITATION_FIELDS)
    transaction.on_commit(lambda: _mail_invitation(invitation, link_to(key), by))
    return invitation


def _open_invitations(by: Actor, email: str) -> QuerySet[Invitation]:
    return Invitation.unscoped.filter(
        municipality=by.municipality, email=email, accepted_at=None, withdrawn_at=None
    )


def _mail_invitation(invitation: Invitation, link: str, by: Actor) -> None:
    name = by.municipality.name
    try:
        send_mail(
            subject=_("Uitnodiging voor Open Veiligheid van gemeente %(name)s") % {"name": name},
            message=_(
                "Beste %(person)s,\n\n"
                "%(by)s nodigt u uit voor Open Veiligheid van gemeente %(name)s.\n"
                "Neem de uitnodiging aan via deze link. "
                "De link werkt één keer en is zeven dagen geldig:\n\n%(link)s\n\n"
                "Verwachtte u deze uitnodiging niet? Dan hoeft u niets te doen.\n"
            )
            % {"person": invitation.name, "by": by.label, "name": name, "link": link},
            from_email=None,
            recipient_list=[invitation.email],
        )
    except OSError as error:  # what smtplib and a closed connection raise
        raise MailNotSent(
            _(
                "De uitnodiging is gemaakt, maar de e-mail kon niet worden verstuurd. "
                "Nodig deze persoon later opnieuw uit."
            )
        ) from error


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, at: datetime, by: Actor) -> None:
    """Make an invitation's link worthless."""
    require(by, Permission.MEMBER_MANAGE, invitation)
    if invitation.accepted_at:
        raise Refused(_("Deze uitnodiging is al aangenomen."))
    invitation.withdrawn_at = invitation.withdrawn_at or at
    write(by, "invitation withdrawn", invitation, fields=("withdrawn_at",))


def open_invitation(key: str, *, at: datetime, locked: bool = False) -> Invitation | None:
    """The invitation that this key opens, if it is still open."""
    invitations = Invitation.unscoped.select_related("municipality", "team")
    if locked:
        invitations = invitations.select_for_update(of=("self",))
    invitation = invitations.filter(key_sha256=hash_key(key)).first()
    return invitation if invitation and invitation.is_open_at(at) else None


@transaction.atomic
def accept_invitation(key: str, *, password: str, at: datetime) -> Member:
    """Turn an invitation into a membership, for a new account or one that is there already.

    Somebody who has an account proves it with the password of that account.
    """
    invitation = open_invitation(key, at=at, locked=True)
    if invitation is None:
        raise Refused(_("Deze uitnodiging is niet (meer) geldig. Vraag om een nieuwe."))
    account = _account_for(invitation, password)
    invitation.accepted_at = at
    public = Public(invitation.municipality)
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
        return make_account(name=invitation.name, email=invitation.email, password=password)
    if not account.is_active or not account.check_password(password):
        raise Refused(_("Dit wachtwoord klopt niet. Gebruik het wachtwoord waarmee u inlogt."))
    return account


def hash_key(key: str) -> str:
    """What is kept of an invitation's key."""
    return hashlib.sha256(key.encode()).hexdigest()
