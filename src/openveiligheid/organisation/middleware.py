"""Says on each request which member asks."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from openveiligheid.core.errors import NotPermitted
from openveiligheid.core.models import Account
from openveiligheid.organisation.access import member_of, memberships


class MemberMiddleware:
    """Sets `request.member` (None for nobody) and answers a refused permission with 403."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        mine = memberships(request.user) if isinstance(request.user, Account) else []
        request.memberships = mine  # type: ignore[attr-defined]
        request.member = member_of(request, mine)  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        if isinstance(exception, NotPermitted):
            raise PermissionDenied(str(exception)) from exception
