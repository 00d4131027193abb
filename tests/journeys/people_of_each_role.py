"""Adds, to the site that a journey visits, an empty municipality and a visitor of each role."""

import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent / "src"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openveiligheid.config.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.test import Client  # noqa: E402

from openveiligheid.core.actors import System  # noqa: E402
from openveiligheid.core.models import Account, Municipality  # noqa: E402
from openveiligheid.core.permissions import ROLES  # noqa: E402
from openveiligheid.organisation.operations import add_member, found_municipality  # noqa: E402

STATES = {"full": ("GM0160", "Hardenberg"), "empty": ("GM9902", "Leegveen (fictief)")}


def session(municipality: Municipality, state: str, role: str) -> str:
    """The session of somebody with this role only, who has logged in."""
    email = f"{role}@{state}.example"
    account = Account.objects.filter(email=email).first()
    if account is None:
        account = Account.objects.create_user(email, None, name=f"Proef {role}")
        add_member(account=account, roles=[role], by=System(municipality), is_fictitious=True)
    browser = Client()
    browser.force_login(account)
    return browser.cookies[settings.SESSION_COOKIE_NAME].value


def main() -> None:
    """Print the sessions per state and role as JSON."""
    found: dict[str, dict[str, str]] = {}
    for state, (code, name) in STATES.items():
        municipality = Municipality.objects.filter(cbs_code=code).first()
        municipality = municipality or found_municipality(name=name, cbs_code=code)
        found[state] = {role: session(municipality, state, role) for role in ROLES}
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
