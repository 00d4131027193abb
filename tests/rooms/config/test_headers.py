"""What every answer says to a browser."""

import os
import subprocess
import sys

import pytest
from django.test import Client

from openveiligheid.organisation.models import Member
from tests.contracts.sources import ROOT
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db
OPEN_PAGES = ("/account/inloggen/", "/account/wachtwoord/vergeten/", "/healthz", "/robots.txt")
POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
}
HEADERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


@pytest.mark.parametrize("address", [*OPEN_PAGES, "/bestaat-niet/"])
def test_every_answer_carries_the_whole_policy(client: Client, address: str) -> None:
    answer = client.get(address)

    assert set(answer["Content-Security-Policy"].split("; ")) == POLICY
    assert {name: answer[name] for name in HEADERS} == HEADERS
    assert "camera=()" in answer["Permissions-Policy"]


def test_a_page_of_somebody_who_is_logged_in_is_kept_nowhere(anna: Member, client: Client) -> None:
    client.force_login(anna.account)

    assert client.get("/account/wachtwoord/")["Cache-Control"] == "no-store"
    assert client.get("/robots.txt")["Cache-Control"] == "no-store"


def test_a_page_for_everybody_may_be_kept_when_it_says_so(client: Client) -> None:
    assert "public" in client.get("/robots.txt")["Cache-Control"]
    assert "no-store" in client.get("/account/inloggen/")["Cache-Control"]


def test_only_the_page_with_the_qr_code_may_show_an_image_from_inside(
    anna: Member, client: Client
) -> None:
    client.force_login(anna.account)
    client.post("/account/bevestigen/", {"password": PASSWORD})

    answer = client.get("/account/tweede-stap/app/")

    assert answer.status_code == 200
    assert "img-src 'self' data:" in answer["Content-Security-Policy"]
    assert "data:" not in client.get("/account/tweede-stap/")["Content-Security-Policy"]


def test_in_production_cookies_are_bound_to_the_site_and_pages_to_https() -> None:
    asked = (
        "from django.conf import settings as s; import django; django.setup();"
        "from django.test import Client;"
        "r = Client().get('/account/inloggen/', headers={'host': 'veilig.example'});"
        "print(r.status_code, r['Location']);"
        "print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE);"
        "print(s.OV_MFA_REQUIRED, s.SECURE_HSTS_SECONDS >= 31536000)"
    )
    environment = {
        **{name: text for name, text in os.environ.items() if not name.startswith("OV_")},
        "OV_SECRET_KEY": "only-for-tests-" * 4,
        "OV_ALLOWED_HOSTS": "veilig.example",
        "OV_TEST_DATABASE": "sqlite://:memory:",
    }

    said = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", asked],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\n")

    assert said[0] == "301 https://veilig.example/account/inloggen/"
    assert said[1] == "__Host-session __Host-csrf True"
    assert said[2] == "True True"
