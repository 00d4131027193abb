"""The database as one file, for SQLite and PostgreSQL."""

import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.backends.postgresql.client import DatabaseClient
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from openveiligheid.core.backups.manifest import KeptChain
from openveiligheid.core.errors import Refused
from openveiligheid.core.history import START
from openveiligheid.core.models import Account, HistoryEntry, Municipality

COPY = "copy"
FILES = {"sqlite": "database.sqlite3", "postgresql": "database.pgdump"}


@dataclass(frozen=True, slots=True)
class Facts:
    """What a database holds, to hold a restored one against."""

    migrations: list[str]
    counts: dict[str, int]
    chains: list[KeptChain]


def file_name() -> str:
    """The name of the database's file in a back-up."""
    return FILES[connection.vendor]


def dump(target: Path) -> Facts:
    """Write the database as it is at one moment, while the site goes on; what it then held."""
    return _dump_sqlite(target) if connection.vendor == "sqlite" else _dump_postgres(target)


def _dump_sqlite(target: Path) -> Facts:
    connection.ensure_connection()
    with closing(sqlite3.connect(target)) as copy:
        connection.connection.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        [(verdict,)] = copy.execute("PRAGMA integrity_check(1)").fetchall()
    if verdict != "ok":
        raise Refused(_("De database is beschadigd: %(reason)s") % {"reason": verdict})
    with opened(target) as alias:
        return facts(alias)


def _dump_postgres(target: Path) -> Facts:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        [snapshot] = cursor.fetchone()
        options = ("--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}")
        _run("pg_dump", *options, f"--file={target}")
        return facts(DEFAULT_DB_ALIAS)


def load_postgres(source: Path) -> None:
    """Replace what PostgreSQL holds in one transaction: all of it, or nothing."""
    connection.close()
    options = ("--single-transaction", "--clean", "--if-exists", "--no-owner", "--exit-on-error")
    _run("pg_restore", *options, "--no-privileges", str(source))


def _run(program: str, *arguments: str) -> None:
    """Run a program of PostgreSQL against our database; raises Refused with what it said."""
    path = shutil.which(program)
    if path is None:
        raise Refused(
            _("%(program)s ontbreekt. Installeer de clientprogramma's van PostgreSQL.")
            % {"program": program}
        )
    told, environment = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, [])
    _psql, *where, name = told
    done = subprocess.run(  # noqa: S603  (the program by its path, the arguments ours)
        [path, *where, f"--dbname={name}", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Refused(
            _("%(program)s lukte niet: %(reason)s")
            % {"program": program, "reason": done.stderr.strip()[-500:]}
        )


def settle_sqlite() -> None:
    """Bring all that was saved into the main file; refuse while the site uses the database."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 2000")  # who is still there now, stays
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        [busy, *_counts] = cursor.fetchone()
    if busy:
        raise Refused(_("De database is in gebruik. Stop eerst de site."))


@contextmanager
def opened(path: Path) -> Iterator[str]:
    """Open a copy of an SQLite database under an alias of its own."""
    own = {**connections.databases[DEFAULT_DB_ALIAS], "NAME": str(path), "OPTIONS": {}}
    connections.databases[COPY] = own
    try:
        yield COPY
    finally:
        connections[COPY].close()
        del connections[COPY]
        del connections.databases[COPY]


def facts(alias: str) -> Facts:
    """Count every table, and note where each history ends; also of an older version's database."""
    applied = MigrationRecorder(connections[alias]).applied_migrations()
    return Facts(
        migrations=sorted(f"{app}.{name}" for app, name in applied),
        counts=dict(_counts(alias)),
        chains=[_chain(municipality, alias) for municipality in municipalities(alias)],
    )


def municipalities(alias: str) -> QuerySet[Municipality]:
    """Who they are, without what a later version may add."""
    rows = Municipality.objects.using(alias).order_by("cbs_code")
    return rows.only("id", "name", "cbs_code")


def _counts(alias: str) -> Iterator[tuple[str, int]]:
    opened_here = connections[alias]
    with opened_here.cursor() as cursor:
        for table in sorted(opened_here.introspection.table_names(cursor)):
            name = opened_here.ops.quote_name(table)
            cursor.execute(f"SELECT count(*) FROM {name}")  # noqa: S608  (a name of our own)
            yield table, cursor.fetchone()[0]


def _chain(municipality: Municipality, alias: str) -> KeptChain:
    entries = HistoryEntry.objects.using(alias).filter(municipality=municipality)
    last = entries.order_by("-number").values_list("number", "digest").first()
    return KeptChain(municipality.cbs_code, *(last or (0, START)))


def is_filled() -> bool:
    """Whether the present database holds anything that somebody entered."""
    tables = connection.introspection.table_names()
    models = (Account, Municipality)
    return any(m._meta.db_table in tables and m.objects.exists() for m in models)
