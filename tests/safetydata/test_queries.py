"""Questions about stored figures, and answers that say where they come from."""

from pathlib import Path

import polars as pl
import pytest

from safetydata import queries
from safetydata.errors import QuestionRefused, Reason
from safetydata.importer import import_figures
from safetydata.provenance import Note
from safetydata.store import FigureStore
from tests.safetydata.conftest import Taker
from tests.safetydata.feeds import save, v3_entities
from tests.safetydata.moments import MONDAY

TOTAL = {"SoortMisdrijf": "0.0.0"}
SEXUAL = {"SoortMisdrijf": "1.4.1"}


@pytest.fixture
def whole(store: FigureStore, tmp_path: Path) -> FigureStore:
    """Store a table of which the source counted the rows."""
    save(v3_entities(), tmp_path / "saved")
    (tmp_path / "saved" / "Count.json").write_text("5", "utf-8")
    import_figures(tmp_path / "saved", store=store, at=MONDAY)
    return store


def rows(answer: queries.Answer) -> list[tuple[object, ...]]:
    return answer.frame.select("region", "period", "value", "status").rows()


def test_a_series_runs_through_all_periods_of_its_kind(whole: FigureStore) -> None:
    answer = queries.series(
        whole, "47018NED", topic="Aantal_1", regions=["BU01600101"], filters=TOTAL
    )

    assert tuple(answer.frame.columns) == queries.ANSWER
    assert rows(answer) == [
        ("BU01600101", "2022JJ00", 3.0, "final"),
        ("BU01600101", "2023JJ00", 1.0, "provisional"),
    ]


def test_an_absent_row_is_zero_where_the_source_says_so(whole: FigureStore) -> None:
    answer = queries.by_region(
        whole, "47018NED", topic="Aantal", period="2023", level="BU0160", filters=TOTAL
    )

    assert rows(answer) == [
        ("BU01600101", "2023JJ00", 1.0, "provisional"),
        ("BU01600102", "2023JJ00", 6.0, "provisional"),
        ("BU01600201", "2023JJ00", 0.0, "zero_by_absence"),
    ]
    assert Note.ABSENT_IS_ZERO in answer.provenance.notes


def test_what_the_source_hides_below_the_municipality_is_not_called_zero(
    whole: FigureStore,
) -> None:
    answer = queries.by_region(
        whole, "47018NED", topic="Aantal", period="2023", level="BU0160", filters=SEXUAL
    )

    assert {(value, status) for _, _, value, status in rows(answer)} == {(None, "absent")}


def test_an_absent_row_is_unknown_where_the_source_did_not_count_its_rows(
    store: FigureStore, tmp_path: Path
) -> None:
    save(v3_entities(), tmp_path / "saved")
    import_figures(tmp_path / "saved", store=store, at=MONDAY)

    answer = queries.by_region(
        store, "47018NED", topic="Aantal", period="2023", level="BU01600201", filters=TOTAL
    )

    assert rows(answer) == [("BU01600201", "2023JJ00", None, "absent")]


def test_an_absent_row_is_unknown_where_the_source_does_not_call_it_zero(
    store: FigureStore, tmp_path: Path
) -> None:
    entities = v3_entities()
    for item in entities["DataProperties"]:
        item["Default"] = "Missing"  # type: ignore[index]
    save(entities, tmp_path / "saved")
    (tmp_path / "saved" / "Count.json").write_text("5", "utf-8")
    import_figures(tmp_path / "saved", store=store, at=MONDAY)

    answer = queries.by_region(
        store, "47018NED", topic="Aantal", period="2023", level="BU01600201", filters=TOTAL
    )

    assert rows(answer) == [("BU01600201", "2023JJ00", None, "absent")]


def test_an_absent_row_of_a_partial_table_is_unknown(take: Taker, store: FigureStore) -> None:
    take("WijkenEnBuurten,Perioden,A_1\nGM0160,2022JJ00,5\nGM0160,2023JJ00,6\nGM0175,2023JJ00,7\n")

    answer = queries.series(store, "47018NED", topic="A_1", regions=["GM0175"])

    assert rows(answer) == [
        ("GM0175", "2022JJ00", None, "absent"),
        ("GM0175", "2023JJ00", 7.0, "unstated"),
    ]


