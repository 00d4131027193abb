"""Periods in all the ways in which CBS writes them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safetydata.periods import PeriodKind, parse_period


@pytest.mark.parametrize(
    ("text", "code", "start", "kind", "provisional"),
    [
        ("2023JJ00", "2023JJ00", date(2023, 1, 1), PeriodKind.YEAR, None),
        ("2023KW03", "2023KW03", date(2023, 7, 1), PeriodKind.QUARTER, None),
        ("2023HJ02", "2023HJ02", date(2023, 7, 1), PeriodKind.HALF_YEAR, None),
        ("2023MM12 ", "2023MM12", date(2023, 12, 1), PeriodKind.MONTH, None),
        ("2010", "2010JJ00", date(2010, 1, 1), PeriodKind.YEAR, None),
        ("2024*", "2024JJ00", date(2024, 1, 1), PeriodKind.YEAR, True),
        ("2024**", "2024JJ00", date(2024, 1, 1), PeriodKind.YEAR, True),
        ("2023 2e kwartaal", "2023KW02", date(2023, 4, 1), PeriodKind.QUARTER, None),
        ("2023 1e halfjaar*", "2023HJ01", date(2023, 1, 1), PeriodKind.HALF_YEAR, True),
        ("2023 maart", "2023MM03", date(2023, 3, 1), PeriodKind.MONTH, None),
    ],
)
def test_a_period_is_read_by_code_or_label(
    text: str, code: str, start: date, kind: PeriodKind, provisional: bool | None
) -> None:
    period = parse_period(text)

    assert period is not None
    assert (period.code, period.start, period.kind) == (code, start, kind)
    assert period.is_provisional is provisional


@pytest.mark.parametrize(
    "text",
    [
        *("", "23", "2023JJ01", "2023KW05", "2023KW00", "2023MM13", "2023MM00", "2023W101"),
        *("2023 mrt", "2023 5e kwartaal", "1823JJ00", "20231", "2023-01", "x2023JJ00"),
    ],
)
def test_what_is_no_period_is_told_to_be_none(text: str) -> None:
    assert parse_period(text) is None


@given(text=st.text(max_size=20))
def test_no_text_breaks_the_reading(text: str) -> None:
    period = parse_period(text)

    assert period is None or parse_period(period.code) is not None


@given(year=st.integers(1900, 2099), month=st.integers(1, 12))
def test_the_code_of_a_period_reads_back_as_that_period(year: int, month: int) -> None:
    period = parse_period(f"{year}MM{month:02d}")

    assert period is not None
    assert period.start == date(year, month, 1)
