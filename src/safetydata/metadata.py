"""What a source says about its table: topics, dimensions and what their codes mean."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

LICENCE = "CC BY 4.0"
# The police publish through CBS in a catalogue of their own; its tables are numbered 470xx.
_POLICE_TABLE = re.compile(r"470\d\dNED")
_CBS_TABLE = re.compile(r"\d{5}(NED|ENG)")
UNSAID = "niet vermeld"
"""What stands for a publisher or licence that nobody stated: we do not guess."""
_DIVISION = re.compile(r"indeling\s+(?:van\s+)?(\d{4})")
# Topics of "Kerncijfers wijken en buurten" that describe the area in words; no figures.
TEXT_TOPICS = frozenset(
    {
        "Gemeentenaam",
        "SoortRegio",
        "Codering",
        "IndelingswijzigingWijkenEnBuurten",
        "MeestVoorkomendePostcode",
    }
)
_REGION_NAMES = {"wijkenenbuurten", "regios", "regio", "gemeenten", "gemeente", "gebieden"}
_PERIOD_NAMES = {"perioden", "periode"}

Record = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Topic:
    """Something that is counted or measured. `default` says what an absent row means."""

    code: str
    title: str
    unit: str = ""
    decimals: int | None = None
    default: str = ""

    @property
    def default_zero(self) -> bool:
        """Whether the source leaves a row out when its value is zero."""
        return self.default == "Zero"


@dataclass(frozen=True, slots=True)
class Dimension:
    """Something by which a table is broken down, apart from region and period."""

    code: str
    title: str


@dataclass(frozen=True, slots=True)
class Code:
    """A value of a dimension, a region or a period."""

    key: str
    title: str
    description: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class Metadata:
    """All that a source says about a table; empty where it says nothing.

    `modified` is when the source last changed it, in the source's own words.
    """

    table: str = ""
    title: str = ""
    source: str = ""
    period: str = ""
    division: str = ""
    region: str = ""
    time: str = ""
    topics: Mapping[str, Topic] = field(default_factory=dict)
    text_topics: frozenset[str] = frozenset()
    dimensions: Mapping[str, Dimension] = field(default_factory=dict)
    codes: Mapping[str, Sequence[Code]] = field(default_factory=dict)
    count: int | None = None
    modified: str = ""


def is_region(column: str) -> bool:
    """Whether a column of this name holds regions."""
    return _letters(column) in _REGION_NAMES


def is_period(column: str) -> bool:
    """Whether a column of this name holds periods."""
    return _letters(column) in _PERIOD_NAMES


def key_of(title: str) -> str:
    """Turn a heading of StatLine into the key that the open data use for it.

    >>> key_of("Soort misdrijf"), key_of("Regio's")
    ('SoortMisdrijf', 'RegioS')
    """
    words = re.findall(r"[^\W_]+", title)
    return "".join(word[0].upper() + word[1:] for word in words)


def title_of(code: str) -> str:
    """Turn a column name of the open data into words, for want of its real title.

    >>> title_of("GeregistreerdeMisdrijven_1")
    'Geregistreerde misdrijven'
    """
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", re.sub(r"_\d+$", "", code)).split()
    return " ".join(word if place == 0 else word.lower() for place, word in enumerate(words))


def source_of(table: str, stated: str = "") -> str:
    """Name the publisher of a table: as stated, else by its number, else as not stated."""
    if name := stated.strip().rstrip("."):
        return name
    if _POLICE_TABLE.fullmatch(table.upper()):
        return "Politie"
    return "CBS" if _CBS_TABLE.fullmatch(table.upper()) else UNSAID


def licence_of(source: str) -> str:
    """Name the licence under which a publisher gives its tables, where we know it."""
    return LICENCE if {"CBS", "Politie"} & set(re.findall(r"\w+", source)) else UNSAID


def division_of(*texts: object) -> str:
    """Find the division of regions ("indeling 2024") in the first text that names one."""
    for text in texts:
        if match := _DIVISION.search(str(text or "")):
            return f"indeling {match[1]}"
    return ""


def from_v3(entities: Mapping[str, Sequence[Record]]) -> Metadata:
    """Read TableInfos, DataProperties and the code lists of an OData v3 feed."""
    infos = next(iter(entities.get("TableInfos") or entities.get("Metadata") or ()), {})
    properties = entities.get("DataProperties", ())
    kinds = {_text(item, "Key"): _text(item, "Type") for item in properties}
    topics = [item for item in properties if _text(item, "Type") == "Topic"]
    table = _text(infos, "Identifier")
    geography = [item for item in properties if _text(item, "Type").startswith("Geo")]
    return Metadata(
        table=table,
        title=_text(infos, "Title"),
        source=source_of(table, _text(infos, "Catalog")),
        period=_text(infos, "Period"),
        division=_division(geography, _text(infos, "Title")),
        region=_first(kinds, "Geo"),
        time=_first(kinds, "TimeDimension"),
        topics={_text(item, "Key"): _topic_v3(item) for item in topics},
        text_topics=frozenset(
            _text(item, "Key") for item in topics if _text(item, "Datatype") == "String"
        ),
        dimensions={
            _text(item, "Key"): Dimension(_text(item, "Key"), _text(item, "Title"))
            for item in properties
            if _text(item, "Type") == "Dimension"
        },
        codes=_codes(entities, kinds, suffix="", key="Key"),
        count=_number(infos, "RecordCount"),
        modified=_text(infos, "Modified"),
    )


def from_v4(entities: Mapping[str, Sequence[Record]]) -> Metadata:
    """Read Properties, Dimensions, MeasureCodes and the code lists of an OData v4 feed."""
    about = next(iter(entities.get("Properties") or entities.get("Metadata") or ()), {})
    described = entities.get("Dimensions", ())
    kinds = {_text(item, "Identifier"): _text(item, "Kind") for item in described}
    table = _text(about, "Identifier")
    return Metadata(
        table=table,
        title=_text(about, "Title"),
        source=source_of(table, _text(about, "Catalog")),
        period=_text(about, "TemporalCoverage"),
        division=_division(
            [item for item in described if _text(item, "Kind").startswith("Geo")],
            _text(about, "Title"),
        ),
        region=_first(kinds, "Geo"),
        time=_first(kinds, "TimeDimension"),
        topics={
            _text(item, "Identifier"): Topic(
                code=_text(item, "Identifier"),
                title=_text(item, "Title"),
                unit=_text(item, "Unit"),
                decimals=_number(item, "Decimals"),
            )
            for item in entities.get("MeasureCodes", ())
        },
        text_topics=frozenset(
            _text(item, "Identifier")
            for item in entities.get("MeasureCodes", ())
            if _text(item, "DataType") == "String"
        ),
        dimensions={
            _text(item, "Identifier"): Dimension(_text(item, "Identifier"), _text(item, "Title"))
            for item in described
            if _text(item, "Kind") == "Dimension"
        },
        codes=_codes(entities, kinds, suffix="Codes", key="Identifier"),
        count=_number(about, "ObservationCount"),
        modified=_text(about, "Modified"),
    )


def _division(geography: Sequence[Record], title: str) -> str:
    # MapYear comes last: the police left it at 2019 while their text says 2024.
    years = (_text(item, "MapYear") for item in geography)
    texts = (_text(item, "Description") for item in geography)
    return division_of(*texts, title, *(f"indeling {year}" for year in years))


def _topic_v3(item: Record) -> Topic:
    return Topic(
        code=_text(item, "Key"),
        title=_text(item, "Title"),
        unit=_text(item, "Unit"),
        decimals=_number(item, "Decimals"),
        default=_text(item, "Default"),
    )


def _codes(
    entities: Mapping[str, Sequence[Record]], kinds: Iterable[str], *, suffix: str, key: str
) -> dict[str, list[Code]]:
    return {
        name: [
            Code(_text(item, key), _text(item, "Title"), _text(item, "Description"), _status(item))
            for item in entities[name + suffix]
        ]
        for name in kinds
        if name and name + suffix in entities
    }


def _status(item: Record) -> str:
    return _text(item, "Status") or _text(item, "PeriodStatus")


def _first(kinds: Mapping[str, str], kind: str) -> str:
    return next((name for name, found in kinds.items() if found.startswith(kind)), "")


def _letters(column: str) -> str:
    return "".join(letter for letter in column.casefold() if letter.isalpha())


def _text(item: Record, key: str) -> str:
    value = item.get(key)
    return "" if value is None else str(value).strip()


def _number(item: Record, key: str) -> int | None:
    text = _text(item, key)
    return int(text) if text.isdigit() else None
