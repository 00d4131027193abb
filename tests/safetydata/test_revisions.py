"""What did we know when: figures that were revised, and the store as it was at a moment."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safetydata import queries
from safetydata.errors import QuestionRefused, Reason
from safetydata.importer import import_figures
from safetydata.provenance import Note
from safetydata.store import FigureStore

T = "83648NED"
START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
Edition = Mapping[tuple[str, int], str]


def moment(number: int) -> datetime:
    """Give when an edition was taken in: one a week, counted from 1."""
    return START + timedelta(weeks=number - 1)


def take(store: FigureStore, edition: Edition, number: int, *, replacing: bool = False) -> None:
    """Take in an edition: figures by region and year, in the week of its number."""
    rows = "".join(
        f"Totaal,{region},{year}JJ00,{value}\n" for (region, year), value in edition.items()
    )
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{T}-{number}.csv"
        path.write_text("SoortMisdrijf,RegioS,Perioden,Aantal_1\n" + rows, "utf-8")
        import_figures(path, store=store, at=moment(number), table=T, replacing=replacing)


def known(store: FigureStore, at: datetime | None) -> dict[tuple[str, int], float | None]:
    """Give all figures with a value as the store knew them at a moment."""
    found: dict[tuple[str, int], float | None] = {}
    regions = queries.regions(store, T)["code"].to_list()
    for region in regions:
        try:
            answer = queries.series(store, T, topic="Aantal", regions=[region], as_known_at=at)
        except QuestionRefused as refusal:
            assert refusal.code is Reason.CODE_ABSENT  # noqa: PT017
            continue
        found |= {
            (region, start.year): value
            for start, value, status in answer.frame.select(
                "period_start", "value", "status"
            ).iter_rows()
            if status != "absent"
        }
    return found


FIRST: Edition = {("GM0160", 2020): "797", ("GM0160", 2021): "742"}
SECOND: Edition = {("GM0160", 2020): "798", ("GM0160", 2021): "742", ("GM0160", 2022): "770"}
THIRD: Edition = {("GM0160", 2020): "805", ("GM0160", 2022): ".", ("GM0175", 2022): "12"}


@pytest.fixture
def three(store: FigureStore) -> FigureStore:
    for number, edition in enumerate((FIRST, SECOND, THIRD), start=1):
        take(store, edition, number)
    return store


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (1, {("GM0160", 2020): 797, ("GM0160", 2021): 742}),
        (2, {("GM0160", 2020): 798, ("GM0160", 2021): 742, ("GM0160", 2022): 770}),
        (
            3,
            {
                ("GM0160", 2020): 805,
                ("GM0160", 2021): 742,
                ("GM0160", 2022): None,
                ("GM0175", 2022): 12,
            },
        ),
    ],
)
@pytest.mark.parametrize("later", [timedelta(0), timedelta(days=6)])
def test_each_moment_has_the_figures_of_its_own_time(
    three: FigureStore,
    number: int,
    expected: dict[tuple[str, int], float | None],
    later: timedelta,
) -> None:
    assert known(three, moment(number) + later) == expected


def test_without_a_moment_the_newest_figures_are_given(three: FigureStore) -> None:
    assert known(three, None) == known(three, moment(99))


def test_before_the_first_import_nothing_was_known(three: FigureStore) -> None:
    before = moment(1) - timedelta(seconds=1)

    with pytest.raises(QuestionRefused, match="nog niet ingelezen") as refusal:
        queries.series(three, T, topic="Aantal", regions=["GM0160"], as_known_at=before)

    assert refusal.value.code is Reason.NOT_KNOWN_YET


def test_an_answer_of_then_says_so_and_names_the_file_of_then(three: FigureStore) -> None:
    at = moment(2)
    figure = queries.cell(three, T, topic="Aantal", region="GM0160", period="2020", as_known_at=at)

    assert figure.value == 798
    assert figure.provenance.as_known_at == at
    assert figure.provenance.fetched_at == at
    assert figure.provenance.origin == f"{T}-2.csv"
    assert Note.AS_KNOWN_AT in figure.provenance.notes
    assert "2026-01-12 09:00" in figure.provenance.method


def test_every_question_can_be_asked_of_a_moment(three: FigureStore) -> None:
    at = moment(1)

    latest = queries.latest(three, T, topic="Aantal", regions=["GM0160"], as_known_at=at)
    map_of = queries.by_region(three, T, topic="Aantal", period="2020", as_known_at=at)

    assert latest.frame["period"].to_list() == ["2021JJ00"]
    assert map_of.frame["value"].to_list() == [797]


def test_a_period_that_was_not_known_then_is_refused(three: FigureStore) -> None:
    with pytest.raises(QuestionRefused) as refusal:
        queries.by_region(three, T, topic="Aantal", period="2022", as_known_at=moment(1))

    assert refusal.value.code is Reason.PERIOD_ABSENT


def test_revisions_say_what_was_replaced_by_what_and_when(three: FigureStore) -> None:
    found = queries.revisions(three, T, topic="Aantal", regions=["GM0160"])

    told = found.select("period", "old", "new", "new_status", "import_no", "origin")
    assert told.rows() == [
        ("2020JJ00", 797.0, 798.0, "unstated", 2, f"{T}-2.csv"),
        ("2020JJ00", 798.0, 805.0, "unstated", 3, f"{T}-3.csv"),
        ("2022JJ00", 770.0, None, "missing", 3, f"{T}-3.csv"),
    ]
    assert found["at"].to_list() == [moment(2), moment(3), moment(3)]
    assert found["known_since"].to_list() == [moment(1), moment(2), moment(2)]


def test_revisions_of_one_cell_are_its_story(three: FigureStore) -> None:
    found = queries.revisions(
        three, T, regions=["GM0160"], period="2020", filters={"SoortMisdrijf": "Totaal"}
    )

    assert found["old"].to_list() == [797, 798]


def test_a_table_that_was_never_revised_has_no_revisions(store: FigureStore) -> None:
    take(store, FIRST, 1)

    assert queries.revisions(store, T).is_empty()


def test_revisions_of_an_unknown_offence_are_refused(three: FigureStore) -> None:
    with pytest.raises(QuestionRefused):
        queries.revisions(three, T, filters={"SoortMisdrijf": "Fraude"})


def test_what_a_new_table_replaces_is_still_known(store: FigureStore) -> None:
    take(store, FIRST, 1)
    take(store, {("GM0175", 2022): "12"}, 2, replacing=True)

    then = queries.series(store, T, topic="Aantal", regions=["GM0160"], as_known_at=moment(1))

    assert then.frame["value"].to_list() == [797, 742]
    gone = queries.revisions(store, T)
    assert gone.select("old", "new", "new_status").rows() == [
        (797.0, None, "absent"),
        (742.0, None, "absent"),
    ]


def test_a_table_of_another_shape_that_took_its_place_has_no_past(
    store: FigureStore, tmp_path: Path
) -> None:
    take(store, FIRST, 1)
    path = tmp_path / f"{T}.csv"
    path.write_text("RegioS,Perioden,Aantal_1\nGM0160,2022JJ00,5\n", "utf-8")
    import_figures(path, store=store, at=moment(2), table=T, replacing=True)

    with pytest.raises(QuestionRefused, match="niet bewaard") as refusal:
        queries.series(store, T, topic="Aantal", regions=["GM0160"], as_known_at=moment(1))

    assert refusal.value.code is Reason.HISTORY_NOT_KEPT


CELLS = st.tuples(st.sampled_from(["GM0160", "GM0175"]), st.integers(2020, 2022))
VALUES = st.sampled_from(["1", "2", "3", "."])
EDITIONS = st.lists(st.dictionaries(CELLS, VALUES, min_size=1), min_size=1, max_size=5)


@settings(max_examples=4, deadline=None)
@given(EDITIONS)
def test_asking_each_moment_replays_what_was_taken_in(
    editions: Sequence[Edition],
) -> None:
    states: list[dict[tuple[str, int], float | None]] = []
    with TemporaryDirectory() as folder:
        store = FigureStore(Path(folder))
        for number, edition in enumerate(editions, start=1):
            take(store, edition, number)
            before = states[-1] if states else {}
            values = {key: None if v == "." else float(v) for key, v in edition.items()}
            states.append(before | values)

        for number, state in enumerate(states, start=1):
            assert known(store, moment(number)) == state


def test_the_types_of_the_answer_are_fixed(three: FigureStore, store: FigureStore) -> None:
    some = queries.revisions(three, T)
    none = some.filter(pl.lit(value=False))

    assert queries.revisions(three, T, period="1999").schema == none.schema
