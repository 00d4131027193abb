"""Taking in a table: what comes in is on record, what is refused changes nothing."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from openveiligheid.core.actors import System
from openveiligheid.core.errors import NotPermitted
from openveiligheid.core.history import Payload, read_payload
from openveiligheid.core.models import HistoryEntry, Municipality
from openveiligheid.evidence.operations import import_table
from openveiligheid.evidence.queries import tables
from openveiligheid.evidence.refusals import TEXTS, FiguresRefused, in_words
from openveiligheid.organisation.models import Member
from safetydata.catalogue import CatalogueEntry
from safetydata.errors import ImportRefused, Reason, Refusal
from safetydata.importer import ImportResult, Stated
from tests.pages import words
from tests.rooms.evidence.conftest import FETCHED, TakeIn, crime_csv

In = Callable[[Member], Client]


def imports() -> list[Payload]:
    found = [read_payload(e) for e in HistoryEntry.objects.filter(verb="figures imported")]
    return [payload for payload in found if isinstance(payload, Payload)]


def stored() -> Mapping[str, CatalogueEntry]:
    """The tables of Hardenberg."""
    return tables(System(Municipality.objects.get(cbs_code="GM0160")))


def test_an_import_is_on_record_with_its_fingerprint(
    crimes: ImportResult,
) -> None:
    [payload] = imports()

    assert payload.subject == "Hardenberg"
    assert payload.after is not None
    assert payload.after["table"] == "47013NED"
    assert payload.after["added"] == 6
    assert payload.after["sha256"] == stored()["47013NED"].sha256


def test_the_same_file_again_changes_nothing_and_is_not_recorded(
    crimes: ImportResult, take_in: TakeIn, tmp_path: Path
) -> None:
    again = take_in((tmp_path / "47013NED.csv").read_text(), "47013NED")

    assert again.nothing_changed
    assert len(imports()) == 1


def test_a_file_with_an_error_is_refused_with_its_line_and_column(take_in: TakeIn) -> None:
    text = crime_csv([("GM0160", "Hardenberg", "2023JJ00", 1), ("GM0160", "H", "2024JJ00", "x")])

    with pytest.raises(FiguresRefused) as refusal:
        take_in(text, "47013NED")

    assert "Regel 3, kolom “GeregistreerdeMisdrijven_1”: “x” is geen getal" in str(refusal.value)
    assert (refusal.value.code, refusal.value.row) == (Reason.NOT_A_NUMBER, 3)
    assert stored() == {}
    assert imports() == []


def test_who_may_not_manage_figures_takes_in_nothing(bram: Member, tmp_path: Path) -> None:
    with pytest.raises(NotPermitted):
        import_table(tmp_path / "absent.csv", by=bram, at=FETCHED)


def test_what_cannot_be_recorded_is_not_stored(
    take_in: TakeIn, anna: Member, settings: Settings, tmp_path: Path
) -> None:
    settings.OV_KEY_DIR = tmp_path / "lost"

    with pytest.raises(Exception, match="sleutel"):
        take_in(crime_csv([("GM0160", "Hardenberg", "2023JJ00", 1)]), "47013NED")

    assert stored() == {}


def test_what_cannot_be_stored_is_not_recorded(take_in: TakeIn, store: Path) -> None:
    store.mkdir(parents=True)
    (store / "47013NED").write_text("a file where the folder should be")

    with pytest.raises(FileExistsError):
        take_in(crime_csv([("GM0160", "Hardenberg", "2023JJ00", 1)]), "47013NED")

    assert imports() == []
    assert stored() == {}


def upload(client: Client, text: str, **fields: str) -> str:
    file = SimpleUploadedFile("47013NED.csv", text.encode(), content_type="text/csv")
    return words(client.post(reverse("evidence:import"), {"file": file, **fields}, follow=True))


@pytest.mark.covers("A5")
def test_an_uploaded_file_tells_how_many_numbers_came(anna: Member, client_of: In) -> None:
    text = crime_csv(
        [("GM0160", "Hardenberg", "2023JJ00", 1), ("NL00", "Nederland", "2023JJ00", 2)]
    )

    page = upload(client_of(anna), text, title="Misdrijven", division="indeling 2026")

    assert "2 nieuw, 0 gewijzigd, 0 ongewijzigd" in page
    assert "indeling 2026" in page
    assert stored()["47013NED"].source == "Politie"


def test_an_uploaded_file_may_have_a_very_long_name(anna: Member, client_of: In) -> None:
    text = crime_csv([("GM0160", "Hardenberg", "2023JJ00", 1)])
    file = SimpleUploadedFile(f"{'é' * 220} 47013NED.csv", text.encode())

    page = words(client_of(anna).post(reverse("evidence:import"), {"file": file}, follow=True))

    assert "1 nieuw" in page
    assert list(stored()) == ["47013NED"]


def test_an_uploaded_file_with_an_error_says_on_which_line(anna: Member, client_of: In) -> None:
    page = upload(client_of(anna), crime_csv([("GM0160", "Hardenberg", "2023XX00", 1)]))

    assert "Regel 2" in page
    assert "geen bekende periode" in page
    assert stored() == {}


def test_an_address_that_is_not_of_cbs_is_refused(anna: Member, client_of: In) -> None:
    address = {"address": "https://example.org/47018NED"}

    page = words(client_of(anna).post(reverse("evidence:import"), address))

    assert "staat niet op de lijst van bronnen" in page


@pytest.mark.parametrize("both", [True, False])
def test_a_file_or_an_address_is_needed_and_not_both(
    anna: Member, client_of: In, both: bool
) -> None:
    given = {"address": "https://opendata.cbs.nl/ODataApi/odata/83648NED"} if both else {}
    file = SimpleUploadedFile("a.csv", b"x")

    page = words(
        client_of(anna).post(
            reverse("evidence:import"), {**given, **({"file": file} if both else {})}
        )
    )

    assert "Kies een bestand, of vul een adres in" in page


def test_who_may_not_manage_figures_gets_no_import_page(dirk: Member, client_of: In) -> None:
    assert client_of(dirk).get(reverse("evidence:import")).status_code == 403


NAMES = {name for text in TEXTS.values() for name in re.findall(r"%\((\w+)\)s", str(text))}


@pytest.mark.parametrize("reason", list(Reason))
def test_every_refusal_has_words_of_ours_with_the_same_facts(reason: Reason) -> None:
    facts = dict.fromkeys((NAMES | {"limit"}) - {"place", "column", "row"}, "100%s")
    refusal = ImportRefused(reason, row=7, column="Kolom", **facts)  # type: ignore[arg-type]

    said = in_words(refusal)

    assert reason in TEXTS
    assert "%(" not in said
    assert ("7" in said) == ("7" in str(refusal))
    assert ("Kolom" in said) == ("Kolom" in str(refusal))


@given(st.text(max_size=20), st.text(max_size=20))
def test_what_a_file_holds_never_breaks_the_words(table: str, value: str) -> None:
    said = in_words(Refusal(Reason.PERIOD_ABSENT, table=table, value=value))

    assert value in said


def test_a_refusal_is_told_in_the_readers_language() -> None:
    refusal = ImportRefused(Reason.NOT_TEXT, row=3, unit="record")

    with translation.override("en"):
        assert in_words(refusal).startswith(translation.gettext("Record %(row)s") % {"row": 3})


@pytest.mark.usefixtures("crimes")
def test_what_one_municipality_takes_in_is_no_matter_of_another(
    anna: Member, outsider: Member, client_of: In
) -> None:
    address = reverse("evidence:table", args=["47013NED"])

    assert client_of(anna).get(address).status_code == 200
    assert client_of(outsider).get(address).status_code == 404
    assert "47013NED" not in words(client_of(outsider).get(reverse("evidence:list")))
    assert "47013NED" not in words(Client().get(reverse("dashboard:sources")))


def test_a_table_of_the_whole_site_gives_way_to_one_of_the_own_municipality(
    anna: Member, outsider: Member, take_in: TakeIn, tmp_path: Path
) -> None:
    file = tmp_path / "site.csv"
    file.write_text(crime_csv([("GM0160", "Hardenberg", "2023JJ00", 1)]), "utf-8")
    everywhere = System(anna.municipality, is_everywhere=True)

    import_table(file, by=everywhere, at=FETCHED, table="47013NED", stated=Stated(title="Site"))
    take_in(crime_csv([("GM0160", "Hardenberg", "2023JJ00", 2)]), "47013NED", title="Eigen")

    assert tables(anna)["47013NED"].title == "Eigen"
    assert tables(outsider)["47013NED"].title == "Site"
    assert len(imports()) == 3
