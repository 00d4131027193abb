"""A municipality without anything: what the pages lead to."""

from collections.abc import Callable

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from openveiligheid.core.actors import System
from openveiligheid.core.models import Municipality
from openveiligheid.organisation.models import Invitation, Member, Team
from openveiligheid.organisation.operations import (
    AreaRow,
    add_areas,
    invite_member,
    save_team,
)
from tests.factories import make_member
from tests.pages import words

In = Callable[[Member], Client]


def link_on(client: Client, name: str) -> bool:
    """Whether the overview leads to that page."""
    page = client.get(reverse("organisation:overview")).content.decode()
    return f'href="{reverse(name)}"' in page


def test_the_first_steps_follow_each_other(hardenberg: Municipality, client_of: In) -> None:
    first = make_member(hardenberg, "Carla Smit", "administrator", "policy_adviser")
    client = client_of(first)

    assert "1 Gebieden inlezen" in words(client.get(reverse("organisation:overview")))
    assert link_on(client, "organisation:areas-upload")
    add_areas([AreaRow("WK1", "Wijk", "wijk")], by=first)
    assert not link_on(client, "organisation:areas-upload")
    assert link_on(client, "organisation:team-add")
    save_team(Team(name="Cluster OOV"), by=first)
    assert link_on(client, "organisation:invite")
    invitation = Invitation(name="Wim", email="wim@voorbeeld.nl", roles=["partner"])
    invite_member(invitation, link_to=str, at=timezone.now(), by=first)

    page = words(client.get(reverse("organisation:overview")))

    assert "Eerste stappen" not in page
    assert "Er is maar één lid dat leden kan beheren." in page


def test_empty_parts_say_what_belongs_there(carla: Member, anna: Member, client_of: In) -> None:
    for name, title in (
        ("areas", "Nog geen wijken, buurten of kernen"),
        ("partners", "Nog geen partners"),
        ("teams", "Nog geen teams"),
    ):
        url = reverse(f"organisation:{name}")
        assert title in words(client_of(carla).get(url))
        reader = client_of(anna).get(url)
        assert title in words(reader)
        assert "nl-button--primary" not in reader.content.decode()


def test_who_has_no_municipality_is_told_so(hardenberg: Municipality, client_of: In) -> None:
    member = make_member(hardenberg, "Wim Bos", "partner")
    make_member(hardenberg, "Carla Smit", "administrator")
    browser = client_of(member)
    member.is_active = False
    member.save()

    answer = browser.get(reverse("organisation:overview"))

    assert answer.status_code == 403
    assert System(hardenberg).label == "systeem"
