"""Runs a command as its user does: words on the screen, words of failure, an exit code."""

import json
from dataclasses import dataclass
from io import StringIO
from typing import Any
from unittest.mock import patch

from django.core.management import get_commands, load_command_class
from django.core.management.base import OutputWrapper


@dataclass(frozen=True)
class Outcome:
    """How a command ended and what it said."""

    code: int
    out: str
    error: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def run(name: str, *arguments: object) -> Outcome:
    """Run `openveiligheid NAME ARGUMENTS` in this process, on the database of the test."""
    command = load_command_class(str(get_commands()[name]), name)
    out, error = StringIO(), StringIO()
    command.stdout, command.stderr = OutputWrapper(out), OutputWrapper(error)
    try:
        # A command closes its connections at its end; the test still needs its own.
        with patch("django.core.management.base.connections.close_all"):
            command.run_from_argv(["openveiligheid", name, *map(str, arguments)])
    except SystemExit as end:
        return Outcome(int(end.code or 0), out.getvalue(), error.getvalue())
    return Outcome(0, out.getvalue(), error.getvalue())
