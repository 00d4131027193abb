"""The same colleagues in every story, each with one role. All log in with factories.PASSWORD."""

from collections.abc import Callable

import pytest
from allauth.account.internal.flows.login import record_authentication
from django.http import HttpRequest
from django.test import Client

from openveiligheid.core.models import Municipality
from openveiligheid.organisation.models import Member
from openveiligheid.organisation.operations import found_municipality
from tests.factories import make_member, make_municipality


@pytest.fixture
def hardenberg(db: None) -> Municipality:
    return found_municipality(name="Hardenberg", cbs_code="GM0160", inhabitants=63_500)


@pytest.fixture
def elsewhere(db: None) -> Municipality:
    """Another municipality on the same site."""
    return make_municipality("Elders", "GM0001")


@pytest.fixture
def anna(hardenberg: Municipality) -> Member:
    """Policy adviser: owns the plan."""
    return make_member(hardenberg, "Anna de Boer", "policy_adviser")


@pytest.fixture
def bram(hardenberg: Municipality) -> Member:
    """Project lead: carries out actions."""
    return make_member(hardenberg, "Bram Visser", "project_lead")


@pytest.fixture
def carla(hardenberg: Municipality) -> Member:
    """Administrator: manages areas, teams, members and roles."""
    return make_member(hardenberg, "Carla Smit", "administrator")


@pytest.fixture
def dirk(hardenberg: Municipality) -> Member:
    """Council member: sees what was adopted."""
    return make_member(hardenberg, "Dirk Mulder", "council_member")


@pytest.fixture
def els(hardenberg: Municipality) -> Member:
    """Privacy officer: reads the history."""
    return make_member(hardenberg, "Els Bakker", "privacy_officer")


@pytest.fixture
def mayor(hardenberg: Municipality) -> Member:
    return make_member(hardenberg, "Fenna Hoekstra", "mayor")


@pytest.fixture
def clerk(hardenberg: Municipality) -> Member:
    return make_member(hardenberg, "Gerard Prins", "clerk")


@pytest.fixture
def analyst(hardenberg: Municipality) -> Member:
    return make_member(hardenberg, "Hanna Kuipers", "analyst")


@pytest.fixture
def partner(hardenberg: Municipality) -> Member:
    return make_member(hardenberg, "Ilse Jansen", "partner")


@pytest.fixture
def outsider(elsewhere: Municipality) -> Member:
    """Policy adviser of another municipality."""
    return make_member(elsewhere, "Otto Vreemd", "policy_adviser")


@pytest.fixture
def client_of() -> Callable[[Member], Client]:
    """A browser in which this member just proved who it is: `client_of(anna).get(url)`."""

    def logged_in(member: Member) -> Client:
        client = Client()
        client.force_login(member.account)
        request = HttpRequest()
        request.session = client.session
        record_authentication(request, member.account, "password", reauthenticated=True)
        request.session.save()
        return client

    return logged_in
