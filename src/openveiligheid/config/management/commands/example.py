"""`openveiligheid example load|logins`: the example municipalities."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from openveiligheid.config.example import load_example
from openveiligheid.config.example.loading import DEMO_PASSWORD
from openveiligheid.core.commands import ProductCommand
from openveiligheid.core.errors import Refused
from openveiligheid.core.models import Account
from openveiligheid.core.permissions import ROLES
from openveiligheid.organisation.access import memberships
from openveiligheid.organisation.models import Member

EXAMPLES = Path("examples")


class Command(ProductCommand):
    help = _("Voorbeeldgemeenten laden, en hun inloggegevens tonen. Alleen in debug.")

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        load = verbs.add_parser("load", help=_("laad de voorbeelden die er nog niet zijn"))
        load.add_argument(
            "folder", nargs="*", type=Path, help=_("mappen met voorbeelden; anders examples/*")
        )
        verbs.add_parser("logins", help=_("toon met welke namen u kunt inloggen"))

    def handle(self, *args: Any, **options: Any) -> None:
        if options["verb"] == "load":
            self._load(options["folder"] or sorted(p for p in EXAMPLES.iterdir() if p.is_dir()))
        else:
            self._logins()

    def _load(self, folders: list[Path]) -> None:
        loaded = []
        for folder in folders:
            if not (folder / "municipality.yaml").exists():
                raise Refused(_("%(folder)s is geen voorbeeldmap.") % {"folder": folder})
            municipality = load_example(folder, say=self._say)
            if municipality:
                loaded.append(municipality.cbs_code)
        sentence = _("Geladen: %(codes)s") % {"codes": ", ".join(loaded) or _("niets nieuws")}
        self.answer({"loaded": loaded}, sentence)

    def _say(self, text: str) -> None:
        if not self.in_json:
            self.stderr.write(text)

    def _logins(self) -> None:
        if not settings.DEBUG:
            raise Refused(_("Voorbeeldlogins bestaan alleen in debug."))
        accounts = Account.objects.filter(is_demo=True).order_by("created_at")
        members = [member for account in accounts for member in memberships(account)]
        members = _one_for_each_role(members)
        rows = [
            {
                "municipality": m.municipality.name,
                "email": m.account.email,
                "roles": [str(ROLES[key].name) for key in m.roles],
            }
            for m in members
        ]
        lines = [f"  {r['email']:<42} {', '.join(r['roles'])} ({r['municipality']})" for r in rows]
        heading = _("Wachtwoord van alle voorbeeldlogins: %(word)s") % {"word": DEMO_PASSWORD}
        self.answer({"password": DEMO_PASSWORD, "logins": rows}, heading, *lines)


def _one_for_each_role(members: list[Member]) -> list[Member]:
    """The first member of each municipality with a role that nobody before had."""
    known: set[tuple[str, str]] = set()
    shown = []
    for member in members:
        roles = {(member.municipality.cbs_code, role) for role in member.roles}
        if not roles <= known:
            shown.append(member)
            known |= roles
    return shown
