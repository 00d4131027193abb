"""Recorded facts in words: kinds of things, names of fields, values."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from openveiligheid.core.permissions import ROLES
from openveiligheid.ui import formatting

LONGEST_VALUE = 2_000


def thing_words(kind: str) -> str:
    """The kind of thing that an entry is about: "organisation.team" becomes "Team"."""
    model = _model(kind)
    return capfirst(str(model._meta.verbose_name)) if model else kind


def field_words(kind: str, name: str) -> str:
    """The name of a recorded field; a name that is no field stays as it was recorded."""
    field = _field(kind, name)
    return capfirst(str(getattr(field, "verbose_name", name) if field else name))


def in_order(kind: str, names: Iterable[str]) -> list[str]:
    """Names of recorded fields in the order in which the thing itself has them."""
    model = _model(kind)
    own = [field.name for field in model._meta.get_fields()] if model else []
    return sorted(names, key=lambda name: own.index(name) if name in own else len(own))


def value_words(kind: str, name: str, value: Any) -> str:
    """A recorded value; choices and roles by their names, dates and yes or no in words."""
    if isinstance(value, list):
        return ", ".join(value_words(kind, name, each) for each in value)
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {value_words(kind, name, each)}" for key, each in value.items())
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("ja") if value else _("nee")
    if name == "roles" and value in ROLES:
        return str(ROLES[value].name)
    return _text(_field(kind, name), value)[:LONGEST_VALUE]


def _text(field: models.Field[Any, Any] | None, value: Any) -> str:
    choices = dict(field.flatchoices) if field else {}
    if value in choices:
        return str(choices[value])
    if isinstance(value, str) and isinstance(field, models.DateTimeField):
        moment = parse_datetime(value)
        return moment_words(moment) if moment else value
    if isinstance(value, str) and isinstance(field, models.DateField):
        day: date | None = parse_date(value)
        return formatting.day(day) if day else value
    return str(value)


def moment_words(moment: datetime) -> str:
    """A moment in the time of the municipality: 23 november 2026, 14.05 uur."""
    local = timezone.localtime(moment)
    return _("%(day)s, %(time)s uur") % {
        "day": formatting.day(local.date()),
        "time": local.strftime("%H.%M"),
    }


def _model(kind: str) -> type[models.Model] | None:
    try:
        return apps.get_model(kind)
    except (LookupError, ValueError):
        return None


def _field(kind: str, name: str) -> models.Field[Any, Any] | None:
    model = _model(kind)
    try:
        field = model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None
    return field if isinstance(field, models.Field) else None
