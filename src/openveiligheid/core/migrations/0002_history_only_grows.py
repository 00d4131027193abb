"""The database itself refuses to change or delete an entry of the history."""

from typing import Any

from django.db import migrations

SQLITE = {
    "update": "CREATE TRIGGER history_refuses_update BEFORE UPDATE ON core_historyentry "
    "BEGIN SELECT RAISE(ABORT, 'history only grows'); END",
    "delete": "CREATE TRIGGER history_refuses_delete BEFORE DELETE ON core_historyentry "
    "BEGIN SELECT RAISE(ABORT, 'history only grows'); END",
}
POSTGRESQL = (
    (
        "CREATE FUNCTION history_only_grows() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'history only grows'; END $$"
    ),
    (
        "CREATE TRIGGER history_refuses_change BEFORE UPDATE OR DELETE ON core_historyentry "
        "FOR EACH ROW EXECUTE FUNCTION history_only_grows()"
    ),
    (
        "CREATE TRIGGER history_refuses_truncate BEFORE TRUNCATE ON core_historyentry "
        "FOR EACH STATEMENT EXECUTE FUNCTION history_only_grows()"
    ),
)


def forward(apps: Any, schema_editor: Any) -> None:
    vendor = schema_editor.connection.vendor
    for statement in SQLITE.values() if vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def backward(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "sqlite":
        for name in SQLITE:
            schema_editor.execute(f"DROP TRIGGER history_refuses_{name}")
    else:
        for name in ("change", "truncate"):
            schema_editor.execute(f"DROP TRIGGER history_refuses_{name} ON core_historyentry")
        schema_editor.execute("DROP FUNCTION history_only_grows()")


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [migrations.RunPython(forward, backward)]
