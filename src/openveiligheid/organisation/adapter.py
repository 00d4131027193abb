"""How log-in behaves: no sign-up, accounts come from invitations."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from openveiligheid.core.models import Account
from openveiligheid.organisation.backends import is_welcome


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Closes sign-up: a person becomes a member through an invitation only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Account | None:
        """The account that these credentials open; example accounts open in debug only."""
        account: Account | None = super().authenticate(request, **credentials)
        return account if account and is_welcome(account) else None
