"""Members: roles, access, and that somebody can always manage them."""

from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from openveiligheid.core.errors import NotPermitted, Refused
from openveiligheid.core.permissions import ROLES, Permission
from openveiligheid.organisation.models import Member
from openveiligheid.organisation.operations import add_member, change_member
from tests.factories import PASSWORD, make_account, make_member, make_team
from tests.pages import words

In = Callable[[Member], Client]


def change(client: Client, member: Member, **data: object) -> str:
    url = reverse("organisation:member", args=[member.pk])
    return words(client.post(url, data, follow=True))


def give(client: Client, member: Member, access: str) -> str:
    url = reverse("organisation:member-access", args=[member.pk])
    return words(client.post(url, {"access": access}, follow=True))


def test_a_member_gets_other_roles_and_a_team(carla: Member, bram: Member, client_of: In) -> None:
    team = make_team(carla.municipality)

    page = change(
        client_of(carla), bram, job_title="Adviseur", team=team.pk, roles=["policy_adviser"]
    )

    bram.refresh_from_db()
    assert "Bram Visser is gewijzigd." in page
    assert (bram.roles, bram.team, bram.job_title) == (["policy_adviser"], team, "Adviseur")


def test_other_roles_count_at_the_next_click(carla: Member, bram: Member, client_of: In) -> None:
    browser = client_of(bram)
    assert browser.get(reverse("organisation:members")).status_code == 200

    change(client_of(carla), bram, roles=["council_member"])

    assert browser.get(reverse("organisation:members")).status_code == 403


@pytest.mark.parametrize("roles", [[], ["king"], ["administrator", "king"]])
def test_roles_that_do_not_exist_are_refused(
    carla: Member, bram: Member, client_of: In, roles: list[str]
) -> None:
    page = change(client_of(carla), bram, job_title="", roles=roles)

    bram.refresh_from_db()
    assert "niet goed ingevuld" in page
    assert bram.roles == ["project_lead"]


def test_who_loses_access_is_out_at_once(carla: Member, bram: Member, client_of: In) -> None:
    browser = client_of(bram)
    assert browser.get("/").status_code == 200

    page = give(client_of(carla), bram, "off")

    assert "Bram Visser heeft geen toegang meer." in page
    assert browser.get("/").status_code == 302
    users = [session.get_decoded()["_auth_user_id"] for session in Session.objects.all()]
    assert users == [str(carla.account_id)]


def test_who_gets_access_back_has_the_same_roles(
    carla: Member, bram: Member, client_of: In
) -> None:
    give(client_of(carla), bram, "off")
    give(client_of(carla), bram, "on")

    bram.refresh_from_db()
    assert bram.may(Permission.ACTION_REPORT)


def test_the_last_administrator_keeps_the_keys(carla: Member, client_of: In) -> None:
    client = client_of(carla)

    for page in (
        change(client, carla, roles=["policy_adviser"]),
        give(client, carla, "off"),
    ):
        assert "Minstens één lid moet leden kunnen beheren." in page

    carla.refresh_from_db()
    assert carla.may(Permission.MEMBER_MANAGE)


def test_an_administrator_may_go_when_there_is_another(carla: Member, client_of: In) -> None:
    other = make_member(carla.municipality, "Tine Vos", "administrator")

    give(client_of(other), carla, "off")

    carla.refresh_from_db()
    assert not carla.is_active


def test_an_account_is_a_member_once(carla: Member, bram: Member) -> None:
    with pytest.raises(Refused):
        add_member(account=bram.account, roles=["partner"], by=carla)


def test_a_team_of_another_municipality_is_refused(carla: Member, outsider: Member) -> None:
    theirs = make_team(outsider.municipality)

    with pytest.raises(NotPermitted, match="andere gemeente"):
        add_member(account=make_account("Wim Bos"), roles=["partner"], team=theirs, by=carla)


@pytest.mark.parametrize("role", [key for key in ROLES if key != "administrator"])
def test_only_administrators_change_members(carla: Member, client_of: In, role: str) -> None:
    member = make_member(carla.municipality, "Wim Bos", role)

    with pytest.raises(NotPermitted):
        change_member(carla, by=member)
    assert client_of(member).get(reverse("organisation:invite")).status_code == 403
    url = reverse("organisation:member", args=[carla.pk])
    assert client_of(member).get(url).status_code == 403


def test_who_gives_rights_confirms_to_be_the_same_person(carla: Member, bram: Member) -> None:
    call_command("createcachetable")
    browser = Client()
    browser.force_login(carla.account)
    url = reverse("organisation:member", args=[bram.pk])

    asked = browser.post(url, {"job_title": "", "roles": ["analyst"]})

    bram.refresh_from_db()
    assert asked.url.startswith(reverse("account_reauthenticate"))
    assert bram.roles == ["project_lead"]
    browser.post(asked.url, {"password": PASSWORD})
    bram.refresh_from_db()
    assert bram.roles == ["analyst"]


def test_a_form_that_was_not_right_comes_back_after_the_confirmation(carla: Member) -> None:
    call_command("createcachetable")
    browser = Client()
    browser.force_login(carla.account)
    url = reverse("organisation:invite")

    asked = browser.post(url, {"name": "Wim Bos"})
    page = browser.post(asked.url, {"password": PASSWORD})

    assert "niet goed ingevuld" in words(page)
    assert f'action="{url}"' in page.content.decode()


def test_mail_addresses_are_for_who_manages_members(
    anna: Member, carla: Member, client_of: In
) -> None:
    url = reverse("organisation:members")

    assert carla.account.email in words(client_of(carla).get(url))
    assert carla.account.email not in words(client_of(anna).get(url))


def test_every_role_is_explained_in_words(els: Member, client_of: In) -> None:
    page = words(client_of(els).get(reverse("organisation:roles")))

    for role in ROLES.values():
        assert str(role.description) in page
    for permission in Permission:
        assert str(permission.words) in page
    assert "Wie: Els Bakker" in page
