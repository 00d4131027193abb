"""What the figures refuse, in the reader's language with place and remedy."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openveiligheid.core.errors import Refused
from safetydata.errors import ImportRefused, Reason, Refusal

TEXTS: dict[Reason, Promise] = {
    Reason.FILE_MISSING: gettext_lazy("Het bestand %(file)s bestaat niet of is niet te lezen."),
    Reason.FILE_EMPTY: gettext_lazy("Het bestand is leeg. Download het opnieuw."),
    Reason.NOT_TEXT: gettext_lazy(
        "%(place)s: dit is geen leesbare tekst (geen UTF-8 en geen Windows-1252). Sla het bestand "
        "op als CSV met UTF-8."
    ),
    Reason.LAYOUT_UNKNOWN: gettext_lazy(
        "De opbouw van dit bestand is niet bekend. Bruikbaar zijn een CSV-export van StatLine, een "
        "CSV, JSON of Parquet van de open data van CBS of politie, en het adres van zo'n tabel."
    ),
    Reason.HEADER_MISSING: gettext_lazy(
        "%(place)s: de kopregel mist een kolom voor %(wanted)s. Gebruik het bestand zoals de bron "
        "het levert, met kopregel."
    ),
    Reason.COLUMN_TWICE: gettext_lazy("%(place)s: de kolom “%(column)s” staat er twee keer."),
    Reason.COLUMN_RESERVED: gettext_lazy(
        "%(place)s: de kolomnaam “%(column)s” gebruikt de opslag zelf. Geef de kolom een andere "
        "naam."
    ),
    Reason.WRONG_COLUMN_COUNT: gettext_lazy(
        "%(place)s: %(found)s kolommen in plaats van %(expected)s (kolom “%(column)s”). Het "
        "bestand is afgebroken of beschadigd: download het opnieuw."
    ),
    Reason.QUOTE_OPEN: gettext_lazy(
        "%(place)s: een aanhalingsteken in kolom “%(column)s” wordt niet goed gesloten. Het "
        "bestand is afgebroken of beschadigd: download het opnieuw."
    ),
    Reason.END_MISSING: gettext_lazy(
        "%(place)s: de slotregel “Bron: …” ontbreekt. De export is afgebroken: download het "
        "opnieuw."
    ),
    Reason.NOT_A_NUMBER: gettext_lazy(
        "%(place)s, kolom “%(column)s”: “%(value)s” is geen getal. Herstel het in de bron of "
        "download opnieuw."
    ),
    Reason.NUMBER_AMBIGUOUS: gettext_lazy(
        "%(place)s, kolom “%(column)s”: “%(value)s” kan op twee manieren gelezen worden "
        "(duizendtal of decimaal). Sla het bestand op zonder punten in de getallen."
    ),
    Reason.KEY_MISSING: gettext_lazy(
        "%(place)s: de kolom “%(column)s” is leeg. Zonder deze waarde is de rij onbruikbaar."
    ),
    Reason.PERIOD_UNKNOWN: gettext_lazy(
        "%(place)s, kolom “%(column)s”: “%(value)s” is geen bekende periode (zoals 2023JJ00, "
        "2023KW01, 2023MM01 of 2023)."
    ),
    Reason.PERIOD_MISSING: gettext_lazy(
        "Het bestand zegt niet over welke periode het gaat. Geef de periode op, bijvoorbeeld "
        "2020JJ00."
    ),
    Reason.DUPLICATE_ROW: gettext_lazy(
        "%(place)s, kolom “%(column)s”: dezelfde cel staat er al met een andere waarde (%(first)s "
        "en %(second)s). Download het bestand opnieuw of haal de dubbele rij weg."
    ),
    Reason.NO_ROWS: gettext_lazy("Het bestand heeft een kopregel maar geen cijfers."),
    Reason.TABLE_UNKNOWN: gettext_lazy(
        "Niet duidelijk is om welke tabel het gaat. Geef het tabelnummer op, bijvoorbeeld 47018NED."
    ),
    Reason.JSON_BROKEN: gettext_lazy(
        "%(file)s, %(place)s: de JSON houdt op of klopt niet. Haal deze pagina opnieuw op."
    ),
    Reason.PARQUET_BROKEN: gettext_lazy(
        "%(file)s is geen heel Parquet-bestand. Haal het opnieuw op."
    ),
    Reason.PAGE_MISSING: gettext_lazy(
        "Pagina %(page)s van de tabel ontbreekt. Haal de tabel opnieuw op."
    ),
    Reason.ROWS_MISSING: gettext_lazy(
        "De bron telt %(expected)s rijen, ontvangen zijn er %(found)s. Haal de tabel opnieuw op."
    ),
    Reason.FEED_INCOMPLETE: gettext_lazy(
        "In %(file)s ontbreekt %(wanted)s. Haal de tabel met haar beschrijving op."
    ),
    Reason.SHAPE_CHANGED: gettext_lazy(
        "Tabel %(table)s is eerder opgeslagen met andere kenmerken (%(old)s) dan nu (%(new)s). "
        "Samenvoegen zou dubbele cijfers geven. Vervang de tabel of kies een andere tabelnaam."
    ),
    Reason.DIVISION_CHANGED: gettext_lazy(
        "Tabel %(table)s is opgeslagen met %(old)s, dit bestand heeft %(new)s. Dezelfde buurtcode "
        "kan nu een ander gebied zijn. Vervang de tabel of kies een andere tabelnaam."
    ),
    Reason.ADDRESS_NOT_ALLOWED: gettext_lazy(
        "Het adres %(address)s staat niet op de lijst van bronnen. Toegestaan: %(allowed)s."
    ),
    Reason.ADDRESS_UNCLEAR: gettext_lazy(
        "In het adres %(address)s is geen tabel te herkennen. Gebruik bijvoorbeeld "
        "https://dataderden.cbs.nl/ODataFeed/odata/47018NED."
    ),
    Reason.NO_CONNECTION: gettext_lazy(
        "Geen verbinding met %(address)s. Controleer het netwerk of de proxy, of download de tabel "
        "elders en lees het bestand in."
    ),
    Reason.FEED_REFUSED: gettext_lazy(
        "De bron %(address)s antwoordde met fout %(status)s. Probeer het later opnieuw."
    ),
    Reason.FEED_TOO_LARGE: gettext_lazy(
        "Het antwoord van %(address)s is te groot om hier op te halen. Kies een deel van de tabel, "
        "of haal haar op de server op met: openveiligheid figures import."
    ),
    Reason.FEED_BUSY: gettext_lazy(
        "De bron %(address)s vraagt om %(minutes)s minuten te wachten. Probeer het daarna opnieuw."
    ),
    Reason.FEED_CHANGED: gettext_lazy(
        "De bron heeft de tabel %(address)s gewijzigd terwijl wij haar ophaalden. Haal haar "
        "opnieuw op: dan begint het ophalen van voren af aan."
    ),
    Reason.STORE_BROKEN: gettext_lazy(
        "De lijst van opgeslagen tabellen (%(file)s) is beschadigd. Zet een reservekopie terug."
    ),
    Reason.STORE_OUTDATED: gettext_lazy(
        "De cijfers in %(folder)s zijn bewaard door een eerdere versie en zijn zo niet te lezen. "
        "Geef die map een andere naam en lees de tabellen opnieuw in."
    ),
    Reason.TABLE_ABSENT: gettext_lazy("Tabel %(table)s is niet opgeslagen. Lees haar eerst in."),
    Reason.TOPIC_ABSENT: gettext_lazy(
        "Tabel %(table)s heeft geen onderwerp “%(value)s”. Wel: %(known)s."
    ),
    Reason.DIMENSION_ABSENT: gettext_lazy(
        "Tabel %(table)s heeft geen kenmerk “%(value)s”. Wel: %(known)s."
    ),
    Reason.CODE_ABSENT: gettext_lazy(
        "Het kenmerk %(dimension)s van tabel %(table)s heeft geen waarde “%(value)s”."
    ),
    Reason.PERIOD_ABSENT: gettext_lazy("Tabel %(table)s heeft geen periode “%(value)s”."),
    Reason.MONTHS_ABSENT: gettext_lazy("Tabel %(table)s heeft geen maandcijfers."),
    Reason.HISTORY_SHORT: gettext_lazy(
        "Tabel %(table)s heeft %(found)s maanden tot en met %(value)s. Voor een oordeel over die "
        "maand zijn er %(needed)s nodig."
    ),
    Reason.CHOICE_NEEDED: gettext_lazy(
        "Kies voor het kenmerk %(dimension)s van tabel %(table)s één waarde, anders worden "
        "verschillende cijfers door elkaar gehaald."
    ),
    Reason.AREA_INVALID: gettext_lazy("%(place)s: %(problem)s"),
    Reason.CHANGE_UNCLEAR: gettext_lazy(
        "%(place)s, kolom “%(column)s”: “%(value)s” is niet te gebruiken. Een regel heeft "
        "from_code of to_code, een year, een kind (%(allowed)s) en zo mogelijk een share boven 0 "
        "tot en met 1."
    ),
    Reason.TABLE_NOT_KNOWN: gettext_lazy(
        "Er is geen bestand %(table)s, en als tabelnummer is het niet bekend. Geef het adres van "
        "de tabel. Bekend zijn: %(known)s."
    ),
    Reason.HISTORY_NOT_KEPT: gettext_lazy(
        "Van tabel %(table)s zijn de oude cijfers van voor de laatste wijziging niet bewaard."
    ),
    Reason.NO_SUM: gettext_lazy(
        "Dit onderwerp van tabel %(table)s is geen aantal (%(unit)s). Cijfers van gebieden die "
        "zijn samengevoegd kunnen dan niet worden opgeteld."
    ),
    Reason.NOT_KNOWN_YET: gettext_lazy("Op %(moment)s was tabel %(table)s nog niet ingelezen."),
}


class FiguresRefused(Refused):
    """A file, feed or question about figures was refused; `code` and `row` say what and where."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(in_words(refusal))
        self.code = refusal.code
        self.row = getattr(refusal, "row", None)
        self.column = getattr(refusal, "column", None)


@contextmanager
def in_our_words() -> Iterator[None]:
    """Turn what the figures refuse into a refusal that a user may read."""
    try:
        yield
    except Refusal as refusal:
        raise FiguresRefused(refusal) from refusal


def in_words(refusal: Refusal) -> str:
    """The refusal in the reader's language."""
    facts = dict(refusal.facts)
    if isinstance(refusal, ImportRefused):
        facts |= {"place": _place(refusal), "column": refusal.column or ""}
    return str(TEXTS[refusal.code]) % facts


def _place(refusal: ImportRefused) -> str:
    """Which line or record; the first word of the original says what is counted."""
    if refusal.row is None:
        return _("Het bestand")
    counted = str(refusal.facts.get("place", "")).split(" ")[0].lower()
    words = {
        "record": _("Record %(row)s"),
        "gebied": _("Gebied %(row)s"),
    }
    return words.get(counted, _("Regel %(row)s")) % {"row": refusal.row}
