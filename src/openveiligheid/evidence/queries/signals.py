"""Reads on signals and findings that answer one question."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from openveiligheid.core.access import visible_to
from openveiligheid.core.actors import Actor
from openveiligheid.evidence.models import Finding, Signal, SignalRun, Triage
from openveiligheid.organisation.models import Area

SORTS = {
    "month": "run__at",
    "area": "region_name",
    "subject": "subject",
    "observed": "observed",
    "chance": "p",
    "state": "state",
}
MOST_CHOICES = 100


@dataclass(frozen=True, slots=True)
class Choice:
    """What a list of signals shows, and in which order; empty is everything."""

    state: str = ""
    month: str = ""
    area: str = ""
    subject: str = ""
    sort: str = "chance"


def signals(by: Actor) -> QuerySet[Signal]:
    """The signals that the actor may see, without their cells, in one query."""
    return visible_to(by, Signal).select_related("run", "finding").defer("cells", "peers")


def listed(choice: Choice, by: Actor) -> QuerySet[Signal]:
    """The signals that pass the choice, in its order; ties by month, chance and code."""
    rows = signals(by)
    exact = {
        "state": choice.state,
        "run__at": choice.month,
        "subject": choice.subject,
    }
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if choice.area:
        rows = rows.filter(_within(choice.area))
    name = choice.sort.removeprefix("-")
    sign = "-" if choice.sort.startswith("-") else ""
    order = [f"{sign}{SORTS[name]}"] if name in SORTS else []
    return rows.order_by(*order, "-run__at", "p", "region", "subject", "pk")


def _within(code: str) -> Q:
    """A wijk with its buurten: WK016001 holds BU01600101."""
    return Q(region=code) | (Q(region__startswith=f"BU{code[2:]}") if code[:2] == "WK" else Q())


def waiting(by: Actor) -> int:
    """How many signals wait for a judgement."""
    return visible_to(by, Signal).filter(state=Signal.State.NEW).count()


def rounds(by: Actor) -> list[SignalRun]:
    """For the newest month of each table, the newest round."""
    newest: dict[str, SignalRun] = {}
    for run in visible_to(by, SignalRun).order_by("-at", "-ran_at")[:MOST_CHOICES]:
        newest.setdefault(run.table, run)
    return list(newest.values())


def counts_by_state(by: Actor, month: str = "") -> dict[str, int]:
    """How many signals there are in each state, of all months or one."""
    rows = visible_to(by, Signal)
    if month:
        rows = rows.filter(run__at=month)
    found = rows.order_by().values("state").annotate(count=Count("pk"))
    return {row["state"]: row["count"] for row in found}


def months(by: Actor) -> list[str]:
    """The months with signals, newest first."""
    rows = visible_to(by, SignalRun).order_by("-at").values_list("at", flat=True)
    return list(rows.distinct())


def subjects(by: Actor) -> list[str]:
    """The kinds of series with signals, by name."""
    rows = visible_to(by, Signal).order_by("subject").values_list("subject", flat=True)
    return list(rows.distinct())


def areas(by: Actor) -> list[tuple[str, str]]:
    """The areas with signals: code and name, the larger first."""
    rows = visible_to(by, Signal).order_by().values_list("region", "region_name").distinct()
    rank = {"GM": 0, "WK": 1, "BU": 2}
    return sorted(rows, key=lambda row: (rank.get(row[0][:2], 3), row[1], row[0]))


def area_of(signal: Signal, by: Actor) -> Area | None:
    """The area of a signal, as the municipality keeps it."""
    return visible_to(by, Area).filter(code=signal.region).first()


def triages_of(signal: Signal, by: Actor) -> QuerySet[Triage]:
    """How a signal was judged, newest first."""
    rows = visible_to(by, Triage).filter(signal=signal)
    return rows.select_related("decided_by__account", "finding")


def around(signal: Signal, by: Actor) -> list[Signal]:
    """The signals of the same month that share the area or the kind, most unusual first."""
    rows = signals(by).filter(run__at=signal.run.at).exclude(pk=signal.pk)
    shared = Q(region=signal.region) | Q(subject=signal.subject)
    return list(rows.filter(shared).order_by("p", "region")[:8])


def findings(by: Actor) -> QuerySet[Finding]:
    """The findings that the actor may see, with how many signals each rests on."""
    rows = visible_to(by, Finding).select_related("theme__field")
    return rows.annotate(citations=Count("signals")).order_by("-created_at", "statement")


def signals_of(finding: Finding, by: Actor) -> list[Signal]:
    """The signals that a finding rests on."""
    return list(signals(by).filter(finding=finding))
