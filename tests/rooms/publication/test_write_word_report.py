"""A report as Word: real headings, real tables, words for pictures, fields for pages."""

from io import BytesIO
from itertools import pairwise

import pytest
from docx import Document

from openveiligheid.publication import word
from openveiligheid.publication.content import ReportContent
from openveiligheid.publication.presenters import present
from tests.rooms.publication.documents import W, word_part, word_words
from tests.rooms.publication.hostile import HOSTILE, hostile_report
from tests.rooms.publication.sample import report, with_actions


def docx(content: ReportContent) -> bytes:
    return word.docx(present(content))


@pytest.fixture(scope="module")
def written() -> bytes:
    return docx(report())


def test_the_properties_name_the_report_and_its_language(written: bytes) -> None:
    properties = Document(BytesIO(written)).core_properties

    assert properties.title == "Voortgangsrapportage 2026 – Integraal Veiligheidsplan 2025–2028"
    assert properties.author == "Gemeente Hardenberg"
    assert properties.language == "nl-NL"
    spoken = {
        element.get(f"{W}val") for element in word_part(written, "word/styles.xml").iter(f"{W}lang")
    }
    assert spoken == {"nl-NL"}


def test_headings_use_the_heading_styles_in_order(written: bytes) -> None:
    levels = [
        int(style.get(f"{W}val")[-1])
        for style in word_part(written, "word/document.xml").iter(f"{W}pStyle")
        if style.get(f"{W}val").startswith("Heading")
    ]

    assert levels.count(1) == 8
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_every_table_repeats_its_header_and_says_what_it_is_about(written: bytes) -> None:
    tables = list(word_part(written, "word/document.xml").iter(f"{W}tbl"))

    assert len(tables) > 15
    for table in tables:
        first, *others = table.iter(f"{W}tr")
        assert first.find(f"{W}trPr/{W}tblHeader") is not None
        assert all(row.find(f"{W}trPr/{W}tblHeader") is None for row in others)
        assert table.find(f"{W}tblPr/{W}tblCaption").get(f"{W}val")


def test_every_chart_has_words_instead(written: bytes) -> None:
    pictures = [
        element
        for element in word_part(written, "word/document.xml").iter()
        if str(element.tag).endswith("}docPr")
    ]

    assert len(pictures) == 3
    assert all(picture.get("descr").startswith("Lijngrafiek: ") for picture in pictures)


def test_contents_and_page_numbers_are_fields(written: bytes) -> None:
    fields = [
        "".join(element.itertext()).strip()
        for name in ("word/document.xml", "word/footer1.xml")
        for element in word_part(written, name).iter(f"{W}instrText")
    ]

    assert fields == [r'TOC \o "1-2" \h \z \u', "PAGE", "NUMPAGES"]


def test_links_in_the_contents_lead_to_a_chapter(written: bytes) -> None:
    body = word_part(written, "word/document.xml")
    targets = {mark.get(f"{W}name") for mark in body.iter(f"{W}bookmarkStart")}
    links = {link.get(f"{W}anchor") for link in body.iter(f"{W}hyperlink")}

    assert len(links) == 8
    assert links <= targets


def test_word_and_page_tell_the_same(written: bytes) -> None:
    words = word_words(written)

    assert "zijn er 8 afgerond (38%)" in words
    assert "22 dagen te laat" in words


@pytest.mark.parametrize("text", HOSTILE)
def test_text_from_outside_is_only_text(text: str) -> None:
    content = hostile_report(text)

    words = word_words(docx(content))

    assert " ".join(content.actions[0].title.split()) in words


@pytest.mark.slow
def test_none_and_five_hundred_actions_both_fit() -> None:
    assert "nog geen acties" in word_words(docx(report(priorities=())))
    assert "Actie 500" in word_words(docx(with_actions(500)))
