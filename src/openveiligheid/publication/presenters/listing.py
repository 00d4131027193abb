"""Reports in a list."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from openveiligheid.publication.models import Report
from openveiligheid.ui import formatting
from openveiligheid.ui.components import Cell, Column, Row, Table


def report_table(reports: Iterable[Report]) -> Table:
    """Reports, newest first."""
    columns = [
        Column(_("Rapportage"), "name"),
        Column(_("Plan")),
        Column(_("Stand op"), "date"),
        Column(_("Gemaakt door")),
    ]
    rows = [
        Row(
            [
                Cell(report.title, url=reverse("publication:report", args=[report.pk])),
                Cell(report.plan.title),
                Cell(formatting.short_day(report.as_of)),
                Cell(str(report.made_by or _("systeem"))),
            ]
        )
        for report in reports
    ]
    return Table(_("Rapportages"), columns, rows)
