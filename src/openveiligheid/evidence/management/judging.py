"""`openveiligheid figures signals`: judge every series of a table for a month."""

import os
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from openveiligheid.core.actors import System
from openveiligheid.core.commands import WrongUse, municipality_of
from openveiligheid.core.errors import Refused
from openveiligheid.core.models import Municipality
from openveiligheid.evidence.operations import record_signals
from openveiligheid.evidence.operations.signals import Recorded
from openveiligheid.evidence.presenters.signal_rounds import judgement_words, recorded_words
from openveiligheid.evidence.refusals import in_our_words
from openveiligheid.evidence.store import Shelves, own_store
from safetydata.signal_files import CSV_METADATA, KINDS, about, written
from safetydata.signals import Judgement, Progress, judge

Told = tuple[dict[str, Any], list[str]]


def judge_table(options: dict[str, Any], progress: Progress) -> Told:
    """Judge, write the file and record the signals; all of it, or nothing.

    Gives the content of the answer, and the answer in sentences.
    """
    path: Path | None = options["out"]
    _check(path)
    everybody = Municipality.objects.order_by("cbs_code")
    chosen = municipality_of(options) if options["municipality"] else None
    store = Shelves(chosen.cbs_code if chosen else "").holding(options["table"])
    with in_our_words():
        judgement = judge(
            store,
            options["table"],
            at=options["at"],
            municipality=chosen.cbs_code if chosen else "",
            progress=progress,
        )
    with transaction.atomic(), _file(judgement, path):
        recorded = {
            municipality: _record(judgement, municipality, is_site_wide=chosen is None)
            for municipality in ([chosen] if chosen else everybody)
        }
    return _told(judgement, recorded, path)


def _check(path: Path | None) -> None:
    """Refuse a place for the file before the work begins."""
    if path is None:
        return
    if path.suffix not in KINDS:
        raise WrongUse(_("Geef het bestand een naam die eindigt op .parquet of .csv."))
    beside = path.with_name(path.name + CSV_METADATA)
    for taken in filter(os.path.lexists, (path, beside)):
        raise Refused(_("%(file)s bestaat al. Kies een andere naam.") % {"file": taken})
    if not path.parent.is_dir() or not os.access(path.parent, os.W_OK):
        raise Refused(
            _("In de map %(folder)s kan niet geschreven worden.") % {"folder": path.parent}
        )


def _file(judgement: Judgement, path: Path | None) -> AbstractContextManager[None]:
    return written(judgement, path) if path else nullcontext()


def _record(
    judgement: Judgement, municipality: Municipality, *, is_site_wide: bool
) -> Recorded | str:
    """What is new for a municipality, or why nothing is recorded for it."""
    table = judgement.entry.table
    if is_site_wide and table in own_store(municipality.cbs_code).entries():
        return _(
            "leest een eigen tabel %(table)s: reken die apart, met --municipality %(code)s"
        ) % {
            "table": table,
            "code": municipality.cbs_code,
        }
    if not len(judgement.of(municipality.cbs_code).frame):
        return _("komt in deze tabel niet voor")
    return record_signals(judgement, by=System(municipality), at=timezone.now())


def _told(
    judgement: Judgement, outcomes: Mapping[Municipality, Recorded | str], path: Path | None
) -> Told:
    sentences = judgement_words(judgement)
    found: list[dict[str, Any]] = []
    for municipality, outcome in outcomes.items():
        sentences.append(f"{municipality.name}: {recorded_words(outcome)}.")
        counts = {} if isinstance(outcome, str) else outcome.counts
        found.append({"municipality": municipality.cbs_code, **counts})
    if path:
        sentences.append(_("Geschreven: %(file)s") % {"file": path})
    content = {**about(judgement), "municipalities": found, "file": str(path) if path else None}
    return content, sentences
