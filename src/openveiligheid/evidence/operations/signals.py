"""What a round of judging found, written down for a municipality; the system does this."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from openveiligheid.core.access import require
from openveiligheid.core.actors import Actor
from openveiligheid.core.history import record
from openveiligheid.core.json import sha256
from openveiligheid.core.models import NAME
from openveiligheid.core.operations import state_of, validate
from openveiligheid.core.permissions import Permission
from openveiligheid.evidence.models import Signal, SignalRun

if TYPE_CHECKING:  # the compiled kernel takes long to load: only commands that judge need it
    from safetydata.signals import Judgement

BATCH = 500
MOST_PEERS = 12
RUN_FIELDS = (
    "table",
    "at",
    "edition",
    "import_number",
    "fetched_at",
    "sha256",
    "ran_at",
    "parameters",
    "judged",
    "unanswered",
    "alarms",
    "false_alarm_rate",
)
NUMBERS = (
    "observed",
    "expected",
    "upper",
    "p",
    "phi",
    "excess",
    "has_trend",
    "is_discovery",
)
FROZEN = ("run", "state", "revision", "cells", "peers", *NUMBERS)
Row = Mapping[str, Any]


@dataclass
class Recorded:
    """What a round changed; `is_new` is false when this edition was judged before."""

    run: SignalRun
    is_new: bool = True
    added: list[Signal] = field(default_factory=list)
    changed: list[Signal] = field(default_factory=list)
    lapsed: list[Signal] = field(default_factory=list)
    revised: list[Signal] = field(default_factory=list)

    @property
    def parts(self) -> dict[str, list[Signal]]:
        """The signals by what happened to them."""
        names = ("added", "changed", "lapsed", "revised")
        return {name: getattr(self, name) for name in names}

    @property
    def counts(self) -> dict[str, int]:
        """How many signals each change touched."""
        return {name: len(signals) for name, signals in self.parts.items()}


@transaction.atomic
def record_signals(judgement: "Judgement", *, by: Actor, at: datetime) -> Recorded:
    """Write down the signals of the actor's municipality among all that was judged.

    Judging an edition again adds nothing. A newer edition changes what nobody triaged yet; a
    signal that was triaged keeps its numbers, and says beside them what is different now.
    """
    require(by, Permission.FIGURES_MANAGE)
    own = judgement.of(by.municipality.cbs_code)
    run = _run_of(own, at)
    known = SignalRun.unscoped.filter(
        municipality=by.municipality, table=run.table, at=run.at, edition=run.edition
    ).first()
    if known:
        return Recorded(known, is_new=False)
    run.municipality = by.municipality
    validate(run)
    run.save(force_insert=True)
    outcome = _compare(run, own)
    Signal.unscoped.bulk_create(outcome.added, batch_size=BATCH)
    moved = [*outcome.changed, *outcome.lapsed, *outcome.revised]
    Signal.unscoped.bulk_update(moved, FROZEN, batch_size=BATCH)
    told = {name: [str(signal) for signal in some] for name, some in outcome.parts.items()}
    record(by, "signals recorded", run, after=state_of(run, RUN_FIELDS) | told)
    return outcome


def _run_of(judgement: "Judgement", at: datetime) -> SignalRun:
    entry = judgement.entry
    return SignalRun(
        table=entry.table,
        title=entry.title[:NAME],
        source=entry.source,
        licence=entry.licence,
        at=judgement.at,
        edition=entry.version,
        import_number=entry.imports[-1].number,
        fetched_at=entry.fetched_at,
        sha256=entry.sha256,
        ran_at=at,
        parameters=asdict(judgement.parameters),
        judged=judgement.judged,
        unanswered=judgement.unanswered,
        alarms=len(judgement.alarms),
        false_alarm_rate=judgement.parameters.alpha,
    )


def _compare(run: SignalRun, judgement: "Judgement") -> Recorded:
    """Set what was found beside what is known of the same table and month."""
    outcome = Recorded(run)
    about = Signal.unscoped.filter(
        municipality=run.municipality, run__table=run.table, run__at=run.at
    )
    known = {signal.fingerprint: signal for signal in about.select_related("run")}
    absent = {mark for mark, signal in known.items() if signal.state == Signal.State.NEW}
    for found in _found(run, judgement, {*known}):
        kept = known.get(found.fingerprint)
        absent.discard(found.fingerprint)
        is_alarm = found.state == Signal.State.NEW
        if kept is None:
            outcome.added.append(found)
        elif kept.state in (Signal.State.RELEVANT, Signal.State.IRRELEVANT):
            if _revise(kept, found, is_alarm=is_alarm):
                outcome.revised.append(kept)
        else:
            was_alarm = kept.state == Signal.State.NEW
            _take_over(kept, found)
            gone = was_alarm and not is_alarm
            (outcome.lapsed if gone else outcome.changed).append(kept)
    for mark in absent:
        known[mark].state, known[mark].run = Signal.State.LAPSED, run
        outcome.lapsed.append(known[mark])
    return outcome


def _revise(kept: Signal, found: Signal, *, is_alarm: bool) -> bool:
    """Say beside a triaged signal what the newer edition has; whether that says something new."""
    same = is_alarm and found.observed == kept.observed
    said = {} if same else {"is_alarm": is_alarm, "edition": found.run.edition}
    if said:
        said |= {name: getattr(found, name) for name in ("observed", "expected", "upper", "p")}
    is_changed = bool(kept.revision != said)
    kept.revision = said
    return is_changed


def _take_over(kept: Signal, found: Signal) -> None:
    """Have the newer numbers; where a newer edition has no answer, the old ones stay."""
    for name in FROZEN:
        if (value := getattr(found, name)) is not None:
            setattr(kept, name, value)


def _found(run: SignalRun, judgement: "Judgement", known: set[str]) -> Iterator[Signal]:
    """The series that stand out, and those that did in an earlier edition."""
    rows = list(judgement.frame.iter_rows(named=True))
    names = [dimension.code for dimension in judgement.entry.dimensions]
    marks = [fingerprint(run, row, names) for row in rows]
    chosen = [i for i, row in enumerate(rows) if row["is_alarm"] or marks[i] in known]
    beside = _beside(rows, names)
    for i, months in zip(chosen, judgement.months(chosen), strict=True):
        row = rows[i]
        signal = _signal(run, row, judgement, names)
        signal.fingerprint = marks[i]
        limits = [month for month in months if month.upper is not None]
        signal.cells = {
            "counts": [month.count for month in months],
            "expected": [month.expected for month in limits],
            "upper": [month.upper for month in limits],
        }
        signal.peers = [
            {name: peer[name] for name in ("region_code", "region_name", "observed", "expected")}
            for peer in beside.get(_place(row, names), [])
            if peer is not row
        ][:MOST_PEERS]
        yield signal


def _signal(run: SignalRun, row: Row, judgement: "Judgement", names: Sequence[str]) -> Signal:
    entry = judgement.entry
    words = [str(row[f"{name}_label"]) for name in names]
    if len(entry.topics) > 1 or not words:
        words.append(entry.topic(row["topic"]).title)
    return Signal(
        municipality=run.municipality,
        run=run,
        region=row["region_code"],
        region_name=str(row["region_name"])[:NAME],
        subject=" · ".join(words)[: 2 * NAME],
        topic=row["topic"],
        filters={name: row[name] for name in names},
        state=Signal.State.NEW if row["is_alarm"] else Signal.State.LAPSED,
        **{name: row[name] for name in NUMBERS},
    )


def fingerprint(run: SignalRun, row: Row, names: Sequence[str]) -> str:
    """Name a series and a month, whatever the edition."""
    filters = {name: row[name] for name in names}
    about = [run.table, run.at, row["region_code"], row["topic"], filters]
    return sha256(about)


def _beside(rows: Iterable[Row], names: Sequence[str]) -> dict[tuple[str, ...], list[Row]]:
    """The same kind of series in areas of one larger area."""
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        groups.setdefault(_place(row, names), []).append(row)
    return groups


def _place(row: Row, names: Sequence[str]) -> tuple[str, ...]:
    """What a series shares with those beside it: BU01600101 lies with all in BU016001."""
    code = row["region_code"]
    return (code[:2], code[:-2], row["topic"], *(row[name] for name in names))
