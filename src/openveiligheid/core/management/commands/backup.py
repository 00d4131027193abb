"""`openveiligheid backup DIR`: a copy of the site, the keys apart."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from openveiligheid.core.backups import back_up
from openveiligheid.core.commands import ProductCommand


class Command(ProductCommand):
    """The site may go on while a back-up is made."""

    help = (
        "Maakt een back-up van de database, de bestanden en de cijfers in een nieuwe map. "
        "De site mag blijven draaien. De sleutels gaan alleen mee met --keys-to, naar een "
        "andere map: bewaar die ergens anders, anders is gewiste inhoud uit de back-up te lezen."
    )
    requires_system_checks = ()  # works also where the site itself does not

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", metavar="MAP", type=Path, help="nieuwe map voor de back-up")
        parser.add_argument(
            "--keys-to", metavar="MAP", type=Path, help="andere, nieuwe map voor de sleutels"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        folder, keys_to = options["folder"], options["keys_to"]
        manifest = back_up(folder, at=timezone.now(), keys_to=keys_to)
        facts = {"folder": folder, "n": len(manifest.files), "size": manifest.size // 1024}
        chains = [
            _("Historie van %(code)s: controlegetal") % {"code": chain.municipality}
            + f" {chain.entries}:{chain.head}"
            for chain in manifest.chains
        ]
        self.answer(
            {
                "folder": str(folder),
                "files": len(manifest.files),
                "bytes": manifest.size,
                "keys": str(keys_to) if keys_to else None,
                "chains": [
                    {"municipality": c.municipality, "entries": c.entries, "head": c.head}
                    for c in manifest.chains
                ],
            },
            _("De back-up staat in %(folder)s: %(n)s bestanden, %(size)s kB.") % facts,
            *chains,
            _keys_sentence(keys_to),
        )


def _keys_sentence(keys_to: Path | None) -> str:
    if keys_to:
        return _("De sleutels staan in %(folder)s. Bewaar die map niet bij de back-up.") % {
            "folder": keys_to
        }
    return _(
        "De sleutels zitten er NIET in; zonder sleutels is de inhoud van de historie onleesbaar. "
        "Bewaar %(folder)s apart, of gebruik --keys-to."
    ) % {"folder": settings.OV_KEY_DIR}
