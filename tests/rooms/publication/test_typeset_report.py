"""A report as PDF: tagged, findable, safe, and readable without colour."""

from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from openveiligheid.publication import typeset
from openveiligheid.publication.content import ReportContent, Status
from openveiligheid.publication.presenters import present
from openveiligheid.publication.text import drawable
from tests.rooms.publication.documents import pdf_root, pdf_tags, pdf_words
from tests.rooms.publication.hostile import HOSTILE, hostile_report
from tests.rooms.publication.sample import report, with_actions


def pdf(content: ReportContent) -> bytes:
    return typeset.pdf(present(content))


@pytest.fixture(scope="module")
def written() -> bytes:
    return pdf(report())


def test_the_document_says_what_it_is_and_in_which_language(written: bytes) -> None:
    reader = PdfReader(BytesIO(written))
    root = pdf_root(written)

    assert reader.metadata is not None
    assert reader.metadata.title == (
        "Voortgangsrapportage 2026 – Integraal Veiligheidsplan 2025–2028"
    )
    assert reader.metadata.author == "Gemeente Hardenberg"
    assert root["/Lang"].startswith("nl")
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid:part" in reader.xmp_metadata.stream.get_data()  # type: ignore[union-attr]


def test_every_page_is_a4_and_says_which_of_how_many_it_is(written: bytes) -> None:
    pages = PdfReader(BytesIO(written)).pages

    assert {tuple(round(float(side)) for side in page.mediabox[2:]) for page in pages} == {
        (595, 842)
    }
    for number, page in enumerate(pages[1:], 2):
        assert f"Pagina {number} van {len(pages)}" in page.extract_text()


def test_each_chapter_has_a_bookmark(written: bytes) -> None:
    outline = PdfReader(BytesIO(written)).outline
    chapters = [entry.title for entry in outline if not isinstance(entry, list)]

    assert "Ondermijning" in chapters
    assert "Bronnen, methoden en begrippen" in chapters


def test_a_screen_reader_finds_headings_header_cells_and_words_for_each_chart(
    written: bytes,
) -> None:
    tags = pdf_tags(written)
    kinds = [tag["/S"] for tag in tags]
    charts = [tag["/Alt"] for tag in tags if tag["/S"] == "/Figure"]

    assert kinds.count("/H1") == 9  # contents, two openings, four priorities, changes, appendix
    assert {"/H2", "/H3", "/TH", "/TOC"} <= set(kinds)
    assert len(charts) == 3
    assert all(alt.startswith("Lijngrafiek: ") for alt in charts)


def test_the_report_answers_what_a_council_member_asks(written: bytes) -> None:
    words = pdf_words(written)

    assert "zijn er 8 afgerond (38%)" in words
    assert "vastgesteld (Gemeenteraad): 4 prioriteiten en 9 doelen" in words
    assert "Begroot is €" in words
    assert "22 dagen te laat" in words
    assert "Kennis te nemen van de voortgang." in words
    assert "Bron: Politie, tabel 47013NED; periode: 2022 tot en met 2024" in words
    assert "verborgen" in words
    assert "voorlopig" in words
    assert "fictieve" in words


def test_the_same_content_gives_the_same_bytes() -> None:
    assert pdf(report()) == pdf(report())


@pytest.mark.parametrize("text", HOSTILE)
def test_text_from_outside_is_printed_and_never_obeyed(text: str) -> None:
    content = hostile_report(text)

    words = pdf_words(pdf(content))

    assert "".join(drawable(content.actions[0].title).split())[:20] in "".join(words.split())


def test_a_report_without_actions_says_so() -> None:
    words = pdf_words(pdf(report(priorities=(), asks=(), changes=(), earlier=None)))

    assert "nog geen acties vastgelegd" in words
    assert "Dit plan heeft nog geen prioriteiten." in words
    assert "Geen besluit." in words


@pytest.mark.slow
def test_the_header_row_returns_on_every_page_of_a_long_table() -> None:
    pages = PdfReader(BytesIO(pdf(with_actions(500)))).pages
    table_pages = [page.extract_text() for page in pages if "Hilde Mensink" in page.extract_text()]

    assert len(table_pages) > 20
    assert all("Trekker" in text and "Voortgang" in text for text in table_pages)


def test_a_note_longer_than_a_page_is_printed_to_its_end() -> None:
    content = with_actions(1)
    action = replace(content.actions[0], note="Er is veel te melden. " * 600 + "Dit is het einde.")
    objective = replace(content.priorities[0].themes[0].objectives[0], actions=(action,))
    theme = replace(content.priorities[0].themes[0], objectives=(objective,))
    chapter = replace(content.priorities[0], themes=(theme,))

    assert "Dit is het einde." in pdf_words(pdf(replace(content, priorities=(chapter,))))


def test_an_english_report_speaks_english() -> None:
    content = report(language="en")

    root = pdf_root(pdf(content))

    assert root["/Lang"].startswith("en")


@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(st.characters(), min_size=1, max_size=80))
def test_any_text_at_all_can_be_typeset(text: str) -> None:
    assert pdf(hostile_report(text)).startswith(b"%PDF-")


def test_all_statuses_are_words_too(written: bytes) -> None:
    words = pdf_words(written)

    for name in ("Afgerond", "Op schema", "Vraagt aandacht", "Vertraagd", "Nog niet begonnen"):
        assert name in words
    assert len(Status) == 6
