"""A month of every series of a table, judged at once."""

import numpy as np
import pytest

from safetydata.errors import QuestionRefused, Reason
from safetydata.signals import USUAL, Judgement, judge
from safetydata.store import FigureStore
from tests.safetydata.conftest import Taker

HEADING = "Soort,Soort_label,WijkenEnBuurten,WijkenEnBuurten_label,Perioden,Aantal_1"
MONTHS = [f"{year}MM{month:02}" for year in range(2019, 2025) for month in range(1, 13)]
PLACES = [*(f"BU0160010{i}" for i in range(1, 6)), *(f"BU0001010{i}" for i in range(1, 6))]


def monthly(bursts: dict[str, int], *, mean: float = 6.0, kinds: int = 1) -> str:
    """Counts from chance in ten buurten of two municipalities, with a last month of choice."""
    rng = np.random.default_rng(5)
    lines = [HEADING]
    for kind in range(kinds):
        for code in PLACES:
            counts = rng.poisson(mean, len(MONTHS))
            counts[-1] = bursts.get(code, counts[-1])
            cells = zip(MONTHS, counts, strict=True)
            lines += [f"{kind},Soort {kind},{code},Buurt {code},{m},{n}" for m, n in cells]
    return "\n".join([*lines, ""])


@pytest.fixture
def judged(store: FigureStore, take: Taker) -> Judgement:
    take(monthly({"BU01600101": 60, "BU00010101": 60}), name="47022NED.csv")
    return judge(store, "47022NED")


def test_each_series_gets_a_row_with_names_numbers_and_why(judged: Judgement) -> None:
    row = judged.alarms.row(0, named=True)

    assert (judged.at, judged.judged, judged.tried, judged.unanswered) == ("2024MM12", 10, 10, {})
    assert sorted(judged.alarms["region_code"]) == ["BU00010101", "BU01600101"]
    assert (row["region_name"], row["Soort_label"]) == (f"Buurt {row['region_code']}", "Soort 0")
    assert row["observed"] == 60
    assert row["excess"] == pytest.approx(60 - row["expected"])
    assert row["is_discovery"]


def test_the_answer_for_a_municipality_does_not_depend_on_who_else_was_judged(
    store: FigureStore, judged: Judgement
) -> None:
    alone = judge(store, "47022NED", municipality="GM0160")

    assert alone.frame.equals(judged.of("GM0160").frame)
    assert np.array_equal(alone.counts, judged.of("GM0160").counts)
    assert len(judged.of("GM0999").frame) == 0


def test_the_months_behind_a_row_have_limits_for_the_last_year_only(judged: Judgement) -> None:
    [months] = judged.months([0])

    assert [month.period for month in months] == MONTHS[-len(months) :]
    assert [month.upper is None for month in months] == [True] * 61 + [False] * 11
    assert months[-1].count == judged.frame["observed"][0]
    assert list(judged.months([])) == []


def test_series_with_too_few_cases_count_as_tried_and_give_no_signal(
    store: FigureStore, take: Taker
) -> None:
    take(monthly({}, mean=0.2), name="47022NED.csv")

    judged = judge(store, "47022NED")

    assert judged.unanswered == {"few_cases": 10}
    assert (judged.judged, judged.tried, len(judged.alarms)) == (0, 10, 0)
    assert not judged.frame["is_discovery"].any()


def test_progress_is_told_and_chance_alone_gives_few_signals(
    store: FigureStore, take: Taker
) -> None:
    take(monthly({}, kinds=30), name="47022NED.csv")
    told: list[tuple[int, int]] = []

    judged = judge(store, "47022NED", progress=lambda done, total: told.append((done, total)))

    assert told == [(300, 300)]
    assert len(judged.alarms) <= 3 * 300 * USUAL.alpha


@pytest.mark.parametrize(
    ("at", "reason"),
    [
        ("2025MM01", Reason.PERIOD_ABSENT),
        ("2024JJ00", Reason.PERIOD_ABSENT),
        ("2023MM01", Reason.HISTORY_SHORT),
    ],
)
def test_a_month_that_cannot_be_judged_is_refused(
    store: FigureStore, take: Taker, at: str, reason: Reason
) -> None:
    take(monthly({}), name="47022NED.csv")

    with pytest.raises(QuestionRefused) as refused:
        judge(store, "47022NED", at=at)

    assert refused.value.code == reason


def test_a_municipality_that_is_not_in_the_table_is_refused(
    store: FigureStore, judged: Judgement
) -> None:
    with pytest.raises(QuestionRefused) as refused:
        judge(store, "47022NED", municipality="GM0999")

    assert refused.value.code == Reason.CODE_ABSENT
