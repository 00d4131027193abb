"""The frame of every page, and the pages for when something is wrong."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest
from django.template.loader import get_template, render_to_string
from django.test import RequestFactory
from django.utils.translation import override

from openveiligheid.ui.apps import BUILT, assets_are_built

ERRORS = ["400.html", "403.html", "403_csrf.html", "404.html", "500.html"]


@pytest.fixture
def visit() -> HttpRequest:
    request = RequestFactory().get("/acties/?status=late")
    request.member = SimpleNamespace(name="Marieke de Wit")  # type: ignore[attr-defined]
    request.user = SimpleNamespace(is_authenticated=True)  # type: ignore[assignment]
    return request


def page(request: HttpRequest, **context: Any) -> str:
    return render_to_string("ui/page.html", {"request": request, **context})


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_page_needs_no_visitor_and_no_database(name: str) -> None:
    text = get_template(name).render()

    assert "<h1" in text
    assert 'href="/"' in text
    assert 'lang="nl"' in text


def test_a_member_can_search_and_log_out_without_javascript(visit: HttpRequest) -> None:
    text = page(visit, municipality_name="Gemeente Hardenberg")

    assert '<form role="search"' in text
    assert "<details" in text
    assert 'action="/account/uitloggen/"' in text
    assert "Gemeente Hardenberg" in text


def test_a_visitor_without_account_gets_no_search_and_no_account_menu() -> None:
    request = RequestFactory().get("/account/inloggen/")

    text = page(request)

    assert 'role="search"' not in text
    assert "<details" not in text
    assert 'value="en" lang="en"' in text


def test_changing_language_comes_back_to_the_same_page(visit: HttpRequest) -> None:
    assert 'name="next" value="/acties/?status=late"' in page(visit)


def test_the_page_says_which_language_it_is_in(visit: HttpRequest) -> None:
    assert '<html lang="nl">' in page(visit)
    with override("en"):
        assert '<html lang="en">' in page(visit)
        assert 'value="nl" lang="nl"' in page(visit)


def test_the_menu_marks_the_current_part(visit: HttpRequest) -> None:
    menu = [
        {"url": "/", "label": "Overzicht", "icon": "home", "current": False},
        {"url": "/acties/", "label": "Acties", "icon": "circle-check", "current": True},
    ]

    text = page(visit, navigation=menu)

    assert text.count('aria-current="page"') == 1
    assert 'href="/acties/" aria-current="page"' in text


def test_a_message_is_an_alert_with_a_tone(visit: HttpRequest) -> None:
    messages = [Message(constants.SUCCESS, "Opgeslagen."), Message(constants.ERROR, "Mislukt.")]

    text = page(visit, messages=messages)

    assert "utrecht-alert--ok" in text
    assert 'utrecht-alert--error" role="alert"' in text


def test_example_data_is_called_fictional_on_the_page(visit: HttpRequest) -> None:
    assert "Fictieve voorbeeldgegevens" in page(visit, is_fictional=True)
    assert "Fictieve voorbeeldgegevens" not in page(visit)


def test_htmx_may_not_evaluate_or_style(visit: HttpRequest) -> None:
    text = page(visit)

    assert '{"includeIndicatorStyles":false,"allowEval":false}' in text
    assert "htmx" in text


def test_missing_assets_are_reported_with_the_remedy(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert assets_are_built() == []

    monkeypatch.setattr("openveiligheid.ui.apps.BUILT", tmp_path)

    assert "build_assets.py" in str(assets_are_built()[0].hint)


def test_the_style_sheet_asks_nothing_from_another_machine() -> None:
    style = (BUILT / "ov.css").read_text()

    assert "url(http" not in style
    assert "@import" not in style
