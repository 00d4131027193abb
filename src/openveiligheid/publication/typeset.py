"""Write a report as a tagged PDF (PDF/UA-1) with Typst.

Text from outside travels as data, never as markup, so nothing in it can be read as Typst code.
The same content gives the same bytes on every machine: no system fonts, no clock.
"""

import json
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, cast

import typst
from django.utils.translation import override

from openveiligheid.publication.presenters.blocks import Document
from openveiligheid.publication.text import breakable, drawable
from openveiligheid.ui.charts import LineChart, svg_for_print

T = TypeVar("T")

TEMPLATE = Path(__file__).parent / "templates" / "publication" / "report.typ"
FONTS = Path(__file__).parent.parent / "ui" / "fonts"


def pdf(document: Document) -> bytes:
    """The report as a PDF that meets PDF/UA-1; Typst checks that and refuses otherwise."""
    with override(document.language):
        plain = as_typst(document)
    written: bytes = typst.compile(
        TEMPLATE.read_bytes(),
        sys_inputs={"report": json.dumps(plain, ensure_ascii=False)},
        font_paths=_fonts(),
        format="pdf",
        pdf_standards="ua-1",
        timestamp=datetime.fromisoformat(document.as_of).replace(tzinfo=UTC),
    )
    return written


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    own = [FONTS] if FONTS.is_dir() else []
    return typst.Fonts(include_system_fonts=False, font_paths=own)


def as_typst(document: Document) -> dict[str, Any]:
    """The document as values that the template reads; charts are drawn here."""
    drawn = map_text(document, drawable)
    plain = _plain(map_text(drawn, breakable))
    # Metadata and bookmarks need no places to break.
    for name in ("title", "author", "subject"):
        plain[name] = getattr(drawn, name)
    return cast(dict[str, Any], plain)


def map_text(value: T, change: Callable[[str], str]) -> T:
    """The same value with every text in it changed; enumerations stay as they are."""
    changed: Any = value
    if type(value) is str:
        changed = change(changed)
    elif isinstance(value, (tuple, list)):
        changed = type(value)(map_text(item, change) for item in value)
    elif is_dataclass(value) and not isinstance(value, type):
        parts = {part.name: map_text(getattr(value, part.name), change) for part in fields(value)}
        changed = replace(value, **parts)
    return cast(T, changed)


def _plain(value: Any) -> Any:
    if isinstance(value, LineChart):
        return svg_for_print(map_text(value, lambda text: text.replace("\u200b", "")))
    if is_dataclass(value) and not isinstance(value, type):
        plain = {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
        return plain | {"kind": getattr(value, "kind", "")}
    if isinstance(value, (tuple, list)):
        return [_plain(item) for item in value]
    return value
