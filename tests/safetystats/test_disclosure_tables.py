"""Tables stay safe against a reader who lays all publications side by side."""

from dataclasses import replace

import numpy as np
import pytest

from safetystats import Suppressed
from safetystats.disclosure import (
    Dimension,
    Publication,
    Reason,
    Rounding,
    Rule,
    Table,
    TableSet,
    protect,
    revision,
)
from tests.safetystats.small_tables import EXACT, row_of, survives, values

MONTHS = Dimension("month", {"year": ["h1", "h2"], "h1": ["jan", "feb"], "h2": ["mar", "apr"]})


def small_ones_hidden(tables: TableSet, rule: Rule) -> Publication:
    """Publish as naive publishers do: hide the small counts, round the rest, nothing else."""
    careful = protect(tables, rule, seed=1)
    naive = {
        cell: value if careful.reasons.get(cell) is not Reason.SECONDARY else shown(tables, cell)
        for cell, value in careful.values.items()
    }
    return replace(careful, values=naive)


def shown(tables: TableSet, cell: tuple[str, ...]) -> int:
    """Round the true count of a cell to the nearest five."""
    alone = replace(tables, tables=[dict(zip(names(tables), [[c] for c in cell], strict=True))])
    value = protect(replace(alone, earlier=(), known={}), seed=1).values[cell]
    assert isinstance(value, int)
    return value


def names(tables: TableSet) -> list[str]:
    return [dimension.name for dimension in tables.dimensions]


def test_small_counts_are_hidden_and_the_rest_is_rounded() -> None:
    assert values(protect(row_of([4, 25, 61]), seed=1)) == [None, 25, 60, 90]


def test_a_count_that_would_follow_from_the_total_takes_another_with_it() -> None:
    edition = protect(row_of([9, 10]), seed=1)

    assert values(edition) == [None, None, 20]
    assert edition.reasons == {("A",): Reason.SMALL, ("B",): Reason.SECONDARY}


def test_a_reader_cannot_tell_why_a_cell_is_hidden() -> None:
    edition = protect(row_of([9, 10]), seed=1)

    assert edition.values["A",] == edition.values["B",] == Suppressed(below=None)


def test_without_rounding_the_total_gives_a_lone_hidden_count_away() -> None:
    tables = row_of([4, 25, 61])

    assert values(protect(tables, EXACT, seed=1)) == [None, None, 61, 90]
    assert survives(tables, EXACT, protect(tables, EXACT, seed=1))


def test_two_small_counts_that_their_total_gives_away_hide_the_total() -> None:
    assert values(protect(row_of([9, 9]), seed=1)) == [None, None, None]


def test_the_attacker_breaks_a_table_in_which_only_small_counts_are_hidden() -> None:
    tables = row_of([9, 10])

    naive = small_ones_hidden(tables, Rule())

    assert values(naive) == [None, 10, 20]
    assert not survives(tables, Rule(), naive)
    assert survives(tables, Rule(), protect(tables, seed=1))


AREA = Dimension("area", {"town": ["A", "B", "C"]})
TYPE = Dimension("type", {"all": ["x", "y"]})
LINKED = TableSet([AREA, TYPE], np.array([[7, 13], [11, 30], [20, 40]]), [])
OF_B: Table = {"area": ["B"], "type": ["x", "y", "all"]}
OF_X: Table = {"area": ["A", "B", "C", "town"], "type": ["x"]}


def test_the_attacker_breaks_tables_that_are_each_protected_alone() -> None:
    apart = [protect(replace(LINKED, tables=[table]), EXACT, seed=1) for table in (OF_B, OF_X)]
    together = protect(replace(LINKED, tables=[OF_B, OF_X]), EXACT, seed=1)

    assert all(survives(LINKED, EXACT, edition) for edition in apart)
    assert not survives(LINKED, EXACT, *apart)
    assert survives(LINKED, EXACT, together)


def test_the_attacker_breaks_editions_that_forget_what_was_published() -> None:
    tables = TableSet([MONTHS], np.array([20, 14, 3, 30]), [{"month": ["h1", "year"]}])
    later = replace(tables, tables=[{"month": ["mar", "apr", "year"]}])
    tables = replace(tables, tables=[{"month": ["h1"]}])
    first = protect(tables, EXACT, seed=1)

    forgetful = protect(later, EXACT, seed=1)
    mindful = protect(replace(later, earlier=(first,)), EXACT, seed=1)

    assert survives(tables, EXACT, first)
    assert survives(later, EXACT, forgetful)
    assert not survives(later, EXACT, first, forgetful)
    assert survives(later, EXACT, first, mindful)


