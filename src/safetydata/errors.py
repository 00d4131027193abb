"""What this package refuses, in Dutch with place and remedy, and with a code for translation."""

from collections.abc import Mapping
from enum import StrEnum


class Reason(StrEnum):
    """Why a file, a feed or a question was refused; the product may translate by this code."""

    FILE_MISSING = "file_missing"
    FILE_EMPTY = "file_empty"
    NOT_TEXT = "not_text"
    LAYOUT_UNKNOWN = "layout_unknown"
    HEADER_MISSING = "header_missing"
    COLUMN_TWICE = "column_twice"
    COLUMN_RESERVED = "column_reserved"
    WRONG_COLUMN_COUNT = "wrong_column_count"
    QUOTE_OPEN = "quote_open"
    END_MISSING = "end_missing"
    NOT_A_NUMBER = "not_a_number"
    NUMBER_AMBIGUOUS = "number_ambiguous"
    KEY_MISSING = "key_missing"
    PERIOD_UNKNOWN = "period_unknown"
    PERIOD_MISSING = "period_missing"
    DUPLICATE_ROW = "duplicate_row"
    NO_ROWS = "no_rows"
    TABLE_UNKNOWN = "table_unknown"
    JSON_BROKEN = "json_broken"
    PARQUET_BROKEN = "parquet_broken"
    PAGE_MISSING = "page_missing"
    ROWS_MISSING = "rows_missing"
    FEED_INCOMPLETE = "feed_incomplete"
    SHAPE_CHANGED = "shape_changed"
    DIVISION_CHANGED = "division_changed"
    ADDRESS_NOT_ALLOWED = "address_not_allowed"
    ADDRESS_UNCLEAR = "address_unclear"
    NO_CONNECTION = "no_connection"
    FEED_REFUSED = "feed_refused"
    FEED_TOO_LARGE = "feed_too_large"
    FEED_BUSY = "feed_busy"
    FEED_CHANGED = "feed_changed"
    STORE_BROKEN = "store_broken"
    STORE_OUTDATED = "store_outdated"
    TABLE_ABSENT = "table_absent"
    TOPIC_ABSENT = "topic_absent"
    DIMENSION_ABSENT = "dimension_absent"
    CODE_ABSENT = "code_absent"
    PERIOD_ABSENT = "period_absent"
    MONTHS_ABSENT = "months_absent"
    HISTORY_SHORT = "history_short"
    CHOICE_NEEDED = "choice_needed"
    AREA_INVALID = "area_invalid"
    CHANGE_UNCLEAR = "change_unclear"
    TABLE_NOT_KNOWN = "table_not_known"
    NOT_KNOWN_YET = "not_known_yet"
    HISTORY_NOT_KEPT = "history_not_kept"
    NO_SUM = "no_sum"


