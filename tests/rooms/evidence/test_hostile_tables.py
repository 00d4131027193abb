"""Tables and forms that are not to be trusted: no page breaks, no file carries it further."""

import csv
from collections.abc import Callable
from io import StringIO
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse

from openveiligheid.core.models import Municipality
from openveiligheid.organisation.models import Member
from tests.factories import make_finding, make_signal
from tests.pages import words as words_of
from tests.rooms.evidence.conftest import HEADING, TakeIn, crime_csv, people_csv

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


@pytest.mark.usefixtures("areas")
def test_a_number_beyond_all_counting_breaks_no_page(
    take_in: TakeIn, client_of: In, anna: Member
) -> None:
    number = "1" + "0" * 15
    buurten = ["BU01600101", "BU01600102", "BU01600103", "BU01600201"]
    years = ("2022JJ00", "2023JJ00")
    take_in(crime_csv((code, code, year, number) for code in buurten for year in years), "47018NED")
    take_in(people_csv((code, code, "2023JJ00", 500) for code in buurten), "85984NED")
    client = client_of(anna)

    for measure in ("aantal", "afgevlakt"):
        asked = {"tabel": "47018NED", "delen": "buurten", "maat": measure}
        assert client.get(reverse("evidence:workbench"), asked).status_code == 200
        for each in (("cijfers", "parquet"), ("grafiek", "svg")):
            assert client.get(reverse("evidence:workbench-export", args=each), asked).content


def test_a_triage_takes_nothing_but_a_judgement(
    hardenberg: Municipality, elsewhere: Municipality, client_of: In, analyst: Member, anna: Member
) -> None:
    signal, theirs = make_signal(hardenberg), make_signal(elsewhere, state="relevant")
    foreign = make_finding(elsewhere, "Van elders")
    browser, address = client_of(analyst), reverse("evidence:signal", args=[signal.pk])
    smuggled = {
        "state": "lapsed",
        "municipality": elsewhere.pk,
        "run": theirs.run_id,
        "observed": 999,
        "decided_by": anna.pk,
        "decided_at": "2000-01-01",
    }
    judged = {"verdict": "relevant", "reason": "Bekend."}

    refused = browser.post(address, {**judged, "finding": foreign.pk})
    assert "finding" in refused.context["form"].errors
    assert "Van elders" not in words_of(refused)
    browser.post(address, {**judged, **smuggled})
    again = browser.post(address, {"verdict": "irrelevant", "reason": "Toch niet."})

    signal.refresh_from_db()
    triage = signal.triages.get()
    assert (signal.state, signal.observed, signal.municipality) == ("relevant", 14, hardenberg)
    assert (triage.decided_by, triage.decided_at.year > 2000) == (analyst, True)
    assert "Dit signaal is al beoordeeld. Heropen het eerst." in words_of(again)


def test_a_note_without_end_is_refused(client_of: In, analyst: Member) -> None:
    sent = {"statement": "Inbraak daalt.", "direction": "falling", "note": "x" * 100_000}

    answer = client_of(analyst).post(reverse("evidence:finding-add"), sent)

    assert "note" in answer.context["form"].errors
