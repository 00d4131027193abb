"""Which registrations are of one person: on synthetic registrations whose truth is known."""

import doctest
import logging
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safetydata.linkage import (
    Key,
    Kind,
    Linkage,
    concentration,
    link,
    population,
    pseudonymise,
)
from safetydata.linkage import keys as keys_module
from safetydata.linkage.persons import gathered
from safetystats.hidden_population import chao
from tests.safetydata.synthetic_registrations import Places, registrations

SECRET = b"only for these tests"
KINDS = {
    "given": Kind.NAME,
    "surname": Kind.NAME,
    "born": Kind.DATE,
    "sex": Kind.EXACT,
    "postcode": Kind.EXACT,
}


def pairs_within(labels: Places) -> int:
    sizes = np.unique(labels, return_counts=True)[1]
    return int((sizes * (sizes - 1) // 2).sum())


def precision_and_recall(found: Places, truth: Places) -> tuple[float, float]:
    both = pairs_within(truth * (len(truth) + 1) + found)
    return both / pairs_within(found), both / pairs_within(truth)


@cache
def linked(persons: int = 250, seed: int = 3) -> tuple[Linkage, Places]:
    frame, truth = registrations(persons, seed)
    return link(*pseudonymise(frame, KINDS, secret=SECRET)), truth


def test_registrations_of_one_person_are_found_through_typing_errors_and_gaps() -> None:
    linkage, truth = linked()

    precision, recall = precision_and_recall(linkage.person, truth)

    assert precision > 0.97
    assert recall > 0.94
    assert linkage.persons == pytest.approx(len(set(truth)), rel=0.05)


def test_the_true_concentration_lies_within_the_doubt_of_the_linkage() -> None:
    linkage, truth = linked()
    counts = np.sort(np.bincount(truth))[::-1]

    found = concentration(linkage, rng=np.random.default_rng(1))

    assert len(counts) in found.persons_interval
    tenth = np.interp(0.1 * len(counts), np.arange(len(counts) + 1), [0, *np.cumsum(counts)])
    share = next(part for part in found.shares if part.persons == 0.1)
    assert tenth / counts.sum() in share.interval
    assert found.gini in found.gini_interval


def test_the_doubt_of_the_linkage_widens_the_estimate_of_the_hidden() -> None:
    linkage, truth = linked()

    certain = chao(linkage.counts())
    doubted = population(linkage, chao, rng=np.random.default_rng(1))

    width = certain.interval.high - certain.interval.low
    assert doubted.interval.high - doubted.interval.low > width
    assert chao(np.bincount(truth)).estimate in doubted.interval


def test_linking_twice_gives_the_same_and_says_nothing(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    frame, _ = registrations(60, 4)
    few = {name: KINDS[name] for name in ("given", "surname", "born")}
    keys, how = pseudonymise(frame, few, secret=SECRET)

    with caplog.at_level(logging.WARNING):
        first, second = link(keys, how), link(keys, how)

    assert first.pairs["probability"].to_list() == pytest.approx(
        second.pairs["probability"].to_list(), rel=1e-9
    )
    assert not caplog.records
    assert capfd.readouterr() == ("", "")
    assert not list(folder.iterdir())


def test_the_example_holds() -> None:
    outcome = doctest.testmod(keys_module)

    assert outcome.failed == 0
    assert outcome.attempted


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(8))
def test_larger_registers_are_linked_as_well(seed: int) -> None:
    linkage, truth = linked(2_000, seed)

    precision, recall = precision_and_recall(linkage.person, truth)
    found = concentration(linkage, rng=np.random.default_rng(1))

    assert precision > 0.97
    assert recall > 0.93
    assert len(set(truth)) in found.persons_interval


def chained(*chances: float) -> Linkage:
    """Link registrations in a row, each to the next with the chance given."""
    pairs = pl.DataFrame(
        {
            "left": range(len(chances)),
            "right": range(1, len(chances) + 1),
            "probability": chances,
        }
    ).with_columns(pl.col("left", "right").cast(pl.Int64))
    return gathered(len(chances) + 1, pairs, threshold=0.5, blocking=())


def test_a_chain_of_pairs_is_not_one_person() -> None:
    linkage = chained(0.9, 0.6)

    # The ends were never taken for one: the mean of 0.6 and 0 lies under the threshold.
    assert linkage.person.tolist() == [0, 0, 1]


def test_a_pair_is_one_person_as_often_as_it_is_likely() -> None:
    linkage = chained(0.3)

    drawn = list(linkage.drawn_counts(np.random.default_rng(2), 4_000))

    assert np.mean([len(counts) == 1 for counts in drawn]) == pytest.approx(0.3, abs=0.03)


@settings(max_examples=30)
@given(
    chances=st.lists(st.floats(0.01, 1), min_size=1, max_size=8),
    thresholds=st.lists(st.floats(0.05, 0.95), min_size=2, max_size=4),
)
def test_a_lower_threshold_never_makes_more_persons(
    chances: list[float], thresholds: list[float]
) -> None:
    linkage = chained(*chances)

    persons = [
        len(set(linkage.forests[0].cut(threshold).tolist())) for threshold in sorted(thresholds)
    ]

    assert all(fewer <= more for fewer, more in pairwise(persons))
    for counts in linkage.drawn_counts(np.random.default_rng(1), 5):
        assert counts.sum() == len(chances) + 1


def test_registrations_that_resemble_nobody_are_persons_of_their_own() -> None:
    none = pl.DataFrame(schema={"left": pl.Int64, "right": pl.Int64, "probability": pl.Float64})

    linkage = gathered(3, none, threshold=0.5, blocking=())

    assert linkage.persons == 3
    assert concentration(linkage, rng=np.random.default_rng(1)).gini == 0


@pytest.mark.parametrize(
    ("one", "other", "column"),
    [
        ("De Vries", "de  vries", "surname"),
        ("van der Meer", "Meer", "surname"),
        ("Jönsson", "Jonsson", "surname"),
        ("Dijkstra", "Dykstra", "surname_sound"),
        ("Smit", "Smid", "surname_sound"),
        ("Janssen", "Jansen", "surname_sound"),
        ("Hendriks", "Hendricks", "surname_sound"),
        ("Bakker", "Bakke", "surname_start"),
    ],
)
def test_spellings_of_one_name_share_a_key(one: str, other: str, column: str) -> None:
    frame = pl.DataFrame({"surname": [one, other]})

    keys, _ = pseudonymise(frame, {"surname": Kind.NAME}, secret=SECRET)

    assert keys[column].n_unique() == 1


def test_keys_tell_nothing_without_the_secret_and_differ_with_another() -> None:
    frame = pl.DataFrame({"surname": ["De Vries", "", None], "id": [1, 2, 3]})

    keys, how = pseudonymise(frame, {"surname": Kind.NAME}, secret=SECRET)
    others, _ = pseudonymise(frame, {"surname": Kind.NAME}, secret=SECRET[::-1])

    assert keys.columns == list(how[0].columns)
    assert "vries" not in str(keys.rows()).casefold()
    assert keys["surname"].to_list()[1:] == [None, None]
    assert keys["surname"][0] != others["surname"][0]
    assert keys["surname"][0] != keys["surname_sound"][0]


def test_the_same_word_in_two_columns_has_two_keys() -> None:
    frame = pl.DataFrame({"street": ["Meer"], "city": ["Meer"]})

    keys, _ = pseudonymise(frame, {"street": Kind.EXACT, "city": Kind.EXACT}, secret=SECRET)

    assert keys["street"][0] != keys["city"][0]


@pytest.mark.parametrize(
    ("kinds", "secret", "about"),
    [
        ({"surname": Kind.NAME}, b"short", "at least 16 bytes"),
        ({}, SECRET, "at least one column"),
        ({"street": Kind.NAME}, SECRET, "no column street"),
        ({"surname": "colour"}, SECRET, "colour"),
    ],
)
def test_keys_that_cannot_be_made_are_refused(
    kinds: dict[str, Kind], secret: bytes, about: str
) -> None:
    with pytest.raises(ValueError, match=about):
        pseudonymise(pl.DataFrame({"surname": ["a"]}), kinds, secret=secret)


def test_registrations_that_cannot_be_linked_are_refused() -> None:
    frame = pl.DataFrame({"a": ["x", "y"], "b": ["x", "y"], "c": [None, None]})
    keys = [Key("a", ("a",)), Key("b", ("b",))]

    with pytest.raises(ValueError, match="at least two"):
        link(frame, keys[:1])
    with pytest.raises(ValueError, match="no column d"):
        link(frame, [*keys, Key("d", ("d",))])
    with pytest.raises(ValueError, match="nothing in column c"):
        link(frame, [*keys, Key("c", ("c",))])
    with pytest.raises(ValueError, match="threshold"):
        link(frame, keys, threshold=1.0)
    with pytest.raises(ValueError, match="block on"):
        link(frame, keys, blocking=[("street",)])
    with pytest.raises(ValueError, match="too many pairs"):
        link(pl.DataFrame({"a": ["x"] * 300, "b": ["y"] * 300}), keys)


def test_questions_to_a_linkage_that_make_no_sense_are_refused() -> None:
    linkage, rng = chained(0.9), np.random.default_rng(1)

    with pytest.raises(ValueError, match="shares"):
        concentration(linkage, rng=rng, shares=(0, 1))
    with pytest.raises(ValueError, match="samples"):
        concentration(linkage, rng=rng, samples=3)
    with pytest.raises(ValueError, match="level"):
        concentration(linkage, rng=rng, level=1)
    with pytest.raises(ValueError, match="samples"):
        population(linkage, chao, rng=rng, samples=1)
