"""Words and tables for findings."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openveiligheid.evidence.models import Finding
from openveiligheid.ui.components import Badge, Cell, Column, Item, Row, Table


def basis(citations: int) -> Badge:
    """What a finding rests on; on nothing it is an opinion."""
    if not citations:
        return Badge(_("mening"), "warn")
    text = ngettext("%(count)s signaal", "%(count)s signalen", citations)
    return Badge(text % {"count": citations}, "done")


def finding_table(findings: Iterable[Finding]) -> Table:
    """Findings as `queries.findings` gives them, each with how many signals it rests on."""
    columns = [
        Column(_("Bevinding"), "name"),
        Column(_("Richting")),
        Column(_("Thema")),
        Column(_("Rust op"), "status"),
    ]
    rows = []
    for finding in findings:
        rests = basis(getattr(finding, "citations", 0))
        rows.append(
            Row(
                [
                    Cell(finding.statement, url=reverse("evidence:finding", args=[finding.pk])),
                    Cell(direction_words(finding)),
                    Cell(str(finding.theme or "")),
                    Cell(rests.text, tone=rests.tone),
                ]
            )
        )
    return Table(_("Bevindingen"), columns, rows)


def direction_words(finding: Finding) -> str:
    """In which direction it goes."""
    return str(Finding.Direction(finding.direction).label)


def facts_of(finding: Finding) -> list[Item]:
    """What a finding says about itself."""
    return [
        Item(_("Richting"), direction_words(finding)),
        Item(_("Thema van het Kernbeleid"), str(finding.theme or _("geen"))),
    ]
