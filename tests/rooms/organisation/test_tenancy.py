"""What belongs to another municipality does not exist."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from openveiligheid.core.access import load, visible_to
from openveiligheid.core.actors import Public, System
from openveiligheid.core.errors import NotPermitted
from openveiligheid.core.managers import UnscopedQuery
from openveiligheid.core.models import Municipality, Tenanted
from openveiligheid.core.permissions import Permission
from openveiligheid.organisation.models import Area, Invitation, Member, Partner, Team
from openveiligheid.organisation.operations import (
    AreaRow,
    add_areas,
    invite_member,
    save_partner,
    save_team,
)
from tests.factories import make_member

In = Callable[[Member], Client]

PAGES = {
    "area": Area,
    "partner": Partner,
    "team": Team,
    "member": Member,
}
POSTS = {
    "area-remove": Area,
    "partner-remove": Partner,
    "team-remove": Team,
    "member-access": Member,
    "invitation-withdraw": Invitation,
}


@pytest.fixture
def twin(elsewhere: Municipality) -> Municipality:
    """Another municipality with a row in every table of the organisation."""
    by = System(elsewhere)
    add_areas([AreaRow("WK1", "Geheime wijk", "wijk")], by=by)
    save_partner(Partner(name="Geheime partner"), by=by)
    save_team(Team(name="Geheim team"), by=by)
    make_member(elsewhere, "Geheime Beheerder", "administrator")
    invitation = Invitation(name="Geheime gast", email="gast@geheim.nl", roles=["partner"])
    invite_member(invitation, link_to=str, at=timezone.now(), by=by)
    return elsewhere


def theirs(twin: Municipality, model: type[Tenanted]) -> Tenanted:
    row = model.unscoped.filter(municipality=twin).order_by("-created_at").first()
    assert row is not None
    return row


@pytest.mark.parametrize(("name", "model"), [*PAGES.items(), *POSTS.items()])
def test_a_row_of_elsewhere_answers_as_one_that_does_not_exist(
    carla: Member, twin: Municipality, client_of: In, name: str, model: type[Tenanted]
) -> None:
    client = client_of(carla)
    ask = client.post if name in POSTS else client.get
    there = str(theirs(twin, model).pk)
    nowhere = str(uuid4())

    foreign = ask(reverse(f"organisation:{name}", args=[there]))
    absent = ask(reverse(f"organisation:{name}", args=[nowhere]))

    assert (foreign.status_code, absent.status_code) == (404, 404)
    assert _same(foreign.content, there) == _same(absent.content, nowhere)


def _same(content: bytes, pk: str) -> str:
    """The body without what differs per request: the address itself and the form's token."""
    lines = content.decode().replace(pk, "").split('name="csrfmiddlewaretoken" value="')
    return "".join([lines[0], *(line.partition('"')[2] for line in lines[1:])])


@pytest.mark.parametrize(
    "name", ["overview", "areas", "partners", "teams", "members", "roles", "history"]
)
@pytest.mark.covers("F3")
def test_no_page_shows_a_word_of_elsewhere(
    carla: Member, els: Member, twin: Municipality, client_of: In, name: str
) -> None:
    by = els if name == "history" else carla
    for query in ("", "?kind=wijk"):
        page = client_of(by).get(reverse(f"organisation:{name}") + query).content.decode()

        assert "Geheim" not in page
        assert "geheim" not in page


def test_choices_in_forms_stay_at_home(carla: Member, twin: Municipality, client_of: In) -> None:
    client = client_of(carla)
    for name in ("area-add", "invite"):
        assert "Geheim" not in client.get(reverse(f"organisation:{name}")).content.decode()
    area = theirs(twin, Area)
    data = {"code": "WK2", "name": "Wijk", "kind": "wijk", "parent": str(area.pk)}

    client.post(reverse("organisation:area-add"), data)

    assert not Area.unscoped.filter(code="WK2").exists()


@pytest.mark.parametrize("model", [Area, Partner, Team, Member, Invitation])
def test_rows_are_reached_through_who_asks_only(
    carla: Member, twin: Municipality, model: type[Tenanted]
) -> None:
    with pytest.raises(UnscopedQuery):
        model.objects.all()
    assert not visible_to(carla, model).filter(municipality=twin).exists()
    assert not visible_to(Public(twin), model).exists()
    assert visible_to(System(twin), model).exists()


def test_who_sees_a_row_but_lacks_the_right_is_told_so(anna: Member) -> None:
    area = Area.unscoped.get(municipality=anna.municipality)

    assert load(anna, Area, area.pk) == area
    with pytest.raises(NotPermitted):
        load(anna, Area, area.pk, Permission.ORGANISATION_MANAGE)
