"""Writes on findings."""

from django.db import transaction

from openveiligheid.core.access import require
from openveiligheid.core.actors import Actor
from openveiligheid.core.operations import write
from openveiligheid.core.permissions import Permission
from openveiligheid.evidence.models import Finding

FINDING_FIELDS = ("statement", "direction", "theme", "note")


@transaction.atomic
def save_finding(finding: Finding, *, by: Actor) -> Finding:
    """Write down what is concluded from the evidence, or change the wording."""
    kept = [] if finding._state.adding else [finding]
    require(by, Permission.SIGNALS_TRIAGE, *kept)
    return write(by, "finding saved", finding, fields=FINDING_FIELDS)
