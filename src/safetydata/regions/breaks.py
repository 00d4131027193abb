"""Where a series breaks: a region that changed, a definition, a circumstance."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from safetydata.known_tables import Caution, Division, KnownTable, known_table
from safetydata.periods import Period, PeriodKind
from safetydata.regions.changes import Change, ChangeKind, Changes, national

_NOTHING: Mapping[str, str] = {}
_MONTHS = {
    PeriodKind.YEAR: 12,
    PeriodKind.HALF_YEAR: 6,
    PeriodKind.QUARTER: 3,
    PeriodKind.MONTH: 1,
}


class BreakKind(StrEnum):
    """Why figures before and after a moment are not alike."""

    REGION = "region"
    DEFINITION = "definition"
    CIRCUMSTANCE = "circumstance"


@dataclass(frozen=True, slots=True)
class Break:
    """A place in a series: from `period` on the figures are about something else than before.

    `region` is empty when it concerns every region. `text` says why, in Dutch; for a change of
    regions `changes` holds the facts, for others `caution` names the reason.
    """

    region: str
    period: str
    kind: BreakKind
    text: str
    source: str
    changes: tuple[Change, ...] = ()
    caution: Caution | None = None


def breaks(
    table: str,
    regions: Iterable[str],
    periods: Iterable[Period],
    *,
    division: str = "",
    chosen: Mapping[str, str] = _NOTHING,
    changes: Changes | None = None,
) -> tuple[Break, ...]:
    """Tell where the series of these regions in a table break, and why.

    A table whose source gives all periods in one division of regions does not break there: the
    source counted again. `division` is what the table itself states, for tables that are not in
    the register. `chosen` gives the code per dimension, for what concerns some codes only.
    """
    span = sorted(periods, key=lambda period: period.start)
    if len(span) < 2:
        return ()
    known = known_table(table)
    is_one = known.division is Division.ONE if known else bool(division)
    found = [] if is_one else _of_regions(regions, span, changes or national())
    if known:
        found += _of_table(known, span, chosen)
    return tuple(sorted(found, key=lambda item: (item.region, item.period)))


def _of_table(
    known: KnownTable, span: Sequence[Period], chosen: Mapping[str, str]
) -> Iterable[Break]:
    for caution in known.cautions:
        period = _first_from(span, caution.since)
        if period and caution.concerns(chosen):
            kind = BreakKind(caution.kind)
            yield Break("", period, kind, caution.text, known.source, caution=caution)


def _of_regions(regions: Iterable[str], span: Sequence[Period], changes: Changes) -> list[Break]:
    found = []
    for region in regions:
        by_year: dict[int, list[Change]] = {}
        for change in changes.of(region):
            if change.breaks:
                by_year.setdefault(change.year, []).append(change)
        for year, mine in by_year.items():
            if period := _first_from(span, date(year, 1, 1)):
                sources = ", ".join(dict.fromkeys(change.source for change in mine))
                text = _in_words(region, year, mine)
                found.append(Break(region, period, BreakKind.REGION, text, sources, tuple(mine)))
    return found


def _first_from(span: Sequence[Period], moment: date | None) -> str:
    """Give the first period that reaches past a moment, when there are some before it."""
    if moment is None or _end(span[0]) > moment:
        return ""
    return next((period.code for period in span if _end(period) > moment), "")


def _end(period: Period) -> date:
    """Give the day after the last day of a period."""
    month = period.start.month - 1 + _MONTHS[period.kind]
    return date(period.start.year + month // 12, month % 12 + 1, 1)


def _in_words(region: str, year: int, changes: Sequence[Change]) -> str:
    inward = [item for item in changes if item.to_code == region]
    outward = [item for item in changes if item.from_code == region and item.to_code != region]
    words = _inward(region, inward) if inward else _outward(outward)
    return f"Per 1 januari {year}: {words}."


def _inward(region: str, changes: Sequence[Change]) -> str:
    joined = [item for item in changes if item.from_code != region]
    for item in changes:
        if item.kind is ChangeKind.REUSED:
            now = item.to_name or "een ander gebied"
            return f"deze code is nu {now} en was {item.from_name or 'iets anders'}"
    if any(item.kind is ChangeKind.RENUMBERED for item in changes):
        was = ", ".join(filter(None, (_name(item) for item in joined)))
        return f"zelfde gebied, eerder onder een andere code ({was})" if was else "andere code"
    if any(item.kind is ChangeKind.BEGAN for item in changes):
        return "nieuwe code; onbekend waar het gebied eerder bij hoorde"
    if not joined:
        return "de grens van het gebied is veranderd"
    is_new = len(joined) == len(changes)
    parts = [
        f"een deel van {_name(item)}" if item.share is None else _name(item) for item in joined
    ]
    return f"{'ontstaan uit' if is_new else 'samengevoegd met'} {_listed(parts)}"


def _outward(changes: Sequence[Change]) -> str:
    goals = [item.to_name or item.to_code for item in changes if item.to_code]
    if not goals:
        return "deze code is vervallen"
    if len(goals) > 1:
        return f"verdeeld over {_listed(goals)}"
    is_same = changes[0].kind is ChangeKind.RENUMBERED
    return f"{'verder als' if is_same else 'opgegaan in'} {goals[0]}"


def _name(change: Change) -> str:
    return change.from_name or change.from_code


def _listed(names: Sequence[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} en {last}" if first else last
