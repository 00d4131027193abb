"""Checks the history from the command line, for a timer or an auditor."""

import re
from argparse import ArgumentParser
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from openveiligheid.core.commands import (
    ProductCommand,
    WrongUse,
    add_municipality_argument,
    municipality_of,
)
from openveiligheid.core.errors import Refused
from openveiligheid.core.models import Municipality
from openveiligheid.core.verification import Anchor, Verification, check

ANCHOR = re.compile(r"([1-9]\d{0,17}):([0-9a-f]{64})")


class Command(ProductCommand):
    """`history verify`: the chain of each municipality, or of one."""

    help = "Controleert de historie: kloppen alle regels en sluiten ze op elkaar aan?"
    requires_system_checks = ()  # works also where the site itself does not

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="verify")
        verify = verbs.add_parser(
            "verify",
            help="loop de keten van regels na",
            description=(
                "Loopt de keten van regels na, van elke gemeente of van een. Eindigt met 0 als "
                "alles klopt, met 1 als er iets is gewijzigd, weggehaald of ingevoegd."
            ),
        )
        add_municipality_argument(verify)
        verify.add_argument(
            "--anchor",
            metavar="NUMMER:CONTROLEGETAL",
            help="regel die elders is bewaard; zo valt ook een weggehaald einde op",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        anchor = _anchor(options["anchor"])
        if anchor or options["municipality"]:
            chosen = [municipality_of(options)]
        else:
            chosen = list(Municipality.objects.order_by("cbs_code"))
        at = timezone.now()
        outcomes = {m.cbs_code: check(m, at=at, anchor=anchor) for m in chosen}
        self.answer(
            {"chains": [_facts(code, outcome) for code, outcome in outcomes.items()]},
            *[_sentence(outcome) for outcome in outcomes.values()],
        )
        broken = [outcome.municipality for outcome in outcomes.values() if not outcome.holds]
        if broken:
            raise Refused(_("De historie klopt niet: %(names)s.") % {"names": ", ".join(broken)})


def _anchor(text: str | None) -> Anchor | None:
    if not text:
        return None
    found = ANCHOR.fullmatch(text)
    if not found:
        raise WrongUse(_("--anchor is een regelnummer, een dubbele punt en een controlegetal."))
    return int(found[1]), found[2]


def _facts(code: str, outcome: Verification) -> dict[str, Any]:
    return {
        "municipality": code,
        "holds": outcome.holds,
        "entries": outcome.entries,
        "erased": outcome.erased,
        "head": outcome.head,
        "faults": [{"number": f.number, "wrong": f.wrong.value} for f in outcome.faults],
    }


def _sentence(outcome: Verification) -> str:
    facts = {
        "name": outcome.municipality,
        "entries": outcome.entries,
        "erased": outcome.erased,
        "head": outcome.head,
    }
    if outcome.holds:
        return (
            _("%(name)s: %(entries)s regels kloppen (inhoud gewist: %(erased)s). Controlegetal")
            % facts
            + f" {outcome.entries}:{outcome.head}"
        )
    first = outcome.faults[0]
    return _("%(name)s: bij regel %(number)s klopt het niet: %(wrong)s.") % {
        **facts,
        "number": first.number,
        "wrong": first.wrong.label,
    }
