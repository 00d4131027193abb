"""What is wrong with a file that cannot be read as a plan, and what to do about it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class UnreadablePlan(Exception):
    """The file is not a plan that can be read; the text says why and what helps."""

    def __init__(self, reason: str | Promise) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return str(self.reason)


EMPTY = _("Het bestand is leeg. Kies het bestand opnieuw of vraag om een nieuwe kopie.")
TOO_LARGE = _("Het bestand is groter dan 50 MB. Maak een kleinere PDF, zonder grote foto's.")
TOO_LONG = _("Het bestand heeft te veel pagina's of tekst. Lever alleen het plan aan.")
NOT_FOUND = _("Het bestand bestaat niet of is niet te openen. Controleer de plaats en de naam.")
SCANNED = _(
    "Deze PDF bevat geen leesbare tekst; het is waarschijnlijk een scan."
    " Lever de oorspronkelijke PDF aan of laat er eerst tekstherkenning (OCR) op los."
)
ENCRYPTED = _("Deze PDF is beveiligd met een wachtwoord. Sla de PDF op zonder beveiliging.")
DAMAGED = _("Deze PDF is beschadigd en niet te openen. Maak of download de PDF opnieuw.")
OFFICE = _("Dit is een Word-, Excel- of ander Office-bestand. Sla het op als PDF of platte tekst.")
ARCHIVE = _("Dit is een gecomprimeerd bestand (ZIP). Pak het uit en lever de PDF of tekst aan.")
OTHER_FILE = _("Dit bestand is geen PDF en geen platte tekst. Sla het plan op als PDF.")
BROKEN_TEXT = _(
    "De tekens in dit tekstbestand zijn niet te lezen. Sla het bestand opnieuw op als UTF-8."
)
NOTHING_FOUND = _(
    "In dit bestand zijn geen kopjes met thema's, doelen of acties gevonden."
    " Controleer of dit een veiligheidsplan is, of voer het plan met de hand in."
)
