"""How log-in behaves: no sign-up, accounts come from invitations."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Closes sign-up: a person becomes a member through an invitation only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
