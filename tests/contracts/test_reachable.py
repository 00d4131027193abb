"""Every page has a door: who starts at the beginning gets everywhere by links and buttons."""

from collections import Counter
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import Resolver404, resolve
from pytest_django import Settings

from openveiligheid.core.models import Municipality
from openveiligheid.core.permissions import ROLES
from tests.contracts.addresses import LABELS, PLACES, ROWS, make_world
from tests.factories import make_member
from tests.pages import forms, links

EACH = 4  # pages of one kind that are opened; the hundredth action leads nowhere else


@pytest.fixture(autouse=True)
def _own_figures(settings: Settings, tmp_path: Path) -> None:
    settings.OV_DATA_DIR = tmp_path / "data"


@pytest.mark.slow
@pytest.mark.django_db
def test_every_page_is_reached_from_the_start_page(hardenberg: Municipality) -> None:
    call_command("createcachetable", verbosity=0)
    make_world(hardenberg)
    browser = Client()
    browser.force_login(make_member(hardenberg, "Alles Kunner", *ROLES).account)

    met = met_on_the_way(browser)

    assert sorted({*PLACES, *ROWS, *LABELS} - met) == []


def met_on_the_way(browser: Client) -> set[str]:
    """The names of all addresses to which a link or a form leads, from page to page."""
    waiting, opened, met = ["/"], Counter[str](), set[str]()
    known = {"/"}
    while waiting:
        page = waiting.pop(0)
        answer = browser.get(page, follow=True)
        if "html" not in answer.headers["Content-Type"]:
            continue
        here = answer.redirect_chain[-1][0] if answer.redirect_chain else page
        found = [urljoin(here, address) for address in links(answer)]
        met |= {name_of(urljoin(here, form.action)) for form in forms(answer)}
        for address in found:
            name = name_of(address)
            met.add(name)
            if name and address not in known and opened[name] < EACH:
                known.add(address)
                opened[name] += 1
                waiting.append(address)
    return met


def name_of(address: str) -> str:
    """The name of an address of ours; empty for another site and for files."""
    parts = urlsplit(address)
    if parts.netloc or not parts.path.startswith("/"):
        return ""
    try:
        return resolve(parts.path).view_name
    except Resolver404:
        return ""
