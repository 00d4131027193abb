"""A table of the open data that somebody keeps as files."""

import json
from pathlib import Path

import polars as pl
import pytest

from safetydata.errors import ImportRefused, Reason
from safetydata.importer import ImportResult, Stated, import_figures
from safetydata.store import FigureStore
from tests.safetydata.conftest import stored_cells
from tests.safetydata.feeds import FIGURES, save, v3_entities, v4_entities
from tests.safetydata.moments import MONDAY


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    save(v3_entities(), tmp_path / "saved")
    return tmp_path / "saved"


def take(path: Path, store: FigureStore) -> ImportResult:
    return import_figures(path, store=store, at=MONDAY)


def refused(path: Path, store: FigureStore) -> ImportRefused:
    with pytest.raises(ImportRefused) as refusal:
        take(path, store)
    assert store.entries() == {}
    return refusal.value


def test_a_folder_and_a_page_in_it_are_the_same_table(folder: Path, store: FigureStore) -> None:
    first = take(folder, store)
    again = take(folder / "TypedDataSet_1.json", store)

    assert first.added == len(FIGURES)
    assert again.nothing_changed


def test_observations_of_v4_are_read_from_a_folder(tmp_path: Path, store: FigureStore) -> None:
    save(v4_entities(), tmp_path / "v4", v4=True)

    result = take(tmp_path / "v4", store)

    assert result.added == len(FIGURES) + 1
    assert result.entry.is_complete


def test_a_folder_without_count_is_not_called_whole(folder: Path, store: FigureStore) -> None:
    assert not take(folder, store).entry.is_complete


def test_a_count_inside_a_page_is_believed(folder: Path, store: FigureStore) -> None:
    page = folder / "TypedDataSet_1.json"
    content = json.loads(page.read_text("utf-8"))

    page.write_text(json.dumps({"odata.count": str(len(FIGURES)), **content}), "utf-8")
    assert take(folder, store).entry.is_complete


def test_fewer_rows_than_a_page_counts_are_refused(folder: Path, store: FigureStore) -> None:
    page = folder / "TypedDataSet_1.json"
    content = json.loads(page.read_text("utf-8"))
    page.write_text(json.dumps({"odata.count": "99", **content}), "utf-8")

    assert refused(folder, store).code is Reason.ROWS_MISSING


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_missing_page_is_named(folder: Path, store: FigureStore, number: int) -> None:
    (folder / f"TypedDataSet_{number}.json").unlink()

    refusal = refused(folder, store)

    assert refusal.code is Reason.PAGE_MISSING
    assert refusal.facts["page"] == number


def test_a_page_of_which_rows_are_gone_is_noticed(folder: Path, store: FigureStore) -> None:
    page = folder / "TypedDataSet_2.json"
    content = json.loads(page.read_text("utf-8"))
    page.write_text(json.dumps({**content, "value": content["value"][:1]}), "utf-8")

    assert refused(folder, store).code is Reason.PAGE_MISSING


def test_json_that_stops_halfway_is_named_with_file_and_line(
    folder: Path, store: FigureStore
) -> None:
    page = folder / "TypedDataSet_2.json"
    page.write_bytes(page.read_bytes()[:-20])

    refusal = refused(folder, store)

    assert (refusal.code, refusal.row) == (Reason.JSON_BROKEN, 1)
    assert "TypedDataSet_2.json" in str(refusal)


@pytest.mark.parametrize("content", ["[1, 2]", '"text"', "3", "null", '{"value": 3}'])
def test_json_that_is_something_else_is_refused(
    folder: Path, store: FigureStore, content: str
) -> None:
    (folder / "TypedDataSet_2.json").write_text(content, "utf-8")

    assert refused(folder, store).code is Reason.FEED_INCOMPLETE


@pytest.mark.parametrize("content", ["[" * 200_000, "\udcff", "", "{'a': 1}"])
def test_json_that_no_reader_understands_is_refused(
    folder: Path, store: FigureStore, content: str
) -> None:
    (folder / "TypedDataSet_2.json").write_text(content, "utf-8", errors="surrogateescape")

    assert refused(folder, store).code is Reason.JSON_BROKEN


