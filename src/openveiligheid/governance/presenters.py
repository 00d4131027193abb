"""Words and tables for decisions."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from openveiligheid.governance.models import Body, Decision
from openveiligheid.ui import formatting
from openveiligheid.ui.components import Cell, Column, Item, Row, Table


def decision_table(decisions: Iterable[Decision]) -> Table:
    """Decisions, newest first."""
    columns = [
        Column(_("Besluit"), "name"),
        Column(_("Onderwerp")),
        Column(_("Gremium")),
        Column(_("Datum"), "date"),
    ]
    rows = [
        Row(
            [
                Cell(decision.title, url=reverse("governance:decision", args=[decision.pk])),
                Cell(decision.subject),
                Cell(decision.body.name),
                Cell(formatting.short_day(decision.decided_on)),
            ]
        )
        for decision in decisions
    ]
    return Table(_("Besluiten"), columns, rows)


def body_items(bodies: Iterable[Body]) -> list[Item]:
    """Bodies with what they do."""
    return [Item(body.name, body.role or body.get_kind_display()) for body in bodies]


def decision_facts(decision: Decision) -> list[Item]:
    """What was decided, as terms and texts."""
    facts = [
        Item(_("Onderwerp"), decision.subject),
        Item(_("Gremium"), decision.body.name),
        Item(_("Datum"), formatting.day(decision.decided_on)),
        Item(_("Kenmerk"), decision.reference or _("niet vermeld")),
    ]
    if decision.document_sha256:
        facts.append(Item(_("Vingerafdruk van het stuk (SHA-256)"), decision.document_sha256))
    return facts