def test_all_regions_and_all_periods_come_in_one_answer(whole: FigureStore) -> None:
    answer = queries.cells_of(whole, "47018NED", topic="Aantal", regions="BU016001", filters=TOTAL)

    assert [(region, period, value) for region, period, value, _ in rows(answer)] == [
        ("BU01600101", "2022JJ00", 3.0),
        ("BU01600101", "2023JJ00", 1.0),
        ("BU01600102", "2022JJ00", 0.0),
        ("BU01600102", "2023JJ00", 6.0),
    ]
    assert answer.provenance.table == "47018NED"


def test_a_series_never_mixes_kinds_of_periods(take: Taker, store: FigureStore) -> None:
    take(
        "WijkenEnBuurten,Perioden,A_1\n"
        "GM0160,2023JJ00,48\nGM0160,2023KW01,12\nGM0160,2023MM01,4\nGM0160,2023MM02,5\n"
    )

    def values(kind: str) -> list[float]:
        answer = queries.series(store, "47018NED", topic="A", regions=["GM0160"], kind=kind)
        return answer.frame["value"].to_list()

    assert (values("year"), values("quarter"), values("month")) == ([48.0], [12.0], [4.0, 5.0])


def test_different_offences_are_never_run_into_one_series(whole: FigureStore) -> None:
    with pytest.raises(QuestionRefused, match="Kies voor het kenmerk SoortMisdrijf") as refusal:
        queries.series(whole, "47018NED", topic="Aantal_1", regions=["GM0160"])

    assert refusal.value.code is Reason.CHOICE_NEEDED


def test_a_dimension_with_one_value_needs_no_choice(take: Taker, store: FigureStore) -> None:
    take("SoortMisdrijf,WijkenEnBuurten,Perioden,A_1\n0.0.0 ,GM0160,2023JJ00,5\n")

    answer = queries.series(store, "47018NED", topic="A_1", regions=["GM0160"])

    assert answer.frame["value"].to_list() == [5.0]


@pytest.mark.parametrize("choice", ["1.4.1", "1.4.1 Zedenmisdrijf"])
@pytest.mark.parametrize("dimension", ["SoortMisdrijf", "Soort misdrijf"])
@pytest.mark.parametrize("topic", ["Aantal_1", "Aantal", "Geregistreerde misdrijven"])
def test_things_may_be_named_by_code_or_title(
    whole: FigureStore, choice: str, dimension: str, topic: str
) -> None:
    figure = queries.cell(
        whole,
        "47018ned",
        topic=topic,
        region="GM0160",
        period="2023",
        filters={dimension: choice},
    )

    assert figure.value == 26.0
    assert figure.unit == "aantal"


def test_latest_is_the_last_period_that_has_a_value(take: Taker, store: FigureStore) -> None:
    take("WijkenEnBuurten,Perioden,A_1\nGM0160,2022JJ00,5\nGM0160,2023JJ00,.\n")

    answer = queries.latest(store, "47018NED", topic="A_1", regions=["GM0160"])

    assert rows(answer) == [("GM0160", "2022JJ00", 5.0, "unstated")]


def test_latest_of_what_never_had_a_value_is_empty(take: Taker, store: FigureStore) -> None:
    take("WijkenEnBuurten,Perioden,A_1\nGM0160,2022JJ00,.\n")

    answer = queries.latest(store, "47018NED", topic="A_1", regions=["GM0160"])

    assert answer.frame.is_empty()
    assert answer.provenance.table == "47018NED"


