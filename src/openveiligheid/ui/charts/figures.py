"""The table of figures behind a chart or map."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from openveiligheid.ui import formatting


@dataclass(frozen=True)
class Figures:
    """Headings and rows of words; the first of each row names the row."""

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]


def shown(
    value: float | None, decimals: int, low: float | None = None, high: float | None = None
) -> str:
    """Write a figure with its interval, or that it is not known."""
    if value is None:
        return _("onbekend")
    text = formatting.number(value, decimals)
    if low is None or high is None:
        return text
    return f"{text} ({formatting.number(low, decimals)}–{formatting.number(high, decimals)})"
