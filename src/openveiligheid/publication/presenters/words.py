"""Numbers, dates and statuses in the words of the report's language."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openveiligheid.publication.content import ActionRow, Point, PointKind, Status
from openveiligheid.publication.presenters.blocks import Segment, Tone
from openveiligheid.ui.formatting import day, euros, number, short_day

__all__ = ["day", "euros", "number", "short_day"]

TONES = {
    Status.DONE: Tone.DONE,
    Status.ON_SCHEDULE: Tone.OK,
    Status.NEEDS_ATTENTION: Tone.WARN,
    Status.LATE: Tone.LATE,
    Status.NOT_STARTED: Tone.NEUTRAL,
    Status.STOPPED: Tone.STOPPED,
}


def shortened(text: str, longest: int = 90) -> str:
    """The text, cut off with dots when it would not fit on a line."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def percentage(part: int, whole: int) -> str:
    """38%; rounded down, so that 100% means all."""
    return f"{part * 100 // whole}%" if whole else "–"


def counting(actions: tuple[ActionRow, ...]) -> int:
    """How many actions count for the share that is done: all that were not stopped."""
    return sum(action.status is not Status.STOPPED for action in actions)


def share_done(actions: tuple[ActionRow, ...]) -> str:
    """The share of the actions that is done; stopped ones do not count."""
    return percentage(tally(actions)[Status.DONE], counting(actions))


def status_name(status: Status) -> str:
    """The status as a badge says it."""
    return {
        Status.DONE: _("Afgerond"),
        Status.ON_SCHEDULE: _("Op schema"),
        Status.NEEDS_ATTENTION: _("Vraagt aandacht"),
        Status.LATE: _("Vertraagd"),
        Status.NOT_STARTED: _("Nog niet begonnen"),
        Status.STOPPED: _("Gestopt"),
    }[status]


def status_meaning(status: Status) -> str:
    """What the status says, for the appendix."""
    return {
        Status.DONE: _("De actie is uitgevoerd. Er is niets meer te doen."),
        Status.ON_SCHEDULE: _("De uitvoering loopt en de einddatum is naar verwachting haalbaar."),
        Status.NEEDS_ATTENTION: _(
            "De uitvoering loopt, maar zonder bijsturing komt de einddatum in gevaar."
        ),
        Status.LATE: _("De einddatum is voorbij of wordt niet gehaald."),
        Status.NOT_STARTED: _("De uitvoering is nog niet begonnen en hoefde dat ook nog niet."),
        Status.STOPPED: _("De actie gaat niet door. De reden staat bij de actie."),
    }[status]


def counted(status: Status, actions: int) -> str:
    """The number of actions with a status, as the end of “Er …”."""
    return {
        Status.DONE: ngettext("%(n)s is afgerond", "%(n)s zijn afgerond", actions),
        Status.ON_SCHEDULE: ngettext("%(n)s ligt op schema", "%(n)s liggen op schema", actions),
        Status.NEEDS_ATTENTION: ngettext("%(n)s vraagt aandacht", "%(n)s vragen aandacht", actions),
        Status.LATE: ngettext("%(n)s is vertraagd", "%(n)s zijn vertraagd", actions),
        Status.NOT_STARTED: ngettext(
            "%(n)s is nog niet begonnen", "%(n)s zijn nog niet begonnen", actions
        ),
        Status.STOPPED: ngettext("%(n)s is gestopt", "%(n)s zijn gestopt", actions),
    }[status] % {"n": number(actions)}


def actions_counted(actions: int) -> str:
    """24 acties"""
    return ngettext("%(n)s actie", "%(n)s acties", actions) % {"n": number(actions)}


def objectives_counted(objectives: int) -> str:
    """9 doelen"""
    return ngettext("%(n)s doel", "%(n)s doelen", objectives) % {"n": number(objectives)}


def days_late(days: int) -> str:
    """22 dagen te laat"""
    return ngettext("%(n)s dag te laat", "%(n)s dagen te laat", days) % {"n": number(days)}


def enumeration(parts: list[str]) -> str:
    """a, b en c"""
    if len(parts) < 2:
        return "".join(parts)
    return _("%(first)s en %(last)s") % {"first": ", ".join(parts[:-1]), "last": parts[-1]}


def tally(actions: tuple[ActionRow, ...]) -> dict[Status, int]:
    """How many of the actions have each status."""
    return {status: sum(action.status is status for action in actions) for status in Status}


def segments(counts: dict[Status, int]) -> tuple[Segment, ...]:
    """The counts as parts of a bar; statuses that do not occur are left out."""
    return tuple(
        Segment(status_name(status), count, TONES[status])
        for status, count in counts.items()
        if count
    )


def point_value(point: Point, decimals: int) -> str:
    """The value as printed; hidden and unknown are words, never zero."""
    if point.kind is PointKind.HIDDEN:
        return _("verborgen")
    if point.value is None:
        return _("onbekend")
    return number(point.value, decimals)


def interval(point: Point, decimals: int) -> str:
    """1,0 tot 1,3"""
    if point.low is None or point.high is None:
        return ""
    bounds = {"low": number(point.low, decimals), "high": number(point.high, decimals)}
    return _("%(low)s tot %(high)s") % bounds
