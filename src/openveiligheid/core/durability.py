"""Whether the database keeps what it acknowledged, also when the power fails.

The settings are read back from the open connection: what a configuration asks for is not always
what a database does. SQLite in WAL mode with `synchronous=NORMAL` loses acknowledged rows at a
power cut, and so does PostgreSQL without fsync, synchronous commit or full page writes.
"""

from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext as _

FULL, EXTRA = 2, 3
SQLITE: dict[str, tuple[str | int, ...]] = {
    "journal_mode": ("wal",),
    "synchronous": (FULL, EXTRA),
    "foreign_keys": (1,),
    "secure_delete": (1,),
}
POSTGRESQL: dict[str, tuple[str | int, ...]] = {
    "fsync": ("on",),
    "synchronous_commit": ("on", "remote_apply"),
    "full_page_writes": ("on",),
}


def problems(connection: BaseDatabaseWrapper) -> list[str]:
    """What makes this database lose or keep rows against our promise; empty when all is well."""
    if connection.vendor == "sqlite":
        found = _differences(connection, "PRAGMA {}", SQLITE)
        if getattr(connection, "transaction_mode", None) != "IMMEDIATE":
            found.append(
                _("Transacties van SQLite beginnen niet met IMMEDIATE, maar met %(mode)s.")
                % {"mode": getattr(connection, "transaction_mode", None) or "DEFERRED"}
            )
        return found
    if connection.vendor == "postgresql":
        return _differences(connection, "SHOW {}", POSTGRESQL)
    return [
        _("De database %(name)s wordt niet ondersteund; kies SQLite of PostgreSQL.")
        % {"name": connection.vendor}
    ]


def _differences(
    connection: BaseDatabaseWrapper, question: str, wanted: dict[str, tuple[str | int, ...]]
) -> list[str]:
    found = []
    with connection.cursor() as cursor:
        for name, accepted in wanted.items():
            cursor.execute(question.format(name))
            value = cursor.fetchone()[0]
            if value not in accepted:
                found.append(
                    _("De database-instelling %(name)s is %(value)s, maar moet %(wanted)s zijn.")
                    % {"name": name, "value": value, "wanted": accepted[0]}
                )
    return found
