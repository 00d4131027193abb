"""Tables stay safe against a reader who lays all publications side by side."""

from collections.abc import Sequence

import numpy as np

from safetystats import Suppressed
from safetystats.disclosure import Dimension, Publication, Reason, Rule, TableSet, protect
from tests.safetystats.puzzles import Verdict, attack, invent

PLAIN = Rule(zeros_are_secret=False)
EXACT = Rule(base=1, zeros_are_secret=False)


def row_of(counts: Sequence[int], *, shown: Sequence[str] | None = None) -> TableSet:
    """Give one row of areas A, B, C... with their town."""
    codes = [chr(ord("A") + place) for place in range(len(counts))]
    area = Dimension("area", {"town": codes})
    return TableSet([area], np.array(counts), [{"area": shown or [*codes, "town"]}])


def values(edition: Publication) -> list[int | None]:
    return [None if isinstance(v, Suppressed) else v for v in edition.values.values()]


def test_small_counts_are_hidden_and_the_rest_is_rounded() -> None:
    assert values(protect(row_of([4, 25, 61]), seed=1)) == [None, 25, 60, 90]


def test_a_count_that_would_follow_from_the_total_takes_another_with_it() -> None:
    edition = protect(row_of([9, 10]), seed=1)

    assert values(edition) == [None, None, 20]
    assert edition.reasons == {("A",): Reason.SMALL, ("B",): Reason.SECONDARY}


def test_a_reader_cannot_tell_why_a_cell_is_hidden() -> None:
    edition = protect(row_of([9, 10]), seed=1)

    assert edition.values["A",] == edition.values["B",] == Suppressed(below=None)


def sweep(numbers: range) -> list[Verdict]:
    found = []
    for number in numbers:
        story = invent(np.random.default_rng([number, 7]))
        found.append(attack(story, story.publish(number)))
    return found


def test_no_attack_on_random_tables_gives_away_an_unsafe_count() -> None:
    verdicts = sweep(range(8))

    assert [broken for verdict in verdicts for broken in verdict.broken] == []
    assert min(verdict.narrowest for verdict in verdicts) >= 5
