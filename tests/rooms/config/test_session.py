"""When a session ends, and when a second factor is asked."""

import time

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from openveiligheid.config.middleware import SessionLimits
from openveiligheid.organisation.models import Member
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db
PAGE = "/account/wachtwoord/"


def is_logged_in(client: Client) -> bool:
    return client.get(PAGE).status_code == 200


def turn_back(client: Client, key: str, seconds: int) -> None:
    session = client.session
    session[key] = int(time.time()) - seconds
    session.save()


def test_somebody_logs_in_with_address_and_password(anna: Member, client: Client) -> None:
    answer = client.post("/account/inloggen/", {"login": "anna@voorbeeld.nl", "password": PASSWORD})

    assert answer.status_code == 302
    assert is_logged_in(client)


def test_after_ten_hours_the_session_ends_in_any_case(anna: Member, client: Client) -> None:
    client.force_login(anna.account)
    assert is_logged_in(client)

    turn_back(client, SessionLimits.OPENED, 10 * 3600 + 1)

    assert not is_logged_in(client)


def test_a_session_in_use_is_renewed_but_not_at_every_page(anna: Member, client: Client) -> None:
    client.force_login(anna.account)
    client.get(PAGE)
    first = client.session[SessionLimits.SEEN]

    client.get(PAGE)
    again = client.session[SessionLimits.SEEN]
    turn_back(client, SessionLimits.SEEN, 61)
    before = Session.objects.get().expire_date
    client.get(PAGE)

    assert again == first
    assert client.session[SessionLimits.SEEN] >= first
    assert Session.objects.get().expire_date >= before


def test_a_silent_session_is_over_after_half_an_hour(anna: Member, client: Client) -> None:
    client.force_login(anna.account)
    client.get(PAGE)

    lifetime = client.session.get_expiry_age()

    assert lifetime == 30 * 60


def test_logging_out_ends_the_session_at_once(anna: Member, client: Client) -> None:
    client.force_login(anna.account)
    stolen = client.cookies["session"].value

    client.post("/account/uitloggen/")
    thief = Client()
    thief.cookies["session"] = stolen

    assert not is_logged_in(thief)


def test_where_a_second_factor_is_required_nothing_else_opens(
    anna: Member, client: Client, settings: object
) -> None:
    settings.OV_MFA_REQUIRED = True  # type: ignore[attr-defined]
    client.force_login(anna.account)

    for address in (PAGE, "/", "/plannen/"):
        answer = client.get(address)
        assert (answer.status_code, answer["Location"]) == (302, "/account/tweede-stap/")

    assert client.get("/account/tweede-stap/").status_code == 200
    assert client.get("/healthz").status_code == 200


def test_nobody_signs_up(client: Client) -> None:
    assert client.get("/account/signup/").status_code in (302, 404)
    assert b"signup" not in client.get("/account/inloggen/").content
