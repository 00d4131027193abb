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
# From so many times on, people say how many times and not by how many percent.
TIMES = 3
# Above this many times, how many exactly says nothing.
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
    """A share of change in words: 7% less, 13% more, 18 times as many."""
    if abs(share) < EQUAL:
        return _("gelijk")
    if share + 1 >= TIMES:
        return _("%(times)s keer zo veel") % {"times": _times(share + 1)}
    size = formatting.percentage(abs(share))
    return (_("%(size)s meer") if share > 0 else _("%(size)s minder")) % {"size": size}


def _times(ratio: float) -> str:
    """How many times, with a decimal where that still says something: 3,4; 5; 18."""
    rounded = round(ratio, 1)
    return formatting.number(rounded, 0 if ratio >= MANY or rounded == int(rounded) else 1)


def range_words(interval: Interval) -> str:
    """Between which changes the truth probably lies."""
    low = share_words(interval.low - 1)
    if interval.high == inf or interval.high > MANY:
        if interval.low > 1:
            return _("minstens %(low)s") % {"low": low}
        facts = {"low": low, "many": formatting.number(MANY)}
        return _("%(low)s tot meer dan %(many)s keer zo veel") % facts
    high = share_words(interval.high - 1)
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
    if not any(last for last, _whole in pairs):
        return None
    columns = [Column(_("Gebied"), "name"), Column(_("Laatste periode"))]
    has_whole = any(whole for _last, whole in pairs)
    if has_whole:
        columns.append(Column(_("Hele periode")))
    rows = []
    for line, (last, whole) in zip(reading.lines, pairs, strict=True):
        changes = [last, whole] if has_whole else [last]
        rows.append(Row([Cell(line.name), *(_cell(c, reading.decimals) for c in changes)]))
    return Table(_("Verandering per gebied"), columns, rows)


def _cell(change: Change | None, decimals: int) -> Cell:
    """The verdict and the difference; below it the numbers and the margin."""
    if change is None:
        return Cell(_("niet te zeggen"))
    facts = {
        "before": formatting.number(change.before.value or 0, decimals),
        "from": period_words(change.before.period),
        "after": formatting.number(change.after.value or 0, decimals),
        "to": period_words(change.after.period),
    }
    note = _("van %(before)s in %(from)s naar %(after)s in %(to)s") % facts
    if change.comparison:
        margin = range_words(change.comparison.interval)
        note = _("%(numbers)s; marge: %(margin)s") % {"numbers": note, "margin": margin}
    parts = [verdict_words(change), change_words(change)]
    return Cell(": ".join(filter(None, parts)) or _("niet te zeggen"), note=note)
