"""What may be asked of the workbench: the choice itself, and the areas that it brings in."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from openveiligheid.evidence.inhabitants import Census
from openveiligheid.evidence.offers import (
    BUURT,
    MUNICIPALITY,
    NATION,
    Offer,
    level_of,
    municipality_of,
    wijk_of,
)
from openveiligheid.evidence.places import INHABITANTS, Measure
from safetydata.periods import PeriodKind

MOST_OTHERS = 4
ALIKE = 10
EVENTS = frozenset({"", "aantal", "absoluut", "absolute aantallen"})


class Peers(StrEnum):
    """What an area is compared with."""

    NONE = "geen"
    REST = "rest"
    BESIDE = "ernaast"
    SIZE = "even-groot"
    NATION = "nederland"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What somebody asks to see; the address of the page says the same."""

    table: str
    topic: str
    filters: tuple[tuple[str, str], ...]
    kind: PeriodKind
    area: str
    parts: str
    first: str
    last: str
    measure: Measure
    peers: Peers
    others: tuple[str, ...]
    margin: float


def counts_events(offer: Offer, topic: str) -> bool:
    """Whether a topic counts things that happen, as far as the table tells.

    Tables that count the inhabitants of areas describe what there is, not what happens.
    """
    if any(INHABITANTS.fullmatch(each.code) for each in offer.topics):
        return False
    return offer.entry.topic(topic).unit.casefold() in EVENTS


def peers_of(choice: Choice, offer: Offer, people: Census | None) -> list[str]:
    """The areas with which an area is compared."""
    area = choice.area
    level, around = level_of(area), municipality_of(area)
    nations = sorted(code for code in offer.known if level_of(code) == NATION)
    if choice.peers == Peers.NATION:
        return nations[:1]
    alike = _alike(area, offer, nations)
    if choice.peers == Peers.REST:
        return [code for code in offer.inside(around, level) if code != area]
    if choice.peers == Peers.BESIDE:
        inner = offer.inside(wijk_of(area), BUURT) if level == BUURT else alike
        return [code for code in inner if code != area]
    own = people.of(area) if people else None
    if choice.peers == Peers.SIZE and people and own is not None:
        known = {code: count for code in alike if (count := people.of(code)) is not None}
        known.pop(area, None)
        return sorted(known, key=lambda code: abs(known[code] - own))[:ALIKE]
    return []


def _alike(area: str, offer: Offer, nations: Sequence[str]) -> list[str]:
    """The areas of the same kind: in the country, or in the municipality."""
    level = level_of(area)
    if level == MUNICIPALITY:
        return offer.inside(nations[0] if nations else f"{NATION}00", MUNICIPALITY)
    return offer.inside(municipality_of(area), level)


def shown_parts(choice: Choice, offer: Offer) -> list[str]:
    """The parts of an area; those beside it where it has none of its own."""
    inner = offer.inside(choice.area, choice.parts)
    return inner or offer.inside(wijk_of(choice.area), BUURT) or [choice.area]
