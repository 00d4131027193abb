"""The passwords of the example are known to everybody, so they open nothing but the example."""

from django.test import Client
from pytest_django import Settings

from openveiligheid.organisation.models import Member
from tests.factories import PASSWORD

LOG_IN = "/account/inloggen/"


def test_an_example_account_logs_in_in_debug_only(
    client: Client, anna: Member, settings: Settings
) -> None:
    anna.account.is_demo = True
    anna.account.save()

    for debug, status in ((False, 200), (True, 302)):
        settings.DEBUG = debug
        answer = client.post(LOG_IN, {"login": anna.account.email, "password": PASSWORD})
        assert answer.status_code == status


def test_a_session_of_an_example_account_ends_with_debug(
    client: Client, anna: Member, settings: Settings
) -> None:
    settings.DEBUG = True
    anna.account.is_demo = True
    anna.account.save()
    client.post(LOG_IN, {"login": anna.account.email, "password": PASSWORD})
    assert client.get("/").status_code == 200

    settings.DEBUG = False

    assert client.get("/").status_code == 302