def test_areas_that_overlap_or_lose_a_piece_are_not_subtracted_from_each_other() -> None:
    borders = Dimension("area", {"old": ["p", "q"], "new": ["p", "r"]})
    tables = TableSet([borders], np.array([40, 3, 4]), [{"area": ["old", "new"]}])
    before = protect(replace(tables, tables=[{"area": ["old"]}]), seed=1)
    smaller = replace(tables, tables=[{"area": ["p"]}], earlier=(before,))

    after = protect(smaller, seed=1)

    assert values(before) == [45]
    assert survives(tables, Rule(), before, after)
    assert not survives(tables, EXACT, *[
        protect(replace(tables, tables=[{"area": [code]}]), EXACT, seed=1) for code in ("old", "p")
    ])  # fmt: skip


def test_what_all_shown_parts_leave_of_a_total_is_a_small_count_too() -> None:
    tables = row_of([25, 30, 3, 4])

    edition = protect(tables, EXACT, seed=1)

    # 3 and 4 each could be 0 to 7, but that they are 7 together may not be known.
    assert values(edition) != [25, 30, None, None, 62]
    assert values(edition)[2:4] == [None, None]


def test_what_one_area_has_beyond_another_that_overlaps_is_a_small_count_too() -> None:
    borders = Dimension("area", {"old": ["p", "q", "r"], "new": ["p", "s"]})
    wanted: Table = {"area": ["old", "new"]}
    tables = TableSet([borders], np.array([40, 4, 5, 20]), [wanted], known={("s",): (20, 21)})

    edition = protect(tables, EXACT, seed=1)

    # Both shown, q and r together would be 8 or 9.
    assert sorted(map(str, values(edition))) in (["49", "None"], ["60", "None"])


BORDERS = Dimension("area", {"old": ["p", "q", "r"], "town": ["old", "s"]})
ROUND_P = TableSet([BORDERS], np.array([40, 4, 5, 20]), [{"area": ["p"]}])


def test_a_difference_with_an_earlier_edition_is_a_small_count_too() -> None:
    before = protect(replace(ROUND_P, tables=[{"area": ["old"]}]), EXACT, seed=1)

    after = protect(replace(ROUND_P, earlier=(before,)), EXACT, seed=1)

    # Nobody asked for q and r together, and both could be 0 to 9.
    assert values(protect(ROUND_P, EXACT, seed=1)) == [40]
    assert values(after) == [None]
    assert after.reasons["p",] is Reason.SECONDARY


def test_a_difference_with_what_the_outside_world_knows_is_a_small_count_too() -> None:
    assert values(protect(replace(ROUND_P, known={("old",): 49}), EXACT, seed=1)) == [None]
    assert values(protect(replace(ROUND_P, known={("old",): (49, 60)}), EXACT, seed=1)) == [40]


def test_a_cell_keeps_the_value_that_was_published() -> None:
    rule = Rule(rounding=Rounding.UNBIASED)
    tables = row_of([12, 23, 61, 47])
    first = protect(tables, rule, seed=1)

    again = [protect(replace(tables, earlier=(first,)), rule, seed=seed) for seed in range(5)]

    assert {tuple(values(edition)) for edition in again} == {tuple(values(first))}


def test_a_revision_protects_what_was_added() -> None:
    edition, counts = revision(np.array([20, 30]), np.array([24, 30]))
    tables = TableSet([Dimension("area", {"town": ["A", "B"]}), edition], counts, [])
    before: Table = {"area": ["A", "B", "town"], "edition": ["before"]}
    first = protect(replace(tables, tables=[before]), EXACT, seed=1)

    second = protect(
        replace(tables, tables=[{**before, "edition": ["now"]}], earlier=(first,)), EXACT, seed=1
    )

    assert values(first) == [20, 30, 50]
    assert survives(tables, EXACT, first, second)


def test_a_revised_count_that_does_not_fit_is_refused() -> None:
    first = protect(row_of([20, 30]), seed=1)

    with pytest.raises(ValueError, match=r"\('A',\) does not fit"):
        protect(row_of([24, 30], earlier=(first,)), seed=1)


