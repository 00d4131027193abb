"""Writes on the organisation; each checks the right, changes and records, in one transaction."""

from openveiligheid.organisation.operations.areas import (
    AreaRefused,
    AreaRow,
    ListedAreas,
    add_areas,
    found_municipality,
    outline_areas,
    remove_area,
    save_area,
)
from openveiligheid.organisation.operations.groups import (
    remove_partner,
    remove_team,
    save_partner,
    save_team,
)
from openveiligheid.organisation.operations.invitations import (
    INVITATION_LASTS,
    MailNotSent,
    accept_invitation,
    hash_key,
    invite_member,
    open_invitation,
    withdraw_invitation,
)
from openveiligheid.organisation.operations.members import (
    add_administrator,
    add_member,
    change_member,
    end_sessions,
)

__all__ = [
    "INVITATION_LASTS",
    "AreaRefused",
    "AreaRow",
    "ListedAreas",
    "MailNotSent",
    "accept_invitation",
    "add_administrator",
    "add_areas",
    "add_member",
    "change_member",
    "end_sessions",
    "found_municipality",
    "hash_key",
    "invite_member",
    "open_invitation",
    "outline_areas",
    "remove_area",
    "remove_partner",
    "remove_team",
    "save_area",
    "save_partner",
    "save_team",
    "withdraw_invitation",
]
