"""What belongs to another municipality does not exist: every address, every role, every way in."""

import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest
from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import user_pk_to_url_str
from django.core.management import call_command
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pytest_django import Settings

from openveiligheid.core.actors import System
from openveiligheid.core.models import HistoryEntry, Municipality
from openveiligheid.core.permissions import ROLES
from openveiligheid.organisation.access import CHOSEN
from openveiligheid.organisation.models import Member
from openveiligheid.organisation.operations import add_member
from tests.contracts.addresses import (
    ASKING,
    CANARY,
    LABELS,
    OPENED_BY_A_KEY,
    PERSONAL,
    PLACES,
    POINTING,
    REGISTERED,
    ROWS,
    Door,
    World,
    absent,
    make_world,
)
from tests.contracts.test_doors import views
from tests.factories import make_account, make_member
from tests.pages import forms

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

TOKEN = re.compile(r'(name="csrfmiddlewaretoken" value=)"[^"]*"')
LOGIN = "/account/inloggen/"
Ask = Callable[[Client, str], HttpResponse]
WAYS: dict[str, Ask] = {
    "GET": lambda client, address: client.get(address),
    "POST": lambda client, address: client.post(address, {}),
}


@dataclass(frozen=True)
class Visitor:
    """Somebody who is not of the municipality whose rows are asked for."""

    name: str
    member: Member | None
    roles: tuple[str, ...] = ()

    def may(self, door: Door) -> bool:
        permission = door.permission
        return permission is None or any(permission in ROLES[key].permissions for key in self.roles)

    def browser(self) -> Client:
        """A fresh browser, so that no message at another address shows in an answer."""
        return logged_in(self.member) if self.member else Client()


def logged_in(member: Member) -> Client:
    """A browser in which somebody has just proved who it is, at work in this municipality."""
    client = Client()
    client.force_login(member.account)
    request = HttpRequest()
    request.session = client.session
    record_authentication(request, member.account, "password", reauthenticated=True)
    request.session[CHOSEN] = str(member.municipality_id)
    request.session.save()
    return client


@pytest.fixture(autouse=True)
def _own_figures(settings: Settings, tmp_path: Path) -> None:
    settings.OV_DATA_DIR = tmp_path / "data"
    call_command("createcachetable", verbosity=0)


@pytest.fixture
def world(hardenberg: Municipality) -> World:
    return make_world(hardenberg)


@pytest.fixture
def colleagues(hardenberg: Municipality) -> dict[str, Member]:
    """Somebody of each role in the municipality that owns the rows."""
    return {
        key: make_member(hardenberg, f"{key} hier", key, email=f"{key}@hier.nl") for key in ROLES
    }


@pytest.fixture
def visitors(elsewhere: Municipality, hardenberg: Municipality) -> list[Visitor]:
    """Nobody, each role of the other municipality, and a member of both who works in the other."""
    found = [Visitor("nobody", None)]
    for key in ROLES:
        member = make_member(elsewhere, f"{key} daar", key, email=f"{key}@daar.nl")
        found.append(Visitor(f"{key} elsewhere", member, (key,)))
    both = make_member(elsewhere, "Beide Kanten", "policy_adviser", email="beide@daar.nl")
    add_member(account=both.account, roles=list(ROLES), by=System(hardenberg))
    found.append(Visitor("a member of both, at work elsewhere", both, ("policy_adviser",)))
    return found


def arguments(name: str, door: Door, row: object) -> str:
    return reverse(name, kwargs=door.arguments(row))


def seen(answer: HttpResponse, row: object) -> tuple[int, str, str, str]:
    """What a visitor can tell of an answer, apart from the id that was asked for."""
    body = b"".join(answer) if answer.streaming else answer.content  # type: ignore[attr-defined]
    text = TOKEN.sub(r"\1", body.decode(errors="replace")).replace(str(row), "ID")
    place = answer.headers.get("Location", "").replace(str(row), "ID")
    return answer.status_code, place, answer.headers.get("Content-Type", ""), text


def heads() -> dict[str, int]:
    """How long each municipality's history is."""
    return {
        str(m): HistoryEntry.objects.filter(municipality=m).count()
        for m in Municipality.objects.all()
    }


def test_every_address_of_the_site_is_registered_with_who_opens_it() -> None:
    known = {name for name, _view in views(get_resolver())}

    assert sorted(known - REGISTERED) == [], "write these down in tests/contracts/addresses.py"
    assert sorted(REGISTERED - known) == [], "these addresses are no more"


