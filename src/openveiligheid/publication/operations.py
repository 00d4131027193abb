"""Making a report: compile, freeze, record."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from openveiligheid.core.access import require
from openveiligheid.core.actors import Actor
from openveiligheid.core.errors import Refused
from openveiligheid.core.operations import write
from openveiligheid.core.permissions import Permission
from openveiligheid.organisation.models import Member
from openveiligheid.plan.models import SafetyPlan
from openveiligheid.publication.compiling import Choices, compile_report
from openveiligheid.publication.content import to_json
from openveiligheid.publication.models import Report


class NothingToReport(Refused):
    """A plan without priorities has no progress."""


@transaction.atomic
def make_report(plan: SafetyPlan, *, as_of: date, choices: Choices, by: Actor) -> Report:
    """Freeze the progress of a plan as it is now, under the date that it is said to be of."""
    require(by, Permission.REPORT_MAKE, plan)
    with override(choices.language):
        content = compile_report(plan, by=by, as_of=as_of, choices=choices)
    if not content.priorities:
        raise NothingToReport(_("Dit plan heeft nog geen prioriteiten om over te rapporteren."))
    report = Report(
        plan=plan,
        title=choices.title,
        as_of=as_of,
        made_by=by if isinstance(by, Member) else None,
        language=choices.language,
        content=to_json(content).decode(),
        sha256=content.sha256,
    )
    return write(by, "report made", report, fields=("plan", "title", "as_of", "sha256"))
