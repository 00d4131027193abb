"""Partners and teams: added, changed, and removed while nothing refers to them."""

from django.db import transaction
from django.utils.translation import gettext as _

from openveiligheid.core.access import require
from openveiligheid.core.actors import Actor
from openveiligheid.core.errors import Refused
from openveiligheid.core.operations import erase, is_used, write
from openveiligheid.core.permissions import Permission
from openveiligheid.organisation.models import Partner, Team

PARTNER_FIELDS = ("name", "kind", "level")
TEAM_FIELDS = ("name",)


@transaction.atomic
def save_partner(partner: Partner, *, by: Actor) -> Partner:
    """Add a partner or change one."""
    require(by, Permission.ORGANISATION_MANAGE)
    return write(by, "partner saved", partner, fields=PARTNER_FIELDS)


@transaction.atomic
def remove_partner(partner: Partner, *, by: Actor) -> None:
    """Remove a partner that no action or plan names."""
    require(by, Permission.ORGANISATION_MANAGE, partner)
    _refuse_when_used(partner)
    erase(by, "partner removed", partner, fields=PARTNER_FIELDS)


@transaction.atomic
def save_team(team: Team, *, by: Actor) -> Team:
    """Add a team or change one."""
    require(by, Permission.ORGANISATION_MANAGE)
    return write(by, "team saved", team, fields=TEAM_FIELDS)


@transaction.atomic
def remove_team(team: Team, *, by: Actor) -> None:
    """Remove a team without members or invitations."""
    require(by, Permission.ORGANISATION_MANAGE, team)
    _refuse_when_used(team)
    erase(by, "team removed", team, fields=TEAM_FIELDS)


def _refuse_when_used(row: Partner | Team) -> None:
    if is_used(row):
        raise Refused(_("%(name)s is nog in gebruik en kan niet weg.") % {"name": row.name})
