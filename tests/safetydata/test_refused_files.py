"""A broken file is refused with the place of the fault, and changes nothing."""

from collections.abc import Callable

import pytest

from safetydata.errors import ImportRefused, Reason
from safetydata.importer import Stated
from safetydata.store import FigureStore
from tests.safetydata.conftest import Taker
from tests.safetydata.test_import_csv import ANE, HEAD, TOWN

OTHER = "0.0.0 ,Totaal misdrijven,BU01600102,Verspreide huizen Ane,2023JJ00,6\n"
SEMI = HEAD.replace(",", ";")

BROKEN: dict[str, tuple[str | bytes, Reason, int | None]] = {
    "too few columns": (HEAD + ANE + "0.0.0 ,Totaal,BU01600102\n", Reason.WRONG_COLUMN_COUNT, 3),
    "too many columns": (HEAD + ANE[:-1] + ",9\n", Reason.WRONG_COLUMN_COUNT, 2),
    "cut off in a row": (HEAD + ANE + OTHER[:-20], Reason.WRONG_COLUMN_COUNT, 3),
    "cut off in a quote": (HEAD + ANE + '0.0.0 ,"Totaal mis', Reason.QUOTE_OPEN, 3),
    "text after a quote": (HEAD + '0.0.0 ,"a"b,BU01600101,x,2023JJ00,1\n', Reason.QUOTE_OPEN, 2),
    "a quote without end": ('"' + "a" * 200_000, Reason.QUOTE_OPEN, 1),
    "no number": (HEAD + ANE + OTHER.replace(",6\n", ",zes\n"), Reason.NOT_A_NUMBER, 3),
    "not a finite number": (HEAD + ANE.replace(",1\n", ",NaN\n"), Reason.NOT_A_NUMBER, 2),
    "an endless number": (HEAD + ANE.replace(",1\n", ",1e999\n"), Reason.NOT_A_NUMBER, 2),
    "a number with comma": (HEAD + ANE.replace(",1\n", ',"1,5"\n'), Reason.NOT_A_NUMBER, 2),
    "a thousand or a decimal": (
        SEMI + ANE.replace(",", ";").replace(";1\n", ";1.514\n"),
        Reason.NUMBER_AMBIGUOUS,
        2,
    ),
    "no region": (HEAD + ANE.replace("BU01600101", "  "), Reason.KEY_MISSING, 2),
    "no offence": (HEAD + ANE.replace("0.0.0 ,", ","), Reason.KEY_MISSING, 2),
    "an unknown period": (
        HEAD + ANE + OTHER.replace("2023JJ00", "2023W105"),
        Reason.PERIOD_UNKNOWN,
        3,
    ),
    "a month too many": (HEAD + ANE.replace("2023JJ00", "2023MM13"), Reason.PERIOD_UNKNOWN, 2),
    "a row twice": (HEAD + ANE + OTHER + ANE.replace(",1\n", ",2\n"), Reason.DUPLICATE_ROW, 4),
    "no header": (ANE + OTHER, Reason.HEADER_MISSING, 1),
    "a header without figures": (HEAD.replace("_1", "") + ANE, Reason.HEADER_MISSING, 1),
    "a column twice": (HEAD.replace("Perioden", "SoortMisdrijf") + ANE, Reason.COLUMN_TWICE, 1),
    "a reserved column": (HEAD.replace("SoortMisdrijf", "Topic") + ANE, Reason.COLUMN_RESERVED, 1),
    "a header alone": (HEAD, Reason.NO_ROWS, None),
    "an empty file": ("", Reason.FILE_EMPTY, None),
    "no text": (b"WijkenEnBuurten,A_1\n\x81\x8d\n", Reason.NOT_TEXT, 2),
    "zero bytes": (HEAD.encode() + b"\0\0\0", Reason.NOT_TEXT, 2),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_refused_by_row_and_leaves_the_stored_table_alone(
    take: Taker, files_of: Callable[[], dict[str, bytes]], name: str
) -> None:
    content, reason, row = BROKEN[name]
    take(HEAD + TOWN)
    before = files_of()

    with pytest.raises(ImportRefused) as refusal:
        take(content)

    assert refusal.value.code is reason
    assert refusal.value.row == row
    assert files_of() == before


@pytest.mark.parametrize(
    ("name", "column", "words"),
    [
        ("no number", "Aantal_1", "Regel 3, kolom “Aantal_1”: “zes” is geen getal"),
        ("cut off in a quote", "SoortMisdrijf_label", "Regel 3: een aanhalingsteken"),
        ("cut off in a row", "Perioden", "4 kolommen in plaats van 6"),
        ("a row twice", "Aantal_1", "(1 en 2)"),
        ("no region", "WijkenEnBuurten", "kolom “WijkenEnBuurten” is leeg"),
        ("no offence", "SoortMisdrijf", "kolom “SoortMisdrijf” is leeg"),
        ("an unknown period", "Perioden", "“2023W105” is geen bekende periode"),
    ],
)
def test_the_refusal_says_in_dutch_where_and_what(
    take: Taker, name: str, column: str, words: str
) -> None:
    with pytest.raises(ImportRefused) as refusal:
        take(BROKEN[name][0])

    assert refusal.value.column == column
    assert words in str(refusal.value)


def test_the_line_is_counted_through_quoted_line_breaks_and_blank_lines(take: Taker) -> None:
    ane = ANE.replace("Totaal misdrijven", '"Totaal\nmisdrijven"')

    with pytest.raises(ImportRefused) as refusal:
        take(HEAD + ane + "\n" + OTHER.replace(",6\n", ",zes\n"))

    assert refusal.value.row == 5


def test_the_same_row_twice_with_the_same_value_is_one_cell(
    take: Taker, store: FigureStore
) -> None:
    result = take(HEAD + ANE + OTHER + ANE)

    assert result.added == 2
    assert store.entry("47018NED").rows == 2


def test_the_first_fault_is_the_one_that_is_named(take: Taker) -> None:
    rows = [ANE.replace("0101", f"{number:04}") for number in range(5_000)]
    rows[3_000] = rows[3_000].replace(",1\n", ",a\n")
    rows[4_000] = rows[4_000].replace(",1\n", ",b\n")

    with pytest.raises(ImportRefused, match="Regel 3002") as refusal:
        take(HEAD + "".join(rows))

    assert refusal.value.facts["value"] == "a"


def test_the_first_row_at_fault_is_named_whatever_its_column(take: Taker) -> None:
    with pytest.raises(ImportRefused) as refusal:
        take("RegioS,Perioden,A_1,B_2\nGM0160,2022,1,twee\nGM0160,2023,drie,4\n")

    assert (refusal.value.row, refusal.value.column) == (2, "B_2")


def test_a_file_that_does_not_say_its_table_asks_for_it(take: Taker) -> None:
    with pytest.raises(ImportRefused) as refusal:
        take(HEAD + ANE, name="download.csv")

    assert refusal.value.code is Reason.TABLE_UNKNOWN


@pytest.mark.parametrize("table", ["../47018NED", "a/b", "", "47018NED\n", ".hidden"])
def test_a_table_number_cannot_lead_out_of_the_store(take: Taker, table: str) -> None:
    with pytest.raises(ImportRefused) as refusal:
        take(HEAD + ANE, name="download.csv", table=table)

    assert refusal.value.code is Reason.TABLE_UNKNOWN


def test_a_stated_period_must_be_a_period(take: Taker) -> None:
    with pytest.raises(ImportRefused) as refusal:
        take("WijkenEnBuurten,A_1\nGM0160,1\n", stated=Stated(period="vorig jaar"))

    assert refusal.value.code is Reason.PERIOD_UNKNOWN


def test_a_missing_period_asks_for_it(take: Taker) -> None:
    with pytest.raises(ImportRefused) as refusal:
        take("WijkenEnBuurten,A_1\nGM0160,1\n")

    assert refusal.value.code is Reason.PERIOD_MISSING


def test_every_reason_has_a_dutch_text() -> None:
    from safetydata.errors import _TEXTS

    assert set(_TEXTS) == set(Reason)