_TEXTS: Mapping[Reason, str] = {
    Reason.FILE_MISSING: "Het bestand {file} bestaat niet of is niet te lezen.",
    Reason.FILE_EMPTY: "Het bestand is leeg. Download het opnieuw.",
    Reason.NOT_TEXT: (
        "{place}: dit is geen leesbare tekst (geen UTF-8 en geen Windows-1252). "
        "Sla het bestand op als CSV met UTF-8."
    ),
    Reason.LAYOUT_UNKNOWN: (
        "De opbouw van dit bestand is niet bekend. Bruikbaar zijn een CSV-export van StatLine, "
        "een CSV, JSON of Parquet van de open data van CBS of politie, en het adres van zo'n tabel."
    ),
    Reason.HEADER_MISSING: (
        "{place}: de kopregel mist een kolom voor {wanted}. "
        "Gebruik het bestand zoals de bron het levert, met kopregel."
    ),
    Reason.COLUMN_TWICE: "{place}: de kolom “{column}” staat er twee keer.",
    Reason.COLUMN_RESERVED: (
        "{place}: de kolomnaam “{column}” gebruikt de opslag zelf. Geef de kolom een andere naam."
    ),
    Reason.WRONG_COLUMN_COUNT: (
        "{place}: {found} kolommen in plaats van {expected} (kolom “{column}”). "
        "Het bestand is afgebroken of beschadigd: download het opnieuw."
    ),
    Reason.QUOTE_OPEN: (
        "{place}: een aanhalingsteken in kolom “{column}” wordt niet goed gesloten. "
        "Het bestand is afgebroken of beschadigd: download het opnieuw."
    ),
    Reason.END_MISSING: (
        "{place}: de slotregel “Bron: …” ontbreekt. De export is afgebroken: download het opnieuw."
    ),
    Reason.NOT_A_NUMBER: (
        "{place}, kolom “{column}”: “{value}” is geen getal. "
        "Herstel het in de bron of download opnieuw."
    ),
    Reason.NUMBER_AMBIGUOUS: (
        "{place}, kolom “{column}”: “{value}” kan op twee manieren gelezen worden "
        "(duizendtal of decimaal). Sla het bestand op zonder punten in de getallen."
    ),
    Reason.KEY_MISSING: (
        "{place}: de kolom “{column}” is leeg. Zonder deze waarde is de rij onbruikbaar."
    ),
    Reason.PERIOD_UNKNOWN: (
        "{place}, kolom “{column}”: “{value}” is geen bekende periode "
        "(zoals 2023JJ00, 2023KW01, 2023MM01 of 2023)."
    ),
    Reason.PERIOD_MISSING: (
        "Het bestand zegt niet over welke periode het gaat. "
        "Geef de periode op, bijvoorbeeld 2020JJ00."
    ),
    Reason.DUPLICATE_ROW: (
        "{place}, kolom “{column}”: dezelfde cel staat er al met een andere waarde "
        "({first} en {second}). Download het bestand opnieuw of haal de dubbele rij weg."
    ),
    Reason.NO_ROWS: "Het bestand heeft een kopregel maar geen cijfers.",
    Reason.TABLE_UNKNOWN: (
        "Niet duidelijk is om welke tabel het gaat. Geef het tabelnummer op, bijvoorbeeld 47018NED."
    ),
    Reason.JSON_BROKEN: (
        "{place} van {file}: de JSON houdt op of klopt niet. Haal deze pagina opnieuw op."
    ),
    Reason.PARQUET_BROKEN: "{file} is geen heel Parquet-bestand. Haal het opnieuw op.",
    Reason.PAGE_MISSING: "Pagina {page} van de tabel ontbreekt. Haal de tabel opnieuw op.",
    Reason.ROWS_MISSING: (
        "De bron telt {expected} rijen, ontvangen zijn er {found}. Haal de tabel opnieuw op."
    ),
    Reason.FEED_INCOMPLETE: "In {file} ontbreekt {wanted}. Haal de tabel met haar beschrijving op.",
    Reason.SHAPE_CHANGED: (
        "Tabel {table} is eerder opgeslagen met andere kenmerken ({old}) dan nu ({new}). "
        "Samenvoegen zou dubbele cijfers geven. Vervang de tabel of kies een andere tabelnaam."
    ),
    Reason.DIVISION_CHANGED: (
        "Tabel {table} is opgeslagen met {old}, dit bestand heeft {new}. "
        "Dezelfde buurtcode kan nu een ander gebied zijn. "
        "Vervang de tabel of kies een andere tabelnaam."
    ),
    Reason.ADDRESS_NOT_ALLOWED: (
        "Het adres {address} staat niet op de lijst van bronnen. Toegestaan: {allowed}."
    ),
    Reason.ADDRESS_UNCLEAR: (
        "In het adres {address} is geen tabel te herkennen. "
        "Gebruik bijvoorbeeld https://dataderden.cbs.nl/ODataFeed/odata/47018NED."
    ),
    Reason.NO_CONNECTION: (
        "Geen verbinding met {address}. Controleer het netwerk of de proxy, "
        "of download de tabel elders en lees het bestand in."
    ),
    Reason.FEED_REFUSED: (
        "De bron {address} antwoordde met fout {status}. Probeer het later opnieuw."
    ),
    Reason.FEED_TOO_LARGE: "Het antwoord van {address} is groter dan toegestaan ({limit} MB).",
    Reason.FEED_BUSY: (
        "De bron {address} vraagt om {minutes} minuten te wachten. Probeer het daarna opnieuw."
    ),
    Reason.FEED_CHANGED: (
        "De bron heeft de tabel {address} gewijzigd terwijl wij haar ophaalden. "
        "Haal haar opnieuw op: dan begint het ophalen van voren af aan."
    ),
    Reason.STORE_BROKEN: (
        "De lijst van opgeslagen tabellen ({file}) is beschadigd. Zet een reservekopie terug."
    ),
    Reason.STORE_OUTDATED: (
        "De cijfers in {folder} zijn bewaard door een eerdere versie en zijn zo niet te lezen. "
        "Geef die map een andere naam en lees de tabellen opnieuw in."
    ),
    Reason.TABLE_ABSENT: "Tabel {table} is niet opgeslagen. Lees haar eerst in.",
    Reason.TOPIC_ABSENT: "Tabel {table} heeft geen onderwerp “{value}”. Wel: {known}.",
    Reason.DIMENSION_ABSENT: "Tabel {table} heeft geen kenmerk “{value}”. Wel: {known}.",
    Reason.CODE_ABSENT: "Het kenmerk {dimension} van tabel {table} heeft geen waarde “{value}”.",
    Reason.PERIOD_ABSENT: "Tabel {table} heeft geen periode “{value}”.",
    Reason.MONTHS_ABSENT: "Tabel {table} heeft geen maandcijfers.",
    Reason.HISTORY_SHORT: (
        "Tabel {table} heeft {found} maanden tot en met {value}. "
        "Voor een oordeel over die maand zijn er {needed} nodig."
    ),
    Reason.CHOICE_NEEDED: (
        "Kies voor het kenmerk {dimension} van tabel {table} één waarde, "
        "anders worden verschillende cijfers door elkaar gehaald."
    ),
    Reason.AREA_INVALID: "{place}: {problem}",
    Reason.CHANGE_UNCLEAR: (
        "{place}, kolom “{column}”: “{value}” is niet te gebruiken. Een regel heeft from_code of "
        "to_code, een year, een kind ({allowed}) en zo mogelijk een share boven 0 tot en met 1."
    ),
    Reason.TABLE_NOT_KNOWN: (
        "Er is geen bestand {table}, en als tabelnummer is het niet bekend. "
        "Geef het adres van de tabel. Bekend zijn: {known}."
    ),
    Reason.HISTORY_NOT_KEPT: (
        "Van tabel {table} zijn de oude cijfers van voor de laatste wijziging niet bewaard."
    ),
    Reason.NO_SUM: (
        "Dit onderwerp van tabel {table} is geen aantal ({unit}). Cijfers van gebieden die zijn "
        "samengevoegd kunnen dan niet worden opgeteld."
    ),
    Reason.NOT_KNOWN_YET: "Op {moment} was tabel {table} nog niet ingelezen.",
}


class Refusal(ValueError):
    """A refusal with its code, the facts that fill the text, and the Dutch text itself."""

    def __init__(self, code: Reason, **facts: str | int) -> None:
        self.code = code
        self.facts: Mapping[str, str | int] = facts
        super().__init__(_TEXTS[code].format(**facts))


class ImportRefused(Refusal):
    """A file or feed was not taken in; what was stored before is still there, unchanged.

    `row` is the line of a text file, or the number of the record in JSON and Parquet, from 1.
    """

    def __init__(
        self,
        code: Reason,
        *,
        row: int | None = None,
        column: str | None = None,
        unit: str = "regel",
        **facts: str | int,
    ) -> None:
        self.row, self.column = row, column
        place = "Het bestand" if row is None else f"{unit.capitalize()} {row}"
        super().__init__(code, place=place, column=column or "", unit=unit, **facts)


class QuestionRefused(Refusal):
    """A question about figures names something that the store does not hold."""
