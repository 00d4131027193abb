"""Periods as CBS writes them: 2023JJ00, 2023KW01, 2023MM01, and the labels of StatLine."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class PeriodKind(StrEnum):
    """How long a period is. One table can hold several kinds; they are never mixed in a series."""

    YEAR = "year"
    HALF_YEAR = "half_year"
    QUARTER = "quarter"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Period:
    """A period by its CBS code; `is_provisional` is None when the text does not tell."""

    code: str
    start: date
    kind: PeriodKind
    is_provisional: bool | None = None


_MONTHS = (
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
)
_KINDS = {
    "JJ": (PeriodKind.YEAR, 12),
    "HJ": (PeriodKind.HALF_YEAR, 6),
    "KW": (PeriodKind.QUARTER, 3),
    "MM": (PeriodKind.MONTH, 1),
}
_CODE = re.compile(r"(?P<year>(?:19|20)\d\d)(?P<kind>JJ|HJ|KW|MM)(?P<number>\d\d)")
_LABEL = re.compile(
    r"(?P<year>(?:19|20)\d\d)"
    r"(?:\s+(?:(?P<quarter>[1-4])e kwartaal|(?P<half>[12])e halfjaar|(?P<month>[a-z]+)))?"
    r"\s*(?P<star>\*{0,2})"
)


def parse_period(text: str) -> Period | None:
    """Read a code or label; None when it is neither.

    >>> parse_period("2023KW02").start
    datetime.date(2023, 4, 1)
    >>> parse_period("2024*")
    Period(code='2024JJ00', start=datetime.date(2024, 1, 1), kind=<PeriodKind.YEAR: 'year'>, \
is_provisional=True)
    """
    stripped = text.strip()
    if match := _CODE.fullmatch(stripped):
        return _period(int(match["year"]), match["kind"], int(match["number"]))
    match = _LABEL.fullmatch(stripped)
    if match is None:
        return None
    code, number = _kind_of_label(match)
    return _period(int(match["year"]), code, number, provisional=bool(match["star"]) or None)


def _kind_of_label(match: re.Match[str]) -> tuple[str, int]:
    if match["quarter"]:
        return "KW", int(match["quarter"])
    if match["half"]:
        return "HJ", int(match["half"])
    if match["month"]:
        name = match["month"]
        return "MM", _MONTHS.index(name) + 1 if name in _MONTHS else 0
    return "JJ", 0


def _period(year: int, code: str, number: int, provisional: bool | None = None) -> Period | None:
    kind, months = _KINDS[code]
    if kind is PeriodKind.YEAR:
        if number:
            return None
        return Period(f"{year}JJ00", date(year, 1, 1), kind, provisional)
    if not 1 <= number <= 12 // months:
        return None
    start = date(year, (number - 1) * months + 1, 1)
    return Period(f"{year}{code}{number:02d}", start, kind, provisional)
