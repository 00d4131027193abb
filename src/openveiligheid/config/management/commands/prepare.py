"""`openveiligheid prepare`: folders, keys, tables and files, brought up to date."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from openveiligheid.config.startup import refuse_a_forgetful_database
from openveiligheid.core.commands import ProductCommand
from openveiligheid.core.vault import vault


class Command(ProductCommand):
    requires_system_checks = ()  # tables may not be there yet
    help = _("Maakt mappen, sleutels, tabellen en bestanden gereed. Mag altijd opnieuw.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--example",
            action="store_true",
            help=_("laad ook de voorbeeldgemeenten die er nog niet zijn, en toon hun logins"),
        )

    def handle(self, *args: Any, **options: Any) -> None:
        settings.OV_DATA_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)
        refuse_a_forgetful_database()
        vault().initialise()
        behind = is_behind()
        if behind:
            call_command("migrate", verbosity=0, interactive=False)
            call_command("createcachetable", verbosity=0)
        if not settings.DEBUG:
            call_command("collectstatic", verbosity=0, interactive=False)
        done = _("De tabellen zijn bijgewerkt.") if behind else _("De tabellen zijn bij.")
        self.answer({"migrated": behind}, done)
        if options["example"]:
            call_command("example", "load")
            call_command("example", "logins")


def is_behind() -> bool:
    """Whether some table still has to be made or changed."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
