"""What the world knows beside the tables, and what contributors know of each other."""

from dataclasses import replace

import numpy as np
import pytest

from safetystats.disclosure import (
    Dimension,
    Dominance,
    PriorPosterior,
    Reason,
    Rule,
    Table,
    TableSet,
    protect,
)
from safetystats.disclosure.audit import Seen, examine, is_given_away
from safetystats.disclosure.task import set_out
from tests.safetystats.small_tables import EXACT, row_of, survives, values


def test_what_the_outside_world_knows_is_reckoned_with() -> None:
    tables = row_of([4, 25, 61], known={("B",): (25, 25), ("C",): 61})

    edition = protect(tables, Rule(), seed=1)

    assert values(protect(row_of([4, 25, 61]), seed=1)) == [None, 25, 60, 90]
    assert values(edition) == [None, 25, 60, None]
    assert survives(tables, Rule(), edition)


def test_what_the_outside_world_gives_away_is_reported_and_not_fought() -> None:
    tables = row_of([4, 25], known={("B",): 25, ("town",): 29})

    edition = protect(tables, Rule(), seed=1)

    assert edition.audit.exposed == 1


def test_nothing_is_hidden_for_counts_that_the_world_can_work_out_anyhow() -> None:
    area = Dimension("area", {"town": ["A", "B", "C"], "other": ["A", "B"]})
    wanted: Table = {"area": ["A", "B", "C", "town"]}
    # Both under 10 and 16 together: 7, 8 or 9.
    tables = TableSet([area], np.array([9, 7, 12]), [wanted], known={("other",): 16})

    edition = protect(tables, EXACT, seed=1)

    assert values(edition) == [None, None, 12, 28]
    assert edition.audit.exposed == 2


def test_what_the_outside_world_nearly_knows_is_no_reason_to_hide_other_cells() -> None:
    edition = protect(row_of([4, 25, 61], known={("A",): (3, 5)}), seed=1)

    assert values(edition) == [None, 25, 60, 90]
    assert edition.audit.exposed == 0


@pytest.mark.parametrize(("known", "exposed"), [((0, 5), 1), ((0, 6), 0), ((1, 6), 0)])
def test_a_reader_in_the_cell_knows_that_it_is_not_empty(
    known: tuple[int, int], exposed: int
) -> None:
    edition = protect(row_of([3, 25], known={("A",): known}), seed=1)

    assert edition.audit.exposed == exposed


@pytest.mark.parametrize(
    ("known", "exposed"), [((32, 48), 0), ((32, 47), 1), ((33, 60), 1), ((0, 90), 0)]
)
def test_a_dominated_cell_must_seem_possibly_larger_and_smaller_by_its_shortfall(
    known: tuple[int, int], exposed: int
) -> None:
    rule = Rule(concentration=(PriorPosterior(p=0.3),))
    # The largest has 30 of 40, all but the two largest 1: short by 0.3 x 30 - 1 = 8.
    tables = row_of([40, 60, 50], contributors={("A",): {"x": 30, "y": 9}}, known={("A",): known})

    assert protect(tables, rule, seed=1).audit.exposed == exposed


def test_a_count_is_given_away_when_the_world_knows_it_whatever_is_hidden() -> None:
    for known, given_away in (({("B",): 25, ("town",): 29}, True), ({("B",): 25}, False)):
        task = set_out(row_of([4, 25], known=known), Rule(), np.random.default_rng(1))
        seen = Seen(task.layout.counts.copy(), task.layout.counts.copy())

        finding = examine(task, task.candidates, seen, seed=1, evidence=1)

        assert task.layout.counts[finding.need.rows[0]] == 4
        assert is_given_away(task, finding, 0) is given_away


def test_a_cell_that_one_contributor_dominates_is_hidden_and_stays_uncertain() -> None:
    rule = Rule(concentration=(PriorPosterior(p=0.3),))
    tables = row_of([40, 30, 50], contributors={("A",): {"x": 30, "y": 9}})

    edition = protect(tables, rule, seed=1)

    assert edition.reasons["A",] is Reason.DOMINATED
    assert survives(tables, rule, edition)


def test_a_dominated_cell_that_the_world_nearly_knows_is_hidden_all_the_same() -> None:
    rule = Rule(concentration=(PriorPosterior(p=0.3),))
    known = row_of([40, 60], contributors={("A",): {"x": 30, "y": 9}}, known={("A",): (39, 42)})

    edition = protect(replace(known, tables=[{"area": ["A"]}]), rule, seed=1)

    assert values(edition) == [None]


def test_contributors_are_added_up_over_pieces() -> None:
    rule = Rule(concentration=(Dominance(n=1, k=0.5),))
    tables = row_of([20, 20, 90], contributors={("A",): {"x": 9}, ("B",): {"x": 9}})
    alone = replace(tables, contributors={("A",): {"x": 11}})

    assert Reason.DOMINATED not in protect(tables, rule, seed=1).reasons.values()
    assert protect(alone, rule, seed=1).reasons["A",] is Reason.DOMINATED


def test_contributors_have_no_more_cases_than_there_are() -> None:
    tables = row_of([4, 25], contributors={("A",): {"x": 5}})

    with pytest.raises(ValueError, match="more cases"):
        protect(tables, Rule(concentration=(Dominance(),)), seed=1)
