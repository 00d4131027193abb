"""House rules on pages as people meet them: who opens which, and every link leads somewhere."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from django.urls.converters import get_converters
from pytest_django import Settings

from openveiligheid.config.example import load_example
from openveiligheid.core.models import Account, Municipality
from openveiligheid.core.permissions import ROLES, Permission
from openveiligheid.organisation.models import Member
from tests.contracts.sources import ROOT
from tests.factories import make_member

NOBODYS = UUID(int=7)
LINK = re.compile(r"""(?:href|hx-get)="(/[^"#]*)""")
PARAMETER = re.compile(r"<(?:(\w+):)?\w+>")
GROUP = re.compile(r"\(\?P<\w+>((?:[^()]|\([^()]*\))*)\)")
HAS_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-")
EACH_KIND = 3  # pages of one kind that a crawl opens; a list of a hundred actions proves no more


def guarded_addresses(resolver: URLResolver, prefix: str = "/") -> Iterator[tuple[str, Permission]]:
    """Each address behind a permission, its parameters filled in with what nobody owns."""
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from guarded_addresses(entry, route)
        elif permission := getattr(entry.callback, "required_permission", None):
            yield filled_in(route), permission


def filled_in(route: str) -> str:
    """The route as an address: `<uuid:pk>` and `(?P<pk>…)` become what nobody owns."""
    route = GROUP.sub(lambda m: sample(m[1]), route)
    route = PARAMETER.sub(lambda m: sample(get_converters()[m[1] or "str"].regex), route)
    return route.replace("^", "").replace("\\.", ".").rstrip("$")


def sample(pattern: str) -> str:
    """A text that a part of an address accepts."""
    texts = [str(NOBODYS), "2026", *pattern.split("|"), "onbekend"]
    return next(text for text in texts if re.fullmatch(pattern, text))


def ask(client: Client, address: str) -> HttpResponse:
    """Ask with GET, and with POST what only takes that."""
    answer = client.get(address)
    return client.post(address) if answer.status_code == 405 else answer


@pytest.mark.slow
@pytest.mark.django_db
def test_each_role_opens_what_its_permissions_say_and_nothing_else(
    hardenberg: Municipality, client: Client
) -> None:
    doors = sorted(set(guarded_addresses(get_resolver())))
    wrong = []

    for role in ROLES.values():
        client.force_login(make_member(hardenberg, role.key, role.key).account)
        for address, permission in doors:
            is_refused = ask(client, address).status_code == 403
            if is_refused == (permission in role.permissions):
                wrong.append(f"{role.key} {'cannot' if is_refused else 'can'} open {address}")

    assert doors
    assert wrong == []


@pytest.mark.django_db
def test_nobody_opens_a_guarded_page_without_logging_in(client: Client) -> None:
    open_doors = [
        address
        for address, _permission in set(guarded_addresses(get_resolver()))
        if not client.get(address).headers.get("Location", "").startswith("/account/inloggen/")
    ]

    assert open_doors == []


@pytest.fixture
def colleagues(db: None, settings: Settings) -> list[Account]:
    """The people of all example municipalities, with everything that the examples hold."""
    settings.DEBUG = True  # elsewhere the examples refuse to be loaded
    for folder in sorted((ROOT / "examples").iterdir()):
        if folder.is_dir():
            load_example(folder, say=str)
    settings.DEBUG = False
    return list(Account.objects.filter(is_demo=True).order_by("created_at"))


def crawl(client: Client) -> dict[str, list[str]]:
    """Every address that can be reached from the start page, with the pages that lead there."""
    client.raise_request_exception = False  # a page that breaks is an answer too: 500
    found: dict[str, list[str]] = defaultdict(list, {"/": []})
    waiting, kinds = ["/"], Counter[str]()
    while waiting:
        page = waiting.pop(0)
        answer = client.get(page)
        if "html" not in answer.get("Content-Type", "") or answer.streaming:
            continue
        for address in LINK.findall(answer.content.decode().replace("&amp;", "&")):
            if address not in found and wants_a_look(address, kinds):
                waiting.append(address)
            if address in found or address in waiting:
                found[address].append(page)
    return found


def wants_a_look(address: str, kinds: Counter[str]) -> bool:
    """Whether this address is worth opening: a page of ours, and not yet enough of its kind."""
    if address.startswith(("/static/", "/account/", "/taal/")):
        return False
    kind = resolve(address.partition("?")[0]).view_name
    kinds[kind] += 1
    return kinds[kind] <= EACH_KIND


@pytest.mark.slow
def test_every_link_that_a_colleague_sees_opens(colleagues: list[Account], client: Client) -> None:
    broken = []

    for account in colleagues:
        client.force_login(account)
        for address, pages in crawl(client).items():
            status = client.get(address).status_code
            if status not in (200, 302):
                broken.append(f"{account.email}: {address} answers {status}, linked on {pages[:2]}")

    assert broken == []


@pytest.mark.slow
def test_what_belongs_to_another_municipality_does_not_exist(
    colleagues: list[Account], client: Client
) -> None:
    towns = list(Municipality.objects.all())
    homes = {m.account_id: m.municipality_id for m in Member.unscoped.all()}
    seen: dict[str, UUID] = {}
    for account in colleagues:
        client.force_login(account)
        # An id behind a question mark only chooses among what the visitor sees anyway.
        paths = [a for a in crawl(client) if HAS_ID.search(a.partition("?")[0])]
        seen |= dict.fromkeys(paths, homes[account.pk])

    leaks = []
    for account in colleagues:
        client.force_login(account)
        for address, home in seen.items():
            if home != homes[account.pk] and ask(client, address).status_code not in (403, 404):
                leaks.append(f"{account.email} opens {address}")

    assert len(towns) > 1
    assert seen
    assert leaks == []


def test_the_rules_catch_what_they_are_for() -> None:
    kinds = Counter[str]()

    assert (
        filled_in("/plannen/<uuid:pk>/versies/<int:number>/") == f"/plannen/{NOBODYS}/versies/2026/"
    )
    assert (
        filled_in("/plannen/^(?P<kind>thema|doel)/(?P<pk>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-.*)/weg/$")
        == f"/plannen/thema/{NOBODYS}/weg/"
    )
    assert LINK.findall('<a href="/acties/#top" hx-get="/acties/deel/">') == [
        "/acties/",
        "/acties/deel/",
    ]
    assert [wants_a_look("/healthz", kinds) for _ in range(5)] == [True] * 3 + [False] * 2
    assert isinstance(get_resolver().url_patterns[0], URLPattern)
