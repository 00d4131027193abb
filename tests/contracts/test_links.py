"""Every link that a colleague sees leads somewhere that this colleague may open."""

import re
from collections import Counter, defaultdict

import pytest
from django.test import Client
from django.urls import resolve
from pytest_django import Settings

from openveiligheid.config.example import load_example
from openveiligheid.core.models import Account
from tests.contracts.sources import ROOT

LINK = re.compile(r"""(?:href|hx-get)="(/[^"#]*)""")
EACH_KIND = 2  # pages of one kind that a crawl opens; a list of a hundred actions proves no more
ELSEWHERE = ("/static/", "/account/", "/taal/")


@pytest.fixture
def colleagues(db: None, settings: Settings) -> list[Account]:
    """The people of the example municipality, with everything that it holds."""
    settings.DEBUG = True  # elsewhere the examples refuse to be loaded
    load_example(ROOT / "examples" / "hardenberg", say=str)
    settings.DEBUG = False
    people = list(Account.objects.filter(is_demo=True).order_by("created_at"))
    Account.objects.update(is_demo=False)  # they work here as on a real site
    return people


def crawl(client: Client) -> dict[str, int]:
    """Open what can be reached from the start page; each address with its status."""
    client.raise_request_exception = False  # a page that breaks is an answer too: 500
    statuses: dict[str, int] = {}
    kinds: Counter[str] = Counter()
    waiting = ["/"]
    while waiting:
        address = waiting.pop(0)
        answer = client.get(address)
        statuses[address] = answer.status_code
        if "html" in answer.headers.get("Content-Type", "") and not answer.streaming:
            links = set(LINK.findall(answer.content.decode().replace("&amp;", "&")))
            fresh = sorted(links - statuses.keys() - set(waiting))
            waiting += [link for link in fresh if wants_a_look(link, kinds)]
    return statuses


def wants_a_look(address: str, kinds: "Counter[str]") -> bool:
    """Whether this address is worth opening: a page of ours, and not yet enough of its kind."""
    if address.startswith(ELSEWHERE):
        return False
    kind = resolve(address.partition("?")[0]).view_name
    kinds[kind] += 1
    return kinds[kind] <= EACH_KIND


@pytest.mark.slow
def test_every_link_that_a_colleague_sees_opens(colleagues: list[Account], client: Client) -> None:
    broken, reached = [], defaultdict(int)

    for account in colleagues:
        client.force_login(account)
        for address, status in crawl(client).items():
            reached[account.email] += 1
            if status not in (200, 302):
                broken.append(f"{account.email}: {address} answers {status}")

    assert broken == []
    assert min(reached.values()) > 5
    assert max(reached.values()) > 30


def test_the_rule_catches_what_it_is_for() -> None:
    kinds: Counter[str] = Counter()

    assert LINK.findall('<a href="/acties/#top" hx-get="/deel/">') == ["/acties/", "/deel/"]
    assert [wants_a_look("/healthz", kinds) for _ in range(3)] == [True, True, False]
    assert not wants_a_look("/static/ui/built/ov.css", kinds)
