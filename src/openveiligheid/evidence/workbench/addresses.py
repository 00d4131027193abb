"""The address of a picture: readable parameters, all of them and always in the same order."""

from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import urlencode

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
    return urlencode({**_parameters(choice), **changes}, doseq=True)


@lru_cache(maxsize=64)
def _parameters(choice: Choice) -> Mapping[str, str | list[str]]:
    found: dict[str, str | list[str]] = {"tabel": choice.table, "onderwerp": choice.topic}
    found |= {f"{DIMENSION}{code}": value for code, value in choice.filters}
    found["gebied"] = choice.area
    if choice.parts:
        found["delen"] = LEVELS[choice.parts]
    found["per"] = KINDS[choice.kind]
    found |= {"van": choice.first, "tot": choice.last}
    found |= {"maat": choice.measure.value, "vergelijk": choice.peers.value}
    found["marge"] = f"{choice.margin * 100:.0f}"
    found["met"] = list(choice.others)
    return found
