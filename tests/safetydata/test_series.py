"""Whole series side by side: the same figures as the answers, a row per series."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from safetydata import queries
from safetydata.errors import QuestionRefused, Reason
from safetydata.importer import import_figures
from safetydata.series import read_series
from safetydata.store import FigureStore
from tests.safetydata.conftest import Taker
from tests.safetydata.feeds import save, v3_entities
from tests.safetydata.moments import MONDAY

T = "47018NED"
HEAD = "SoortMisdrijf,WijkenEnBuurten,Perioden,Aantal_1\n"
MONTHS = [f"{year}MM{month:02}" for year in (2022, 2023) for month in range(1, 13)]
REGIONS = ["BU01600101", "BU01600102", "GM0160", "GM0175"]


def count(region: int, month: int) -> int:
    return 10 * region + month


def rows(regions: list[str] = REGIONS, months: list[str] = MONTHS) -> str:
    """Give figures with the months running fastest, as the police deliver them."""
    return "".join(
        f"{offence},{region},{period},{count(place, number)}\n"
        for offence in ("0.0.0 ", "1.1.1 ")
        for place, region in enumerate(regions)
        for number, period in enumerate(months)
    )


def test_each_series_is_a_row_with_its_months_in_order(take: Taker, store: FigureStore) -> None:
    take(HEAD + rows())

    block = read_series(store, T)

    assert block.periods == MONTHS
    assert block.keys.columns == ["region_code", "SoortMisdrijf", "topic"]
    assert block.keys["region_code"].to_list() == [name for name in REGIONS for _ in range(2)]
    assert block.counts.dtype == np.int16
    expected = [
        [count(place, number) for number in range(24)] for place in (0, 0, 1, 1, 2, 2, 3, 3)
    ]
    assert block.counts.tolist() == expected


def test_the_months_are_the_outer_axis_in_memory(take: Taker, store: FigureStore) -> None:
    take(HEAD + rows())

    counts = read_series(store, T).counts

    assert counts.T.flags.c_contiguous


def test_series_end_where_asked_and_start_so_many_periods_before(
    take: Taker, store: FigureStore
) -> None:
    take(HEAD + rows())

    block = read_series(store, T, until="2023MM06", periods=3)

    assert block.periods == ["2023MM04", "2023MM05", "2023MM06"]
    assert block.counts[0].tolist() == [15, 16, 17]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("BU0160", ["BU01600101", "BU01600102"]),
        (["GM0175", "BU01600101"], ["BU01600101", "GM0175"]),
        ([], []),
        ("", REGIONS),
        ("BU9", []),
    ],
)
def test_regions_are_chosen_by_opening_or_by_list(
    take: Taker, store: FigureStore, asked: str | list[str], found: list[str]
) -> None:
    take(HEAD + rows())

    block = read_series(store, T, regions=asked, filters={"SoortMisdrijf": "1.1.1"})

    assert block.keys["region_code"].to_list() == found
    assert block.counts.shape == (len(found), 24)


def test_what_is_not_known_is_not_a_number(take: Taker, store: FigureStore) -> None:
    take(HEAD + rows().replace("0.0.0 ,BU01600101,2022MM02,1\n", "0.0.0 ,BU01600101,2022MM02,.\n"))

    counts = read_series(store, T).counts

    assert np.isnan(counts[0, 1])
    assert np.isnan(counts).sum() == 1


@pytest.mark.parametrize(
    ("most", "kind"), [(99, "f4"), (70_000, "f4"), (1 << 24, "f4"), (16_777_217, "f8")]
)
def test_what_is_not_known_costs_no_more_memory_than_it_must(
    most: int, kind: str, take: Taker, store: FigureStore
) -> None:
    text = rows().replace("1.1.1 ,GM0175,2022MM01,30\n", f"1.1.1 ,GM0175,2022MM01,{most}\n")
    text = text.replace("1.1.1 ,BU01600101,2023MM06,17\n", "1.1.1 ,BU01600101,2023MM06,.\n")

    take(HEAD + text)

    counts = read_series(store, T).counts
    assert counts.dtype == np.dtype(kind)
    assert counts.max(where=~np.isnan(counts), initial=0) == most
    assert np.isnan(counts).sum() == 1
    some = read_series(store, T, regions="GM0175").counts
    assert some.dtype == (np.int16 if most == 99 else np.int32)


def test_figures_with_decimals_keep_them(take: Taker, store: FigureStore) -> None:
    take(HEAD + rows().replace("BU01600101,2022MM02,1\n", "BU01600101,2022MM02,1.5\n"))

    assert read_series(store, T).counts[0, :3].tolist() == [0, 1.5, 2]


def test_a_table_with_few_periods_keeps_no_series(take: Taker, store: FigureStore) -> None:
    take(HEAD + rows(months=MONTHS[:23]))

    with pytest.raises(QuestionRefused) as refusal:
        read_series(store, T)

    assert refusal.value.code is Reason.PERIOD_ABSENT


def test_a_revised_month_changes_its_series(take: Taker, store: FigureStore) -> None:
    take(HEAD + rows())

    take(HEAD + "0.0.0,GM0160,2023MM12,99\n")

    block = read_series(store, T, regions="GM0160")
    assert block.counts[:, -1].tolist() == [99, count(2, 23)]


def test_zero_by_absence_is_zero_where_the_answers_say_so(
    store: FigureStore, tmp_path: Path
) -> None:
    entities = v3_entities()
    template = dict(entities["TypedDataSet"][0])
    records = [
        {**template, "ID": number, "WijkenEnBuurten": region, "Perioden": period, "Aantal_1": 5}
        for number, (region, period) in enumerate(
            [("GM0160    ", period) for period in MONTHS]
            + [("BU01600101", period) for period in MONTHS[:20]]
            + [("BU01600102", MONTHS[3])]
        )
    ]
    entities["TypedDataSet"] = records
    save(entities, tmp_path / "saved")
    (tmp_path / "saved" / "Count.json").write_text(str(len(records)), "utf-8")
    import_figures(tmp_path / "saved", store=store, at=MONDAY)

    block = read_series(store, T)

    for place, region in enumerate(block.keys["region_code"]):
        answer = queries.series(store, T, topic="Aantal_1", regions=[region], kind="month")
        expected = answer.frame["value"].cast(pl.Float64).fill_null(float("nan")).to_numpy()
        np.testing.assert_array_equal(block.counts[place].astype(float), expected)
    assert np.isnan(block.counts.astype(float)).sum() == 8
    assert (block.counts == 0).sum() == 19


def test_cells_that_wait_on_disk_come_out_as_those_in_memory(
    take: Taker, store: FigureStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(HEAD + rows(), table="47022NED")
    whole = pl.read_parquet(store.cells(store.entry("47022NED")))
    monkeypatch.setattr("safetydata.piling.IN_MEMORY", 10)
    monkeypatch.setattr("safetydata.piling.TOGETHER", 50)

    take(HEAD + rows(regions=REGIONS[:2]), table="47024NED")
    result = take(HEAD + rows(), table="47024NED")

    assert (result.added, result.unchanged) == (96, 96)
    shown = ["region", "SoortMisdrijf", "period", "value"]
    piled = pl.read_parquet(store.cells(store.entry("47024NED")))
    assert piled.select(shown).rows() == whole.select(shown).rows()


def test_one_place_with_more_cells_than_are_sorted_at_once_comes_out_the_same(
    take: Taker, store: FigureStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    buurten = [f"BU0160{number:04}" for number in range(40)]
    take(HEAD + rows(regions=buurten))
    expected = read_series(store, T)
    monkeypatch.setattr("safetydata.piling.IN_MEMORY", 1_000)
    monkeypatch.setattr("safetydata.piling.TOGETHER", 100)

    take(HEAD + rows(regions=buurten), replacing=True)

    found = read_series(store, T)
    assert found.keys.equals(expected.keys)
    assert found.counts.tolist() == expected.counts.tolist()


def test_cells_in_any_order_come_out_in_one(take: Taker, store: FigureStore) -> None:
    lines = rows().splitlines(keepends=True)
    take(HEAD + "".join(lines))
    expected = read_series(store, T)

    take(HEAD + "".join(lines[::-1]), replacing=True)

    found = read_series(store, T)
    assert found.keys.equals(expected.keys)
    assert found.counts.tolist() == expected.counts.tolist()
