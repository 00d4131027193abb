"""What is acknowledged stays, also when the power fails; the database is asked, not believed."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import load_backend

from openveiligheid.config import settings as ours
from openveiligheid.config.startup import (
    RefusedToStart,
    database_problems,
    refuse_a_forgetful_database,
)
from openveiligheid.core.durability import problems
from tests.cluster import FAST, postgres, server_programs

NEEDS_POSTGRES = pytest.mark.skipif(
    server_programs() is None, reason="no PostgreSQL server is installed"
)
AS_WE_OPEN_IT = {"init_command": ours.SQLITE_AT_OPEN, "transaction_mode": "IMMEDIATE"}


def opened(engine: str, name: str, **settings: Any) -> BaseDatabaseWrapper:
    """A connection of our own, apart from the test database."""
    base = {**connections.databases["default"], "OPTIONS": {}, **settings}
    backend = load_backend(f"django.db.backends.{engine}")
    connection: BaseDatabaseWrapper = backend.DatabaseWrapper({**base, "NAME": name})
    connection.ensure_connection()
    return connection


@pytest.fixture
def sqlite(tmp_path: Path, django_db_blocker: Any) -> Iterator[Any]:
    made = []

    def make(options: dict[str, Any]) -> BaseDatabaseWrapper:
        made.append(opened("sqlite3", str(tmp_path / "database.sqlite3"), OPTIONS=options))
        return made[-1]

    with django_db_blocker.unblock():
        yield make
        for connection in made:
            connection.close()


def test_a_database_opened_by_our_settings_forgets_nothing(sqlite: Any) -> None:
    assert problems(sqlite(AS_WE_OPEN_IT)) == []


@pytest.mark.parametrize(
    ("pragma", "named"),
    [
        ("synchronous=NORMAL", "synchronous"),
        ("synchronous=OFF", "synchronous"),
        ("journal_mode=DELETE", "journal_mode"),
        ("foreign_keys=OFF", "foreign_keys"),
        ("secure_delete=OFF", "secure_delete"),
    ],
)
def test_a_weakened_pragma_is_seen_and_named(sqlite: Any, pragma: str, named: str) -> None:
    connection = sqlite(AS_WE_OPEN_IT)
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {pragma}")

    [problem] = problems(connection)

    assert named in problem


def test_transactions_that_begin_late_are_seen(sqlite: Any) -> None:
    [problem] = problems(sqlite({**AS_WE_OPEN_IT, "transaction_mode": None}))

    assert "IMMEDIATE" in problem


def test_a_bare_sqlite_database_is_refused(
    sqlite: Any, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.OV_TEST_DATABASE = ""
    forgetful = sqlite({})
    monkeypatch.setattr("openveiligheid.config.startup.connection", forgetful)

    with pytest.raises(RefusedToStart, match="journal_mode"):
        refuse_a_forgetful_database()


def test_only_a_database_that_is_named_as_throwaway_is_let_through(
    sqlite: Any, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    monkeypatch.setattr("openveiligheid.config.startup.connection", sqlite({}))

    settings.OV_TEST_DATABASE = "sqlite://:memory:"
    assert database_problems() == []

    settings.OV_TEST_DATABASE = ""
    assert database_problems() != []


@pytest.mark.slow
@NEEDS_POSTGRES
def test_a_postgresql_server_that_may_forget_is_seen(django_db_blocker: Any) -> None:
    with postgres(FAST) as url, django_db_blocker.unblock():
        connection = opened("postgresql", "postgres", **address(url))

        found = problems(connection)
        connection.close()

    assert len(found) == 3
    assert "fsync" in found[0]


@pytest.mark.slow
@NEEDS_POSTGRES
def test_a_postgresql_server_as_it_is_installed_forgets_nothing(django_db_blocker: Any) -> None:
    with postgres(()) as url, django_db_blocker.unblock():
        connection = opened("postgresql", "postgres", **address(url))

        found = problems(connection)
        with connection.cursor() as cursor:
            cursor.execute("SET synchronous_commit = off")
        weakened = problems(connection)
        connection.close()

    assert found == []
    assert len(weakened) == 1


def address(url: str) -> dict[str, str]:
    parsed = ours.env.db_url_config(url)
    return {name: parsed[name] for name in ("HOST", "PORT", "USER", "PASSWORD")}
