"""The one way to write a row: validate, save, and record what changed."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models

from openveiligheid.core.actors import Actor
from openveiligheid.core.errors import Refused
from openveiligheid.core.history import record
from openveiligheid.core.models import Tenanted

T = TypeVar("T", bound=Tenanted)


def write(by: Actor, verb: str, row: T, *, fields: Iterable[str]) -> T:
    """Validate and save a row, and record the named fields before and after.

    Call it inside the operation's transaction, after the permission check. A row that did not
    change is neither saved nor recorded. Raises Refused with the first reason in words.
    """
    names = list(fields)
    is_new = row._state.adding
    if is_new:
        row.municipality = by.municipality
    before = None if is_new else state_of(type(row).unscoped.get(pk=row.pk), names)
    after = state_of(row, names)
    if before == after:
        return row
    validate(row)
    if is_new:
        row.save(force_insert=True)
    else:
        row.save(update_fields=names)
    record(by, verb, row, before=before, after=after)
    return row


def erase(by: Actor, verb: str, row: Tenanted, *, fields: Iterable[str]) -> None:
    """Delete a row and record what it held."""
    before = state_of(row, fields)
    record(by, verb, row, before=before)
    row.delete()


def validate(row: models.Model) -> None:
    """Check a row as its model says; raises Refused with the reasons in words."""
    try:
        row.full_clean(exclude=["municipality"])
        row.validate_constraints()
    except ValidationError as error:
        raise Refused(" ".join(_reasons(row, error))) from error


def state_of(row: models.Model, fields: Iterable[str]) -> dict[str, Any]:
    """The named fields as plain values; a foreign key as the text of what it points to."""
    state: dict[str, Any] = {}
    for name in fields:
        value = getattr(row, name)
        state[name] = str(value) if isinstance(value, models.Model) else value
    return state


def _reasons(row: models.Model, error: ValidationError) -> list[str]:
    if not hasattr(error, "error_dict"):
        return list(error.messages)
    reasons: list[str] = []
    for name, errors in error.message_dict.items():
        label = "" if name == "__all__" else _label(row, name)
        reasons += [f"{label}: {text}" if label else text for text in errors]
    return reasons


def _label(row: models.Model, name: str) -> str:
    field = row._meta.get_field(name)
    return str(getattr(field, "verbose_name", name)).capitalize()
