"""Lets tests empty a database whose history refuses that."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from django.test import TransactionTestCase

_migration = import_module("openveiligheid.core.migrations.0002_history_only_grows")


class _Editor:
    """Runs the statements of the migration, also inside a transaction."""

    connection = connection

    def execute(self, statement: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)


def drop_triggers() -> None:
    """Take away what makes the database refuse."""
    _migration.backward(None, _Editor())


@contextmanager
def without_triggers() -> Iterator[None]:
    """Take away what makes the database refuse, for a while."""
    drop_triggers()
    yield
    _migration.forward(None, _Editor())


@pytest.fixture(autouse=True, scope="session")
def emptying_history() -> Iterator[None]:
    """Tests that commit empty every table afterwards; only there the history gives way."""
    empty = TransactionTestCase._fixture_teardown

    def emptied(case: Any) -> None:
        with without_triggers():
            empty(case)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", emptied)
        yield
