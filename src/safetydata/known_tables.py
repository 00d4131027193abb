"""The national tables that this system is made for: where they are, how they are cut, their traps.

Any table of CBS or the police can be taken in by its address. Of these few it is known beforehand
what a reader must know and the table itself does not say, or says in a long text only.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from safetydata.errors import ImportRefused, Reason
from safetydata.metadata import LICENCE
from safetydata.periods import PeriodKind
from safetydata.sources.feed import is_address

POLICE_FEED = "https://dataderden.cbs.nl/ODataFeed/odata/"
_NUMBER = re.compile(r"\d{5}[A-Za-z]{3}")
CBS_FEED = "https://opendata.cbs.nl/ODataFeed/odata/"


class Division(StrEnum):
    """In which division of regions a table gives its periods."""

    ONE = "one"
    """All periods in one, the newest: the source counts earlier years again after a change."""
    EACH_YEAR = "each_year"
    """Each year in its own: a municipality that ended has no figures after that."""


class CautionKind(StrEnum):
    """What a caution is about; the first two make a series break."""

    DEFINITION = "definition"
    CIRCUMSTANCE = "circumstance"
    READING = "reading"


@dataclass(frozen=True, slots=True)
class Caution:
    """Something that a reader must know; `code` is for translation, `text` is Dutch.

    From `since` on figures differ from before. `codes` limits it to some values of a `dimension`.
    """

    code: str
    kind: CautionKind
    text: str
    since: date | None = None
    dimension: str = ""
    codes: tuple[str, ...] = ()

    def concerns(self, chosen: Mapping[str, str]) -> bool:
        """Whether it concerns figures of these codes per dimension."""
        return not self.codes or chosen.get(self.dimension) in self.codes


HIDDEN_SEXUAL_OFFENCES = Caution(
    "hidden_sexual_offences",
    CautionKind.READING,
    "Zedenmisdrijven staan niet in de cijfers per wijk en buurt. Buurten tellen daardoor niet op "
    "tot de gemeente; ook misdrijven zonder bekende buurt ontbreken.",
    dimension="SoortMisdrijf",
    codes=("0.0.0", "1.4.1", "3.2.1", "3.2.2"),
)
MONTHS_DO_NOT_ADD_UP = Caution(
    "months_do_not_add_up",
    CautionKind.READING,
    "Van enkele soorten publiceert de politie alleen jaarcijfers. De soorten tellen daardoor per "
    "maand niet op tot het totaal.",
)
SAME_YEAR_REVISED = Caution(
    "revised",
    CautionKind.READING,
    "De politie werkt cijfers met terugwerkende kracht bij, ook die van eerdere jaren.",
)
FRAUD_SINCE_2016 = Caution(
    "fraud_since_2016",
    CautionKind.DEFINITION,
    "Horizontale fraude wordt sinds 2016 zo geregistreerd. De nullen van daarvoor betekenen niet "
    "dat er geen fraude was.",
    since=date(2016, 1, 1),
    dimension="SoortMisdrijf",
    codes=("3.9.1",),
)
SINGLE_RECORDS_SINCE_2018 = Caution(
    "single_records_since_2018",
    CautionKind.DEFINITION,
    "Sinds juli 2018 staat elk misdrijf in een eigen registratie; eerder telde alleen het "
    "zwaarste. Dat geeft voor deze soort 5 tot 16% meer registraties.",
    since=date(2018, 7, 1),
    dimension="SoortMisdrijf",
    codes=("2.4.2", "2.7.2", "3.1.1", "3.1.3", "3.6.4", "3.7.3"),
)
COVID = Caution(
    "covid",
    CautionKind.CIRCUMSTANCE,
    "Vanaf maart 2020 golden coronamaatregelen. Veel soorten daalden of stegen daardoor sterk.",
    since=date(2020, 3, 1),
)
ROUNDED_TO_FIVE = Caution(
    "rounded_to_five",
    CautionKind.READING,
    "Aantallen zijn afgerond op vijf. Kleine verschillen zeggen niets.",
)
COUNTED_BY_CBS = Caution(
    "counted_by_cbs",
    CautionKind.READING,
    "CBS telt anders dan de politie, met andere soorten en met de Koninklijke Marechaussee. Plak "
    "deze cijfers niet aan die van de politie.",
)

_POLICE = (SAME_YEAR_REVISED, FRAUD_SINCE_2016, SINGLE_RECORDS_SINCE_2018, COVID)


@dataclass(frozen=True, slots=True)
class KnownTable:
    """A table of which the whole country is worth having."""

    number: str
    title: str
    source: str
    address: str
    region: str
    dimensions: tuple[str, ...]
    kinds: tuple[PeriodKind, ...]
    first_year: int
    division: Division
    unit: str = "aantal"
    licence: str = LICENCE
    cautions: tuple[Caution, ...] = ()


def _police(
    number: str,
    title: str,
    region: str,
    dimension: str,
    kind: tuple[PeriodKind, ...],
    cautions: tuple[Caution, ...],
) -> KnownTable:
    return KnownTable(
        number=number,
        title=title,
        source="Politie",
        address=POLICE_FEED + number,
        region=region,
        dimensions=(dimension,),
        kinds=kind,
        first_year=2012,
        division=Division.ONE,
        cautions=cautions,
    )


def _key_figures(year: int, number: str) -> KnownTable:
    return KnownTable(
        number=number,
        title=f"Kerncijfers wijken en buurten {year}",
        source="CBS",
        address=CBS_FEED + number,
        region="WijkenEnBuurten",
        dimensions=(),
        kinds=(PeriodKind.YEAR,),
        first_year=year,
        division=Division.EACH_YEAR,
        unit="",
        cautions=(ROUNDED_TO_FIVE,),
    )


KEY_FIGURES: Mapping[int, str] = {
    2013: "82339NED",
    2014: "82931NED",
    2015: "83220NED",
    2016: "83487NED",
    2017: "83765NED",
    2018: "84286NED",
    2019: "84583NED",
    2020: "84799NED",
    2021: "85039NED",
    2022: "85318NED",
    2023: "85618NED",
    2024: "85984NED",
    2025: "86165NED",
}
"""Kerncijfers wijken en buurten: one table for each year, each in the division of that year."""

_YEAR, _MONTH = (PeriodKind.YEAR,), (PeriodKind.MONTH,)
_OFFENCES, _PLACES = "SoortMisdrijf", "WijkenEnBuurten"
TABLES: Mapping[str, KnownTable] = {
    table.number: table
    for table in (
        _police(
            "47022NED",
            "Geregistreerde misdrijven; soort misdrijf, wijk, buurt, maandcijfers",
            _PLACES,
            _OFFENCES,
            _MONTH,
            (HIDDEN_SEXUAL_OFFENCES, MONTHS_DO_NOT_ADD_UP, *_POLICE),
        ),
        _police(
            "47018NED",
            "Geregistreerde misdrijven; soort misdrijf, wijk, buurt, jaarcijfers",
            _PLACES,
            _OFFENCES,
            _YEAR,
            (HIDDEN_SEXUAL_OFFENCES, *_POLICE),
        ),
        _police(
            "47013NED",
            "Geregistreerde misdrijven en aangiften; soort misdrijf, gemeente",
            "RegioS",
            _OFFENCES,
            (PeriodKind.YEAR, PeriodKind.MONTH),
            _POLICE,
        ),
        _police(
            "47024NED",
            "Registraties overlast; soort overlast, wijk, buurt, jaarcijfers",
            _PLACES,
            "Overlast",
            _YEAR,
            (SAME_YEAR_REVISED, COVID),
        ),
        KnownTable(
            number="83648NED",
            title="Geregistreerde criminaliteit; soort misdrijf, regio",
            source="CBS",
            address=CBS_FEED + "83648NED",
            region="RegioS",
            dimensions=(_OFFENCES,),
            kinds=_YEAR,
            first_year=2010,
            division=Division.EACH_YEAR,
            cautions=(ROUNDED_TO_FIVE, COUNTED_BY_CBS, COVID),
        ),
        *(_key_figures(year, number) for year, number in KEY_FIGURES.items()),
    )
}


def known_table(number: str) -> KnownTable | None:
    """Find a table by its number; None when it is not one of these."""
    return TABLES.get(number.strip().upper())


def source_named(text: str) -> Path | str:
    """Give the file, the address, or the address of the table of which this is the number.

    A file goes before a number. Raises ImportRefused for a number that is not one of these.
    """
    if is_address(text):
        return text
    if known := known_table(text):
        return known.address if not Path(text).exists() else Path(text)
    if _NUMBER.fullmatch(text) and not Path(text).exists():
        raise ImportRefused(Reason.TABLE_NOT_KNOWN, table=text, known=", ".join(TABLES))
    return Path(text)
