"""Areas: one by one, as a list, with outlines."""

import json
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from openveiligheid.core.actors import System
from openveiligheid.core.errors import NotPermitted
from openveiligheid.core.models import Municipality
from openveiligheid.organisation.area_lists import BadAreaList, read_area_list
from openveiligheid.organisation.models import Area, Member
from openveiligheid.organisation.operations import AreaRefused, AreaRow, add_areas, outline_areas
from tests.pages import words

In = Callable[[Member], Client]

LIST = """code,name,kind,parent_code
BU01600101,Baalder-Noord,buurt,WK016001
WK016001,Baalder,wijk,GM0160
KERN-HARDENBERG,Hardenberg,kern,
"""


def file(text: str | bytes, name: str = "gebieden.csv") -> BytesIO:
    content = BytesIO(text if isinstance(text, bytes) else text.encode())
    content.name = name
    return content


def codes(municipality: Municipality) -> set[str]:
    return set(Area.unscoped.filter(municipality=municipality).values_list("code", flat=True))


def upload(client: Client, text: str | bytes) -> str:
    """Upload a list of areas; the text of the page that comes after it."""
    url = reverse("organisation:areas-upload")
    return words(client.post(url, {"file": file(text)}, follow=True))


def test_a_list_is_taken_in_whatever_its_order(carla: Member, client_of: In) -> None:
    page = upload(client_of(carla), LIST)

    assert "De lijst is ingelezen: 3 gebieden toegevoegd, 0 gewijzigd." in page
    buurt = Area.unscoped.get(code="BU01600101")
    assert buurt.parent is not None
    assert (buurt.parent.code, buurt.parent.parent.code) == ("WK016001", "GM0160")
    assert Area.unscoped.get(code="KERN-HARDENBERG").parent.code == "GM0160"


def test_the_same_list_again_changes_nothing(carla: Member, client_of: In) -> None:
    upload(client_of(carla), LIST)

    page = upload(client_of(carla), LIST.replace("Baalder-Noord", "Baalder Noord"))

    assert "0 gebieden toegevoegd, 1 gewijzigd" in page


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "Het verstuurde bestand is leeg."),
        ("\n", "De kopregel mist: code, name, kind."),
        ("code,naam\nWK1,A\n", "De kopregel mist: kind"),
        ("code,name,kind\n", "Onder de kopregel staat geen enkel gebied."),
        (LIST + ",Zonder code,buurt,\n", "Regel 5: de code ontbreekt."),
        (LIST + "BU2,,buurt,\n", "Regel 5: de naam ontbreekt."),
        (LIST + "WK016001,Weer,wijk,\n", "Regel 5: code WK016001 staat ook op regel 3."),
        (LIST + "BU2,Iets,dorp,\n", "Regel 5: soort “dorp” is onbekend"),
        (LIST + "BU2,Iets,buurt,WK9\n", "Regel 5: Gebied BU2 noemt gebied WK9, maar dat is er"),
        (LIST + "A,A,wijk,B\nB,B,wijk,A\n", "Regel 5: Gebied A ligt in zichzelf."),
        (LIST + "GM0161,Anders,gemeente,\n", "Regel 5: Alleen GM0160 is de gemeente zelf"),
        (LIST + f"{'X' * 21},Lang,wijk,\n", "Regel 5:"),
        (LIST + "BU2,Leeg\x00teken,wijk,\n", "Regel 5: BU2: Naam:"),
        (LIST + 'BU2,"Half,buurt,\n', "Regel 5 is geen goede CSV-regel"),
        (b"\xff\xfe\x00\x01", "De kopregel mist"),
    ],
)
def test_a_list_with_a_fault_names_the_line_and_leaves_everything_as_it_was(
    carla: Member, client_of: In, hardenberg: Municipality, text: str, fault: str
) -> None:
    page = upload(client_of(carla), text)

    assert fault in page
    assert codes(hardenberg) == {"GM0160"}


def test_every_line_with_a_fault_is_named_at_once() -> None:
    text = "code,name,kind\n" + ",Zonder,wijk\n" * 14

    with pytest.raises(BadAreaList) as refusal:
        read_area_list(text.encode())

    assert "Regel 2:" in str(refusal.value)
    assert "Regel 11:" in str(refusal.value)
    assert "En nog 4 regels." in str(refusal.value)


@pytest.mark.parametrize(
    "content",
    [
        "code;naam;soort;hoort_bij\nWK1;Überwijk;Wijk;\n".encode("cp1252"),
        "\ufeffcode,name,kind,parent_code\nWK1,Überwijk,wijk,\n".encode(),
        "extra\tcode\tname\tkind\nx\tWK1\tÜberwijk\twijk\n".encode(),
    ],
)
def test_lists_of_a_dutch_spreadsheet_are_read(content: bytes) -> None:
    assert read_area_list(content).rows == [AreaRow("WK1", "Überwijk", "wijk")]


