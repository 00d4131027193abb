"""Who belongs to the municipality, with which roles; somebody can always manage them."""

from collections.abc import Sequence

from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from openveiligheid.core.access import require
from openveiligheid.core.actors import Actor
from openveiligheid.core.errors import Refused
from openveiligheid.core.models import Account
from openveiligheid.core.operations import validate, write
from openveiligheid.core.permissions import Permission
from openveiligheid.organisation.models import Member, Team

MEMBER_FIELDS = ("account", "job_title", "team", "roles", "is_active", "is_fictitious")
FIRST_ROLES = ("administrator", "policy_adviser")


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
def add_administrator(*, name: str, email: str, password: str | None, by: Actor) -> Member:
    """Give a municipality its first member, who can invite the others and start the plan.

    Somebody who has an account already keeps its password.
    """
    require(by, Permission.MEMBER_MANAGE)
    account = Account.objects.filter(email=email.strip().lower()).first()
    if account is None:
        account = make_account(name=name, email=email, password=password or "")
    return add_member(account=account, roles=FIRST_ROLES, by=by)


def make_account(*, name: str, email: str, password: str) -> Account:
    """Make an account; raises Refused when the address or the password will not do."""
    account = Account(name=name.strip(), email=email.strip().lower())
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    account.set_password(password)
    validate(account)
    account.save(force_insert=True)
    return account
