"""The frozen content of a report: one spelling, one hash, and nothing that cannot be written."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openveiligheid.publication.content import (
    ActionRow,
    Point,
    Status,
    from_json,
    to_json,
)
from openveiligheid.publication.decode import ContentUnreadable
from openveiligheid.publication.text import breakable, clean_text, drawable
from tests.rooms.publication.sample import report, with_actions


def test_content_that_was_written_down_reads_back_the_same() -> None:
    content = report()

    again = from_json(to_json(content))

    assert again == content
    assert again.sha256 == content.sha256


def test_equal_content_has_one_spelling_also_when_numbers_were_whole() -> None:
    assert Point(label="2024", value=2) == Point(label="2024", value=2.0)
    assert to_json(report()) == to_json(from_json(json.dumps(json.loads(to_json(report())))))


def test_any_change_changes_the_hash() -> None:
    content = report()

    assert replace(content, asks=(*content.asks, "Nog iets.")).sha256 != content.sha256


def test_a_report_without_actions_and_one_with_five_hundred_can_be_frozen() -> None:
    empty, full = report(priorities=()), with_actions(500)

    assert from_json(to_json(empty)).actions == ()
    assert len(from_json(to_json(full)).actions) == 500


def damaged(change: Any) -> str:
    plain = json.loads(to_json(report()))
    change(plain)
    return json.dumps(plain)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda plain: plain.pop("as_of"), "as_of"),
        (lambda plain: plain.update(as_of="gisteren"), "as_of"),
        (lambda plain: plain.update(extra=1), "extra"),
        (lambda plain: plain["plan"].update(version="twee"), "plan.version"),
        (lambda plain: plain["priorities"][1].update(title=None), "priorities[2].title"),
        (lambda plain: plain["priorities"][0].update(themes={}), "priorities[1].themes"),
    ],
)
def test_damaged_content_is_refused_with_the_place_that_is_wrong(change: Any, place: str) -> None:
    with pytest.raises(ContentUnreadable, match="beschadigd") as refusal:
        from_json(damaged(change))

    assert f"“{place}”" in str(refusal.value)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"as_of": NaN}', b"\xff\xfe"])
def test_what_is_not_a_report_at_all_is_refused(text: str | bytes) -> None:
    with pytest.raises(ContentUnreadable):
        from_json(text)


def test_a_value_that_is_no_number_cannot_enter_a_figure() -> None:
    with pytest.raises(ValueError, match="finite"):
        Point(label="2024", value=float("nan"))


def test_characters_that_cannot_be_written_leave_a_visible_mark() -> None:
    row = ActionRow(
        title="Nul\x00 en \ud800 los", lead="A\u202eB", status=Status.DONE, due_on=None,
        partners=("poli\x1btie",),
    )  # fmt: skip

    assert row.title == "Nul\N{REPLACEMENT CHARACTER} en \N{REPLACEMENT CHARACTER} los"
    assert row.lead == "A\N{REPLACEMENT CHARACTER}B"
    assert row.partners == ("poli\N{REPLACEMENT CHARACTER}tie",)


@given(st.text(st.characters()))
def test_clean_text_stays_as_it_is_and_can_always_be_written(text: str) -> None:
    cleaned = clean_text(text)

    assert clean_text(cleaned) == cleaned
    assert json.loads(json.dumps(cleaned).encode()) == cleaned
    cleaned.encode()


def test_signs_that_the_fonts_lack_are_written_as_their_name() -> None:
    assert drawable("Top 👍🏽 漢") == (
        "Top [thumbs up sign][emoji modifier fitzpatrick type-4] [cjk unified ideograph-6f22]"
    )


@given(st.text())
def test_places_to_break_never_change_what_is_read(text: str) -> None:
    text = text.replace("\u200b", "")

    assert breakable(text).replace("\u200b", "") == text


def test_no_word_is_left_that_runs_out_of_a_cell() -> None:
    broken = breakable("https://voorbeeld.example/" + "a" * 300)

    assert max(len(part) for part in broken.split("\u200b")) <= 24
