"""All that the page of one signal says: how unusual, beside what, on which cells, and how."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from babel.dates import format_date
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from openveiligheid.evidence.models import Signal, SignalRun, Triage
from openveiligheid.evidence.places import Measure
from openveiligheid.evidence.presenters.words import page_of_table, period_words, span_words
from openveiligheid.evidence.workbench.addresses import DIMENSION, KINDS
from openveiligheid.organisation.models import Area
from openveiligheid.ui import formatting
from openveiligheid.ui.charts import Figures, LineChart, Series
from openveiligheid.ui.components import Cell, Column, Item, Row, Source, Table
from safetydata.periods import PeriodKind

YEAR = 12
CHARTED = 37
RARE = 1_000_000


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the series; the limits are None where they were not computed."""

    code: str
    start: date
    count: int | None
    expected: float | None
    upper: float | None

    @property
    def label(self) -> str:
        """The month for under a chart: dec 2024."""
        return str(format_date(self.start, "MMM y", formatting.locale())).replace(".", "")


def months_of(signal: Signal) -> list[Month]:
    """The months that the signal was judged on, oldest first."""
    counts = signal.cells["counts"]
    blank = [None] * (len(counts) - len(signal.cells["upper"]))
    limits = zip([*blank, *signal.cells["expected"]], [*blank, *signal.cells["upper"]], strict=True)
    codes = _codes(signal.run.at, len(counts))
    return [
        Month(code, _start(code), count, expected, upper)
        for code, count, (expected, upper) in zip(codes, counts, limits, strict=True)
    ]


def _codes(last: str, length: int) -> list[str]:
    """The codes of so many months up to and including the last."""
    number = int(last[:4]) * YEAR + int(last[6:8]) - 1
    months = (divmod(number - back, YEAR) for back in reversed(range(length)))
    return [f"{year}MM{month + 1:02d}" for year, month in months]


def _start(code: str) -> date:
    return date(int(code[:4]), int(code[6:8]), 1)


def chart_of(signal: Signal, months: Sequence[Month]) -> LineChart:
    """The counts with what was expected, and the limit above which a month stands out."""
    shown = months[-CHARTED:]
    run = signal.run
    return LineChart(
        title=_("Verloop per maand"),
        description=_(
            "%(subject)s in %(area)s. De laatste maand is beoordeeld; voor het jaar ervoor staan "
            "de verwachting en de bovengrens erbij."
        )
        % {"subject": signal.subject, "area": signal.region_name},
        series=[
            Series(_("Geteld"), [(m.label, m.count) for m in shown], emphasis=True),
            Series(_("Verwacht"), [(m.label, m.expected) for m in shown]),
            Series(_("Bovengrens"), [(m.label, m.upper) for m in shown]),
        ],
        unit=_("aantal per maand"),
        source=source_of(run, months[0].code),
    )


def source_of(run: SignalRun, first: str) -> Source:
    """Where the cells of a signal come from."""
    return Source(
        name=run.source,
        table=run.table,
        period=span_words(first, run.at),
        fetched_on=timezone.localdate(run.fetched_at),
        licence=run.licence,
        url=page_of_table(run.source, run.table),
    )


def unusual_words(signal: Signal) -> list[str]:
    """How unusual the month was, in plain sentences."""
    facts = {
        "month": period_words(signal.run.at),
        "area": signal.region_name,
        "subject": signal.subject,
        "observed": formatting.number(signal.observed),
        "expected": formatting.number(signal.expected, 1),
        "upper": formatting.number(int(signal.upper)),
        "judged": formatting.number(signal.run.judged),
        "share": formatting.percentage(signal.run.parameters["discovery_rate"]),
    }
    counted = _(
        "%(subject)s in %(area)s: %(observed)s keer in %(month)s. Te verwachten was ongeveer "
        "%(expected)s keer; tot en met %(upper)s keer valt niet op."
    )
    among = _(
        "Er zijn %(judged)s reeksen beoordeeld. Ook als u dat meetelt, blijft dit signaal "
        "overeind: van de signalen die dat doen, is naar verwachting ongeveer %(share)s toeval."
    )
    if not signal.is_discovery:
        among = _(
            "Er zijn %(judged)s reeksen beoordeeld. Tussen zo veel reeksen valt er altijd wel iets "
            "op: dit signaal kan heel goed toeval zijn."
        )
    return [counted % facts, chance_words(signal.p), among % facts]


def chance_words(p: float) -> str:
    """How often so high a month comes by chance alone."""
    often = 1 / p if p > 0 else RARE
    if often >= RARE:
        return _(
            "Is er niets bijzonders, dan komt zo'n hoog aantal minder dan eens op een miljoen "
            "maanden voor."
        )
    text = _(
        "Is er niets bijzonders, dan komt zo'n hoog aantal ongeveer eens op de %(often)s maanden "
        "voor."
    )
    return text % {"often": formatting.number(_rounded(often))}


def _rounded(value: float) -> int:
    """Two digits that say something: 1.234 becomes 1.200."""
    size: int = 10 ** max(len(str(int(value))) - 2, 0)
    return max(round(value / size) * size, 1)


