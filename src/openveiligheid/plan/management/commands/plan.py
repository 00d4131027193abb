"""`openveiligheid plan read|import`: take in an existing plan."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.db import transaction
from django.utils.translation import gettext as _

from openveiligheid.core.actors import System
from openveiligheid.core.commands import (
    ProductCommand,
    add_municipality_argument,
    municipality_of,
)
from openveiligheid.core.errors import Refused
from openveiligheid.plan import presenters, proposals
from openveiligheid.plan.models import PlanProposal
from openveiligheid.plan.operations import accept_proposal, propose_plan, read_file


class Command(ProductCommand):
    help = _("Een bestaand veiligheidsplan lezen uit een PDF of tekstbestand.")

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        read = verbs.add_parser("read", help=_("toon het voorstel zonder het te bewaren"))
        read.add_argument("file", type=Path, help=_("PDF of tekstbestand"))
        take = verbs.add_parser("import", help=_("bewaar het voorstel om het te beoordelen"))
        take.add_argument("file", type=Path, help=_("PDF of tekstbestand"))
        add_municipality_argument(take)
        take.add_argument("--title", default="", help=_("titel van het plan"))
        take.add_argument("--from", dest="year_from", type=int, help=_("eerste jaar"))
        take.add_argument("--to", dest="year_to", type=int, help=_("laatste jaar"))
        take.add_argument(
            "--accept",
            action="store_true",
            help=_("neem het voorstel meteen over; weigert zolang er twijfelgevallen zijn"),
        )
        take.add_argument(
            "--with-uncertain",
            action="store_true",
            help=_("met --accept: neem ook twijfelgevallen over zoals ze zijn"),
        )

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        if not file.is_file():
            raise Refused(_("Bestand %(file)s bestaat niet.") % {"file": file})
        if options["verb"] == "read":
            self._read(file)
        else:
            self._import(file, options)

    def _read(self, file: Path) -> None:
        content = read_file(file, file.name).as_json()
        self.answer(content, *_outline(content))

    def _import(self, file: Path, options: dict[str, Any]) -> None:
        by = System(municipality_of(options))
        proposal, is_new = _taken_in(file, options, by)
        counts = proposals.counts(proposal.content)
        answer = {
            "proposal": str(proposal.pk),
            "new": is_new,
            "status": proposal.status,
            "plan": str(proposal.plan_id) if proposal.plan_id else None,
            "fields": counts.fields,
            "themes": counts.themes,
            "objectives": counts.objectives,
            "waiting": counts.waiting,
        }
        self.answer(answer, *_sentences(proposal, counts, is_new=is_new))


@transaction.atomic
def _taken_in(file: Path, options: dict[str, Any], by: System) -> tuple[PlanProposal, bool]:
    """Propose and, where that was asked, accept: both, or neither."""
    proposal, is_new = propose_plan(
        file,
        by=by,
        file_name=file.name,
        title=options["title"],
        year_from=options["year_from"],
        year_to=options["year_to"],
    )
    if options["accept"] and proposal.status == PlanProposal.Status.OPEN:
        accept_proposal(proposal, by=by, with_uncertain=options["with_uncertain"])
        proposal.refresh_from_db()
    return proposal, is_new


def _sentences(proposal: PlanProposal, counts: proposals.Counts, *, is_new: bool) -> list[str]:
    first = _("Ingelezen: %(title)s.") if is_new else _("%(title)s was al ingelezen.")
    lines = [first % {"title": proposal.title}, presenters.counted(counts)]
    if proposal.status == "open":
        lines += [
            _("Twijfelgevallen om te beoordelen: %(count)s") % {"count": counts.waiting},
            _("Beoordeel het voorstel op de site: /plannen/inlezen/%(id)s/") % {"id": proposal.pk},
        ]
    return lines


def _outline(content: dict[str, Any]) -> list[str]:
    lines = [f"{content['title']} ({content['from']}-{content['to']})"]
    for place in proposals.places(content):
        doubt = " ?" if proposals.is_uncertain(place.row) else ""
        depth = ("fields", "themes", "objectives").index(place.level) + 1
        text = place.row.get("text") or f"{place.row['number'] or ''} {place.row['title']}".strip()
        lines.append(f"{'  ' * depth}{text}{doubt}")
    return lines
