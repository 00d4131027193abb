"""What the workbench reads: the tables of a municipality, and the outlines of its areas."""

from functools import cached_property

from django.utils.translation import gettext as _

from openveiligheid.core.access import visible_to
from openveiligheid.core.actors import Actor
from openveiligheid.evidence.inhabitants import censuses
from openveiligheid.evidence.offers import WIJK, Names, Offer, level_of, offer_of
from openveiligheid.evidence.refusals import in_our_words
from openveiligheid.evidence.store import Shelves
from openveiligheid.evidence.workbench import Choice, Panorama, counts_events, panorama
from openveiligheid.organisation.models import Area
from safetydata.catalogue import CatalogueEntry


class Bench:
    """The tables that an actor may ask, opened once for a visit."""

    def __init__(self, by: Actor) -> None:
        self.by = by
        with in_our_words():
            self.shelves = Shelves(by.municipality.cbs_code)

    @property
    def entries(self) -> list[CatalogueEntry]:
        """All tables, by title."""
        return sorted(self.shelves.entries.values(), key=lambda entry: entry.title)

    def has_people(self, area: str) -> bool:
        """Whether any table counts the inhabitants of an area."""
        return any(census.of(area) is not None for census in censuses(self.shelves))

    def offer(self, name: str) -> Offer | None:
        """What a table offers; None when there is no such table."""
        entry = self.shelves.entries.get(name.upper())
        return offer_of(self.shelves, entry) if entry else None

    def usual(self) -> Offer | None:
        """The table to begin with: one that counts events in the own municipality, else any."""
        offers = [offer_of(self.shelves, entry) for entry in self.entries]
        own = self.by.municipality.cbs_code

        def rank(offer: Offer) -> tuple[bool, bool, int]:
            counts = any(counts_events(offer, topic.code) for topic in offer.topics)
            return own in offer.known, counts, len(offer.known)

        return max(offers, key=rank, default=None)

    def panorama(self, choice: Choice, offer: Offer) -> Panorama:
        """The answer to a choice; raises FiguresRefused when the table cannot give it."""
        return panorama(choice, self.shelves, offer, self.names(offer))

    @cached_property
    def areas(self) -> dict[str, Area]:
        """The areas of the municipality with their outlines, by code."""
        return {area.code: area for area in visible_to(self.by, Area)}

    def names(self, offer: Offer) -> Names:
        """What areas are called: by the table, else by the municipality, else by their number."""
        own = {code: area.name for code, area in self.areas.items()}
        own[self.by.municipality.cbs_code] = self.by.municipality.name
        return lambda code: offer.names.get(code) or own.get(code) or _by_number(code)


def _by_number(code: str) -> str:
    """A wijk without a name as people would call it; another area by its code."""
    if level_of(code) != WIJK:
        return code
    return _("Wijk %(number)s (%(code)s)") % {"number": code[6:], "code": code}
