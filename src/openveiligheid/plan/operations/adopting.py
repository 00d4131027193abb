"""Adoption: a decision that freezes the plan as it then is."""

from django.db import transaction
from django.utils.translation import gettext as _

from openveiligheid.core.access import require
from openveiligheid.core.actors import Actor
from openveiligheid.core.errors import Refused
from openveiligheid.core.history import record
from openveiligheid.core.json import sha256
from openveiligheid.core.permissions import Permission
from openveiligheid.governance.models import Decision
from openveiligheid.governance.operations import record_decision
from openveiligheid.plan.models import PlanVersion, SafetyPlan
from openveiligheid.plan.queries import latest_version, snapshot


class PlanHasNoPriorities(Refused):
    """A plan without themes and objectives sets no priorities, so there is nothing to adopt."""


class NothingToAdopt(Refused):
    """The plan is word for word the version that was adopted last."""


@transaction.atomic
def adopt_plan(plan: SafetyPlan, decision: Decision, *, by: Actor) -> PlanVersion:
    """Freeze the plan as a version, bound by hash to the decision that adopts it."""
    require(by, Permission.PLAN_ADOPT, plan)
    plan = SafetyPlan.unscoped.select_for_update().get(pk=plan.pk)
    content = snapshot(plan)
    _check(plan, content)
    last = latest_version(plan)
    digest = sha256(content)
    if last and last.sha256 == digest:
        raise NothingToAdopt(
            _("Het plan is sinds versie %(number)s niet gewijzigd.") % {"number": last.number}
        )
    decision.subject, decision.document_sha256 = plan.title, digest
    version = PlanVersion(
        municipality=plan.municipality,
        plan=plan,
        number=last.number + 1 if last else 1,
        content=content,
        sha256=digest,
        decision=record_decision(decision, by=by),
    )
    version.save(force_insert=True)
    before, plan.status = plan.status, SafetyPlan.Status.ADOPTED
    plan.save(update_fields=["status"])
    record(
        by,
        "plan adopted",
        plan,
        before={"status": before},
        after={"status": plan.status, "version": version.number, "sha256": digest},
    )
    return version


def _check(plan: SafetyPlan, content: dict[str, list[dict[str, list[dict[str, object]]]]]) -> None:
    fields = content["fields"]
    if not fields or not any(theme["objectives"] for f in fields for theme in f["themes"]):
        raise PlanHasNoPriorities(
            _("%(plan)s heeft nog geen prioriteiten met doelstellingen. Vul die eerst in.")
            % {"plan": plan.title}
        )
