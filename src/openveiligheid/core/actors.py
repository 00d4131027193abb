"""Who does something: a member, the system or the public."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from openveiligheid.core.permissions import Permission

if TYPE_CHECKING:
    from openveiligheid.core.models import Municipality


class ActorKind(models.TextChoices):
    MEMBER = "member", _("lid")
    SYSTEM = "system", _("systeem")
    PUBLIC = "public", _("publiek")


class Actor(Protocol):
    """Whoever calls an operation; always acts for one municipality."""

    @property
    def municipality(self) -> "Municipality": ...

    @property
    def actor_kind(self) -> ActorKind: ...

    @property
    def actor_id(self) -> UUID | None: ...

    @property
    def label(self) -> str: ...

    def may(self, permission: Permission) -> bool: ...


@dataclass(frozen=True, slots=True)
class System:
    """The system itself: commands of the person who runs the server, and scheduled work.

    Everywhere: what it does holds for every municipality of the site, and not for this one only.
    """

    municipality: "Municipality"
    actor_kind: ActorKind = ActorKind.SYSTEM
    actor_id: UUID | None = None
    is_everywhere: bool = False

    @property
    def label(self) -> str:
        return str(_("systeem"))

    def may(self, permission: Permission) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class Public:
    """Somebody who is not logged in."""

    municipality: "Municipality"
    actor_kind: ActorKind = ActorKind.PUBLIC
    actor_id: UUID | None = None

    @property
    def label(self) -> str:
        return str(_("publiek"))

    def may(self, permission: Permission) -> bool:
        return False