@given(st.binary(max_size=300) | st.text(alphabet='a1,;"\n\r\t wijk', max_size=80).map(str.encode))
def test_whatever_a_file_holds_it_is_read_or_refused(content: bytes) -> None:
    for text in (content, b"code,name,kind\n" + content):
        with suppress(BadAreaList):
            assert read_area_list(text).rows


def test_areas_of_another_municipality_stay_out_of_reach(
    carla: Member, outsider: Member, client_of: In
) -> None:
    with pytest.raises(AreaRefused, match="noemt gebied GM0001"):
        add_areas([AreaRow("WK1", "Wijk", "wijk", "GM0001")], by=carla)
    with pytest.raises(NotPermitted):
        add_areas([AreaRow("WK1", "Wijk", "wijk")], by=outsider)


def test_one_area_is_added_changed_and_removed(
    carla: Member, client_of: In, hardenberg: Municipality
) -> None:
    client = client_of(carla)
    itself = Area.unscoped.get(code="GM0160")
    data = {"code": "WK1", "name": "Wijk", "kind": "wijk", "parent": str(itself.pk)}
    client.post(reverse("organisation:area-add"), data)
    area = Area.unscoped.get(code="WK1")

    client.post(reverse("organisation:area", args=[area.pk]), data | {"name": "Andere wijk"})
    area.refresh_from_db()

    assert (area.name, area.parent) == ("Andere wijk", itself)
    client.post(reverse("organisation:area-remove", args=[area.pk]))
    assert codes(hardenberg) == {"GM0160"}


def test_an_area_code_exists_once(carla: Member, client_of: In) -> None:
    add_areas([AreaRow("WK1", "Wijk", "wijk")], by=carla)
    data = {"code": "WK1", "name": "Nog een", "kind": "wijk"}

    page = client_of(carla).post(reverse("organisation:area-add"), data)

    assert "Er is al een gebied met deze code." in words(page)


def test_an_area_in_use_and_the_municipality_itself_stay(
    carla: Member, client_of: In, hardenberg: Municipality
) -> None:
    add_areas([AreaRow("WK1", "Wijk", "wijk"), AreaRow("BU1", "Buurt", "buurt", "WK1")], by=carla)

    for code in ("WK1", "GM0160"):
        area = Area.unscoped.get(code=code)
        url = reverse("organisation:area-remove", args=[area.pk])
        page = client_of(carla).post(url, follow=True)
        assert "nog in gebruik en kan niet weg" in words(page)

    assert codes(hardenberg) == {"GM0160", "WK1", "BU1"}


def square(code: str) -> dict[str, object]:
    ring = [[6.6, 52.5], [6.7, 52.5], [6.7, 52.6], [6.6, 52.5]]
    return {
        "type": "Feature",
        "properties": {"statcode": code, "statnaam": code},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def outlines(client: Client, *shapes: dict[str, object]) -> str:
    text = json.dumps({"type": "FeatureCollection", "features": shapes})
    url = reverse("organisation:areas-outline")
    return words(client.post(url, {"file": file(text, "o.geojson")}, follow=True))


def test_outlines_reach_the_areas_with_their_codes(carla: Member, client_of: In) -> None:
    add_areas([AreaRow("WK016001", "Wijk", "wijk")], by=carla)

    page = outlines(client_of(carla), square("WK016001"), square("WK016002"))

    assert "De omtrek van 1 gebied is ingelezen." in page
    assert Area.unscoped.get(code="WK016001").geometry["type"] == "Polygon"


def test_outlines_of_elsewhere_or_of_nothing_are_refused(carla: Member, client_of: In) -> None:
    client = client_of(carla)

    assert "Geen van de codes in het bestand is een gebied" in outlines(client, square("WK016301"))
    assert "Gebied 1:" in outlines(client, {"type": "Feature"})


def test_outlines_stay_within_the_municipality(carla: Member, elsewhere: Municipality) -> None:
    add_areas([AreaRow("WK1", "Daar", "wijk")], by=System(elsewhere))
    add_areas([AreaRow("WK1", "Hier", "wijk")], by=carla)

    assert outline_areas({"WK1": {"type": "Polygon"}}, by=carla) == 1
    assert Area.unscoped.get(code="WK1", municipality=elsewhere).geometry is None


def test_a_hundred_areas_take_few_questions(
    carla: Member,
    client_of: In,
    django_assert_max_num_queries: Callable[[int], object],
) -> None:
    wijken = [AreaRow(f"WK{n}", f"Wijk {n}", "wijk") for n in range(20)]
    buurten = [AreaRow(f"BU{n}", f"Buurt {n}", "buurt", f"WK{n % 20}") for n in range(100)]
    add_areas([*wijken, *buurten], by=carla)
    client = client_of(carla)
    client.get(reverse("organisation:areas"))

    for query in ("", "?kind=buurt"):
        with django_assert_max_num_queries(8):  # type: ignore[attr-defined]
            page = words(client.get(reverse("organisation:areas") + query))
        assert "Buurt 99" in page
