"""Tables that every room stands on."""

import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from openveiligheid.core.actors import Actor, ActorKind
from openveiligheid.core.managers import AccountManager, TenantManager
from openveiligheid.core.permissions import Permission

NAME = 200


class Account(AbstractBaseUser):
    """A person who can log in; what the person may do hangs on memberships, not on the account."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mailadres"), unique=True)
    name = models.CharField(_("naam"), max_length=NAME)
    language = models.CharField(_("taal"), max_length=5, default="nl")
    is_active = models.BooleanField(_("actief"), default=True)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[AccountManager] = AccountManager()

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name


class Municipality(models.Model):
    """The tenant: every row belongs to one municipality, or is reference data."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("naam"), max_length=NAME)
    cbs_code = models.CharField(
        _("CBS-code"),
        max_length=6,
        unique=True,
        validators=[
            RegexValidator(r"^GM\d{4}$", _("Een CBS-code is GM met vier cijfers, zoals GM0160."))
        ],
    )
    inhabitants = models.PositiveIntegerField(_("inwoners"), null=True, blank=True)
    is_example = models.BooleanField(
        _("voorbeeld"), default=False, help_text=_("Bevat fictieve voorbeeldgegevens.")
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("gemeente")
        verbose_name_plural = _("gemeenten")

    def __str__(self) -> str:
        return self.name


class Tenanted(models.Model):
    """A row of one municipality. `objects` answers only through an actor; `unscoped` is plain."""

    read_permission: ClassVar[Permission]

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="+", editable=False
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    unscoped = models.Manager()
    objects = TenantManager()

    class Meta:
        abstract = True
        default_manager_name = "unscoped"
        base_manager_name = "unscoped"

    @classmethod
    def visibility(cls, by: Actor) -> models.Q:
        """What narrows the rows further than municipality and read permission."""
        return models.Q()


class HistoryEntry(models.Model):
    """One link of a municipality's chain: that something happened, bound to what by a commitment.

    The database itself refuses changes and deletions (see the migration).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10, choices=ActorKind.choices)
    actor_id = models.UUIDField(null=True)
    verb = models.CharField(max_length=100)
    object_type = models.CharField(max_length=100)
    object_id = models.UUIDField()
    scope = models.CharField(max_length=100)
    commitment = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("gebeurtenis")
        verbose_name_plural = _("geschiedenis")
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(
                fields=("municipality", "number"), name="history_numbers_are_unique_per_chain"
            ),
        )
        indexes = (models.Index(fields=("object_type", "object_id"), name="history_by_object"),)

    def __str__(self) -> str:
        return f"{self.number} {self.verb}"


class HistoryPayload(models.Model):
    """What an entry was about, encrypted and apart, so that it can be erased later."""

    entry = models.OneToOneField(
        HistoryEntry, on_delete=models.PROTECT, primary_key=True, related_name="payload"
    )
    ciphertext = models.BinaryField()

    class Meta:
        verbose_name = _("inhoud van een gebeurtenis")
        verbose_name_plural = _("inhoud van gebeurtenissen")

    def __str__(self) -> str:
        return str(self.entry)