def revision_words(signal: Signal) -> str:
    """What a newer edition of the table says of a signal that was judged already."""
    said = signal.revision
    if not said:
        return ""
    if said["observed"] is None:
        return _("In nieuwere cijfers is over deze reeks geen oordeel meer te geven.")
    facts = {
        "now": formatting.number(said["observed"]),
        "then": formatting.number(signal.observed),
    }
    changed = _("Nieuwere cijfers tellen er %(now)s in plaats van %(then)s.") % facts
    if said["is_alarm"]:
        return changed + " " + _("De reeks valt nog steeds op.")
    return changed + " " + _("De reeks valt dan niet meer op.")


def facts_of(signal: Signal, area: Area | None) -> list[Item]:
    """What a signal is about."""
    items = [
        Item(
            _("Gebied"),
            f"{signal.region_name} ({signal.region})",
            reverse("evidence:area", args=[area.pk]) if area else "",
        ),
        Item(_("Soort"), signal.subject),
        Item(_("Maand"), period_words(signal.run.at)),
        Item(_("Geteld"), formatting.number(signal.observed)),
        Item(_("Verwacht"), formatting.number(signal.expected, 1)),
        Item(_("Bovengrens"), formatting.number(signal.upper, 1)),
        Item(_("Meer dan verwacht"), formatting.number(signal.excess, 1)),
    ]
    if signal.finding:
        way = reverse("evidence:finding", args=[signal.finding_id])
        items.append(Item(_("Bevinding"), signal.finding.statement, way))
    return items


def provenance_items(signal: Signal, first: str, *, knows_table: bool) -> list[Item]:
    """Where the cells come from, to the edition and the fingerprint of the file."""
    run = signal.run
    way = reverse("evidence:table", args=[run.table]) if knows_table else ""
    return [
        Item(_("Bron"), run.source, page_of_table(run.source, run.table)),
        Item(_("Tabel"), f"{run.table} {run.title}", way),
        Item(_("Periode"), span_words(first, run.at)),
        Item(_("Editie"), f"{run.edition} ({_('inlezing')} {run.import_number})"),
        Item(_("Opgehaald"), formatting.day(timezone.localdate(run.fetched_at))),
        Item(_("Licentie"), run.licence),
        Item(_("Vingerafdruk (SHA-256)"), run.sha256),
        Item(_("Beoordeeld op"), formatting.day(timezone.localdate(run.ran_at))),
    ]


def method_items(signal: Signal) -> list[Item]:
    """How the month was judged, with the settings of the method."""
    set_to = signal.run.parameters
    return [
        Item(_("Methode"), _("Farrington, uitgebreid door Noufaily en anderen (2013)")),
        Item(
            _("Vergeleken met"),
            _("dezelfde tijd van het jaar in de %(years)s jaar ervoor")
            % {"years": set_to["years_back"]},
        ),
        Item(
            _("Kans op vals alarm"),
            _("hoogstens ongeveer %(share)s per reeks en maand")
            % {"share": formatting.percentage(set_to["alpha"], 1)},
        ),
        Item(
            _("Grilligheid"),
            _("%(phi)s (1 is alleen toeval; hoger is grilliger)")
            % {"phi": formatting.number(signal.phi, 2)},
        ),
        Item(_("Trend meegerekend"), _("ja") if signal.has_trend else _("nee")),
    ]


def cell_table(months: Iterable[Month]) -> Figures:
    """The counts of all months: a row per year."""
    years: dict[int, dict[int, int | None]] = {}
    for month in months:
        years.setdefault(month.start.year, {})[month.start.month] = month.count
    numbers = range(1, YEAR + 1)
    names = [formatting.short_month(date(2000, number, 1)) for number in numbers]
    rows = [
        [str(year), *(_counted(known, number) for number in numbers)]
        for year, known in sorted(years.items(), reverse=True)
    ]
    return Figures([_("Jaar"), *names], rows)


def _counted(known: dict[int, int | None], number: int) -> str:
    if number not in known:
        return ""
    count = known[number]
    return _("onbekend") if count is None else formatting.number(count)


def workbench_url(signal: Signal) -> str:
    """The workbench with the series of a signal."""
    asked = {"tabel": signal.run.table, "onderwerp": signal.topic}
    asked |= {f"{DIMENSION}{code}": value for code, value in signal.filters.items()}
    asked |= {"gebied": signal.region, "per": KINDS[PeriodKind.MONTH], "maat": Measure.COUNT.value}
    return f"{reverse('evidence:workbench')}?{urlencode(asked)}"


def peer_table(signal: Signal) -> Table:
    """The same kind of series in the areas beside this one, in the same month."""
    columns = [
        Column(_("Gebied"), "name"),
        Column(_("Geteld"), "number"),
        Column(_("Verwacht"), "number"),
    ]
    rows = [
        Row(
            [
                Cell(peer["region_name"]),
                Cell(_number(peer["observed"], 0)),
                Cell(_number(peer["expected"], 1)),
            ]
        )
        for peer in signal.peers
    ]
    return Table(_("Gebieden ernaast, dezelfde maand"), columns, rows)


def _number(value: float | None, decimals: int) -> str:
    return _("onbekend") if value is None else formatting.number(value, decimals)


def triage_words(triage: Triage) -> str:
    """One judgement in a line: day, verdict."""
    verdict = Triage.Verdict(triage.verdict).label
    return f"{formatting.day(timezone.localdate(triage.decided_at))} · {verdict}"
