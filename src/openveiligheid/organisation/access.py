"""Who the visitor is, and which views are open to whom."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from openveiligheid.core.access import load, require, visible_to
from openveiligheid.core.models import Account
from openveiligheid.core.permissions import Permission
from openveiligheid.organisation.models import Member

__all__ = [
    "MemberRequest",
    "choose_municipality",
    "confirmed",
    "has_account",
    "load",
    "member_of",
    "members_only",
    "memberships",
    "public",
    "require",
    "requires",
    "visible_to",
]

P = ParamSpec("P")
R = TypeVar("R", bound=HttpResponseBase)
V = TypeVar("V", bound=Callable[..., HttpResponse])
CHOSEN = "municipality"


class MemberRequest(HttpRequest):
    """A request of somebody who is logged in as a member of a municipality."""

    member: Member


def memberships(account: Account) -> list[Member]:
    """The municipalities where this person has access."""
    rows = Member.unscoped.filter(account=account, is_active=True, account__is_active=True)
    return list(rows.select_related("municipality", "account").order_by("municipality__name"))


def member_of(request: HttpRequest, mine: list[Member]) -> Member | None:
    """The membership that this visit uses: the chosen municipality, else the first."""
    chosen = request.session.get(CHOSEN)
    return next((m for m in mine if str(m.municipality_id) == chosen), mine[0] if mine else None)


def choose_municipality(request: HttpRequest, municipality: UUID) -> bool:
    """Let this visit use the membership of that municipality; False when there is none."""
    mine = memberships(request.user) if isinstance(request.user, Account) else []
    if not any(member.municipality_id == municipality for member in mine):
        return False
    request.session[CHOSEN] = str(municipality)
    return True


def has_account(email: str) -> bool:
    """Whether somebody can log in with this address."""
    return Account.objects.filter(email=email.lower()).exists()


def requires(
    permission: Permission,
) -> Callable[
    [Callable[Concatenate[MemberRequest, P], R]], Callable[Concatenate[HttpRequest, P], R]
]:
    """Open the view only to members who hold the permission."""

    def door(
        view: Callable[Concatenate[MemberRequest, P], R],
    ) -> Callable[Concatenate[HttpRequest, P], R]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> R:
            member: Member | None = getattr(request, "member", None)
            if member is None:
                raise PermissionDenied(_("U bent nog geen lid van een gemeente."))
            if not member.may(permission):
                raise PermissionDenied(str(permission.words))
            return view(cast(MemberRequest, request), *args, **kwargs)

        guarded.required_permission = permission  # type: ignore[attr-defined]
        return guarded

    return door


def members_only(
    view: Callable[Concatenate[MemberRequest, P], R],
) -> Callable[Concatenate[HttpRequest, P], R]:
    """Open the view to every member, whatever the role: start page, own settings, explanations."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> R:
        if getattr(request, "member", None) is None:
            raise PermissionDenied(_("U bent nog geen lid van een gemeente."))
        return view(cast(MemberRequest, request), *args, **kwargs)

    guarded.is_for_members = True  # type: ignore[attr-defined]
    return guarded


def confirmed(view: V) -> V:
    """Let only somebody change something who shortly before proved again to be who logged in."""
    return cast(V, reauthentication_required(view, allow_get=True))


def public(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Open the view to everybody, also without log-in."""

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, *args, **kwargs)

    opened.is_public = True  # type: ignore[attr-defined]
    return login_not_required(opened)
