"""Refusals: failures whose text may be shown to the user."""

from django.utils.functional import Promise


class Refused(Exception):
    """A request that the facts or the rules do not allow; its text is in the user's language."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


class NotPermitted(Refused):
    """The actor lacks the permission, or the object belongs to another municipality."""
