"""The one way to write a row: validate, save, and record what changed."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.db import models
from django.db.models import ManyToOneRel
from django.utils.translation import gettext as _

from openveiligheid.core.actors import Actor
from openveiligheid.core.errors import NotPermitted, Refused
from openveiligheid.core.history import record
from openveiligheid.core.models import Tenanted

T = TypeVar("T", bound=Tenanted)


Links = Mapping[str, Sequence[models.Model]]


def write(by: Actor, verb: str, row: T, *, fields: Iterable[str], links: Links | None = None) -> T:
    """Validate and save a row, and record the named fields and links before and after.

    Call it inside the operation's transaction, after the permission check. `links` gives the new
    content of many-to-many fields. A row that did not change is neither saved nor recorded.
    Raises Refused with the reasons in words.
    """
    names, linked = list(fields), links or {}
    is_new = row._state.adding
    if is_new:
        row.municipality = by.municipality
    _stay_at_home(by, row, *(getattr(row, name) for name in names), *chain(*linked.values()))
    before = None if is_new else _kept(row, names, linked)
    after = state_of(row, names) | {name: _texts(rows) for name, rows in linked.items()}
    if before == after:
        return row
    validate(row)
    if is_new:
        row.save(force_insert=True)
    else:
        row.save(update_fields=names)
    for name, rows in linked.items():
        getattr(row, name).set(rows)
    record(by, verb, row, before=before, after=after)
    return row


def _kept(row: Tenanted, names: Iterable[str], linked: Links) -> dict[str, Any]:
    """What the database holds now, in the spelling of `state_of`."""
    kept = type(row).unscoped.get(pk=row.pk)
    return state_of(kept, names) | {name: _texts(getattr(kept, name).all()) for name in linked}


def _texts(rows: Iterable[models.Model]) -> list[str]:
    return sorted(str(row) for row in rows)


def erase(by: Actor, verb: str, row: Tenanted, *, fields: Iterable[str]) -> None:
    """Delete a row and record what it held; refuses while other work hangs on it."""
    _stay_at_home(by, row)
    record(by, verb, row, before=state_of(row, fields))
    try:
        row.delete()
    except models.ProtectedError as error:
        raise Refused(
            _("Dit kan niet weg: er hangt nog ander werk aan (%(count)s). Verplaats dat eerst.")
            % {"count": len(error.protected_objects)}
        ) from error


def is_used(row: models.Model) -> bool:
    """Whether a row of any table points to this one."""
    return any(
        relation.related_model._base_manager.filter(**{relation.field.name: row}).exists()
        for relation in row._meta.get_fields(include_hidden=True)
        if isinstance(relation, ManyToOneRel)
    )


def _stay_at_home(by: Actor, *things: object) -> None:
    """Refuse a row of another municipality, also where it is only pointed to."""
    for row in things:
        if isinstance(row, Tenanted) and row.municipality_id != by.municipality.pk:
            raise NotPermitted(_("Dit hoort bij een andere gemeente."))


def validate(row: models.Model) -> None:
    """Check a row as its model says; raises Refused with the reasons in words."""
    try:
        _refuse_null_characters(row)
        row.full_clean(exclude=["municipality"])
        row.validate_constraints()
    except ValidationError as error:
        raise Refused(" ".join(_reasons(row, error))) from error


def _refuse_null_characters(row: models.Model) -> None:
    """A form refuses them by itself, a file does not; PostgreSQL cannot store them."""
    texts = {field.name: getattr(row, field.attname) for field in row._meta.concrete_fields}
    bad = [name for name, text in texts.items() if isinstance(text, str) and "\x00" in text]
    if bad:
        raise ValidationError(dict.fromkeys(bad, ProhibitNullCharactersValidator.message))


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
