"""What must be right before the site may answer anybody."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.utils.translation import gettext as _

from openveiligheid.core import durability


class RefusedToStart(Exception):
    """The site would not keep its promises; the text says why and what to do."""


def refusals() -> list[str]:
    """Each reason why the site may not start, in words for who runs it; empty when it may."""
    return [*_missing_settings(), *database_problems()]


def refuse_unless_safe() -> None:
    """Stop here when the site would not be safe."""
    if reasons := refusals():
        raise RefusedToStart("\n".join(reasons))


def database_problems() -> list[str]:
    """What the open database does against our promise; a throwaway test database may do so."""
    return [] if settings.OV_TEST_DATABASE else durability.problems(connection)


def _missing_settings() -> list[str]:
    found = []
    if not _has_secret_key():
        found.append(_("OV_SECRET_KEY ontbreekt. Zet daarin een geheim van minstens 50 tekens."))
    if not settings.ALLOWED_HOSTS:
        found.append(_("OV_ALLOWED_HOSTS ontbreekt. Zet daarin het adres van de site."))
    if settings.OV_DATA_DIR == settings.OV_KEY_DIR:
        found.append(_("OV_KEY_DIR moet een andere map zijn dan OV_DATA_DIR."))
    return found


def _has_secret_key() -> bool:
    try:
        return bool(settings.SECRET_KEY)
    except ImproperlyConfigured:  # Django's answer to an empty key
        return False


def check_refusals(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Report the same reasons as a system check, where a database may be asked (`--database`)."""
    asked = database_problems() if databases else []
    return [Error(text, id="openveiligheid.E001") for text in asked]