def test_an_answer_says_where_it_came_from(whole: FigureStore) -> None:
    answer = queries.series(whole, "47018NED", topic="Aantal_1", regions=["GM0160"], filters=TOTAL)

    origin = answer.provenance
    assert (origin.source, origin.table, origin.title) == (
        "Politie",
        "47018NED",
        "Geregistreerde misdrijven",
    )
    assert origin.period == "2022JJ00–2023JJ00"
    assert origin.licence == "CC BY 4.0"
    assert origin.fetched_at == MONDAY
    assert len(origin.sha256) == 64
    assert origin.origin == "saved"
    assert set(origin.notes) >= {Note.AS_PUBLISHED, Note.PROVISIONAL, Note.DIVISION}
    assert "indeling 2024" in origin.method


def test_regions_and_codes_are_listed_even_without_figures(whole: FigureStore) -> None:
    assert queries.regions(whole, "47018NED", "BU").rows() == [
        ("BU01600101", "Ane Dorp"),
        ("BU01600102", "Verspreide huizen Ane"),
        ("BU01600201", "Verspreide huizen Anerveen"),
    ]
    assert queries.codes(whole, "47018NED", "SoortMisdrijf").rows() == [
        ("0.0.0", "Totaal misdrijven"),
        ("1.4.1", "1.4.1 Zedenmisdrijf"),
    ]
    assert [period.code for period in queries.periods(whole, "47018NED")] == [
        "2022JJ00",
        "2023JJ00",
    ]


NASTY = ["' OR 1=1 --", "GM0160'; DROP TABLE x; --", '"', "%", "\\", "{0}", "\x00", "é" * 5_000]


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_what_is_asked_is_a_value_and_never_part_of_a_query(whole: FigureStore, text: str) -> None:
    with pytest.raises(QuestionRefused):
        queries.series(whole, "47018NED", topic="Aantal", regions=[text], filters=TOTAL)
    with pytest.raises(QuestionRefused):
        queries.series(
            whole, "47018NED", topic="Aantal", regions=["GM0160"], filters={"SoortMisdrijf": text}
        )
    with pytest.raises(QuestionRefused):
        queries.cell(whole, "47018NED", topic="Aantal", region="GM0160", period=text, filters=TOTAL)
    assert queries.by_region(
        whole, "47018NED", topic="Aantal", period="2023", level=text, filters=TOTAL
    ).frame.is_empty()


@pytest.mark.parametrize("name", ["Súdwest 'x' (\"y\"); --", "a;b", "100% [x]*?"])
def test_odd_names_of_regions_can_be_asked_for(take: Taker, store: FigureStore, name: str) -> None:
    quoted = name.replace('"', '""')
    take(f'RegioS,Perioden,A_1\n"{quoted}",2023,7\n', table="83648NED")

    figure = queries.cell(store, "83648NED", topic="A_1", region=name, period="2023")

    assert figure.value == 7.0


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ({"table": "1"}, Reason.TABLE_ABSENT),
        ({"topic": "Onbekend"}, Reason.TOPIC_ABSENT),
        ({"region": "GM9999"}, Reason.CODE_ABSENT),
        ({"period": "1999"}, Reason.PERIOD_ABSENT),
        ({"period": "ooit"}, Reason.PERIOD_ABSENT),
        ({"filters": {"Leeftijd": "12"}}, Reason.DIMENSION_ABSENT),
        ({"filters": {"SoortMisdrijf": "9.9.9"}}, Reason.CODE_ABSENT),
    ],
)
def test_asking_for_what_is_not_stored_is_refused_by_name(
    whole: FigureStore, arguments: dict[str, object], reason: Reason
) -> None:
    asked: dict[str, object] = {
        "table": "47018NED",
        "topic": "Aantal",
        "region": "GM0160",
        "period": "2023",
        "filters": TOTAL,
    }

    with pytest.raises(QuestionRefused) as refusal:
        queries.cell(whole, **{**asked, **arguments})  # type: ignore[arg-type]

    assert refusal.value.code is reason


def test_the_answer_is_a_frame_that_statistics_can_use(whole: FigureStore) -> None:
    answer = queries.by_region(whole, "47018NED", topic="Aantal", period="2023", filters=TOTAL)

    assert answer.frame.schema["value"] == pl.Float64
    assert answer.frame.schema["period_start"] == pl.Date