def test_cells_over_the_same_pieces_are_one_cell() -> None:
    area = Dimension("area", {"town": ["W1", "W2"], "W1": ["A"], "W2": ["B", "C"]})
    wanted: Table = {"area": ["A", "W1", "B", "C", "W2", "town"]}
    rule = Rule(rounding=Rounding.UNBIASED)
    tables = TableSet([area], np.array([23, 31, 44]), [wanted])

    editions = [protect(tables, rule, seed=seed) for seed in range(8)]

    assert all(edition.values["A",] == edition.values["W1",] for edition in editions)


def test_what_cannot_occur_is_shown_as_zero_and_what_did_not_occur_is_hidden() -> None:
    possible = np.array([False, True, True, True])

    assert values(protect(row_of([0, 0, 34, 21], possible=possible), seed=1)) == [
        0,
        None,
        35,
        20,
        55,
    ]


def test_a_zero_is_protected_only_where_it_is_a_secret() -> None:
    tables = row_of([0, 25])

    assert values(protect(tables, Rule(), seed=1)) == [None, 25, None]
    assert values(protect(tables, Rule(zeros_are_secret=False), seed=1)) == [None, 25, 25]


def test_controlled_rounding_lets_shown_tables_add_up() -> None:
    rule = Rule(rounding=Rounding.CONTROLLED)
    wanted: Table = {"area": ["A", "B", "C", "town"], "type": ["x", "y", "all"]}
    tables = TableSet([AREA, TYPE], np.array([[27, 33], [41, 30], [62, 48]]), [wanted])

    grid = np.array(values(protect(tables, rule, seed=4))).reshape(4, 3)

    assert (grid[:3].sum(axis=0) == grid[3]).all()
    assert (grid[:, :2].sum(axis=1) == grid[:, 2]).all()


def test_the_same_seed_gives_the_same_publication() -> None:
    rule = Rule(rounding=Rounding.UNBIASED)
    tables = replace(LINKED, tables=[OF_B, OF_X])

    assert protect(tables, rule, seed=3) == protect(tables, rule, seed=3)
    assert len({str(protect(tables, rule, seed=seed).values) for seed in range(9)}) > 1


def test_the_audit_counts_what_it_found() -> None:
    audit = protect(row_of([9, 10, 55]), EXACT, seed=1).audit

    assert (audit.cells, audit.exposed) == (4, 0)
    assert audit.narrowest is not None
    assert audit.narrowest >= 5
    assert audit.shown == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("broken", "about"),
    [
        (lambda: row_of([-1, 4]), "whole numbers"),
        (lambda: TableSet([AREA], np.array([1.0, 4.0, 2.0]), []), "whole numbers"),
        (lambda: TableSet([AREA], np.array([1, 4]), []), "shape of the leaves"),
        (lambda: row_of([1, 4], possible=np.array([True])), "possible"),
        (lambda: row_of([1, 4], possible=np.array([True, False])), "cannot occur"),
        (lambda: protect(row_of([1, 4], tables=[{"month": ["jan"]}]), seed=1), "month"),
        (lambda: protect(row_of([1, 4], tables=[{"area": ["Z"]}]), seed=1), "has no Z"),
        (lambda: protect(row_of([1, 4], known={("A", "B"): 1}), seed=1), "one code per"),
        (lambda: protect(row_of([1, 4], known={("A",): 2}), seed=1), "does not fit"),
        (lambda: protect(row_of([1, 4], known={("A",): (1, 0)}), seed=1), "known"),
        (lambda: Dimension("area", {}), "at least one total"),
        (lambda: Dimension("area", {"town": ["A"], "A": ["town"]}), "contains itself"),
        (lambda: Dimension("area", {"town": ["A", "B"], "B": ["A"]}), "overlap"),
        (lambda: Dimension("area", {"town": ["A", "B"], "B": []}), "must have parts"),
        (lambda: TableSet([AREA, AREA], np.zeros((3, 3), int), []), "same name"),
        (lambda: Rule(smallest=12), "multiple"),
        (lambda: Rule(width=9), "width"),
        (lambda: revision(np.array([1]), np.array([1, 2])), "same shape"),
    ],
)
def test_broken_input_is_refused_by_name(broken: object, about: str) -> None:
    assert callable(broken)

    with pytest.raises(ValueError, match=about):
        broken()


def test_a_table_must_name_a_dimension_that_has_no_whole() -> None:
    edition, counts = revision(np.array([20, 30]), np.array([24, 30]))
    area = Dimension("area", {"town": ["A", "B"]})

    with pytest.raises(ValueError, match="which codes of edition"):
        protect(TableSet([area, edition], counts, [{"area": ["A"]}]), seed=1)
