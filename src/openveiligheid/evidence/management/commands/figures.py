"""`openveiligheid figures import|list|signals`: tables of CBS and police, and what stands out."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, Never

from django.core.management.base import CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from tqdm import tqdm

from openveiligheid.core.actors import System
from openveiligheid.core.commands import ProductCommand, municipality_of
from openveiligheid.core.models import Municipality
from openveiligheid.evidence.management.fetching import fetching
from openveiligheid.evidence.operations import import_table
from openveiligheid.evidence.presenters import import_words, table_line
from openveiligheid.evidence.queries import tables
from safetydata.importer import Stated


class Command(ProductCommand):
    help = _("Tabellen met cijfers inlezen, en tonen welke er zijn.")

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        listing = verbs.add_parser("list", help=_("toon de ingelezen tabellen"))
        _add_municipality(listing)
        load = verbs.add_parser(
            "import", help=_("lees een bestand of een tabel van CBS of politie in")
        )
        load.add_argument(
            "source", metavar="FILE|URL|47022NED", help=_("bestand, map, adres of tabelnummer")
        )
        load.add_argument("--table", default="", help=_("tabelnummer, als de bron het niet noemt"))
        load.add_argument("--title", default="", help=_("titel van de tabel"))
        load.add_argument("--source", dest="publisher", default="", help=_("wie haar publiceert"))
        load.add_argument("--licence", default="", help=_("licentie; anders CC BY 4.0"))
        load.add_argument("--period", default="", help=_("periode, als de bron haar niet noemt"))
        load.add_argument("--division", default="", help=_("bijvoorbeeld: indeling 2024"))
        load.add_argument(
            "--description", type=Path, help=_("map met de beschrijving die de bron bij de CSV gaf")
        )
        load.add_argument(
            "--replace", action="store_true", help=_("vervang de tabel in plaats van aan te vullen")
        )
        _add_municipality(load)
        signals = verbs.add_parser("signals", help=_("beoordeel alle reeksen van een tabel"))
        signals.add_argument("--table", required=True, help=_("tabelnummer, zoals 47022NED"))
        signals.add_argument(
            "--at", default="", metavar="2024MM12", help=_("welke maand; anders de laatste")
        )
        signals.add_argument(
            "--out",
            type=Path,
            metavar="FILE",
            help=_(
                "schrijf alle reeksen met hun oordeel naar een nieuw bestand (.parquet of .csv)"
            ),
        )
        _add_municipality(signals)

    def handle(self, *args: Any, **options: Any) -> None:
        {"import": self._import, "list": self._list, "signals": self._judge}[options["verb"]](
            options
        )

    def _import(self, options: dict[str, Any]) -> None:
        hidden = self.in_json or not sys.stderr.isatty()
        with _Bar(hidden=hidden) as bar, fetching(options["source"]) as (source, client):
            result = import_table(
                source,
                by=_actor(options),
                at=timezone.now(),
                table=options["table"],
                stated=Stated(
                    title=options["title"],
                    publisher=options["publisher"],
                    licence=options["licence"],
                    period=options["period"],
                    division=options["division"],
                    description=options["description"],
                ),
                replacing=options["replace"],
                progress=bar.tell,
                client=client,
            )
        content = {
            "table": result.table,
            "title": result.entry.title,
            "added": result.added,
            "changed": result.changed,
            "unchanged": result.unchanged,
            "rows": result.rows,
            "sha256": result.entry.sha256,
            "skipped_columns": list(result.skipped_columns),
        }
        self.answer(content, *import_words(result))

    def _judge(self, options: dict[str, Any]) -> None:
        # The compiled kernel takes long to load, and the other verbs do without.
        from openveiligheid.evidence.management import judging

        with _Bar(hidden=self.in_json or not sys.stderr.isatty()) as bar:
            content, sentences = judging.judge_table(
                options, lambda done, total: bar.tell(_("reeksen"), done, total)
            )
        self.answer(content, *sentences)

    def _list(self, options: dict[str, Any]) -> None:
        by = System(municipality_of(options)) if options["municipality"] else None
        entries = list(tables(by).values())
        rows = [
            {
                "table": entry.table,
                "title": entry.title,
                "source": entry.source,
                "licence": entry.licence,
                "first_period": entry.first_period,
                "last_period": entry.last_period,
                "division": entry.division,
                "rows": entry.rows,
                "fetched_at": entry.fetched_at,
                "sha256": entry.sha256,
            }
            for entry in entries
        ]
        lines = [table_line(entry) for entry in entries] or [_("Nog geen tabellen ingelezen.")]
        self.answer({"tables": rows}, *lines)


def _add_municipality(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--municipality",
        metavar="GM0160",
        help=_("tabellen van deze gemeente alleen; anders die van de hele site"),
    )


def _actor(options: dict[str, Any]) -> System:
    """The system for the municipality that is named; without a name for every municipality."""
    first = Municipality.objects.first()
    if options["municipality"] or first is None:
        return System(municipality_of(options))
    return System(first, is_everywhere=True)


class _Bar:
    """Shows how far an import is, one bar per stage, when somebody is watching."""

    def __init__(self, *, hidden: bool) -> None:
        self.hidden = hidden
        self.stage = ""
        self.bar = self._start(None)

    def _start(self, total: int | None) -> "tqdm[Never]":
        return tqdm(desc=self.stage, total=total, disable=self.hidden or not self.stage)

    def __enter__(self) -> "_Bar":
        return self

    def __exit__(self, *error: object) -> None:
        self.bar.close()

    def tell(self, stage: str, done: int, total: int | None) -> None:
        """Move the bar; a new stage starts a new one."""
        if stage != self.stage:
            self.bar.close()
            self.stage = stage
            self.bar = self._start(total)
        self.bar.update(done - self.bar.n)
