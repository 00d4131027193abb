"""What changed and how sure that is, in words."""

from math import inf

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openveiligheid.evidence.changes import MARGIN, Change, changes_of
from openveiligheid.evidence.presenters.words import period_words
from openveiligheid.evidence.readings import Reading
from openveiligheid.ui import formatting
from openveiligheid.ui.components import Badge, Cell, Column, Row, Table
from safetystats import Comparison, Interval, Verdict

VERDICTS: dict[Verdict, Promise] = {
    Verdict.ROSE: gettext_lazy("Gestegen"),
    Verdict.FELL: gettext_lazy("Gedaald"),
    Verdict.STABLE: gettext_lazy("Ongeveer gelijk"),
    Verdict.UNCERTAIN: gettext_lazy("Onzeker"),
}
# A ratio above this says no more than that nothing can be said.
MANY = 10


def verdict_words(change: Change) -> str:
    """The verdict in a word; empty where none is possible."""
    return str(VERDICTS[change.comparison.verdict]) if change.comparison else ""


def verdict_badge(change: Change) -> Badge | None:
    """The verdict as a badge; more crime may mean more reports, so no verdict is good or bad."""
    words = verdict_words(change)
    return Badge(words, "neutral") if words else None


def change_words(change: Change) -> str:
    """By how much: 7% less, 13% more, equal."""
    return share_words(change.share) if change.share is not None else ""


def share_words(share: float) -> str:
    """A share of change in words."""
    if abs(share) < 0.005:
        return _("gelijk")
    size = formatting.percentage(abs(share))
    return (_("%(size)s meer") if share > 0 else _("%(size)s minder")) % {"size": size}


def range_words(interval: Interval) -> str:
    """Between which changes the truth probably lies."""
    if interval.high == inf or interval.high > MANY:
        return _("te weinig om te zeggen")
    low, high = share_words(interval.low - 1), share_words(interval.high - 1)
    return low if low == high else _("%(low)s tot %(high)s") % {"low": low, "high": high}


def meaning(comparison: Comparison) -> str:
    """What the verdict means, in a sentence."""
    margin = formatting.percentage(MARGIN)
    sentences = {
        Verdict.ROSE: _("De stijging is groter dan wat toeval verklaart."),
        Verdict.FELL: _("De daling is groter dan wat toeval verklaart."),
        Verdict.STABLE: _("Ook met toeval meegerekend is het verschil kleiner dan %(margin)s."),
        Verdict.UNCERTAIN: _("Dit verschil kan toeval zijn; zeg niet dat het steeg of daalde."),
    }
    return sentences[comparison.verdict] % {"margin": margin}


def change_table(reading: Reading, *, counts_events: bool) -> Table | None:
    """What changed for each area; None when there is only one period."""
    changes = [c for line in reading.lines for c in changes_of(line, counts_events=counts_events)]
    if not changes:
        return None
    columns = [
        Column(_("Gebied"), "name"),
        Column(_("Van"), "number"),
        Column(_("Naar"), "number"),
        Column(_("Verschil"), "number"),
    ]
    if counts_events:
        columns += [Column(_("Marge (95%)"), "number"), Column(_("Oordeel"), "status")]
    rows = [Row(_change_cells(change, reading, counts_events)) for change in changes]
    return Table(_("Verandering per gebied"), columns, rows)


def _change_cells(change: Change, reading: Reading, counts_events: bool) -> list[Cell]:
    cells = [Cell(change.line.name)]
    for point in (change.before, change.after):
        value = formatting.number(point.value or 0, reading.decimals)
        cells.append(Cell(value, note=period_words(point.period)))
    cells.append(Cell(change_words(change) or _("niet te zeggen")))
    if counts_events:
        comparison, badge = change.comparison, verdict_badge(change)
        cells.append(Cell(range_words(comparison.interval) if comparison else ""))
        cells.append(Cell(badge.text, tone=badge.tone) if badge else Cell(""))
    return cells
