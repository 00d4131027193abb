"""Frozen dataclasses to plain JSON values and back, strictly."""

import json
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from django.utils.translation import gettext as _

from openveiligheid.core.errors import Refused

T = TypeVar("T")


class ContentUnreadable(Refused):
    """The stored content of a report is not what a report's content looks like."""


def as_plain(value: Any) -> Any:
    """The value as JSON can hold it: dataclass as object, tuple as list, date as text."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: as_plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [as_plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, StrEnum):
        return value.value
    return value


def parse(text: bytes | str) -> Any:
    """The plain value that the JSON text spells."""
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except ValueError as error:
        raise _unreadable("") from error


def decode(shape: type[T], plain: Any, *, place: str = "") -> T:
    """The dataclass that the plain value spells; unknown, absent or wrong parts are refused."""
    if not isinstance(plain, Mapping):
        raise _unreadable(place)
    hints = get_type_hints(shape)
    known = {field.name: field for field in fields(shape)}  # type: ignore[arg-type]
    for name in plain.keys() - known.keys():
        raise _unreadable(f"{place}.{name}")
    values: dict[str, Any] = {}
    for name, field in known.items():
        if name in plain:
            values[name] = _decode_value(hints[name], plain[name], f"{place}.{name}")
        elif field.default is MISSING:
            raise _unreadable(f"{place}.{name}")
    return shape(**values)


def _decode_value(shape: Any, plain: Any, place: str) -> Any:
    if isinstance(shape, UnionType):
        if plain is None:
            return None
        (shape,) = (option for option in get_args(shape) if option is not NoneType)
    if get_origin(shape) is tuple:
        return _decode_list(get_args(shape)[0], plain, place)
    if is_dataclass(shape) and isinstance(shape, type):
        return decode(shape, plain, place=place)
    if shape is date or issubclass(shape, StrEnum):
        return _decode_word(shape, plain, place)
    if shape is float and type(plain) is int:
        return float(plain)
    if type(plain) is not shape:
        raise _unreadable(place)
    return plain


def _decode_list(shape: Any, plain: Any, place: str) -> tuple[Any, ...]:
    if not isinstance(plain, list):
        raise _unreadable(place)
    return tuple(
        _decode_value(shape, item, f"{place}[{position}]") for position, item in enumerate(plain, 1)
    )


def _decode_word(shape: Any, plain: Any, place: str) -> Any:
    try:
        return date.fromisoformat(plain) if shape is date else shape(plain)
    except (ValueError, TypeError) as error:
        raise _unreadable(place) from error


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not a number")


def _unreadable(place: str) -> ContentUnreadable:
    return ContentUnreadable(
        _(
            "De inhoud van dit rapport is beschadigd bij “%(place)s”. "
            "Maak het rapport opnieuw of zet een reservekopie terug."
        )
        % {"place": place.lstrip(".") or "begin"}
    )
