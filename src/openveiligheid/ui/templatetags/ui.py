"""Icons, and numbers and dates in the reader's language."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from django import template
from django.core.paginator import Page
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from openveiligheid.ui import formatting
from openveiligheid.ui.apps import BUILT
from openveiligheid.ui.components import TONE_ICONS

register = template.Library()

register.filter("number", formatting.number)
register.filter("percentage", formatting.percentage)
register.filter("euros", formatting.euros)
register.filter("initials", formatting.initials)


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw an icon of ``frontend/icons.txt``; decoration, so hidden from screen readers."""
    drawings = icon_drawings()
    if name not in drawings:
        raise template.TemplateSyntaxError(f"Add {name} to frontend/icons.txt and build again.")
    paths = format_html_join("", '<path d="{}"/>', ([line] for line in drawings[name]))
    return format_html(
        '<svg class="ov-icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>',
        paths,
    )


@lru_cache(maxsize=1)
def icon_drawings() -> Mapping[str, list[str]]:
    """Read the icons that the build made."""
    file = BUILT / "icons.json"
    if not file.exists():
        raise template.TemplateSyntaxError("No icons yet. Run: python scripts/build_assets.py")
    drawings: dict[str, list[str]] = json.loads(file.read_text())
    return drawings


@register.filter
def tone_icon(tone: str) -> str:
    """Name the icon that goes with a tone."""
    return TONE_ICONS[tone]


@register.filter
def day(value: date | None) -> str:
    return formatting.day(value) if value else ""


@register.filter
def short_day(value: date | None) -> str:
    return formatting.short_day(value) if value else ""


@register.filter
def short_month(value: date) -> str:
    return formatting.short_month(value)


@register.filter
def deadline(value: date | None, today: date) -> str:
    return formatting.deadline(value, today) if value else ""


@register.filter
def widget_kind(field: Any) -> str:
    """Tell a template which shape of form field to draw."""
    kind: str = field.widget_type
    return "checkbox" if kind == "checkbox" else "other"


ALERT_KINDS = {
    "ok": "ok",
    "success": "ok",
    "warn": "warning",
    "warning": "warning",
    "late": "error",
    "error": "error",
}
ALERT_ICONS = {
    "ok": "circle-check",
    "warning": "alert-triangle",
    "error": "alert-circle",
    "info": "info-circle",
}


@register.filter
def alert_kind(tone: str) -> str:
    """Translate a tone, or the level of a Django message, to a kind of alert."""
    return ALERT_KINDS.get(tone, "info")


@register.filter
def alert_icon(kind: str) -> str:
    return ALERT_ICONS[kind]


@register.filter
def page_numbers(page: Page[Any]) -> Iterator[int | str]:
    """List the page numbers to show: the ends, the neighbours, and dots between."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
