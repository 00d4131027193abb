"""The address of a picture: readable parameters, all of them and always in the same order."""

from collections.abc import Mapping

from django.http import QueryDict

from openveiligheid.evidence.offers import BUURT, MUNICIPALITY, WIJK
from openveiligheid.evidence.workbench.choices import Choice
from safetydata.periods import PeriodKind

DIMENSION = "kenmerk."
KINDS: Mapping[PeriodKind, str] = {
    PeriodKind.YEAR: "jaar",
    PeriodKind.HALF_YEAR: "halfjaar",
    PeriodKind.QUARTER: "kwartaal",
    PeriodKind.MONTH: "maand",
}
LEVELS: Mapping[str, str] = {MUNICIPALITY: "gemeenten", WIJK: "wijken", BUURT: "buurten"}


def address_of(choice: Choice, **changes: str | list[str]) -> str:
    """The query of the address that gives a choice, or that choice with something changed."""
    found = QueryDict(mutable=True)
    found["tabel"] = choice.table
    found["onderwerp"] = choice.topic
    for code, value in choice.filters:
        found[f"{DIMENSION}{code}"] = value
    found["gebied"] = choice.area
    if choice.parts:
        found["delen"] = LEVELS[choice.parts]
    found["per"] = KINDS[choice.kind]
    found["van"], found["tot"] = choice.first, choice.last
    found["maat"], found["vergelijk"] = choice.measure.value, choice.peers.value
    found["marge"] = f"{choice.margin * 100:.0f}"
    if choice.others:
        found.setlist("met", list(choice.others))
    for name, value in changes.items():
        found.setlist(name, [value] if isinstance(value, str) else value)
    return found.urlencode()
