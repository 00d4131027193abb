"""What cannot be read is refused with a reason and a remedy; nothing makes the reader hang."""

import io
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pypdf
import pypdfium2
import pytest
import typst
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openveiligheid.plan.reader import UnreadablePlan, read_plan

PLAN = """\
Integraal Veiligheidsplan 2025-2028

2 Jeugd en veiligheid

2.1 Overlast door jongeren

Jongeren geven overlast in de wijk, vooral ’s avonds en in het weekend.

Wat gaan we doen?
• wij zetten straatcoaches in op vrijdag – en op zaterdag
• wij openen een café voor jongeren
"""


def refusal(content: bytes | Path, name: str = "plan.pdf") -> str:
    with pytest.raises(UnreadablePlan) as refused:
        read_plan(content, name)
    return str(refused.value)


def a_pdf() -> bytes:
    return bytes(typst.compile(b"= Veiligheidsplan 2025-2028\n\n" + b"#lorem(400)\n" * 3))


def zipped(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return stream.getvalue()


def scanned() -> bytes:
    document = pypdfium2.PdfDocument.new()
    document.new_page(595, 842)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def encrypted() -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(a_pdf()))
    writer.encrypt("geheim", algorithm="RC4-128")
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (lambda: b"", "leeg"),
        (lambda: b"  \n\n \t ", "leeg"),
        (scanned, "scan"),
        (encrypted, "wachtwoord"),
        (lambda: a_pdf()[:2000], "beschadigd"),
        (lambda: b"%PDF-1.7\n" + b"\x00\xff" * 300, "beschadigd"),
        (lambda: zipped("[Content_Types].xml", "word/document.xml"), "Word"),
        (lambda: zipped("[Content_Types].xml", "xl/workbook.xml"), "Excel"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "Office"),
        (lambda: zipped("plan.txt"), "ZIP"),
        (lambda: b"\x89PNG\r\n\x1a\n" + b"\x01" * 50, "geen PDF"),
        (lambda: b"{\\rtf1\\ansi tekst}", "geen PDF"),
        (lambda: b"Veilig\x00heid " * 40, "tekens"),
        (lambda: PLAN.encode()[:-3] + b"\xe2\x80 en meer", "tekens"),
        (lambda: b"\xff\xfe" + b"\x00\xd8" * 40, "tekens"),
        (lambda: b"Gewoon een verhaal zonder kopjes. " * 40, "geen kopjes"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_reason(
    content: Callable[[], bytes], reason: str
) -> None:
    text = refusal(content())

    assert reason in text
    assert len(text.split(". ")) >= 2, "a remedy follows the reason"


def test_a_refused_file_is_judged_by_its_content_and_not_by_its_name() -> None:
    assert "Excel" in refusal(zipped("[Content_Types].xml", "xl/workbook.xml"), "plan.txt")
    assert read_plan(PLAN.encode(), "plan.xlsx").fields


def test_a_file_that_is_too_large_is_refused_without_reading_it(tmp_path: Path) -> None:
    large = tmp_path / "plan.pdf"
    with large.open("wb") as stream:
        stream.truncate(300 * 1024 * 1024)

    start = time.monotonic()
    assert "50 MB" in refusal(large)
    assert time.monotonic() - start < 0.5


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert "bestaat niet" in refusal(tmp_path / "weg.pdf")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_is_read_in_the_usual_encodings(encoding: str) -> None:
    plan = read_plan(PLAN.encode(encoding), "plan.txt")

    texts = [objective.text for objective in plan.fields[0].themes[0].objectives]
    assert texts == [
        "wij zetten straatcoaches in op vrijdag – en op zaterdag",
        "wij openen een café voor jongeren",
    ]


def test_windows_and_old_mac_line_ends_are_read_alike() -> None:
    expected = read_plan(PLAN.encode(), "").as_json()

    assert read_plan(PLAN.replace("\n", "\r\n").encode(), "").as_json() == expected
    assert read_plan(PLAN.replace("\n", "\r").encode(), "").as_json() == expected


@pytest.mark.parametrize(
    "text",
    [
        "woord " * 200_000,
        "woord zin hier\n" * 30_000,
        "".join(f"{n % 99}.{n % 7} Titel {n}\n" for n in range(12_000)),
        "1. Thema\nDoelen\n" + "- een punt dat iets doet\n" * 12_000,
        "".join(f"\nKopje Nummer {n}\n\nDoelen\n\n- iets doen\n" for n in range(1_500)),
        "".join(f"{'#' * (1 + n % 6)} Kop {n}\n\nDoelen\n- doen\n" for n in range(1_500)),
        "Doelen: " + "wat gaan we doen " * 30_000,
        "woord-\n" * 12_000,
        "a-" * 200_000,
        "." * 200_000,
        "| Doel | Actie |\n" + "| a b c | d e f |\n" * 8_000,
        "Inhoud\n" + "Kop 12\n" * 12_000,
    ],
    ids=lambda text: text[:14].replace("\n", " "),
)
def test_strange_text_of_great_length_is_done_within_bounds(text: str) -> None:
    start = time.monotonic()
    with suppress(UnreadablePlan):
        read_plan(text.encode(), "")
    assert time.monotonic() - start < 20


def is_read_or_refused(content: bytes) -> None:
    with suppress(UnreadablePlan):
        plan = read_plan(content, "plan")
        found = [o for field in plan.fields for theme in field.themes for o in theme.objectives]
        assert found
        assert all(0 <= objective.confidence <= 1 for objective in found)


pieces = st.sampled_from(
    [
        "1 Jeugd", "1.1 Overlast", "1.2. Drugs in de wijk", "3.1.2 Brand", "Doelen", "Acties:",
        "Wat gaan we doen?", "Onze aanpak richt zich op...", "• minder overlast", "- wij doen iets",
        "1. eerste", "2) tweede", "", "", "Gewone zin over veiligheid.", "veilig-",
        "heid in de wijk",
        "PRIORITEIT 1: JEUGD", "Veiligheidsveld 2 - Wonen", "| Doel | Actie |", "| a | b |", "12",
        "Inhoud", "Jeugd ........ 4", "\f", "1 Een noot", "woord1 en meer", "Doel    Actie",
        "o punt",
        "# Kop", "Veiligheidsplan 2025-2028", "Jeugd en veiligheid", "Inleiding",
        "\t\tIngesprongen",
    ]
)  # fmt: skip


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(pieces, st.text(max_size=60)), max_size=60))
def test_any_text_is_read_or_refused(lines: list[str]) -> None:
    is_read_or_refused("\n".join(lines).encode("utf-8", "replace"))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=600))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    is_read_or_refused(content)


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_any_damage_to_a_pdf_is_read_or_refused(data: st.DataObject) -> None:
    content = bytearray(_PDF)
    for _ in range(data.draw(st.integers(1, 8))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place] = data.draw(st.integers(0, 255))

    is_read_or_refused(bytes(content))


_PDF = a_pdf()


def test_reading_twice_gives_the_same() -> None:
    assert read_plan(PLAN.encode(), "").as_json() == read_plan(PLAN.encode(), "").as_json()
