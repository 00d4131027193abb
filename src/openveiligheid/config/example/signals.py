"""The example's signals: invented monthly counts, judged and triaged as on a real site."""

from collections.abc import Iterator, Mapping
from csv import writer
from datetime import datetime, time
from math import cos, exp, pi
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from django.utils import timezone

from openveiligheid.config.example.figures import take_in
from openveiligheid.config.example.files import ExampleFiles, Row
from openveiligheid.core.access import visible_to
from openveiligheid.core.actors import System
from openveiligheid.delivery.models import Action
from openveiligheid.delivery.operations import save_action
from openveiligheid.evidence.models import Finding, Signal
from openveiligheid.evidence.operations import record_signals, triage_signal
from openveiligheid.evidence.store import own_store
from openveiligheid.framework import queries as framework
from openveiligheid.organisation.models import Member

YEAR = 12


def load_signals(
    files: ExampleFiles, *, people: Mapping[str, Member], actions: Mapping[str, Action]
) -> None:
    """Take in the invented counts, look for signals in them and judge some; nothing without."""
    about = files.values("signals")
    if not about:
        return
    judge = people[about["triage"][0]["by"]]
    with TemporaryDirectory() as folder:
        file = Path(folder) / f"{about['table']}.csv"
        with file.open("w", encoding="utf-8", newline="") as text:
            writer(text).writerows(_cells(about))
        take_in(file, about, judge)
    _judge(about, System(judge.municipality))
    for row in about["triage"]:
        _triage(row, people[row["by"]], actions)


def _cells(about: Row) -> Iterator[list[str | int]]:
    """The counts as a table of CBS; the same at every loading, whatever the machine."""
    kind, area = (dimension["key"] for dimension in about["dimensions"])
    yield [kind, f"{kind}_label", area, f"{area}_label", "Perioden", about["topics"][0]["key"]]
    months = _months(about["until"], about["months"])
    extra = {(o["area"], o["kind"], o["month"]): o["extra"] for o in about["outbreaks"]}
    for place in about["areas"]:
        for each in about["kinds"]:
            chance = Random(f"{about['seed']} {place['code']} {each['code']}")  # noqa: S311
            for month in months:
                winter = 1 + each["season"] * cos(2 * pi * (int(month[6:]) - 1) / YEAR)
                count = _poisson(chance, each["mean"] * place["share"] * winter)
                count += extra.get((place["code"], each["code"], month), 0)
                yield [each["code"], each["title"], place["code"], place["name"], month, count]


def _months(until: str, count: int) -> list[str]:
    last = int(until[:4]) * YEAR + int(until[6:]) - 1
    months = (divmod(last - back, YEAR) for back in reversed(range(count)))
    return [f"{year}MM{month + 1:02d}" for year, month in months]


def _poisson(chance: Random, mean: float) -> int:
    """Draw a number of events (Knuth, The Art of Computer Programming, 3.4.1)."""
    bound, product, count = exp(-mean), chance.random(), 0
    while product > bound:
        product *= chance.random()
        count += 1
    return count


def _judge(about: Row, by: System) -> None:
    from safetydata.signals import judge

    store = own_store(by.municipality.cbs_code)
    for month in about["judged"]:
        judgement = judge(store, about["table"], at=month)
        record_signals(judgement, by=by, at=_noon(about))


def _noon(about: Row) -> datetime:
    return datetime.combine(about["compiled_on"], time(12), timezone.get_current_timezone())


def _triage(row: Row, by: Member, actions: Mapping[str, Action]) -> None:
    found = visible_to(by, Signal).filter(region=row["area"], run__at=row["month"])
    signal = next(s for s in found if row["kind"] in s.filters.values())
    signal = triage_signal(
        signal,
        verdict=row["verdict"],
        reason=row["reason"].strip(),
        finding=_finding(row.get("finding")),
        by=by,
        at=timezone.now(),
    )
    if made := actions.get(row.get("answered_by", "")):
        # Reports have moved the action on since it was made.
        action = visible_to(System(by.municipality), Action).get(pk=made.pk)
        action.answers_signal = signal
        save_action(action, by=System(by.municipality))


def _finding(about: Row | None) -> Finding | None:
    if about is None:
        return None
    theme = framework.themes().get(number=about["theme"])
    return Finding(statement=about["statement"], direction=Finding.Direction.RISING, theme=theme)
