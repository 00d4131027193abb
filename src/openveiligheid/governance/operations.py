"""Writes on bodies and decisions."""

from django.db import transaction
from django.utils.translation import gettext as _

from openveiligheid.core.access import require
from openveiligheid.core.actors import Actor
from openveiligheid.core.errors import Refused
from openveiligheid.core.operations import write
from openveiligheid.core.permissions import Permission
from openveiligheid.governance.models import Body, Decision

DECISION_FIELDS = (
    "body",
    "decided_on",
    "title",
    "subject",
    "reference",
    "explanation",
    "document_sha256",
    "is_fictitious",
)


@transaction.atomic
def save_body(body: Body, *, by: Actor) -> Body:
    """Add a body or change its name, kind or role."""
    require(by, Permission.DECISION_RECORD)
    return write(by, "body saved", body, fields=("name", "kind", "role"))


@transaction.atomic
def record_decision(decision: Decision, *, by: Actor) -> Decision:
    """Write down what a body decided; a decision is never changed afterwards."""
    require(by, Permission.DECISION_RECORD, decision.body)
    if not decision._state.adding:
        raise Refused(_("Een besluit dat is vastgelegd, verandert niet meer. Leg een nieuw vast."))
    return write(by, "decision recorded", decision, fields=DECISION_FIELDS)
