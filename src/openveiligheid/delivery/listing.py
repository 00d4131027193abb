"""The action list: which actions, in which order."""

from collections.abc import Callable
from datetime import date
from typing import Any

from openveiligheid.core.actors import Actor
from openveiligheid.delivery.forms import ActionFilter
from openveiligheid.delivery.models import Action
from openveiligheid.delivery.queries import actions, standing_of
from openveiligheid.delivery.schedule import Schedule

URGENCY = [
    Schedule.LATE,
    Schedule.ATTENTION,
    Schedule.ON_SCHEDULE,
    Schedule.NOT_STARTED,
    Schedule.DONE,
    Schedule.STOPPED,
]


def listed(chosen: ActionFilter, by: Actor, today: date) -> list[Action]:
    """The actions that pass the filter, sorted. How an action stands is computed, so in Python."""
    rows = actions(by).prefetch_related("partners")
    if text := chosen.chosen("q"):
        rows = rows.filter(title__icontains=text) | rows.filter(description__icontains=text)
    if priority := chosen.chosen("priority"):
        rows = rows.filter(objective__theme__field=priority)
    if chosen.chosen("mine"):
        rows = rows.filter(lead=by.actor_id)
    passing = [row for row in rows if _passes(row, chosen, today)]
    return _in_order(passing, chosen.sort_key, today)


def _passes(action: Action, chosen: ActionFilter, today: date) -> bool:
    stand = chosen.chosen("stand")
    if stand and standing_of(action, today).schedule != stand:
        return False
    return not chosen.chosen("soon") or chosen.is_soon(action, today)


def _in_order(rows: list[Action], sort: str, today: date) -> list[Action]:
    keys: dict[str, Callable[[Action], Any]] = {
        "title": lambda a: a.title.casefold(),
        "priority": lambda a: (a.objective.theme.field.position, a.due_on),
        "lead": lambda a: (str(a.lead or "").casefold(), a.due_on),
        "due": lambda a: (a.due_on, a.title.casefold()),
        "progress": lambda a: (a.percentage, a.due_on),
        "status": lambda a: (URGENCY.index(standing_of(a, today).schedule), a.due_on),
    }
    return sorted(rows, key=keys[sort.removeprefix("-")], reverse=sort.startswith("-"))
