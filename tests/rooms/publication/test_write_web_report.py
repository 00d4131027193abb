"""A report as one HTML file: nothing outside, nothing that runs, everything readable."""

import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from openveiligheid.publication import webfile
from openveiligheid.publication.content import ReportContent
from openveiligheid.publication.presenters import present
from tests.rooms.publication.hostile import HOSTILE, hostile_report
from tests.rooms.publication.sample import report, with_actions


class Elements(HTMLParser):
    """Collects the elements of a page and the text between them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data

    def named(self, *tags: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.found if tag in tags]


def page(content: ReportContent) -> Elements:
    return Elements(webfile.html(present(content)).decode())


@pytest.fixture(scope="module")
def written() -> Elements:
    return page(report())


def test_the_file_needs_nothing_from_elsewhere_and_runs_nothing(written: Elements) -> None:
    assert not written.named("script", "iframe", "link", "img", "object", "embed", "form")
    for tag, attributes in written.found:
        assert not any(name.startswith("on") or name == "style" for name in attributes), tag
        assert all(
            (attributes.get(name) or "#").startswith("#") for name in ("href", "src", "xlink:href")
        )


def test_there_is_one_title_and_headings_do_not_skip_a_level(written: Elements) -> None:
    levels = [int(tag[1]) for tag, _attributes in written.found if re.fullmatch("h[1-6]", tag)]

    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert written.named("html")[0]["lang"] == "nl"


def test_ids_are_unique_and_every_reference_has_its_target(written: Elements) -> None:
    ids = [attributes["id"] for _tag, attributes in written.found if "id" in attributes]
    references = [
        part
        for _tag, attributes in written.found
        for name in ("aria-labelledby", "aria-describedby")
        for part in (attributes.get(name) or "").split()
    ] + [(attributes["href"] or "")[1:] for attributes in written.named("a")]

    assert len(ids) == len(set(ids))
    assert set(references) <= set(ids)


def test_tables_have_headers_for_columns_and_rows(written: Elements) -> None:
    scopes = [attributes.get("scope") for attributes in written.named("th")]

    assert set(scopes) == {"col", "row"}
    assert len(written.named("table")) == len(written.named("caption"))


def test_charts_are_drawn_inside_with_a_name_and_a_description(written: Elements) -> None:
    charts = [svg for svg in written.named("svg") if svg.get("role") == "img"]

    assert len(charts) == 6  # wide and narrow, of three figures
    assert all(svg["aria-labelledby"] and svg["aria-describedby"] for svg in charts)


@pytest.mark.parametrize("text", HOSTILE)
def test_text_from_outside_makes_no_element(text: str) -> None:
    content = hostile_report(text)
    harmless = page(hostile_report("gewone tekst"))

    hostile = page(content)

    assert {tag for tag, _attributes in hostile.found} == {tag for tag, _ in harmless.found}
    assert content.actions[0].title in hostile.words


def test_none_and_five_hundred_actions_both_fit() -> None:
    assert "nog geen acties" in page(report(priorities=())).words
    assert "Actie 500" in page(with_actions(500)).words
