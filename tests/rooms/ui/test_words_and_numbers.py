"""Numbers, dates and names as a reader writes them."""

from datetime import date, timedelta

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from openveiligheid.ui import formatting

TODAY = date(2026, 11, 23)


def test_numbers_are_written_the_dutch_way_and_the_english_way() -> None:
    dutch = [
        formatting.number(1234.5, 1),
        formatting.percentage(0.385, 1),
        formatting.euros(123450),
    ]
    with override("en"):
        english = [formatting.number(1234.5, 1), formatting.percentage(0.385, 1)]

    assert dutch == ["1.234,5", "38,5%", "€ 1.234,50"]
    assert english == ["1,234.5", "38.5%"]


def test_whole_euros_carry_no_cents() -> None:
    assert formatting.euros(4_800_000) == "€ 48.000"


def test_halves_are_rounded_up_as_on_paper() -> None:
    assert [formatting.number(0.5), formatting.number(2.5), formatting.number(-2.5)] == [
        "1",
        "3",
        "-3",
    ]


def test_dates_are_written_in_words() -> None:
    assert formatting.day(TODAY) == "23 november 2026"
    assert formatting.short_day(date(2027, 3, 1)) == "1 mrt 2027"
    with override("en"):
        assert formatting.day(TODAY) == "23 November 2026"


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "vandaag"),
        (1, "morgen"),
        (22, "over 22 dagen"),
        (-1, "1 dag te laat"),
        (-22, "22 dagen te laat"),
    ],
)
def test_a_deadline_is_told_from_today(days: int, words: str) -> None:
    assert formatting.deadline(TODAY + timedelta(days), TODAY) == words


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Saskia Blom", "SB"),
        ("Ruben van der Kok", "RK"),
        ("Marieke de Wit-Jansen", "MJ"),
        ("Anna", "A"),
        ("van den", ""),
        ("", ""),
    ],
)
def test_initials_skip_the_small_words(name: str, letters: str) -> None:
    assert formatting.initials(name) == letters


@given(st.text())
def test_initials_are_at_most_two_letters_for_any_name(name: str) -> None:
    assert len(formatting.initials(name)) <= 2 * len("ß".upper())


def test_an_icon_that_was_not_built_is_named_with_the_remedy() -> None:
    with pytest.raises(TemplateSyntaxError, match=r"icons\.txt"):
        Template('{% load ui %}{% icon "eenhoorn" %}').render(Context())


def test_an_icon_is_hidden_from_a_screen_reader() -> None:
    drawn = Template('{% load ui %}{% icon "plus" %}').render(Context())

    assert 'aria-hidden="true"' in drawn
    assert "<path d=" in drawn
