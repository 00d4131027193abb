"""Reports as frozen documents."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from openveiligheid.core.actors import Actor
from openveiligheid.core.models import NAME, Tenanted
from openveiligheid.core.permissions import Permission
from openveiligheid.organisation.models import Member
from openveiligheid.plan.models import SafetyPlan


class Report(Tenanted):
    """A progress report (voortgangsrapportage) as it was on a date; never changes."""

    read_permission = Permission.REPORT_READ

    plan = models.ForeignKey(SafetyPlan, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("titel"), max_length=NAME)
    as_of = models.DateField(_("stand op"))
    made_by = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    language = models.CharField(_("taal"), max_length=5, default="nl")
    content = models.TextField(_("inhoud"))
    sha256 = models.CharField(max_length=64)

    class Meta(Tenanted.Meta):
        abstract = False
        verbose_name = _("rapportage")
        verbose_name_plural = _("rapportages")
        ordering = ("-as_of", "-created_at")

    def __str__(self) -> str:
        return self.title

    @classmethod
    def visibility(cls, by: Actor) -> models.Q:
        if by.may(Permission.PLAN_EDIT):
            return models.Q()
        return models.Q(plan__status=SafetyPlan.Status.ADOPTED)
