"""Tables whose words are not to be trusted: no page breaks, and no file carries them further."""

import csv
from collections.abc import Callable
from io import StringIO
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse

from openveiligheid.organisation.models import Member
from tests.rooms.evidence.conftest import HEADING, TakeIn

In = Callable[[Member], Client]
FILES = [
    ("cijfers", "csv"),
    ("cijfers", "parquet"),
    ("grafiek", "svg"),
    ("grafiek", "png"),
    ("kaart", "svg"),
    ("kaart", "png"),
]
ASKED = {"tabel": "47018NED", "gebied": "BU01600101", "met": "GM0160"}


def take(take_in: TakeIn, words: str) -> None:
    """Take in a table that uses these words for an area, a choice and itself."""
    said = '"' + words.replace('"', '""') + '"'
    lines = [
        f"0.0.0,{said},{code},{name},{year}JJ00,{300 + year % 7}"
        for code, name in (("GM0160", "Hardenberg"), ("BU01600101", said))
        for year in (2022, 2023)
    ]
    text = "\n".join([f"{HEADING},GeregistreerdeMisdrijven_1", *lines, ""])
    take_in(text, "47018NED", title=words, publisher=words)


def files(client: Client) -> dict[tuple[str, str], bytes]:
    """All files of one picture."""
    found = {}
    for each in FILES:
        answer = client.get(reverse("evidence:workbench-export", args=each), ASKED)
        assert answer.status_code == 200
        assert len(answer["Content-Disposition"]) < 200
        found[each] = answer.content
    return found


@pytest.mark.usefixtures("areas")
@pytest.mark.parametrize(
    "words",
    [
        "A\x01B\x1b\ufffeC",
        "</text><script>alert(1)</script>&xxe;]]>",
        "=1+1\n=cmd|' /C calc'!A0",
        "%(area)s {0} \u202e\u2028",
    ],
)
def test_no_word_of_a_table_breaks_a_page_or_becomes_code(
    words: str, take_in: TakeIn, client_of: In, anna: Member
) -> None:
    take(take_in, words)
    client = client_of(anna)

    pages = [client.get(reverse(name), ASKED) for name in ("evidence:workbench", "evidence:list")]
    found = files(client)

    assert {page.status_code for page in pages} == {200}
    assert not any(b"<script>alert" in page.content for page in pages)
    for what in ("grafiek", "kaart"):
        drawing = ElementTree.fromstring(found[what, "svg"])  # noqa: S314  what we just made
        assert not [element for element in drawing.iter() if "script" in str(element.tag)]
    text = found["cijfers", "csv"].decode("utf-8-sig")
    cells = [cell for row in csv.reader(StringIO(text), delimiter=";") for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@"))]


@pytest.mark.usefixtures("areas")
def test_a_name_without_end_does_not_make_a_picture_without_end(
    take_in: TakeIn, client_of: In, anna: Member
) -> None:
    take(take_in, "woord " * 20_000)

    found = files(client_of(anna))

    drawing = ElementTree.fromstring(found["grafiek", "svg"])  # noqa: S314  what we just made
    assert float(drawing.attrib["height"]) < 2_000
    assert max(len(found[what, "png"]) for what in ("grafiek", "kaart")) < 2_000_000
