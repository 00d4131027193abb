"""Who may log in at all."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings

from openveiligheid.core.models import Account


class MemberBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth comes without types
    """Log-in by e-mail address; example accounts have known passwords and exist in debug only."""

    def get_user(self, user_id: Any) -> Account | None:
        """The account of a session, unless it is an example account outside debug."""
        account: Account | None = super().get_user(user_id)
        return account if account and is_welcome(account) else None


def is_welcome(account: Account) -> bool:
    """Whether this account may be used on this site."""
    return settings.DEBUG or not account.is_demo
