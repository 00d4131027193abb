"""All permissions and all roles, as data that a privacy officer can read."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    """One thing that a person may do, named NOUN_VERB."""

    NAMES_READ = "names.read"
    PLAN_READ = "plan.read"
    PLAN_EDIT = "plan.edit"
    PLAN_ADOPT = "plan.adopt"
    ACTION_READ = "action.read"
    ACTION_EDIT = "action.edit"
    ACTION_REPORT = "action.report"
    FIGURES_READ = "figures.read"
    FIGURES_MANAGE = "figures.manage"
    SIGNALS_READ = "signals.read"
    SIGNALS_TRIAGE = "signals.triage"
    REPORT_READ = "report.read"
    REPORT_MAKE = "report.make"
    DECISION_READ = "decision.read"
    DECISION_RECORD = "decision.record"
    ORGANISATION_READ = "organisation.read"
    ORGANISATION_MANAGE = "organisation.manage"
    MEMBER_MANAGE = "member.manage"
    HISTORY_READ = "history.read"

    @property
    def words(self) -> Promise:
        return PERMISSION_WORDS[self]


P = Permission

PERMISSION_WORDS: dict[Permission, Promise] = {
    P.NAMES_READ: _("Namen van gebieden, partners, teams en collega's zien"),
    P.PLAN_READ: _("Plannen, prioriteiten en thema's bekijken"),
    P.PLAN_EDIT: _("Plannen opstellen, importeren en wijzigen"),
    P.PLAN_ADOPT: _("Vaststelling van een plan vastleggen"),
    P.ACTION_READ: _("Acties en hun voortgang bekijken"),
    P.ACTION_EDIT: _("Acties toevoegen en wijzigen"),
    P.ACTION_REPORT: _("Voortgang melden op eigen acties"),
    P.FIGURES_READ: _("Cijfers bekijken"),
    P.FIGURES_MANAGE: _("Cijfers inlezen en aan thema's koppelen"),
    P.SIGNALS_READ: _("Signalen uit openbare cijfers en bevindingen bekijken"),
    P.SIGNALS_TRIAGE: _("Signalen beoordelen en bevindingen vastleggen"),
    P.REPORT_READ: _("Rapportages bekijken"),
    P.REPORT_MAKE: _("Rapportages maken"),
    P.DECISION_READ: _("Besluiten bekijken"),
    P.DECISION_RECORD: _("Besluiten vastleggen"),
    P.ORGANISATION_READ: _("Gebieden, partners, teams, leden en hun rollen bekijken"),
    P.ORGANISATION_MANAGE: _("Gebieden, partners en teams beheren"),
    P.MEMBER_MANAGE: _("Leden uitnodigen, rollen geven en toegang intrekken"),
    P.HISTORY_READ: _("Inzien wie wat wanneer heeft gewijzigd"),
}

_EVERYONE = frozenset({P.NAMES_READ})
_READER = _EVERYONE | {
    P.PLAN_READ,
    P.ACTION_READ,
    P.FIGURES_READ,
    P.REPORT_READ,
    P.DECISION_READ,
}


@dataclass(frozen=True, slots=True)
class Role:
    """A bundle of permissions with a name and a description in words."""

    key: str
    name: Promise
    description: Promise
    permissions: frozenset[Permission]

    @property
    def permission_words(self) -> list[Promise]:
        """The permissions in words, in the order in which they are declared."""
        return [permission.words for permission in Permission if permission in self.permissions]


_ALL_ROLES = (
    Role(
        "policy_adviser",
        _("Beleidsadviseur openbare orde en veiligheid"),
        _("Stelt het plan op, volgt de uitvoering en maakt de rapportage."),
        _READER
        | {
            P.PLAN_EDIT,
            P.PLAN_ADOPT,
            P.ACTION_EDIT,
            P.ACTION_REPORT,
            P.FIGURES_MANAGE,
            P.SIGNALS_READ,
            P.SIGNALS_TRIAGE,
            P.REPORT_MAKE,
            P.DECISION_RECORD,
            P.ORGANISATION_READ,
        },
    ),
    Role(
        "project_lead",
        _("Projectleider"),
        _("Voert acties uit en meldt de voortgang van eigen acties."),
        _READER | {P.ACTION_REPORT, P.SIGNALS_READ, P.ORGANISATION_READ},
    ),
    Role(
        "mayor",
        _("Burgemeester of wethouder"),
        _("Ziet waar het plan staat, welke besluiten wachten en wat achterloopt."),
        _READER | {P.ORGANISATION_READ},
    ),
    Role(
        "council_member",
        _("Raadslid"),
        _("Controleert vastgestelde plannen, acties en rapportages. Ziet geen concepten."),
        _READER,
    ),
    Role(
        "clerk",
        _("Griffie"),
        _("Legt besluiten van de raad vast en stelt rapportages beschikbaar."),
        _READER | {P.DECISION_RECORD, P.PLAN_ADOPT, P.ORGANISATION_READ},
    ),
    Role(
        "analyst",
        _("Analist"),
        _("Leest cijfers in, koppelt ze aan thema's, beoordeelt signalen en bewaakt onzekerheid."),
        _READER | {P.FIGURES_MANAGE, P.SIGNALS_READ, P.SIGNALS_TRIAGE, P.ORGANISATION_READ},
    ),
    Role(
        "partner",
        _("Partner"),
        _("Ziet het vastgestelde plan en meldt de voortgang van eigen acties."),
        _EVERYONE | {P.PLAN_READ, P.ACTION_READ, P.ACTION_REPORT, P.FIGURES_READ},
    ),
    Role(
        "administrator",
        _("Functioneel beheerder"),
        _("Beheert gebieden, teams, partners, leden en rollen. Ziet de inhoud van het plan niet."),
        _EVERYONE | {P.ORGANISATION_READ, P.ORGANISATION_MANAGE, P.MEMBER_MANAGE},
    ),
    Role(
        "privacy_officer",
        _("Privacyfunctionaris"),
        _("Ziet wie wat wanneer heeft gewijzigd en welke rollen er zijn."),
        _EVERYONE | {P.HISTORY_READ, P.ORGANISATION_READ},
    ),
)

ROLES: dict[str, Role] = {role.key: role for role in _ALL_ROLES}


def permissions_of(role_keys: list[str]) -> frozenset[Permission]:
    """The permissions that these roles give together; an unknown role gives none."""
    return frozenset().union(*(ROLES[key].permissions for key in role_keys if key in ROLES))
