"""An attacker of its own tries random table sets: editions, overlaps, linked tables, margins."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest

from tests.safetystats.puzzles import campaign, summary


def test_no_attack_on_random_table_sets_gives_an_unsafe_count_away() -> None:
    verdicts = campaign(range(40))

    assert [broken for verdict in verdicts for broken in verdict.broken] == []
    assert summary(verdicts)["narrowest"] >= 5
    assert summary(verdicts)["unsafe"] > 500
    assert summary(verdicts)["share of large cells shown"] > 0.7


@pytest.mark.deep
def test_no_attack_on_ten_thousand_table_sets_gives_an_unsafe_count_away() -> None:
    blocks = [range(start, start + 100) for start in range(0, 10_000, 100)]

    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        verdicts = [verdict for found in pool.map(campaign, blocks) for verdict in found]

    print(summary(verdicts))
    assert [broken for verdict in verdicts for broken in verdict.broken] == []
    assert summary(verdicts)["narrowest"] >= 5
