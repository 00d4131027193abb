"""Series that stood out in a month, and what people made of them.

A signal keeps the numbers that it was judged on: a later edition of the table may have others.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from openveiligheid.core.models import NAME, Tenanted
from openveiligheid.core.permissions import Permission
from openveiligheid.evidence.models.findings import Finding
from openveiligheid.organisation.models import Member

CODE = 60
FINGERPRINT = 64


class SignalRun(Tenanted):
    """One round in which all series of an edition of a table were judged for one month."""

    read_permission = Permission.SIGNALS_READ

    table = models.CharField(_("tabel"), max_length=40)
    title = models.CharField(_("titel"), max_length=NAME)
    source = models.CharField(_("bron"), max_length=NAME)
    licence = models.CharField(_("licentie"), max_length=100)
    at = models.CharField(_("maand"), max_length=8)
    edition = models.CharField(_("editie"), max_length=CODE)
    import_number = models.PositiveIntegerField(_("nummer van de inlezing"))
    fetched_at = models.DateTimeField(_("opgehaald"))
    sha256 = models.CharField(_("vingerafdruk (SHA-256)"), max_length=64)
    ran_at = models.DateTimeField(_("gerekend op"))
    parameters = models.JSONField(_("instellingen van de methode"))
    judged = models.PositiveIntegerField(_("beoordeelde reeksen"))
    unanswered = models.JSONField(_("reeksen zonder oordeel"), default=dict, blank=True)
    alarms = models.PositiveIntegerField(_("signalen"))
    false_alarm_rate = models.FloatField(_("kans op vals alarm per reeks"))

    class Meta(Tenanted.Meta):
        abstract = False
        verbose_name = _("rekenronde")
        verbose_name_plural = _("rekenrondes")
        ordering = ("-at", "table", "-ran_at")
        constraints = (
            models.UniqueConstraint(
                fields=("municipality", "table", "at", "edition"),
                name="signal_run_judges_an_edition_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.table} {self.at}"


class Signal(Tenanted):
    """One series that lay above its upper limit in a month."""

    class State(models.TextChoices):
        NEW = "new", _("te beoordelen")
        RELEVANT = "relevant", _("relevant")
        IRRELEVANT = "irrelevant", _("niet relevant")
        LAPSED = "lapsed", _("vervallen")

    read_permission = Permission.SIGNALS_READ

    run = models.ForeignKey(SignalRun, on_delete=models.PROTECT, related_name="signals")
    fingerprint = models.CharField(max_length=FINGERPRINT, editable=False)
    region = models.CharField(_("gebiedscode"), max_length=20)
    region_name = models.CharField(_("gebied"), max_length=NAME)
    subject = models.CharField(_("soort"), max_length=2 * NAME)
    topic = models.CharField(_("onderwerp"), max_length=NAME)
    filters = models.JSONField(_("uitsplitsing"), default=dict, blank=True)
    observed = models.PositiveIntegerField(_("geteld"))
    expected = models.FloatField(_("verwacht"))
    upper = models.FloatField(_("bovengrens"))
    p = models.FloatField(_("kans"))
    phi = models.FloatField(_("spreiding"))
    excess = models.FloatField(_("meer dan verwacht"))
    has_trend = models.BooleanField(_("met trend"))
    is_discovery = models.BooleanField(_("houdt stand tussen alle reeksen"))
    # {"counts", "expected", "upper"}: a number per month up to and including the month of the run,
    # oldest first; null is not known. The limits are there for the last year only.
    cells = models.JSONField(_("getelde maanden"))
    # The same series in the areas beside it: {"region", "name", "observed", "expected"}.
    peers = models.JSONField(_("gebieden ernaast"), default=list, blank=True)
    state = models.CharField(
        _("stand"), max_length=10, choices=State.choices, default=State.NEW, editable=False
    )
    finding = models.ForeignKey(
        Finding,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="signals",
        verbose_name=_("bevinding"),
    )
    # What a newer edition says of a signal that was triaged already; empty when nothing changed.
    revision = models.JSONField(_("wat een latere editie zegt"), default=dict, blank=True)

    class Meta(Tenanted.Meta):
        abstract = False
        verbose_name = _("signaal")
        verbose_name_plural = _("signalen")
        ordering = ("-run__at", "p", "region", "subject")
        constraints = (
            models.UniqueConstraint(
                fields=("municipality", "fingerprint"), name="signal_is_about_a_series_and_a_month"
            ),
            models.CheckConstraint(
                name="signal_with_finding_is_relevant",
                condition=Q(finding=None) | Q(state="relevant"),
            ),
        )
        indexes = (models.Index(fields=("municipality", "state"), name="signals_by_state"),)

    def __str__(self) -> str:
        month = f"{self.run.at[:4]}-{self.run.at[6:]}"
        return f"{self.subject}, {self.region_name}, {month}"


class Triage(Tenanted):
    """A judgement of a person about a signal; judgements are added, never changed."""

    class Verdict(models.TextChoices):
        RELEVANT = "relevant", _("relevant")
        IRRELEVANT = "irrelevant", _("niet relevant")
        REOPENED = "reopened", _("heropend")

    read_permission = Permission.SIGNALS_READ

    signal = models.ForeignKey(Signal, on_delete=models.PROTECT, related_name="triages")
    verdict = models.CharField(_("oordeel"), max_length=10, choices=Verdict.choices)
    reason = models.TextField(_("waarom"))
    decided_by = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="+", verbose_name=_("door")
    )
    decided_at = models.DateTimeField(_("wanneer"))
    finding = models.ForeignKey(
        Finding, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta(Tenanted.Meta):
        abstract = False
        verbose_name = _("oordeel over een signaal")
        verbose_name_plural = _("oordelen over signalen")
        ordering = ("-decided_at", "-created_at")

    def __str__(self) -> str:
        return f"{self.signal}: {self.verdict}"
