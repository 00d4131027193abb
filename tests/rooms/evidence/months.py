"""Six years of quiet months for some areas, with a last month of choice."""

from collections.abc import Mapping

from tests.rooms.evidence.conftest import Row, crime_csv

QUIET = (4, 5, 6, 5, 3, 7, 5)
MONTHS = [f"{year}MM{month:02}" for year in range(2019, 2025) for month in range(1, 13)]
NAMES = {
    "GM0160": "Hardenberg",
    "BU01600101": "Noord",
    "BU01600102": "Zuid",
    "BU00010101": "Elders",
}


def months_csv(last: Mapping[str, object], months: int = 72) -> str:
    """Crimes per month up to and including December 2024; `last` gives that month per area."""
    span = MONTHS[-months:]
    rows: list[Row] = []
    for place, (code, count) in enumerate(last.items()):
        for number, month in enumerate(span):
            quiet = QUIET[(number + 3 * place) % len(QUIET)]
            rows.append((code, NAMES[code], month, count if month == span[-1] else quiet))
    return crime_csv(rows)
