"""Reasons why the reader is unsure, as Dutch msgids that a page translates when it shows them."""

from __future__ import annotations

from typing import Final


def gettext_noop(message: str) -> str:
    """Mark a text for the catalogue; Django's own marker needs settings at import."""
    return message


MOVED: Final = gettext_noop(
    "Dit stond bij een ander kopje en is op inhoud hierbij gezet. Controleer of dat klopt."
)
MIXED: Final = gettext_noop(
    "De kopjes en kaders staan hier niet op volgorde. Controleer of dit bij het juiste thema staat."
)
OUT_OF_ORDER: Final = gettext_noop("De nummering van de kopjes staat hier niet op volgorde.")
MANY_BOXES: Final = gettext_noop(
    "Onder dit thema staat hetzelfde kader meer dan één keer. Controleer of alles hier hoort."
)
NO_OBJECTIVES: Final = gettext_noop("Bij dit thema zijn geen doelen of acties gevonden.")
NO_CONTEXT: Final = gettext_noop("Bij dit thema is geen toelichting gevonden.")
RUNNING_TEXT: Final = gettext_noop("Dit is lopende tekst en geen opsomming.")
NO_LABEL: Final = gettext_noop(
    "Boven deze opsomming staat geen herkend kopje. Controleer of dit een doel of actie is."
)
UNKNOWN_LABEL: Final = gettext_noop(
    "Het kopje boven deze opsomming is niet herkend. Controleer of dit een doel of actie is."
)
BROAD_LABEL: Final = gettext_noop(
    "Het kopje zegt niet of dit een doel of een actie is. Controleer de soort."
)
FROM_TABLE: Final = gettext_noop("Dit komt uit een tabel. Controleer de tekst en de plaats.")
MERGED: Final = gettext_noop("Onderliggende punten zijn samengevoegd tot één tekst.")
OPEN_END: Final = gettext_noop("De tekst lijkt onvolledig.")
VERY_SHORT: Final = gettext_noop("De tekst is erg kort.")
VERY_LONG: Final = gettext_noop("De tekst is erg lang. Mogelijk staan er meer punten in.")
TWICE: Final = gettext_noop("Dezelfde tekst komt ook bij een ander thema voor.")
UNNUMBERED: Final = gettext_noop("Dit kopje heeft geen nummer en is aan de opmaak herkend.")
FIELD_AS_THEME: Final = gettext_noop(
    "Dit veld heeft geen thema's. De doelen staan daarom onder een thema met dezelfde naam."
)
FIELD_OBJECTIVES: Final = gettext_noop(
    "Deze doelen staan direct onder het veld en niet onder een van de thema's."
)
FIELD_MADE: Final = gettext_noop(
    "Het plan heeft geen indeling in velden. Dit veld is afgeleid van het Kernbeleid Veiligheid."
)
UNMAPPED: Final = gettext_noop("Er is geen passend onderdeel van het Kernbeleid gevonden.")
MAPPING_UNSURE: Final = gettext_noop("De koppeling met het Kernbeleid is onzeker.")
NO_TITLE: Final = gettext_noop("De titel van het plan is niet gevonden.")
NO_PERIOD: Final = gettext_noop("De looptijd van het plan is niet gevonden.")
PERIOD_UNSURE: Final = gettext_noop("De looptijd van het plan is onzeker.")

OTHER_FIELD: Final = gettext_noop("Overige thema's")
UNTITLED: Final = gettext_noop("Plan zonder titel")
