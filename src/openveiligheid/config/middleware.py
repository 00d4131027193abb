"""What goes round every request: headers, the end of a session, and the second factor."""

import time
from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import get_language, override
from django.views.generic.base import View

Answer = Callable[[HttpRequest], HttpResponse]

PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "browsing-topics",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
)


class SecurityHeaders:
    """Adds what Django and django-csp leave out; goes round static files too."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        # A page for one person is kept nowhere; a page that anybody may keep says so itself.
        user = getattr(request, "user", None)
        if user is not None and (user.is_authenticated or "Cache-Control" not in response):
            response.headers["Cache-Control"] = "no-store"
        return response


class ChosenLanguage:
    """Dutch, unless the visitor chose otherwise here; the browser's language is no choice."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        known = dict(settings.LANGUAGES)
        with override(chosen if chosen in known else settings.LANGUAGE_CODE):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", get_language() or "")
            return response


class SessionLimits:
    """Ends a session after half an hour of silence, and after ten hours in any case.

    The database drops a silent session at its expiry date; that date is moved at most once a
    minute, so that reading a page does not cost a write.
    """

    OPENED, SEEN = "opened_at", "seen_at"
    PRECISION = 60

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = int(time.time())
            opened = request.session.setdefault(self.OPENED, now)
            if now - opened > settings.OV_SESSION_ABSOLUTE_AGE:
                logout(request)
            elif now - request.session.get(self.SEEN, 0) >= self.PRECISION:
                request.session[self.SEEN] = now
        return self.get_response(request)


class SecondFactor:
    """Sends a person without a second factor to the page that sets one up, where it is required."""

    OPEN = frozenset({"account_logout", "account_reauthenticate", "set_language", "healthz"})

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: tuple[object, ...], kwargs: dict[str, object]
    ) -> HttpResponseRedirect | None:
        """Redirect, unless the person has a second factor or is on the way to one."""
        name = (request.resolver_match and request.resolver_match.url_name) or ""
        if (
            not settings.OV_MFA_REQUIRED
            or not request.user.is_authenticated
            or name in self.OPEN
            or name.startswith("mfa_")
            or is_mfa_enabled(request.user)
        ):
            return None
        return redirect("mfa_index")
