"""The `openveiligheid` command: every management command of every room."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    """Run the management command that the arguments name.

    Database, mail, figures and back-ups are for the user who runs the site and nobody else, also
    where the folder was made by somebody else.
    """
    os.umask(0o077)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openveiligheid.config.settings")
    execute_from_command_line(sys.argv)