def test_an_empty_first_page_does_no_harm(folder: Path, store: FigureStore) -> None:
    for number in (3, 2, 1):
        page = folder / f"TypedDataSet_{number}.json"
        page.rename(folder / f"TypedDataSet_{number + 1}.json")
    (folder / "TypedDataSet_1.json").write_text('{"value": []}', "utf-8")

    assert take(folder, store).added == len(FIGURES)


def test_a_table_without_any_row_is_refused(folder: Path, store: FigureStore) -> None:
    for page in folder.glob("TypedDataSet_*"):
        page.write_text('{"value": []}', "utf-8")

    assert refused(folder, store).code is Reason.NO_ROWS


def test_parquet_with_columns_that_are_no_cells_is_refused(
    tmp_path: Path, store: FigureStore
) -> None:
    path = tmp_path / "47018NED_TypedDataSet.parquet"
    nested = {"Perioden": ["2023JJ00"], "RegioS": ["GM0160"], "A_1": [{"b": [1, 2]}]}
    pl.DataFrame(nested).write_parquet(path)

    assert refused(path, store).code in {Reason.LAYOUT_UNKNOWN, Reason.NOT_A_NUMBER}


def test_a_wrong_value_is_named_by_record(folder: Path, store: FigureStore) -> None:
    page = folder / "TypedDataSet_2.json"
    page.write_text(page.read_text("utf-8").replace('"Aantal_1": 6', '"Aantal_1": "zes"'), "utf-8")

    refusal = refused(folder, store)

    assert (refusal.code, refusal.row, refusal.column) == (Reason.NOT_A_NUMBER, 3, "Aantal_1")
    assert str(refusal).startswith("Record 3, kolom “Aantal_1”")


def test_a_folder_without_figures_is_refused(tmp_path: Path, store: FigureStore) -> None:
    assert refused(tmp_path, store).code is Reason.FEED_INCOMPLETE


def test_a_path_that_does_not_exist_is_refused(tmp_path: Path, store: FigureStore) -> None:
    for name in ("47018NED.csv", "TypedDataSet.json", "TypedDataSet.parquet"):
        assert refused(tmp_path / name, store).code is Reason.FILE_MISSING


def test_parquet_with_its_description_beside_it_is_read(tmp_path: Path, store: FigureStore) -> None:
    for name, records in v3_entities().items():
        pl.DataFrame(records, infer_schema_length=None).write_parquet(
            tmp_path / f"cbs.v3.47018NED_{name}.parquet"
        )

    result = take(tmp_path / "cbs.v3.47018NED_TypedDataSet.parquet", store)

    assert result.added == len(FIGURES)
    assert result.entry.division == "indeling 2024"


def test_parquet_that_is_cut_off_is_refused(tmp_path: Path, store: FigureStore) -> None:
    path = tmp_path / "47018NED_TypedDataSet.parquet"
    pl.DataFrame(v3_entities()["TypedDataSet"]).write_parquet(path)
    path.write_bytes(path.read_bytes()[:-100])

    assert refused(path, store).code is Reason.PARQUET_BROKEN


def test_a_csv_can_have_its_description_stated(folder: Path, store: FigureStore) -> None:
    path = folder.parent / "download.csv"
    path.write_text(
        "SoortMisdrijf,WijkenEnBuurten,Perioden,Aantal_1,Naam_2\n"
        "0.0.0 ,GM0160    ,2022JJ00,1657,Hardenberg\n",
        "utf-8",
    )

    result = import_figures(path, store=store, at=MONDAY, stated=Stated(description=folder))

    assert result.table == "47018NED"
    assert result.skipped_columns == ("Naam_2",)
    cells = stored_cells(store)
    assert cells.select("region_name", "SoortMisdrijf_label", "status").row(0) == (
        "Hardenberg",
        "Totaal misdrijven",
        "final",
    )
