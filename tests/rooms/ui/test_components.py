"""Components place words; what they work out themselves is tested here."""

from time import process_time
from typing import Any

import pytest
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from openveiligheid.ui.components import (
    Bar,
    Cell,
    Chip,
    Column,
    Difference,
    Fact,
    Row,
    Segment,
    Source,
    Step,
    Summary,
    Table,
    Tone,
)

TONES: list[Tone] = ["done", "ok", "warn", "late"]


def shown(component: str, **context: Any) -> str:
    return render_to_string(f"ui/_{component}.html", context)


def test_a_bar_says_in_words_what_it_shows() -> None:
    bar = Bar([Segment("afgerond", 9, "done"), Segment("vertraagd", 1, "late")])

    assert 'role="img" aria-label="9 afgerond, 1 vertraagd"' in shown("bar", bar=bar)


@given(st.lists(st.integers(0, 500), min_size=1, max_size=4))
def test_the_parts_of_a_bar_never_leave_it(counts: list[int]) -> None:
    bar = Bar([Segment("iets", count, tone) for count, tone in zip(counts, TONES, strict=False)])

    for part in bar.parts:
        start, width = (float(text.rstrip("%")) for text in (part.start, part.width))
        assert 0 <= start <= 100
        assert width > 0
    assert len(bar.parts) == sum(count > 0 for count in counts)


def test_a_badge_always_has_a_word_and_a_shape() -> None:
    badge = shown("badge", text="Vertraagd", tone="late")

    assert "Vertraagd" in badge
    assert "<svg" in badge


def test_a_table_keeps_its_roles_so_that_cards_on_a_phone_stay_a_table() -> None:
    table = Table(
        caption="Acties",
        columns=[Column("Actie", "name", "?sort=name", "ascending"), Column("Aantal", "number")],
        rows=[Row([Cell("Training", "/acties/1/", note="Twee kernen"), "12"])],
        totals=Row(["Totaal", "12"]),
    )

    page = shown("table", table=table)

    for role in ("table", "rowgroup", "row", "columnheader", "rowheader", "cell"):
        assert f'role="{role}"' in page
    assert 'aria-sort="ascending"' in page
    assert '<th scope="row"' in page
    assert "<caption" in page


def test_a_row_with_a_missing_cell_is_refused() -> None:
    table = Table("Acties", [Column("Actie", "name"), Column("Aantal", "number")], [Row(["Een"])])

    with pytest.raises(ValueError, match="shorter"):
        _ = table.lines


def test_words_from_people_are_never_markup() -> None:
    nasty = '<script>alert("x")</script>'
    table = Table(nasty, [Column(nasty, "name")], [Row([Cell(nasty, note=nasty)])])

    pages = [
        shown("table", table=table),
        shown("badge", text=nasty, tone="ok"),
        shown("diff", differences=[Difference(nasty, nasty, f"{nasty} nieuw")]),
        shown("source", source=Source(nasty, table=nasty, note=nasty)),
        shown("filters", label=nasty, chips=[Chip(nasty, "?a=1")]),
        shown("summary", summary=Summary([Fact(nasty, nasty)])),
        shown("empty", title=nasty, text=nasty),
    ]

    assert [page for page in pages if "<script" in page] == []


def test_a_difference_marks_the_words_that_came_and_went() -> None:
    difference = Difference("Doel", "Vijf procent minder inbraken", "Tien procent minder inbraken")

    page = shown("diff", differences=[difference])

    assert "Gewijzigd" in page
    assert "Vijf</del>" in page
    assert "Tien</ins>" in page
    assert [piece.text for piece in difference.pieces if piece.kind == "same"] == [
        " procent minder inbraken"
    ]


@given(st.text(), st.text())
def test_a_difference_loses_no_letter(before: str, after: str) -> None:
    pieces = Difference("Doel", before, after).pieces

    assert "".join(piece.text for piece in pieces if piece.kind != "new") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (" ".join(map(str, range(3000))), " ".join(map(str, range(3000, 6000)))),
        ("a " * 20_000, "b " + "a " * 20_000 + "c"),
        ("a b " * 10_000, "c b a " * 10_000),
        ("a\n" * 20_000 + "a", "c\nb\na\n" * 10_000 + "c"),
    ],
    ids=["other words", "one word", "two words", "many lines"],
)
def test_a_long_text_is_compared_while_somebody_waits(before: str, after: str) -> None:
    started = process_time()

    pieces = Difference("Doel", before, after).pieces

    assert process_time() - started < 2
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == after


def test_a_small_change_in_a_long_text_is_shown_as_small() -> None:
    text = "De wijkagent loopt elke week een ronde door de wijk. " * 400

    pieces = Difference("Context", text, text.replace("week", "dag", 1)).pieces

    assert [piece.text for piece in pieces if piece.kind != "same"] == ["week", "dag"]


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [(None, "nieuw", "new"), ("oud", None, "gone"), ("a", "b", "changed"), ("a", "a", "same")],
)
def test_a_difference_says_what_kind_it_is(
    before: str | None, after: str | None, kind: str
) -> None:
    assert Difference("Doel", before, after).kind == kind


def test_turning_a_page_keeps_the_filters() -> None:
    request = RequestFactory().get("/acties/", {"status": "late", "page": "2"})
    page = Paginator(range(100), 10).page(2)

    links = render_to_string("ui/_pagination.html", {"page": page}, request=request)

    assert 'href="?status=late&amp;page=3"' in links
    assert 'aria-current="page"' in links
    assert "11 tot en met 20 van 100" in links


def test_one_page_needs_no_turning() -> None:
    page = Paginator(range(5), 10).page(1)

    assert render_to_string("ui/_pagination.html", {"page": page}).strip() == ""


def test_a_stepper_says_where_you_are() -> None:
    steps = [Step("Concept", "done"), Step("Besluit", "current"), Step("Bekend")]

    page = shown("stepper", label="Stappen", steps=steps)

    assert page.count('aria-current="step"') == 1
    assert "(klaar)" in page


def test_a_figure_carries_its_source() -> None:
    line = shown("source", source=Source("CBS", "83648NED", "2017 tot en met 2025"))

    assert "Bron: CBS, tabel 83648NED · 2017 tot en met 2025" in line
