"""The doors to rows: who may see them, and who may do what with them."""

from typing import TypeVar
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from openveiligheid.core.actors import Actor
from openveiligheid.core.errors import NotPermitted
from openveiligheid.core.models import Tenanted
from openveiligheid.core.permissions import Permission

T = TypeVar("T", bound=Tenanted)


def visible_to(by: Actor, model: type[T]) -> QuerySet[T]:
    """The rows of this table that the actor may see."""
    return model.objects.visible_to(by)


def load(by: Actor, model: type[T], pk: UUID, permission: Permission | None = None) -> T:
    """Fetch one row that the actor may see and use.

    Raises Http404 when the row does not exist or is not the actor's to see (one answer for both),
    NotPermitted when the actor sees it but lacks the permission.
    """
    row = visible_to(by, model).filter(pk=pk).first()
    if row is None:
        raise Http404
    if permission is not None:
        require(by, permission, row)
    return row


def require(by: Actor, permission: Permission, *objects: Tenanted) -> None:
    """Refuse unless the actor holds the permission and the objects are of its municipality."""
    if not by.may(permission):
        raise NotPermitted(
            _("U hebt geen recht om dit te doen: %(right)s.")
            % {"right": str(permission.words).lower()}
        )
    for row in objects:
        if row.municipality_id != by.municipality.pk:
            raise NotPermitted(_("Dit hoort bij een andere gemeente."))
