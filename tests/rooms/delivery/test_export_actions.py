"""The action list as a file: text stays text, numbers stay numbers."""

import csv
from collections.abc import Callable
from datetime import date
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from openveiligheid.core.models import Municipality
from openveiligheid.delivery.presenters import EXPORT_COLUMNS
from openveiligheid.organisation.models import Member
from openveiligheid.plan.models import Objective
from openveiligheid.ui.exports import UNPRINTABLE, csv_file, xlsx_file
from safetydata.spreadsheets import FORMULA_STARTS
from tests.factories import make_action, make_adopted_plan, make_partner, make_progress

In = Callable[[Member], Client]
FORMULAS = [
    "=1+1",
    "+31 6",
    "-5",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    '=HYPERLINK("http://x")',
    "=cmd|'/c calc'!A1",
]


def rows_of_csv(answer: HttpResponse) -> list[list[str]]:
    text = answer.content.decode("utf-8-sig")
    return list(csv.reader(StringIO(text, newline=""), delimiter=";"))


def cells_of_xlsx(answer: HttpResponse) -> list[tuple[Any, ...]]:
    book = load_workbook(BytesIO(answer.content))
    return [tuple(row) for row in book.worksheets[0].iter_rows()]


@pytest.fixture
def browser(hardenberg: Municipality, bram: Member, dirk: Member, client_of: In) -> Client:
    make_adopted_plan(hardenberg)
    objective = Objective.unscoped.get()
    action = make_action(
        objective,
        "=2+2",
        lead=bram,
        due=30,
        budget_euros=12500,
        partners=[make_partner(hardenberg, "Politie; basisteam"), make_partner(hardenberg, "OM")],
    )
    make_progress(action, percentage=35)
    make_action(objective, "Zonder trekker", due=40)
    return client_of(dirk)


def test_a_csv_opens_in_dutch_excel(browser: Client) -> None:
    answer = browser.get(reverse("delivery:export", args=["csv"]), {"sort": "due"})

    heading, first, second = rows_of_csv(answer)
    row = dict(zip(heading, first, strict=True))
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="acties-')
    assert heading == [str(column) for column in EXPORT_COLUMNS]
    assert (row["Actie"], row["Trekker"]) == ("'=2+2", "Bram Visser")
    assert row["Partners"] == "OM, Politie; basisteam"
    assert (row["Voortgang (%)"], row["Begrote kosten (euro)"]) == ("35", "12500")
    assert date.fromisoformat(row["Gereed op"])
    assert dict(zip(heading, second, strict=True))["Trekker"] == ""


@pytest.mark.covers("X4")
def test_a_workbook_has_numbers_dates_and_text_in_their_own_kind(browser: Client) -> None:
    answer = browser.get(reverse("delivery:export", args=["xlsx"]), {"sort": "due"})

    heading, first, second = cells_of_xlsx(answer)
    row = {name.value: cell for name, cell in zip(heading, first, strict=True)}
    assert row["Actie"].value == "=2+2"
    assert row["Actie"].data_type == "s"
    assert (row["Voortgang (%)"].value, row["Voortgang (%)"].data_type) == (35, "n")
    assert row["Begrote kosten (euro)"].value == 12500
    assert row["Gereed op"].is_date
    assert row["Trekker"].value == "Bram Visser"
    assert second[4].value is None


def test_a_file_holds_the_actions_of_the_chosen_list_and_no_others(browser: Client) -> None:
    answer = browser.get(reverse("delivery:export", args=["csv"]), {"q": "trekker"})

    assert [row[3] for row in rows_of_csv(answer)[1:]] == ["Zonder trekker"]


@pytest.mark.parametrize("kind", ["pdf", "xls", "csv.exe"])
def test_other_kinds_of_files_do_not_exist(browser: Client, kind: str) -> None:
    assert browser.get(f"/acties/acties.{kind}").status_code == 404


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_in_a_text_is_never_one_in_a_file(text: str) -> None:
    [[_heading], [shown]] = rows_of_csv(csv_file("x", ["Kop"], [[text]]))
    [[_kop], [cell]] = cells_of_xlsx(xlsx_file("x", ["Kop"], [[text]]))

    assert shown == f"'{text}"
    assert cell.data_type == "s"
    assert not str(cell.value).startswith("'")


TEXTS = st.text(
    alphabet=st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=60
) | st.builds("{}{}".format, st.sampled_from(FORMULA_STARTS), st.text(max_size=10))


@given(st.lists(TEXTS, min_size=1, max_size=4))
@settings(max_examples=150, deadline=None)
def test_text_comes_back_from_a_csv_as_it_went_in(texts: list[str]) -> None:
    check_csv(texts)


def check_csv(texts: list[str]) -> None:
    [_heading, shown] = rows_of_csv(csv_file("x", ["Kop"] * len(texts), [texts]))

    assert shown == [written(marked(text)) for text in texts]
    assert not any(text.startswith(FORMULA_STARTS) for text in shown)


def marked(text: str) -> str:
    """A text that a spreadsheet would compute gets an apostrophe before it; nothing else does."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def written(text: str) -> str:
    """What a file in UTF-8 can hold."""
    return text.encode("utf-8", errors="replace").decode()


@given(st.lists(TEXTS, min_size=1, max_size=4))
@example(["_x0041_", "<f>1+1</f>", "]]>", " tab\tregel\n"])
@settings(max_examples=60, deadline=None)
def test_text_comes_back_from_a_workbook_without_what_xml_cannot_hold(texts: list[str]) -> None:
    check_workbook(texts)


def check_workbook(texts: list[str]) -> None:
    answer = xlsx_file("x", ["Kop"] * len(texts), [texts])
    [_heading, cells] = cells_of_xlsx(answer)

    with ZipFile(BytesIO(answer.content)) as parts:
        assert b"<f" not in parts.read("xl/worksheets/sheet1.xml").partition(b"<sheetData>")[2]
    assert [in_xml(str(cell.value or "")) for cell in cells] == [in_xml(text) for text in texts]


@pytest.mark.deep
@given(st.lists(TEXTS, min_size=100, max_size=100))
@settings(max_examples=1000, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_hundred_thousand_texts_are_never_a_formula(texts: list[str]) -> None:
    check_csv(texts)
    check_workbook(texts)


def in_xml(text: str) -> str:
    return UNPRINTABLE.sub("", text).replace("\r\n", "\n").replace("\r", "\n")


@given(st.lists(st.integers(-(10**12), 10**12) | st.none() | st.dates(date(1900, 3, 1))))
@settings(max_examples=60, deadline=None)
def test_numbers_and_dates_come_back_from_a_workbook_as_they_went_in(
    values: list[int | date | None],
) -> None:
    [_heading, *rows] = cells_of_xlsx(xlsx_file("x", ["Kop", "Twee"], [[v, "x"] for v in values]))

    found = [cell.value for cell, _x in rows]
    assert [getattr(v, "date", lambda v=v: v)() for v in found] == values


def test_a_decimal_has_a_comma_in_a_csv() -> None:
    [_heading, row] = rows_of_csv(csv_file("x", ["Kop"] * 3, [[1234.5, -3, None]]))

    assert row == ["1234,5", "-3", ""]
