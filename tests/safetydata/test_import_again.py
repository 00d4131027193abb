"""Taking the same table in again: figures are added and revised, never doubled or mixed up."""

from collections.abc import Callable

import pytest

from safetydata import queries
from safetydata.errors import ImportRefused, Reason
from safetydata.importer import Stated, import_figures
from safetydata.store import FigureStore
from tests.safetydata.conftest import Taker
from tests.safetydata.moments import MONDAY, TUESDAY

HEAD = "SoortMisdrijf,WijkenEnBuurten,WijkenEnBuurten_label,Perioden,Aantal_1\n"
NATION_2020 = "0.0.0 ,NL00      ,Nederland,2020JJ00,797676\n"
REVISED_2020 = NATION_2020.replace("797676", "797805")
NATION_2021 = "0.0.0 ,NL00      ,Nederland,2021JJ00,742992\n"


def test_the_same_file_again_changes_nothing_at_all(
    take: Taker, files_of: Callable[[], dict[str, bytes]]
) -> None:
    take(HEAD + NATION_2020)
    before = files_of()

    again = take(HEAD + NATION_2020)

    assert again.nothing_changed
    assert (again.added, again.changed, again.unchanged, again.kept) == (0, 0, 1, 0)
    assert files_of() == before


def test_a_revised_figure_replaces_the_old_one_and_a_new_one_joins(
    take: Taker, store: FigureStore
) -> None:
    take(HEAD + NATION_2020)

    result = take(HEAD + REVISED_2020 + NATION_2021)

    assert (result.added, result.changed, result.unchanged) == (1, 1, 0)
    answer = queries.series(store, "47018NED", topic="Aantal_1", regions=["NL00"])
    assert answer.frame["value"].to_list() == [797_805.0, 742_992.0]


def test_what_a_new_file_does_not_mention_is_kept(take: Taker) -> None:
    take(HEAD + NATION_2020)

    result = take(HEAD + NATION_2021)

    assert (result.added, result.kept, result.rows) == (1, 1, 2)


def test_each_figure_keeps_the_file_that_it_came_from(take: Taker, store: FigureStore) -> None:
    take(HEAD + NATION_2020 + NATION_2021, name="47018NED-2022.csv")
    take(HEAD + REVISED_2020 + NATION_2021, name="47018NED-2024.csv")

    def origin(period: str) -> str:
        figure = queries.cell(store, "47018NED", topic="Aantal", region="NL00", period=period)
        return figure.provenance.origin

    assert origin("2020") == "47018NED-2024.csv"
    assert origin("2021") == "47018NED-2022.csv"


def test_the_moment_of_an_answer_is_that_of_its_own_figures(
    take: Taker, store: FigureStore
) -> None:
    take(HEAD + NATION_2020)
    later = store.root.parent / "47018NED.csv"
    later.write_text(HEAD + NATION_2021, "utf-8")
    import_figures(later, store=store, at=TUESDAY)

    old = queries.cell(store, "47018NED", topic="Aantal", region="NL00", period="2020")
    both = queries.series(store, "47018NED", topic="Aantal", regions=["NL00"])

    assert old.provenance.fetched_at == MONDAY
    assert both.provenance.fetched_at == TUESDAY
    assert len(both.provenance.inputs) == 2


def test_a_region_that_was_renamed_is_told_apart_from_a_revised_figure(
    take: Taker, store: FigureStore
) -> None:
    take(HEAD + NATION_2020)

    result = take(HEAD + NATION_2020.replace("Nederland", "Nederland (totaal)"))

    assert (result.changed, result.unchanged, result.relabelled) == (0, 1, 1)
    assert queries.regions(store, "47018NED")["title"].to_list() == ["Nederland (totaal)"]


def test_a_name_that_the_new_file_leaves_out_is_kept(take: Taker, store: FigureStore) -> None:
    take(HEAD + NATION_2020)

    result = take("SoortMisdrijf,WijkenEnBuurten,Perioden,Aantal_1\n0.0.0,NL00,2020JJ00,797676\n")

    assert result.nothing_changed
    assert queries.regions(store, "47018NED")["title"].to_list() == ["Nederland"]


def test_a_value_that_becomes_unknown_is_a_change(take: Taker, store: FigureStore) -> None:
    take(HEAD + NATION_2020)

    result = take(HEAD + NATION_2020.replace("797676", "."))

    assert result.changed == 1
    assert (
        queries.cell(store, "47018NED", topic="Aantal", region="NL00", period="2020").value is None
    )


def test_a_figure_that_is_no_longer_provisional_is_a_change(
    take: Taker, store: FigureStore
) -> None:
    rows = "RegioS,Perioden,Aantal_1\nHardenberg,2024{},1462\n"
    take(rows.format("*"), table="83648NED")

    result = take(rows.format(""), table="83648NED")

    assert (result.changed, result.unchanged) == (1, 0)
    figure = queries.cell(store, "83648NED", topic="Aantal", region="Hardenberg", period="2024")
    assert figure.status == "unstated"


def test_figures_of_another_division_of_areas_are_not_mixed_in(
    take: Taker, files_of: Callable[[], dict[str, bytes]]
) -> None:
    take(HEAD + NATION_2020, stated=Stated(division="indeling 2023"))
    before = files_of()

    with pytest.raises(ImportRefused, match="Dezelfde buurtcode") as refusal:
        take(HEAD + NATION_2021, stated=Stated(division="indeling 2024"))

    assert refusal.value.code is Reason.DIVISION_CHANGED
    assert files_of() == before


def test_replacing_makes_the_old_table_give_way(take: Taker, store: FigureStore) -> None:
    take(HEAD + NATION_2020, stated=Stated(division="indeling 2023"))

    result = take(HEAD + NATION_2021, stated=Stated(division="indeling 2024"), replacing=True)

    assert (result.rows, result.entry.division) == (1, "indeling 2024")
    assert [period.code for period in queries.periods(store, "47018NED")] == ["2021JJ00"]


@pytest.mark.parametrize(
    "other",
    [
        "WijkenEnBuurten,Perioden,Aantal_1\nNL00,2021JJ00,1\n",
        "SoortMisdrijf,Geslacht,WijkenEnBuurten,Perioden,Aantal_1\n0.0.0,M,NL00,2021JJ00,1\n",
        "SoortMisdrijf,RegioS,Perioden,Aantal_1\n0.0.0,Nederland,2021,1\n",
    ],
)
def test_a_table_of_another_shape_is_not_mixed_in(take: Taker, other: str) -> None:
    take(HEAD + NATION_2020)

    with pytest.raises(ImportRefused) as refusal:
        take(other)

    assert refusal.value.code is Reason.SHAPE_CHANGED


def test_offences_by_name_are_not_mixed_with_the_same_offences_by_code(take: Taker) -> None:
    coded = "SoortMisdrijf,SoortMisdrijf_label,RegioS,Perioden,A_1\n0.0.0 ,Totaal,GM0160,2020,5\n"
    take(coded)

    with pytest.raises(ImportRefused) as refusal:
        take("SoortMisdrijf,RegioS,Perioden,A_1\nTotaal,GM0160,2021,6\n")

    assert refusal.value.code is Reason.SHAPE_CHANGED


def test_the_catalogue_keeps_every_import(take: Taker, store: FigureStore) -> None:
    take(HEAD + NATION_2020)
    take(HEAD + REVISED_2020 + NATION_2021)

    first, second = store.entry("47018NED").imports
    assert (first.number, first.rows, first.added) == (1, 1, 1)
    assert (second.number, second.rows, second.added, second.changed) == (2, 2, 1, 1)
    assert first.sha256 != second.sha256
