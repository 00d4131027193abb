"""Rounded counts keep near what they stand for, and add up where that is promised."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safetystats.disclosure import (
    Dominance,
    PriorPosterior,
    Rounding,
    Rule,
    controlled_rounding,
)
from safetystats.disclosure.rounding import rounded

Sums = list[tuple[int, list[int]]]


def with_totals(inner: np.ndarray) -> tuple[np.ndarray, Sums]:
    """Give a table with its totals as one row of counts, and how they add up."""
    table = np.pad(inner, ((0, 1), (0, 1)))
    table[-1] = table.sum(axis=0)
    table[:, -1] = table.sum(axis=1)
    place = np.arange(table.size).reshape(table.shape)
    lines = [*place, *place.T]
    return table.ravel(), [(int(line[-1]), line[:-1].tolist()) for line in lines]


tables = st.lists(st.lists(st.integers(0, 60), min_size=3, max_size=3), min_size=2, max_size=5)


@given(inner=tables, base=st.sampled_from([1, 5, 10]), seed=st.integers(0, 99))
@settings(max_examples=40)
def test_controlled_rounding_adds_up_and_stays_next_to_the_count(
    inner: list[list[int]], base: int, seed: int
) -> None:
    counts, sums = with_totals(np.array(inner))

    found = controlled_rounding(counts, sums, base=base, random=np.random.default_rng(seed))

    assert (found % base == 0).all()
    assert (np.abs(found - counts) < base).all()
    assert all(found[total] == found[parts].sum() for total, parts in sums)


def test_controlled_rounding_is_right_on_average() -> None:
    counts, sums = with_totals(np.array([[11, 23, 42], [37, 14, 9]]))

    rounds = [
        controlled_rounding(counts, sums, random=np.random.default_rng(seed)) for seed in range(600)
    ]

    # The standard error of a mean of 600 is at most 2.5 / sqrt(600) = 0.10.
    assert np.abs(np.mean(rounds, axis=0) - counts).max() < 0.4


def test_controlled_rounding_ends_with_a_whole_answer_in_three_dimensions() -> None:
    inner = np.random.default_rng(5).integers(10, 60, size=(3, 3, 3))
    table = np.pad(inner, ((0, 1),) * 3)
    for axis in range(3):
        last = [slice(None)] * 3
        last[axis] = slice(-1, None)
        table[tuple(last)] = np.delete(table, -1, axis).sum(axis=axis, keepdims=True)
    place = np.arange(table.size).reshape(table.shape)
    lines = [np.moveaxis(place, axis, -1).reshape(-1, 4) for axis in range(3)]
    sums = [(int(line[-1]), line[:-1].tolist()) for line in np.concatenate(lines)]

    for seed in range(12):
        found = controlled_rounding(table.ravel(), sums, random=np.random.default_rng(seed))

        assert (np.abs(found - table.ravel()) < 5).all()
        assert all(found[total] == found[parts].sum() for total, parts in sums)


def test_sums_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(ValueError, match="add up"):
        controlled_rounding(np.array([1, 2, 4]), [(2, [0, 1])], random=np.random.default_rng(1))


def test_sums_that_no_rounding_can_keep_are_refused() -> None:
    counts = np.array([1, 1, 1, 2, 2, 2])
    odd = [(3, [0, 1]), (4, [0, 2]), (5, [1, 2]), (3, [4]), (4, [5])]

    with pytest.raises(ValueError, match="no rounding"):
        controlled_rounding(counts, odd, base=2, random=np.random.default_rng(1))


@given(count=st.integers(10, 500), rounding=st.sampled_from(list(Rounding)[:2]))
def test_the_window_of_a_shown_count_holds_exactly_the_counts_shown_so(
    count: int, rounding: Rounding
) -> None:
    rule = Rule(rounding=rounding)
    forms = {
        int(rounded(np.array([count]), rule, np.random.default_rng(seed))[0]) for seed in range(30)
    }

    for form in range(10, 510, 5):
        low, high = rule.window(form)
        assert (form in forms) == (low <= count <= high) or rounding is Rounding.UNBIASED
        assert form not in forms or low <= count <= high


def test_a_shown_count_is_never_under_the_smallest() -> None:
    assert Rule().window(10) == (10, 12)
    assert Rule(rounding=Rounding.UNBIASED).window(10) == (10, 14)
    assert Rule(rounding=Rounding.UNBIASED).window(20) == (16, 24)


def test_unbiased_rounding_is_right_on_average() -> None:
    counts = np.full(4_000, 13)

    found = rounded(counts, Rule(rounding=Rounding.UNBIASED), np.random.default_rng(1))

    assert set(found.tolist()) == {10, 15}
    # The standard error is 2.45 / sqrt(4,000) = 0.04.
    assert abs(found.mean() - 13) < 0.16


def test_the_p_percent_rule_asks_how_well_the_second_knows_the_first() -> None:
    assert PriorPosterior(p=0.1).shortfall([100, 50, 9]) == pytest.approx(1.0)
    assert PriorPosterior(p=0.1).shortfall([50, 9, 100, 1]) == 0
    assert PriorPosterior(p=0.1).shortfall([]) == 0


def test_the_dominance_rule_asks_how_much_the_largest_have() -> None:
    assert Dominance(n=2, k=0.8).shortfall([50, 40, 5, 5]) == pytest.approx(12.5)
    assert Dominance(n=2, k=0.8).shortfall([5, 40, 30, 25]) == 0
