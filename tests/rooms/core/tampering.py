"""What somebody can do who holds the database but not the keys."""

from django.db.models import F

from openveiligheid.core.actors import System
from openveiligheid.core.history import START, digest_of
from openveiligheid.core.models import HistoryEntry, Municipality
from openveiligheid.organisation.models import Team
from openveiligheid.organisation.operations import save_team

LENGTH = 12


def fill(municipality: Municipality) -> None:
    """Make the chain LENGTH entries long."""
    while (now := HistoryEntry.objects.filter(municipality=municipality).count()) < LENGTH:
        save_team(Team(name=f"Team {now}"), by=System(municipality))


def entry_at(municipality: Municipality, number: int) -> HistoryEntry:
    return HistoryEntry.objects.get(municipality=municipality, number=number)


def renumber(municipality: Municipality, *, above: int, by: int) -> None:
    """Move the numbers above one up or down, past the unique constraint."""
    later = HistoryEntry.objects.filter(municipality=municipality, number__gt=above)
    later.update(number=F("number") + 1000)
    moved = HistoryEntry.objects.filter(municipality=municipality, number__gt=1000)
    moved.update(number=F("number") - 1000 + by)


def resign(municipality: Municipality, start: int) -> None:
    """Compute the digests anew from a number on, as anybody can."""
    entries = HistoryEntry.objects.filter(municipality=municipality).order_by("number")
    previous = START
    for entry in entries:
        if entry.number >= start:
            entry.previous = previous
            entry.digest = digest_of(entry)
            entry.save()
        previous = entry.digest
