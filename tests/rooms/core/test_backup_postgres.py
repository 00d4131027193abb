"""The same way back on PostgreSQL, where its programs are installed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cluster import postgres, server_programs
from tests.rooms.core.site import Site

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(server_programs() is None, reason="no PostgreSQL server is installed"),
]


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    with postgres(options=()) as url:
        yield url


def test_a_postgresql_site_comes_back_as_it_was(database: str, tmp_path: Path) -> None:
    site = Site(tmp_path / "site", database)
    assert site.init().code == 0
    site.add_team("Cluster OOV")
    made = site.run("backup", tmp_path / "backup", "--keys-to", tmp_path / "apart", "--json")
    site.add_team("Van na de back-up")

    refused = site.run("restore", tmp_path / "backup")
    done = site.run(
        "restore", tmp_path / "backup", "--keys-from", tmp_path / "apart", "--force", "--json"
    )

    assert made.code == 0, made.err
    assert "Hier staan al gegevens: de database" in refused.err
    assert done.code == 0, done.err
    assert site.teams() == ["Cluster OOV"]
    assert "'name': 'Cluster OOV'" in site.last_payload()
    assert site.run("history", "verify").code == 0
    assert (Path(done.json["before"]) / "database.pgdump").stat().st_size > 0
    still_refuses = site.run("shell", "-c", CHANGE)
    assert "history only grows" in still_refuses.err


CHANGE = (
    "from openveiligheid.core.models import HistoryEntry; HistoryEntry.objects.update(verb='x')"
)


def test_a_damaged_dump_leaves_the_database_as_it_was(database: str, tmp_path: Path) -> None:
    site = Site(tmp_path / "site", database)
    assert site.run("migrate").code == 0
    assert site.run("backup", tmp_path / "backup").code == 0
    teams = site.teams()
    dump = tmp_path / "backup" / "database.pgdump"
    dump.write_bytes(dump.read_bytes()[:-100])

    done = site.run("restore", tmp_path / "backup", "--force")

    assert done.code == 1
    assert "database.pgdump is beschadigd" in done.err
    assert site.teams() == teams


def test_without_the_programs_of_postgresql_it_says_what_to_install(
    database: str, tmp_path: Path
) -> None:
    site = Site(tmp_path / "site", database, {"PATH": str(tmp_path)})

    done = site.run("backup", tmp_path / "backup")

    assert done.code == 1
    assert "pg_dump ontbreekt" in done.err
    assert not (tmp_path / "backup").exists()
