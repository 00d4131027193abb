"""The site starts only where it is safe, and says what is missing in words."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from openveiligheid.config.management.commands.serve import Server
from tests.cluster import postgres, server_programs
from tests.contracts.sources import ROOT

NEEDS_POSTGRES = pytest.mark.skipif(
    server_programs() is None, reason="no PostgreSQL server is installed"
)


def run(home: Path, *command: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    """Run a command as an operator would: nothing set but what is named here."""
    clean = {name: text for name, text in os.environ.items() if not name.startswith("OV_")}
    clean.pop("DJANGO_SETTINGS_MODULE", None)
    clean |= {"OV_DATA_DIR": str(home / "data"), "OV_KEY_DIR": str(home / "keys")}
    return subprocess.run(
        [sys.executable, "-W", "ignore", *command],
        cwd=ROOT,
        env={**clean, **settings},
        capture_output=True,
        text=True,
        check=False,
    )


def openveiligheid(home: Path, *words: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    entry = "import sys; from openveiligheid.config.command import main; sys.exit(main())"
    return run(home, "-c", entry, *words, **settings)


def in_production(home: Path) -> dict[str, str]:
    key = home / "secret_key"
    key.write_text("only-for-tests-" * 4)
    return {"OV_SECRET_KEY_FILE": str(key), "OV_ALLOWED_HOSTS": "veilig.example"}


def test_without_settings_the_site_says_which_ones_it_needs(tmp_path: Path) -> None:
    said = openveiligheid(tmp_path, "serve", "--port", "0")

    assert said.returncode == 1
    assert "OV_SECRET_KEY" in said.stderr
    assert "OV_ALLOWED_HOSTS" in said.stderr
    assert "database is niet te openen" in said.stderr
    assert "Traceback" not in said.stderr


def test_a_secret_that_can_be_guessed_is_refused(tmp_path: Path) -> None:
    settings = {**in_production(tmp_path), "OV_SECRET_KEY": "geheim" * 8}
    del settings["OV_SECRET_KEY_FILE"]

    said = openveiligheid(tmp_path, "serve", "--port", "0", **settings)

    assert said.returncode == 1
    assert "OV_SECRET_KEY is te kort" in said.stderr


def test_another_server_is_refused_in_the_same_way(tmp_path: Path) -> None:
    said = run(tmp_path, "-c", "import openveiligheid.config.wsgi")

    assert said.returncode == 1
    assert "RefusedToStart: OV_SECRET_KEY" in said.stderr


def test_a_site_without_tables_is_not_served(tmp_path: Path) -> None:
    said = openveiligheid(tmp_path, "prepare", **in_production(tmp_path), OV_DEBUG="1")
    assert said.returncode == 0, said.stderr
    (tmp_path / "data" / "openveiligheid.sqlite3").unlink()

    said = openveiligheid(tmp_path, "serve", "--port", "0", **in_production(tmp_path))

    assert said.returncode == 1
    assert "openveiligheid prepare" in said.stderr


def test_a_port_in_use_is_told_with_another_one(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        said = openveiligheid(tmp_path, "serve", "--port", str(port), **in_production(tmp_path))

    assert said.returncode == 1
    assert f"OV_PORT={port + 1}" in said.stderr


@pytest.mark.slow
def test_preparing_twice_changes_nothing_the_second_time(tmp_path: Path) -> None:
    first = openveiligheid(tmp_path, "prepare", "--json", OV_DEBUG="1")
    keys = sorted(path.read_bytes() for path in (tmp_path / "keys").iterdir())
    second = openveiligheid(tmp_path, "prepare", "--json", OV_DEBUG="1")

    assert first.stdout.strip() == '{"migrated": true}'
    assert second.stdout.strip() == '{"migrated": false}'
    assert sorted(path.read_bytes() for path in (tmp_path / "keys").iterdir()) == keys
    assert (tmp_path / "data").stat().st_mode & 0o077 == 0


@pytest.mark.slow
def test_what_is_written_is_for_its_own_user_only(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir(mode=0o755)

    said = openveiligheid(tmp_path, "prepare", OV_DEBUG="1")

    written = [path for folder in ("data", "keys") for path in (tmp_path / folder).rglob("*")]
    assert said.returncode == 0, said.stderr
    assert len(written) > 2
    assert [path.name for path in written if path.stat().st_mode & 0o077] == []


def test_a_header_does_not_say_where_the_pages_lie() -> None:
    assert Server("127.0.0.1:0").cfg.forwarder_headers == []


@pytest.mark.slow
@NEEDS_POSTGRES
def test_a_postgresql_server_that_may_forget_gets_no_tables(tmp_path: Path) -> None:
    with postgres() as url:
        said = openveiligheid(tmp_path, "prepare", **in_production(tmp_path), OV_DATABASE_URL=url)

    assert said.returncode == 1
    assert "fsync" in said.stderr
    assert "full_page_writes" in said.stderr


@pytest.mark.slow
@NEEDS_POSTGRES
def test_a_postgresql_server_as_it_is_installed_gets_its_tables(tmp_path: Path) -> None:
    with postgres(()) as url:
        settings = {**in_production(tmp_path), "OV_DATABASE_URL": url, "OV_DEBUG": "1"}
        said = openveiligheid(tmp_path, "prepare", **settings)
        checked = openveiligheid(tmp_path, "check", "--database", "default", **settings)

    assert said.returncode == 0, said.stderr
    assert checked.returncode == 0, checked.stderr
