"""Areas, partners, teams, members and invitations."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from openveiligheid.core.actors import ActorKind
from openveiligheid.core.models import NAME, Account, Tenanted
from openveiligheid.core.permissions import ROLES, Permission, permissions_of


def check_roles(keys: object) -> None:
    """Refuse role keys that do not exist."""
    unknown = [key for key in keys if key not in ROLES] if isinstance(keys, list) else ["?"]
    if unknown:
        raise ValidationError(
            _("Onbekende rol: %(roles)s."), params={"roles": ", ".join(map(str, unknown))}
        )


class Area(Tenanted):
    """A part of the municipality: itself, a wijk, a buurt, or a kern as people know it."""

    class Kind(models.TextChoices):
        MUNICIPALITY = "municipality", _("gemeente")
        WIJK = "wijk", _("wijk")
        BUURT = "buurt", _("buurt")
        KERN = "kern", _("kern")

    read_permission = Permission.NAMES_READ

    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("naam"), max_length=NAME)
    kind = models.CharField(_("soort"), max_length=12, choices=Kind.choices)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    kern = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("kern"),
    )
    geometry = models.JSONField(_("omtrek"), null=True, blank=True)

    class Meta(Tenanted.Meta):
        abstract = False
        verbose_name = _("gebied")
        verbose_name_plural = _("gebieden")
        ordering = ("code",)
        constraints = (
            models.UniqueConstraint(
                fields=("municipality", "code"),
                name="area_code_is_unique_in_municipality",
                violation_error_message=_("Er is al een gebied met deze code."),
            ),
        )

    def __str__(self) -> str:
        return self.name


class Partner(Tenanted):
    """An organisation that works on safety with the municipality."""

    class Level(models.TextChoices):
        LOCAL = "local", _("lokaal")
        DISTRICT = "district", _("districtelijk")
        REGIONAL = "regional", _("regionaal")
        NATIONAL = "national", _("landelijk")

    read_permission = Permission.NAMES_READ

    name = models.CharField(_("naam"), max_length=NAME)
    kind = models.CharField(
        _("soort"), max_length=NAME, blank=True, help_text=_("Bijvoorbeeld politie of welzijn.")
    )
    level = models.CharField(_("niveau"), max_length=10, choices=Level.choices, default=Level.LOCAL)

    class Meta(Tenanted.Meta):
        abstract = False
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(
                fields=("municipality", "name"),
                name="partner_name_is_unique_in_municipality",
                violation_error_message=_("Er is al een partner met deze naam."),
            ),
        )

    def __str__(self) -> str:
        return self.name


class Team(Tenanted):
    """A group of colleagues: a cluster, a department, the clerk's office."""

    read_permission = Permission.NAMES_READ

    name = models.CharField(_("naam"), max_length=NAME)

    class Meta(Tenanted.Meta):
        abstract = False
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(
                fields=("municipality", "name"),
                name="team_name_is_unique_in_municipality",
                violation_error_message=_("Er is al een team met deze naam."),
            ),
        )

    def __str__(self) -> str:
        return self.name


class Member(Tenanted):
    """A person's place in one municipality: the actor of everything that the person does there."""

    read_permission = Permission.NAMES_READ
    actor_kind: ClassVar[ActorKind] = ActorKind.MEMBER

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    job_title = models.CharField(_("functie"), max_length=NAME, blank=True)
    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    roles = models.JSONField(_("rollen"), default=list, validators=[check_roles])
    is_active = models.BooleanField(_("heeft toegang"), default=True)
    is_fictitious = models.BooleanField(_("fictief"), default=False)

    class Meta(Tenanted.Meta):
        abstract = False
        verbose_name = _("lid")
        verbose_name_plural = _("leden")
        ordering = ("account__name",)
        constraints = (
            models.UniqueConstraint(
                fields=("municipality", "account"), name="account_is_member_once"
            ),
        )

    def __str__(self) -> str:
        return self.account.name

    @property
    def actor_id(self) -> UUID:
        return self.pk

    @property
    def label(self) -> str:
        return self.account.name

    def may(self, permission: Permission) -> bool:
        return self.is_active and permission in permissions_of(self.roles)


class Invitation(Tenanted):
    """An open door for one e-mail address, for a while; only a hash of its key is kept."""

    read_permission = Permission.MEMBER_MANAGE

    email = models.EmailField(_("e-mailadres"))
    name = models.CharField(_("naam"), max_length=NAME)
    job_title = models.CharField(_("functie"), max_length=NAME, blank=True)
    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    roles = models.JSONField(_("rollen"), default=list, validators=[check_roles])
    key_sha256 = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField(_("geldig tot"))
    accepted_at = models.DateTimeField(null=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    class Meta(Tenanted.Meta):
        abstract = False
        verbose_name = _("uitnodiging")
        verbose_name_plural = _("uitnodigingen")
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return self.email

    def is_open_at(self, at: datetime) -> bool:
        """Whether the link works at that moment."""
        return not (self.accepted_at or self.withdrawn_at) and self.expires_at > at
