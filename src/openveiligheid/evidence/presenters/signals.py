"""Words and tables for signals among others."""

from collections.abc import Iterable, Mapping
from typing import Literal

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openveiligheid.evidence.models import Signal
from openveiligheid.evidence.presenters.words import period_words
from openveiligheid.ui import formatting
from openveiligheid.ui.components import Badge, Cell, Column, ColumnKind, Row, Table, Tone

TONES: dict[str, Tone] = {
    Signal.State.NEW: "neutral",
    Signal.State.RELEVANT: "ok",
    Signal.State.IRRELEVANT: "done",
    Signal.State.LAPSED: "neutral",
}
COLUMNS: tuple[tuple[str, Promise, ColumnKind], ...] = (
    ("subject", gettext_lazy("Soort"), "name"),
    ("area", gettext_lazy("Gebied"), "text"),
    ("month", gettext_lazy("Maand"), "text"),
    ("observed", gettext_lazy("Geteld"), "number"),
    ("chance", gettext_lazy("Hoe sterk"), "text"),
    ("state", gettext_lazy("Stand"), "status"),
)


def badge(signal: Signal) -> Badge:
    """How a signal stands."""
    return Badge(str(Signal.State(signal.state).label), TONES[signal.state])


def strength(signal: Signal) -> Badge:
    """Whether a signal still stands out among all series that were judged."""
    if signal.is_discovery:
        return Badge(_("valt sterk op"), "warn")
    return Badge(_("kan toeval zijn"), "neutral")


def signal_table(
    signals: Iterable[Signal],
    *,
    caption: str,
    sort_urls: Mapping[str, str] | None = None,
    sorted_by: str = "",
) -> Table:
    """Signals in the order given."""
    urls, key = sort_urls or {}, sorted_by.removeprefix("-")
    direction: Literal["ascending", "descending"] = (
        "descending" if sorted_by.startswith("-") else "ascending"
    )
    columns = [
        Column(str(label), kind, urls.get(name, ""), direction if name == key else "")
        for name, label, kind in COLUMNS
    ]
    return Table(caption, columns, [_row(signal) for signal in signals])


def _row(signal: Signal) -> Row:
    strong, stand = strength(signal), badge(signal)
    expected = _("verwacht %(count)s") % {"count": formatting.number(signal.expected, 1)}
    return Row(
        [
            Cell(signal.subject, url=reverse("evidence:signal", args=[signal.pk])),
            Cell(signal.region_name),
            Cell(period_words(signal.run.at)),
            Cell(formatting.number(signal.observed), note=expected),
            Cell(strong.text),
            Cell(stand.text, tone=stand.tone),
        ]
    )
