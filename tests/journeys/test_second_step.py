"""Somebody protects an account with a second step, and uses it."""

import re
import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Page, expect

from openveiligheid.config.example.loading import DEMO_PASSWORD
from tests.journeys.conftest import Visit, axe, log_in

SANNE, MARIT = "sanne.kolk@vechterveen.example", "marit.hoekstra@vechterveen.example"


def submit(page: Page) -> None:
    page.locator("main form button[type=submit]").first.click()


def confirm_password(page: Page) -> None:
    if "/bevestigen/" in page.url:
        page.locator("[name=password]").fill(DEMO_PASSWORD)
        submit(page)


def code(secret: str) -> str:
    """What the app on the phone shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def test_an_app_with_codes_becomes_the_second_step(open_page: Visit) -> None:
    page = open_page()
    log_in(page, SANNE)

    page.goto("/account/tweede-stap/app/")
    confirm_password(page)
    secret = page.locator("code").first.inner_text().strip()
    is_drawn = page.locator(".ov-qr img").evaluate("image => image.naturalWidth > 0")
    barriers = axe(page)
    page.locator("[name=code]").fill(code(secret))
    submit(page)
    expect(page).to_have_url("/account/tweede-stap/codes/")
    recovery_codes = re.findall(r"\b\d{8}\b", page.locator("main").inner_text())

    assert is_drawn
    assert barriers == []
    assert axe(page) == []
    assert len(recovery_codes) == 10

    later = open_page()
    log_in(later, SANNE)
    later.goto("/account/wachtwoord/")
    assert "/tweede-stap/invoeren/" in later.url
    assert axe(later) == []

    later.locator("[name=code]").fill(recovery_codes[0])
    submit(later)
    later.goto("/account/wachtwoord/")
    assert later.url.endswith("/account/wachtwoord/")


def test_a_security_key_becomes_the_second_step(open_page: Visit, site: str) -> None:
    # A browser binds keys to a name, never to a bare network address.
    page = open_page(base_url=site.replace("127.0.0.1", "localhost"))
    browser = page.context.new_cdp_session(page)
    browser.send("WebAuthn.enable")
    browser.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "usb",
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    log_in(page, MARIT)

    page.goto("/account/tweede-stap/sleutels/nieuw/")
    confirm_password(page)
    barriers = axe(page)
    page.locator("[name=name]").fill("Sleutel aan sleutelbos")
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url(lambda address: "/nieuw/" not in address)
    page.goto("/account/tweede-stap/sleutels/")

    assert barriers == []
    expect(page.locator("main")).to_contain_text("Sleutel aan sleutelbos")
    assert axe(page) == []
