"""What a round of judging found, in words: how many stood out, and how many would by chance."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from openveiligheid.evidence.models import SignalRun
from openveiligheid.evidence.operations.signals import Recorded
from openveiligheid.evidence.presenters.words import period_words
from openveiligheid.ui import formatting

if TYPE_CHECKING:
    from safetydata.signals import Judgement

# Why a series got no answer, by the name that safetystats gives it.
FEW = "few_cases"
WITHOUT: dict[str, Promise] = {
    FEW: gettext_lazy("te weinig gevallen om op te vallen"),
    "missing": gettext_lazy("maand onbekend"),
    "short_history": gettext_lazy("te weinig bekende maanden"),
    "unbounded": gettext_lazy("geen bovengrens te berekenen"),
}


def round_words(run: SignalRun) -> str:
    """How many series gave a signal, and how many would have by chance."""
    tried = run.judged + run.unanswered.get(FEW, 0)
    return _found_words(run.title, run.at, tried, run.alarms, run.false_alarm_rate)


def without_words(run: SignalRun) -> str:
    """How many series got no answer, and why; empty when all did."""
    return _without_words(run.unanswered)


def judgement_words(judgement: "Judgement") -> list[str]:
    """The same of all that was judged at once."""
    entry, alpha = judgement.entry, judgement.parameters.alpha
    found = _found_words(entry.title, judgement.at, judgement.tried, len(judgement.alarms), alpha)
    return [text for text in (found, _without_words(judgement.unanswered)) if text]


def _found_words(title: str, at: str, tried: int, alarms: int, rate: float) -> str:
    """Chance is reckoned over all that was tried: also over series with too few cases to stand out.

    Over the series that had enough it would look like less than it is, for the same chance that
    gives a series its cases gives it its signal.
    """
    chance = tried * rate
    facts = {
        "month": period_words(at),
        "title": title,
        "judged": formatting.number(tried),
        "alarms": formatting.number(alarms),
        "chance": formatting.number(chance, 0 if chance >= 10 else 1),
        "one": formatting.number(1),
    }
    first = ngettext(
        "%(title)s, %(month)s: van %(judged)s reeks gaven er %(alarms)s een signaal.",
        "%(title)s, %(month)s: van %(judged)s reeksen gaven er %(alarms)s een signaal.",
        tried,
    )
    second = (
        _("Door toeval alleen verwacht u er minder dan %(one)s.")
        if chance < 1
        else _("Door toeval alleen verwacht u er hoogstens ongeveer %(chance)s.")
    )
    return f"{first} {second}" % facts


def _without_words(unanswered: Mapping[str, int]) -> str:
    if not unanswered:
        return ""
    reasons = [
        f"{WITHOUT.get(name, name)} ({formatting.number(count)})"
        for name, count in unanswered.items()
    ]
    total = sum(unanswered.values())
    return ngettext(
        "Over %(count)s reeks geen oordeel: %(reasons)s.",
        "Over %(count)s reeksen geen oordeel: %(reasons)s.",
        total,
    ) % {"count": formatting.number(total), "reasons": ", ".join(reasons)}


def recorded_words(outcome: Recorded | str) -> str:
    """What a round changed for a municipality, or why nothing."""
    if isinstance(outcome, str):
        return outcome
    if not outcome.is_new:
        return _("deze editie was al beoordeeld; er is niets veranderd")
    return _(
        "%(added)s nieuw, %(changed)s bijgewerkt, %(lapsed)s vervallen, "
        "%(revised)s beoordeelde met andere cijfers"
    ) % {name: formatting.number(count) for name, count in outcome.counts.items()}
