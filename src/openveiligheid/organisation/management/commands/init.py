"""Sets up a municipality of one's own: tables, keys, the municipality, its first administrator."""

import sys
from argparse import ArgumentParser
from collections.abc import Mapping
from getpass import getpass
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openveiligheid.core.actors import System
from openveiligheid.core.commands import ProductCommand, WrongUse
from openveiligheid.core.models import Account
from openveiligheid.core.vault import vault
from openveiligheid.organisation.operations import add_administrator, found_municipality

QUESTIONS = {
    "name": ("--name", gettext_lazy("Naam van de gemeente")),
    "cbs_code": ("--cbs-code", gettext_lazy("CBS-code (zoals GM0160)")),
    "admin_name": ("--admin-name", gettext_lazy("Naam van de eerste beheerder")),
    "admin_email": ("--admin-email", gettext_lazy("E-mailadres van de eerste beheerder")),
}


class Command(ProductCommand):
    """Asks what the options leave out, where somebody sits at the keyboard."""

    help = (
        "Richt een gemeente in: tabellen, sleutels, de gemeente zelf en een eerste beheerder. "
        "Vraagt wat de opties niet zeggen. Daarna gaat het verder in de browser."
    )
    requires_system_checks = ()  # works also where the site itself does not

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--name", help="naam van de gemeente, zoals Hardenberg")
        parser.add_argument("--cbs-code", help="CBS-code van de gemeente, zoals GM0160")
        parser.add_argument("--admin-name", help="naam van de eerste beheerder")
        parser.add_argument("--admin-email", help="e-mailadres waarmee de beheerder inlogt")
        parser.add_argument(
            "--password-stdin",
            action="store_true",
            help="lees het wachtwoord van de beheerder als eerste regel van de invoer",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        answers = self.ask(options)
        settings.OV_DATA_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        vault().initialise()
        known = Account.objects.filter(email=answers["admin_email"].lower()).exists()
        password = None if known else self.password(from_stdin=options["password_stdin"])
        with transaction.atomic():
            municipality = found_municipality(name=answers["name"], cbs_code=answers["cbs_code"])
            member = add_administrator(
                name=answers["admin_name"],
                email=answers["admin_email"],
                password=password,
                by=System(municipality),
            )
        self.answer(
            {
                "municipality": municipality.cbs_code,
                "name": municipality.name,
                "administrator": member.account.email,
                "roles": member.roles,
                "account_existed": known,
                "keys": str(vault().root),
            },
            _("Gemeente %(name)s (%(code)s) staat klaar.")
            % {"name": municipality.name, "code": municipality.cbs_code},
            _("%(email)s is functioneel beheerder en beleidsadviseur.")
            % {"email": member.account.email}
            + (" " + _("Het bestaande wachtwoord blijft gelden.") if known else ""),
            _("De sleutels staan in %(folder)s. Bewaar daar apart een kopie van.")
            % {"folder": vault().root},
            _("Log in en ga naar Organisatie: gebieden, teams, collega's uitnodigen, plan."),
        )

    def ask(self, options: Mapping[str, Any]) -> dict[str, str]:
        """What the options say, completed at the keyboard."""
        missing = [name for name in QUESTIONS if not options[name]]
        if missing and not sys.stdin.isatty():
            flags = ", ".join(QUESTIONS[name][0] for name in missing)
            raise WrongUse(_("Deze opties ontbreken: %(flags)s") % {"flags": flags})
        asked = {name: input(f"{QUESTIONS[name][1]}: ") for name in missing}
        return {name: str(options[name] or asked[name]).strip() for name in QUESTIONS}

    def password(self, *, from_stdin: bool) -> str:
        """The administrator's password: from the input, or typed twice."""
        if from_stdin:
            return sys.stdin.readline().rstrip("\n")
        if not sys.stdin.isatty():
            raise WrongUse(_("Geef het wachtwoord met --password-stdin."))
        password = getpass(_("Wachtwoord (minstens 12 tekens): "))
        if getpass(_("Nog een keer: ")) != password:
            raise WrongUse(_("De twee wachtwoorden zijn niet gelijk."))
        return password
