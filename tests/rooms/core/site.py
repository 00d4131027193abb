"""A whole site in a folder, used through its commands as an operator does."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
PASSWORD = "veilig-wachtwoord-2026"
FIRST = (
    *("--name", "Proefstad", "--cbs-code", "GM0001"),
    *("--admin-name", "Carla Smit", "--admin-email", "carla@voorbeeld.nl", "--password-stdin"),
)


@dataclass(frozen=True)
class Answer:
    """What a command said, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True)
class Site:
    """A data folder, a key folder, and the commands on them."""

    home: Path
    database: str = ""
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def keys(self) -> Path:
        return self.home / "keys"

    def run(self, *arguments: str | Path, stdin: str = "") -> Answer:
        """Run `openveiligheid` with these arguments."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("OV_", "DJANGO_"))}
        own = {
            "OV_DEBUG": "1",
            "OV_DATA_DIR": str(self.data),
            "OV_KEY_DIR": str(self.keys),
            "OV_SECRET_KEY": "only-for-tests-" * 4,
        }
        if self.database:
            own["OV_DATABASE_URL"] = self.database
        done = subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), *map(str, arguments)],
            env=kept | own | self.extra,
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
        )
        return Answer(done.returncode, done.stdout, done.stderr.strip())

    def init(self) -> Answer:
        """Set up the first municipality."""
        return self.run("init", *FIRST, "--json", stdin=f"{PASSWORD}\n")

    def python(self, code: str) -> str:
        """Run a line of Python inside the site."""
        done = self.run("shell", "--no-imports", "-c", code)
        assert done.code == 0, done.err
        return done.out.strip()

    def add_team(self, name: str) -> None:
        """Do some work, through its operation."""
        self.python(
            "from openveiligheid.core.actors import System;"
            "from openveiligheid.core.models import Municipality;"
            "from openveiligheid.organisation.models import Team;"
            "from openveiligheid.organisation.operations import save_team;"
            f"save_team(Team(name='{name}'), by=System(Municipality.objects.get()))"
        )

    def teams(self) -> list[str]:
        """A known row, read back."""
        return self.python(
            "from openveiligheid.organisation.models import Team;"
            "print('\\n'.join(Team.unscoped.values_list('name', flat=True)))"
        ).splitlines()

    def last_payload(self) -> str:
        """What the last entry of the history was about."""
        return self.python(
            "from openveiligheid.core.models import HistoryEntry;"
            "from openveiligheid.core.history import read_payload;"
            "print(read_payload(HistoryEntry.objects.order_by('-number')[0]))"
        )
