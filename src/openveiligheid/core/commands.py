"""What every command of the product shares: refusals in words, exit codes, answers in JSON."""

import json
import sys
from argparse import SUPPRESS, ArgumentParser, _SubParsersAction
from collections.abc import Mapping
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _

from openveiligheid.core.errors import Refused
from openveiligheid.core.models import Municipality


class WrongUse(CommandError):
    """The command was called with options that do not go together."""

    def __init__(self, message: str) -> None:
        super().__init__(message, returncode=2)


class ProductCommand(BaseCommand):
    """Ends with 0 when it is done, 1 with the reason when it is refused, 2 when it is used wrongly.

    With `--json` it prints one JSON object instead of sentences.
    """

    suppressed_base_arguments = {
        "--version",
        "--verbosity",
        "--settings",
        "--pythonpath",
        "--traceback",
        "--no-color",
        "--force-color",
        "--skip-checks",
    }
    in_json = False
    answered = False

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        for action in parser._actions:
            if "--skip-checks" in action.option_strings:
                action.help = SUPPRESS
        for each in (parser, *_parsers_of_verbs(parser)):
            each.add_argument(
                "--json", action="store_true", default=SUPPRESS, help=_("antwoord in JSON")
            )
        return parser

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Run the command; a refusal becomes a CommandError with its text and exit code 1."""
        self.in_json = bool(options.get("json"))
        try:
            return super().execute(*args, **options)
        except Refused as refusal:
            raise CommandError(str(refusal), returncode=1) from refusal

    def run_from_argv(self, argv: list[str]) -> None:
        """Run from the command line and print a refusal as a plain sentence."""
        try:
            super().run_from_argv([*argv[:2], "--traceback", *argv[2:]])
        except CommandError as error:
            if "--traceback" in argv:
                raise
            if self.in_json and not self.answered:
                self.stdout.write(json.dumps({"error": str(error)}, ensure_ascii=False))
            self.stderr.write(str(error))
            sys.exit(error.returncode)

    def answer(self, content: Mapping[str, Any], *sentences: str) -> None:
        """Print the sentences, or the content as JSON where that was asked."""
        self.answered = True
        if self.in_json:
            self.stdout.write(json.dumps(content, ensure_ascii=False, cls=DjangoJSONEncoder))
            return
        for sentence in sentences:
            self.stdout.write(sentence)


def _parsers_of_verbs(parser: ArgumentParser) -> list[ArgumentParser]:
    verbs = [action for action in parser._actions if isinstance(action, _SubParsersAction)]
    return [each for action in verbs for each in action.choices.values()]


def add_municipality_argument(parser: ArgumentParser) -> None:
    """Let a command be told for which municipality it works."""
    parser.add_argument(
        "--municipality",
        metavar="GM0160",
        help=_("CBS-code van de gemeente; mag weg als er maar één gemeente is"),
    )


def municipality_of(options: Mapping[str, Any]) -> Municipality:
    """The municipality that the options name, else the only one; Refused when that is unclear."""
    code = options.get("municipality")
    known = list(Municipality.objects.order_by("cbs_code"))
    if not known:
        raise Refused(_("Er is nog geen gemeente. Begin met: openveiligheid init"))
    if code:
        known = [municipality for municipality in known if municipality.cbs_code == code]
        if not known:
            raise Refused(_("Gemeente %(code)s is hier niet bekend.") % {"code": code})
    if len(known) > 1:
        codes = ", ".join(f"{m.cbs_code} ({m.name})" for m in known)
        raise Refused(_("Kies een gemeente met --municipality: %(codes)s") % {"codes": codes})
    return known[0]
