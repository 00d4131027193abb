"""What must be right before the site may answer anybody."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection
from django.utils.translation import gettext as _

from openveiligheid.core import durability
from openveiligheid.core.errors import Refused

SHORTEST_SECRET = 50


class RefusedToStart(Refused):
    """The site would not keep its promises; the text says why and what to do."""


def refuse_unless_safe() -> None:
    """Stop here when the site would not be safe, and say everything that has to change."""
    if reasons := [*_missing_settings(), *database_problems()]:
        raise RefusedToStart("\n".join(reasons))


def refuse_a_forgetful_database() -> None:
    """Stop here when the database could lose what it has acknowledged."""
    if problems := database_problems():
        raise RefusedToStart("\n".join(problems))


def database_problems() -> list[str]:
    """What the open database does against our promise; a throwaway test database may do so."""
    if settings.OV_TEST_DATABASE:
        return []
    try:
        return durability.problems(connection)
    except OperationalError as error:
        return [_("De database is niet te openen: %(reason)s") % {"reason": str(error).strip()}]


def _missing_settings() -> list[str]:
    found = []
    length = _length_of_secret_key()
    if not length:
        found.append(_("OV_SECRET_KEY ontbreekt. Zet daarin een geheim van minstens 50 tekens."))
    elif length < SHORTEST_SECRET:
        found.append(_("OV_SECRET_KEY is te kort om niet te raden. Neem minstens 50 tekens."))
    if not settings.ALLOWED_HOSTS:
        found.append(_("OV_ALLOWED_HOSTS ontbreekt. Zet daarin het adres van de site."))
    if settings.OV_DATA_DIR == settings.OV_KEY_DIR:
        found.append(_("OV_KEY_DIR moet een andere map zijn dan OV_DATA_DIR."))
    return found


def _length_of_secret_key() -> int:
    try:
        return len(settings.SECRET_KEY)
    except ImproperlyConfigured:  # Django's answer to an empty key
        return 0


def check_database(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Report the same as a system check, where a database may be asked (`check --database`)."""
    found = database_problems() if databases else []
    return [Error(text, id="openveiligheid.E001") for text in found]
