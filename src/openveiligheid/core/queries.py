"""The one road to the history: through an actor who may read it."""

from django.db.models import QuerySet

from openveiligheid.core.access import require
from openveiligheid.core.actors import Actor
from openveiligheid.core.models import HistoryEntry
from openveiligheid.core.permissions import Permission


def history(by: Actor) -> QuerySet[HistoryEntry]:
    """The entries of the actor's own municipality, newest first."""
    require(by, Permission.HISTORY_READ)
    return (
        HistoryEntry.objects.filter(municipality=by.municipality)
        .select_related("payload")
        .order_by("-number")
    )
