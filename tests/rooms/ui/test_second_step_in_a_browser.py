"""Passwords, an app with codes, recovery codes and a security key: in our look, by keyboard."""

import re
from itertools import islice

import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from playwright.sync_api import Page, expect

from openveiligheid.organisation.models import Member
from tests.factories import PASSWORD
from tests.rooms.ui.conftest import Look

pytestmark = [
    pytest.mark.slow,
    pytest.mark.one_database,
    pytest.mark.django_db(transaction=True),
]


def log_in(window: Page, member: Member) -> None:
    window.goto("/account/inloggen/")
    window.get_by_label("E-mailadres").fill(member.account.email)
    window.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
    window.locator("main").get_by_role("button", name="Inloggen").click()


def confirm(window: Page) -> None:
    """Show once more that it is you, which the first change to the account asks."""
    window.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
    window.get_by_role("button", name="Bevestigen").click()


def code_of(secret: str) -> str:
    (counter,) = islice(yield_hotp_counters_from_time(), 1)
    return str(format_hotp_value(hotp_value(secret, counter)))


def test_the_pages_before_logging_in_are_accessible(window: Page, is_accessible: Look) -> None:
    for address in ("inloggen/", "wachtwoord/vergeten/", "wachtwoord/verstuurd/", "gesloten/"):
        window.goto(f"/account/{address}")
        is_accessible(window)
    window.goto("/account/wachtwoord/nieuw/1-verlopen/")
    expect(window.get_by_role("heading", name="Deze link werkt niet meer")).to_be_visible()


def test_a_failed_log_in_says_what_to_do(window: Page, is_accessible: Look, anna: Member) -> None:
    window.goto("/account/inloggen/")
    window.locator("main").get_by_role("button", name="Inloggen").click()

    expect(window.get_by_role("alert")).to_contain_text("2 velden")
    is_accessible(window)


def test_a_member_sets_up_an_app_and_gets_recovery_codes(
    window: Page, is_accessible: Look, anna: Member
) -> None:
    log_in(window, anna)
    window.goto("/account/tweede-stap/")
    is_accessible(window)

    window.get_by_role("link", name="App instellen").click()
    is_accessible(window)
    confirm(window)
    is_accessible(window)
    window.get_by_role("textbox").fill(code_of(window.locator("code").inner_text()))
    window.get_by_role("button", name="App instellen").click()

    expect(window.get_by_role("heading", name="Herstelcodes")).to_be_visible()
    expect(window.locator("main code")).to_have_count(10)
    is_accessible(window)


def test_a_member_adds_a_security_key_and_logs_in_with_it(
    window: Page, is_accessible: Look, anna: Member
) -> None:
    plug_in_a_key(window)
    log_in(window, anna)
    window.goto("/account/tweede-stap/sleutels/nieuw/")
    confirm(window)
    is_accessible(window)

    window.get_by_role("button", name="Sleutel toevoegen").click()
    window.wait_for_url(re.compile(r"/account/tweede-stap/(codes/)?$"))
    window.goto("/account/uitloggen/")
    window.locator("main").get_by_role("button", name="Uitloggen").click()
    log_in(window, anna)
    is_accessible(window)
    window.get_by_role("button", name="Gebruik mijn beveiligingssleutel").click()

    window.wait_for_url(re.compile(r"^http://[^/]+/$"))


def plug_in_a_key(window: Page) -> None:
    """Give the browser a key as the specification of WebAuthn describes it."""
    devices = window.context.new_cdp_session(window)
    devices.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "usb",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
    }
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})
