"""Brings the site's folders, keys, tables and files up to date."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, call_command, get_commands
from django.core.management.base import CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from openveiligheid.config.startup import database_problems
from openveiligheid.core.models import Municipality
from openveiligheid.core.vault import vault


class Command(BaseCommand):
    help = "Maakt mappen, sleutels, tabellen en bestanden gereed. Mag altijd opnieuw."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--example",
            action="store_true",
            help="laad de voorbeeldgemeente als er nog geen gemeente is, en toon haar accounts",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        settings.OV_DATA_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)
        if problems := database_problems():
            raise CommandError("\n".join(problems))
        vault().initialise()
        if is_behind():
            self.stdout.write(_("Tabellen worden bijgewerkt."))
            call_command("migrate", verbosity=0, interactive=False)
            call_command("createcachetable", verbosity=0)
        if not settings.DEBUG:
            call_command("collectstatic", verbosity=0, interactive=False)
        if options["example"] and "example" in get_commands():
            self.load_example()

    def load_example(self) -> None:
        """Load the example into an empty database; what is there already stays as it is."""
        if not Municipality.objects.exists():
            call_command("example", "load", stdout=self.stdout)
        call_command("example", "logins", stdout=self.stdout)


def is_behind() -> bool:
    """Whether some table still has to be made or changed."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
