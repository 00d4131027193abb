"""What changed and how sure that is, in words."""

from math import inf

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openveiligheid.evidence.changes import Change, last_change, whole_change
from openveiligheid.evidence.presenters.words import period_words
from openveiligheid.evidence.readings import Reading
from openveiligheid.ui import formatting
from openveiligheid.ui.components import Cell, Column, Row, Table
from safetystats import Interval, Verdict

VERDICTS: dict[Verdict, Promise] = {
    Verdict.ROSE: gettext_lazy("Gestegen"),
    Verdict.FELL: gettext_lazy("Gedaald"),
    Verdict.STABLE: gettext_lazy("Ongeveer gelijk"),
    Verdict.UNCERTAIN: gettext_lazy("Onzeker"),
}
# A ratio above this says no more than that nothing can be said.
MANY = 10
# A smaller share is no difference in whole percents.
EQUAL = 0.005


def verdict_words(change: Change) -> str:
    """The verdict in a word, empty where none is possible; more crime may mean more reports, so
    no verdict is good or bad."""
    return str(VERDICTS[change.comparison.verdict]) if change.comparison else ""


def change_words(change: Change) -> str:
    """By how much: 7% less, 13% more, equal."""
    return share_words(change.share) if change.share is not None else ""


def share_words(share: float) -> str:
    """A share of change in words."""
    if abs(share) < EQUAL:
        return _("gelijk")
    size = formatting.percentage(abs(share))
    return (_("%(size)s meer") if share > 0 else _("%(size)s minder")) % {"size": size}


def range_words(interval: Interval) -> str:
    """Between which changes the truth probably lies."""
    if interval.high == inf or interval.high > MANY:
        return _("te weinig om te zeggen")
    low, high = share_words(interval.low - 1), share_words(interval.high - 1)
    return low if low == high else _("%(low)s tot %(high)s") % {"low": low, "high": high}


def change_table(reading: Reading, *, counts_events: bool) -> Table | None:
    """What changed for each area, lately and over all; None when there is only one period."""
    pairs = [
        (
            last_change(line, counts_events=counts_events),
            whole_change(line, counts_events=counts_events),
        )
        for line in reading.lines
    ]
    has_last = any(last for last, _whole in pairs)
    has_whole = any(whole for _last, whole in pairs)
    if not has_last:
        return None
    columns = [Column(_("Gebied"), "name"), *_columns(_("Laatste periode"), counts_events)]
    if has_whole:
        columns += _columns(_("Hele periode"), counts_events)
    rows = []
    for line, (last, whole) in zip(reading.lines, pairs, strict=True):
        cells = [Cell(line.name), *_change_cells(last, reading.decimals, counts_events)]
        if has_whole:
            cells += _change_cells(whole, reading.decimals, counts_events)
        rows.append(Row(cells))
    return Table(_("Verandering per gebied"), columns, rows)


def _columns(label: str, counts_events: bool) -> list[Column]:
    columns = [Column(label)]
    return [*columns, Column(_("Oordeel en marge"), "status")] if counts_events else columns


def _change_cells(change: Change | None, decimals: int, counts_events: bool) -> list[Cell]:
    if change is None:
        return [Cell(), Cell()] if counts_events else [Cell()]
    facts = {
        "before": formatting.number(change.before.value or 0, decimals),
        "from": period_words(change.before.period),
        "after": formatting.number(change.after.value or 0, decimals),
        "to": period_words(change.after.period),
    }
    note = _("van %(before)s in %(from)s naar %(after)s in %(to)s") % facts
    cells = [Cell(change_words(change) or _("niet te zeggen"), note=note)]
    if counts_events:
        cells.append(_verdict_cell(change))
    return cells


def _verdict_cell(change: Change) -> Cell:
    if change.comparison is None:
        return Cell()
    return Cell(verdict_words(change), note=range_words(change.comparison.interval), tone="neutral")
