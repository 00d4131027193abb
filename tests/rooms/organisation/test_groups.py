"""Partners and teams: added, changed, removed while unused."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from openveiligheid.core.errors import NotPermitted
from openveiligheid.organisation.models import Member, Partner, Team
from openveiligheid.organisation.operations import save_partner, save_team
from tests.factories import make_member, make_team
from tests.pages import words

In = Callable[[Member], Client]
POLICE = {"name": "Politie Vechtdal", "kind": "politie", "level": "district"}


@pytest.mark.covers("F2")
def test_a_partner_is_added_changed_and_removed(carla: Member, client_of: In) -> None:
    client = client_of(carla)
    added = client.post(reverse("organisation:partner-add"), POLICE, follow=True)
    partner = Partner.unscoped.get()

    client.post(reverse("organisation:partner", args=[partner.pk]), POLICE | {"level": "regional"})
    partner.refresh_from_db()

    assert "Politie Vechtdal is toegevoegd." in words(added)
    assert partner.level == "regional"
    client.post(reverse("organisation:partner-remove", args=[partner.pk]))
    assert not Partner.unscoped.exists()


@pytest.mark.parametrize(
    "data", [{"name": ""}, {"name": " "}, {"name": "x" * 201, "level": "local"}]
)
def test_a_partner_without_a_good_name_is_refused(
    carla: Member, client_of: In, data: dict[str, str]
) -> None:
    page = client_of(carla).post(reverse("organisation:partner-add"), data)

    assert page.status_code == 200
    assert "niet goed ingevuld" in words(page)
    assert not Partner.unscoped.exists()


def test_two_partners_cannot_have_one_name(carla: Member, client_of: In) -> None:
    client = client_of(carla)
    client.post(reverse("organisation:partner-add"), POLICE)

    page = client.post(reverse("organisation:partner-add"), POLICE)

    assert "Er is al een partner met deze naam." in words(page)


def test_two_municipalities_can_have_a_partner_of_one_name(carla: Member, outsider: Member) -> None:
    admin = make_member(outsider.municipality, "Ada Elders", "administrator")

    for by in (carla, admin):
        save_partner(Partner(name="Politie"), by=by)

    assert Partner.unscoped.count() == 2


def test_a_team_with_members_stays(carla: Member, client_of: In) -> None:
    team = make_team(carla.municipality)
    make_member(carla.municipality, "Wim Bos", "project_lead", team=team)
    client = client_of(carla)

    page = client.get(reverse("organisation:team", args=[team.pk])).content.decode()
    answer = client.post(reverse("organisation:team-remove", args=[team.pk]), follow=True)

    assert reverse("organisation:team-remove", args=[team.pk]) not in page
    assert "Cluster OOV is nog in gebruik en kan niet weg." in words(answer)
    assert Team.unscoped.filter(pk=team.pk).exists()


def test_a_team_shows_how_many_members_it_has(carla: Member, client_of: In) -> None:
    team = make_team(carla.municipality)
    for name in ("Wim Bos", "Eef Kok"):
        make_member(carla.municipality, name, "project_lead", team=team)

    page = words(client_of(carla).get(reverse("organisation:teams")))

    assert "Cluster OOV Leden 2" in page


def test_a_row_cannot_be_saved_in_the_name_of_another_municipality(
    carla: Member, outsider: Member
) -> None:
    theirs = make_team(outsider.municipality)
    theirs.name = "Overgenomen"

    with pytest.raises(NotPermitted, match="andere gemeente"):
        save_team(theirs, by=carla)


def test_who_may_only_look_sees_no_way_to_change(anna: Member, client_of: In) -> None:
    save_partner(Partner(name="Politie"), by=make_member(anna.municipality, "X", "administrator"))
    page = client_of(anna).get(reverse("organisation:partners")).content.decode()

    assert "Politie" in page
    assert reverse("organisation:partner-add") not in page
    assert client_of(anna).get(reverse("organisation:partner-add")).status_code == 403
