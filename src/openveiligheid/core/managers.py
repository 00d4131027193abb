"""The way to rows: through the actor that asks."""

from typing import TYPE_CHECKING, Any, Never, TypeVar

from django.contrib.auth.base_user import BaseUserManager
from django.db import models

from openveiligheid.core.actors import Actor

if TYPE_CHECKING:
    from openveiligheid.core.models import Account, Tenanted

T = TypeVar("T", bound="Tenanted")


class UnscopedQuery(RuntimeError):
    """Code asked for the rows of every municipality at once."""


class TenantManager(models.Manager[T]):
    """Gives only the rows that an actor may see; every other road is closed."""

    def visible_to(self, by: Actor) -> models.QuerySet[T]:
        """The rows of the actor's municipality, as far as the actor may read them."""
        rows: models.QuerySet[T] = self.model.unscoped.all()
        if not by.may(self.model.read_permission):
            return rows.none()
        return rows.filter(self.model.visibility(by), municipality=by.municipality)

    def get_queryset(self) -> Never:
        raise UnscopedQuery(f"{self.model.__name__}.objects knows only visible_to(actor)")


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts; the e-mail address is the log-in name, in lower case."""

    def create_user(self, email: str, password: str | None = None, **extra: Any) -> "Account":
        account = self.model(email=email.strip().lower(), **extra)
        account.set_password(password)
        account.full_clean(exclude=["password"])
        account.save(using=self._db)
        return account

    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(email=(username or "").strip().lower())
