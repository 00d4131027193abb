"""Answers to machines."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_the_health_page_says_no_more_than_that_it_lives(client: Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}


def test_search_engines_are_kept_out(client: Client) -> None:
    assert client.get("/robots.txt").content == b"User-agent: *\nDisallow: /\n"


def test_a_weakness_can_be_reported_where_an_address_was_given(
    client: Client, settings: object
) -> None:
    assert client.get("/.well-known/security.txt").status_code == 404

    settings.OV_SECURITY_CONTACT = "mailto:veilig@gemeente.example"  # type: ignore[attr-defined]

    text = client.get("/.well-known/security.txt").content.decode()
    assert "Contact: mailto:veilig@gemeente.example\n" in text
    assert "Expires: " in text


def test_a_visitor_chooses_a_language(client: Client) -> None:
    answer = client.post("/taal/", {"language": "en", "next": "/account/inloggen/"})

    assert answer["Location"] == "/account/inloggen/"
    assert client.get("/account/inloggen/")["Content-Language"] == "en"


def test_every_page_asks_a_visitor_to_log_in_first(client: Client) -> None:
    assert client.get("/")["Location"] == "/account/inloggen/?next=/"
