"""Writes on figures: tables that come in, and what is shown of them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from django.db import transaction

from openveiligheid.core.access import require
from openveiligheid.core.actors import Actor, System
from openveiligheid.core.history import record
from openveiligheid.core.models import Municipality
from openveiligheid.core.operations import erase, write
from openveiligheid.core.permissions import Permission
from openveiligheid.evidence.models import Figure, Gap
from openveiligheid.evidence.readings import question_of, read
from openveiligheid.evidence.refusals import in_our_words
from openveiligheid.evidence.store import own_store, shared_store
from openveiligheid.framework.models import SafetyTheme
from safetydata.catalogue import CatalogueEntry
from safetydata.importer import ImportResult, Stated, import_figures
from safetydata.sources.feed import Client
from safetydata.sources.snapshot import Progress
from safetydata.store import FigureStore

NOTHING_STATED = Stated()
GAP_FIELDS = ("label", "reason")
FIGURE_FIELDS = (
    "title",
    "note",
    "shape",
    "table",
    "topic",
    "filters",
    "regions",
    "region_prefix",
    "unit",
    "plan_labels",
    "counts_events",
    "position",
)


def import_table(
    source: Path | str,
    *,
    by: Actor,
    at: datetime,
    table: str = "",
    stated: Stated = NOTHING_STATED,
    replacing: bool = False,
    progress: Progress | None = None,
    client: Client | None = None,
) -> ImportResult:
    """Take in a file or the address of a table of CBS or the police.

    The table is the actor's municipality's own, unless it is the system that acts everywhere.
    Raises FiguresRefused, with line and column where there is one, and then has changed nothing.
    """
    require(by, Permission.FIGURES_MANAGE)
    with in_our_words():
        return import_figures(
            source,
            store=_store_of(by),
            at=at,
            table=table or None,
            stated=stated,
            replacing=replacing,
            progress=progress,
            client=client,
        )


def _store_of(by: Actor) -> "_RecordingStore":
    """Where the actor's tables go, and in whose history that is written down."""
    if isinstance(by, System) and by.is_everywhere:
        everybody = [System(municipality) for municipality in Municipality.objects.all()]
        return _RecordingStore(shared_store().root, everybody)
    return _RecordingStore(own_store(by.municipality.cbs_code).root, [by])


class _RecordingStore(FigureStore):
    """Writes an import down in the history at the moment that it takes hold.

    Reading and checking may take minutes, in which nobody else should wait for the database. What
    cannot be recorded is not published; what cannot be published is not recorded.
    """

    def __init__(self, root: Path, on_behalf_of: Sequence[Actor]) -> None:
        super().__init__(root)
        self.actors = on_behalf_of

    def publish(self, entry: CatalogueEntry, files: Mapping[str, Path]) -> None:
        this = entry.imports[-1]
        after = {
            "table": entry.table,
            "title": entry.title,
            "source": entry.source,
            "origin": this.origin,
            "sha256": this.sha256,
            "added": this.added,
            "changed": this.changed,
            "rows": entry.rows,
        }
        with transaction.atomic():
            for by in self.actors:
                record(by, "figures imported", by.municipality, after=after)
            super().publish(entry, files)


@transaction.atomic
def save_figure(figure: Figure, *, by: Actor, themes: Sequence[SafetyTheme] = ()) -> Figure:
    """Show something of a table at themes, or change what is shown.

    Raises FiguresRefused when the table cannot answer what the figure asks.
    """
    kept = [] if figure._state.adding else [figure]
    require(by, Permission.FIGURES_MANAGE, *kept)
    if figure.table and figure.topic:
        read(question_of(figure, by.municipality.cbs_code))
    return write(by, "figure saved", figure, fields=FIGURE_FIELDS, links={"themes": themes})


@transaction.atomic
def remove_figure(figure: Figure, *, by: Actor) -> None:
    """Take a figure away; the table that it reads stays."""
    require(by, Permission.FIGURES_MANAGE, figure)
    erase(by, "figure removed", figure, fields=FIGURE_FIELDS)


@transaction.atomic
def explain_gap(label: str, reason: str, *, by: Actor) -> None:
    """Say at a theme of the plan why no figure stands there; without a reason nothing is said."""
    require(by, Permission.FIGURES_MANAGE)
    kept = Gap.unscoped.filter(municipality=by.municipality, label=label).first()
    if reason.strip():
        row = kept or Gap(label=label)
        row.reason = reason.strip()
        write(by, "gap explained", row, fields=GAP_FIELDS)
    elif kept:
        erase(by, "gap removed", kept, fields=GAP_FIELDS)
