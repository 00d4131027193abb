"""`openveiligheid report progress`: the progress report as a file."""

from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import CommandParser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from openveiligheid.core.access import visible_to
from openveiligheid.core.actors import System
from openveiligheid.core.commands import (
    ProductCommand,
    add_municipality_argument,
    municipality_of,
)
from openveiligheid.core.errors import Refused
from openveiligheid.plan.models import SafetyPlan
from openveiligheid.plan.queries import current_plan
from openveiligheid.publication.compiling import Choices
from openveiligheid.publication.models import Report
from openveiligheid.publication.operations import make_report
from openveiligheid.publication.rendering import WRITERS, written


class Command(ProductCommand):
    help = _("Een voortgangsrapportage maken, bevriezen en wegschrijven.")

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        progress = verbs.add_parser("progress", help=_("jaarlijkse voortgangsrapportage"))
        progress.add_argument("--plan", default="", help=_("nummer (UUID) of titel van het plan"))
        add_municipality_argument(progress)
        progress.add_argument("--format", choices=sorted(WRITERS), default="pdf")
        progress.add_argument("--out", type=Path, required=True, help=_("bestand om te maken"))
        progress.add_argument("--title", default="", help=_("titel van de rapportage"))
        progress.add_argument("--as-of", type=date.fromisoformat, help=_("stand op, jjjj-mm-dd"))
        progress.add_argument("--language", choices=("nl", "en"), default="nl")
        progress.add_argument("--ask", action="append", default=[], help=_("vraag aan de raad"))

    def handle(self, *args: Any, **options: Any) -> None:
        out: Path = options["out"]
        if not out.parent.is_dir():
            raise Refused(_("Map %(folder)s bestaat niet.") % {"folder": out.parent})
        by = System(municipality_of(options))
        as_of = options["as_of"] or timezone.localdate()
        plan = _plan(options["plan"], by, as_of)
        report, content = _made(plan, as_of, options, by)
        answer = {"report": str(report.pk), "sha256": report.sha256, "file": str(out)}
        answer["bytes"] = str(len(content))
        self.answer(answer, _("Geschreven: %(file)s") % {"file": out})


@transaction.atomic
def _made(
    plan: SafetyPlan, as_of: date, options: dict[str, Any], by: System
) -> tuple[Report, bytes]:
    """Freeze the report and write its file; without the file there is no report either."""
    with override(options["language"]):
        title = options["title"] or _("Voortgangsrapportage %(year)s") % {"year": as_of.year}
    choices = Choices(title, options["language"], tuple(options["ask"]))
    report = make_report(plan, as_of=as_of, choices=choices, by=by)
    content = written(report, options["format"])
    try:
        options["out"].write_bytes(content)
    except OSError as error:
        raise Refused(
            _("Bestand %(file)s is niet te schrijven: %(reason)s.")
            % {"file": options["out"], "reason": error.strerror}
        ) from error
    return report, content


def _plan(name: str, by: System, as_of: date) -> SafetyPlan:
    plans = visible_to(by, SafetyPlan)
    if not name:
        found = current_plan(by, year=as_of.year)
    elif _is_uuid(name):
        found = plans.filter(pk=name).first()
    else:
        found = plans.filter(title__iexact=name).first()
    if found is None:
        known = ", ".join(plan.title for plan in plans) or _("nog geen")
        raise Refused(
            _("Plan %(name)s is er niet. Plannen van deze gemeente: %(known)s")
            % {"name": name, "known": known}
        )
    return found


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
