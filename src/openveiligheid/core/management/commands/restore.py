"""`openveiligheid restore DIR`: the way back from a back-up."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from openveiligheid.core.backups import Restored, restore
from openveiligheid.core.commands import ProductCommand


class Command(ProductCommand):
    """Stop the site first; what is there moves aside and is not thrown away."""

    help = (
        "Zet een back-up terug. Stop eerst de site. Alles wordt vooraf gecontroleerd: elk bestand "
        "en de hele historie. Is er iets mis, dan blijft alles zoals het was."
    )
    requires_system_checks = ()  # works also where the site itself does not

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", metavar="MAP", type=Path, help="map met de back-up")
        parser.add_argument(
            "--keys-from", metavar="MAP", type=Path, help="map met de back-up van de sleutels"
        )
        parser.add_argument(
            "--force", action="store_true", help="zet gegevens die er al staan opzij"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        done = restore(
            options["folder"],
            at=timezone.now(),
            keys_from=options["keys_from"],
            force=options["force"],
        )
        self.answer(
            {
                "made_at": done.manifest.made_at,
                "files": len(done.manifest.files),
                "readable": done.is_readable,
                "before": str(done.before) if done.before else None,
                "needs_prepare": done.is_behind,
            },
            *_sentences(done),
        )


def _sentences(done: Restored) -> list[str]:
    told = [
        _("De back-up van %(moment)s staat terug: %(n)s bestanden.")
        % {"moment": done.manifest.moment.strftime("%d-%m-%Y %H:%M"), "n": len(done.manifest.files)}
    ]
    if done.is_readable:
        told.append(_("De historie klopt en is leesbaar."))
    else:
        told.append(
            _(
                "De historie klopt, maar de inhoud is onleesbaar: de sleutels ontbreken. "
                "Zet ze terug met --keys-from."
            )
        )
    if done.before:
        told.append(_("Wat er stond, ligt nu in %(folder)s.") % {"folder": done.before})
    if done.is_behind:
        told.append(_("Draai nu: openveiligheid prepare"))
    return told