def test_the_register_says_of_each_address_whether_it_names_a_row() -> None:
    named = {name: {"pk", *door.others} for name, door in {**ROWS, **PERSONAL}.items()}
    named |= {name: {door.name} for name, door in LABELS.items()}
    named |= {name: set(door.others) for name, door in PLACES.items() if door.others}
    asked = {name: keys for name, keys in parameters(get_resolver()) if keys}

    assert {name: keys for name, keys in asked.items() if name not in OPENED_BY_A_KEY} == named


def parameters(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, set[str]]]:
    """The names of what each address takes."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield f"{space}{entry.name}", set(entry.pattern.regex.groupindex)
        else:
            yield from parameters(entry, f"{space}{entry.namespace}:" if entry.namespace else space)


def test_a_row_of_elsewhere_answers_as_one_that_does_not_exist(
    world: World, visitors: list[Visitor]
) -> None:
    before, differences, pairs = heads(), [], 0
    doors = {**ROWS, **LABELS, **PERSONAL}

    for name, door in doors.items():
        row = world[door.row]
        for visitor in visitors:
            pairs += 1
            browser = visitor.browser()
            for way, ask in WAYS.items():
                other = absent(row)
                there = seen(ask(browser, arguments(name, door, row)), row)
                nowhere = seen(ask(browser, arguments(name, door, other)), other)
                if there != nowhere or not is_closed(there, name, door, visitor, way):
                    differences.append(f"{way} {name} as {visitor.name}: {there[:2]} {nowhere[:2]}")

    say(f"tenancy walk: {len(doors)} addresses x {len(visitors)} visitors = {pairs} pairs")
    assert differences == []
    assert heads() == before
    assert pairs == len(doors) * len(visitors)


def say(line: str) -> None:
    """Leave the size of the walk in the output of the test."""
    sys.stdout.write(f"{line}\n")


def is_closed(
    answer: tuple[int, str, str, str], name: str, door: Door, visitor: Visitor, way: str
) -> bool:
    """Whether the answer is the one that this visitor should get, and tells nothing."""
    status, place, _type, text = answer
    if CANARY in text.replace("ID", ""):
        return False
    if visitor.member is None:
        return status == 302 and place.startswith(LOGIN)
    if status == 405:
        return (way == "GET") == door.posts_only
    if not visitor.may(door):
        return status == 403
    if name in LABELS:
        return status == (200 if way == "GET" else 302)
    return status == 404


def test_a_row_of_elsewhere_is_not_to_be_asked_for_in_a_question(
    world: World, visitors: list[Visitor]
) -> None:
    differences = []

    for name, key, kind in ASKING:
        row, other = world[kind], uuid4()
        address = reverse(name, kwargs=PLACES[name].others)
        for visitor in visitors:
            there = seen(visitor.browser().get(address, {key: str(row)}), row)
            nowhere = seen(visitor.browser().get(address, {key: str(other)}), other)
            if there != nowhere or CANARY in there[3]:
                differences.append(f"{name}?{key}= as {visitor.name}: {there[:2]} {nowhere[:2]}")

    assert differences == []


@pytest.mark.parametrize(("name", "about", "field", "kind"), POINTING)
def test_a_form_does_not_take_a_row_of_elsewhere(
    world: World, elsewhere: Municipality, name: str, about: str, field: str, kind: str
) -> None:
    own, door = make_world(elsewhere, "Eigen"), {**PLACES, **ROWS}[name]
    member = make_member(elsewhere, "Alles Daar", *ROLES, email="alles@daar.nl")
    address = reverse(name, kwargs=door.arguments(own.get(about)))
    before, said = heads(), {}

    for row in (world[kind], other := uuid4()):
        sent = filled_in(logged_in(member), address) | {field: str(row)}
        answer = logged_in(member).post(address, sent)
        said[row] = seen(answer, row)
        assert answer.status_code == 200, "the form was taken"
        assert field in answer.context["form"].errors

    assert said[world[kind]] == said[other]
    assert CANARY not in said[other][3]
    assert heads() == before


def filled_in(browser: Client, address: str) -> dict[str, object]:
    """What the form at this address holds, with something in each field that must be filled in."""
    served = browser.get(address)
    form = next(f for f in forms(served) if "csrfmiddlewaretoken" in f.values and len(f.values) > 2)
    usual = {"title": "Titel", "name": "Naam", "code": "WK777", "email": "een@daar.nl"}
    usual |= {"due_on": "31-12-2030", "reason": "Reden", "subject": "Onderwerp", "kind": "wijk"}
    needed = {k: usual.get(k, v) for k, v in form.values.items() if v == [""]}
    return {**form.values, **needed}


def test_nobody_works_in_a_municipality_without_being_a_member(
    hardenberg: Municipality, visitors: list[Visitor]
) -> None:
    address = reverse("organisation:switch")
    outside = [visitor for visitor in visitors[1:] if "both" not in visitor.name]

    for visitor in outside:
        there = seen(
            visitor.browser().post(address, {"municipality": hardenberg.pk}), hardenberg.pk
        )
        other = uuid4()
        nowhere = seen(visitor.browser().post(address, {"municipality": other}), other)

        assert there == nowhere
        assert there[0] == 404


def test_no_list_or_form_shows_a_word_of_elsewhere(world: World, visitors: list[Visitor]) -> None:
    leaks, pages = [], 0

    for visitor in visitors:
        browser = visitor.browser()
        for name in [*PLACES, "dashboard:home", "dashboard:search"]:
            others = PLACES[name].others if name in PLACES else {}
            answer = browser.get(reverse(name, kwargs=others), {"q": "geheim"})
            pages += 1
            if CANARY.lower() in seen(answer, "-")[3].lower().replace("q=geheim", ""):
                leaks.append(f"{name} as {visitor.name}")

    assert pages > 300
    assert leaks == []


def test_every_colleague_opens_what_the_register_says_and_nothing_else(
    world: World, colleagues: dict[str, Member]
) -> None:
    wrong, cells = [], 0

    for key, member in colleagues.items():
        browser = logged_in(member)
        for name, door in opened_by_members():
            cells += 1
            answer = opened(browser, name, door, world)
            allowed = door.permission is None or door.permission in ROLES[key].permissions
            if (answer.status_code == 403) == allowed or answer.status_code in (404, 405, 500):
                wrong.append(f"{name} as {key}: {answer.status_code}")

    say(f"permission walk: {cells} cells of {len(colleagues)} roles")
    assert wrong == []


def opened_by_members() -> Iterator[tuple[str, Door]]:
    yield from {**PLACES, **ROWS, **LABELS}.items()
    yield from ((name, Door()) for name in ("dashboard:home", "dashboard:search"))


def opened(browser: Client, name: str, door: Door, world: World) -> HttpResponse:
    """Open the address as it is meant to be opened, and take back what that changed."""
    address = reverse(name, kwargs=door.arguments(world.get(door.row)))
    with transaction.atomic():
        answer = browser.post(address, {}) if door.posts_only else browser.get(address)
        transaction.set_rollback(True)
    return answer


def test_the_owner_of_a_row_gets_its_page_or_its_deed(
    world: World, colleagues: dict[str, Member]
) -> None:
    wrong = []

    for name, door in {**ROWS, **LABELS}.items():
        owner = next(
            m for key, m in colleagues.items() if door.permission in ROLES[key].permissions
        )
        status = opened(logged_in(owner), name, door, world).status_code
        if status != (302 if door.posts_only else 200):
            wrong.append(f"{name}: {status}")
    for name, door in PERSONAL.items():
        status = opened(logged_in(world["lead"]), name, door, world).status_code
        if status != 200:
            wrong.append(f"{name}: {status}")

    assert wrong == []


def test_a_person_without_a_municipality_is_told_so_everywhere(world: World) -> None:
    account = make_account("Nieuwkomer", "nieuw@voorbeeld.nl")
    client, statuses = Client(), set()
    client.force_login(account)

    for name, door in opened_by_members():
        statuses.add(opened(client, name, door, world).status_code)

    assert statuses == {403}


def test_a_wrong_key_tells_nothing_of_whose_it_is(anna: Member) -> None:
    known, unknown = user_pk_to_url_str(anna.account), "1z" * 12
    name = "account_reset_password_from_key"

    real = Client().get(reverse(name, kwargs={"uidb36": known, "key": "abc-def"}))
    gone = Client().get(reverse(name, kwargs={"uidb36": unknown, "key": "abc-def"}))

    assert seen(real, known) == seen(gone, unknown)
    assert Client().get(reverse("organisation:accept", args=["geen-sleutel"])).status_code == 404
