"""The store keeps its promise when things go wrong around it."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from datetime import datetime
from pathlib import Path

import pytest

from safetydata import queries
from safetydata.errors import QuestionRefused, Reason
from safetydata.importer import import_figures
from safetydata.store import FigureStore
from tests.safetydata.conftest import Taker
from tests.safetydata.moments import MONDAY

HEAD = "WijkenEnBuurten,Perioden,Aantal_1\n"
SRC = Path(__file__).resolve().parents[2] / "src"
KILLED = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from safetydata.importer import import_figures
from safetydata.store import FigureStore
print("ready", flush=True)
import_figures(Path(sys.argv[1]), store=FigureStore(Path(sys.argv[2])), at=datetime.now(UTC))
"""


def write_year(folder: Path, value: int, rows: int = 1) -> Path:
    path = folder / "47018NED.csv"
    lines = (f"BU0160{number:04},2023JJ00,{value}\n" for number in range(rows))
    path.write_text(HEAD + "".join(lines), "utf-8")
    return path


def total(store: FigureStore) -> float:
    answer = queries.by_region(store, "47018NED", topic="Aantal", period="2023")
    return float(answer.frame["value"].sum())


@pytest.mark.slow
@pytest.mark.parametrize(
    "waits",
    [(0.05, 0.5), pytest.param(tuple(step * 0.04 for step in range(40)), marks=pytest.mark.deep)],
    ids=["two moments", "forty moments"],
)
def test_an_import_that_is_killed_leaves_the_old_table_or_the_new_one(
    store: FigureStore, tmp_path: Path, waits: tuple[float, ...]
) -> None:
    import_figures(write_year(tmp_path, 1, 5_000), store=store, at=MONDAY)
    seen = set()

    for wait in waits:
        write_year(tmp_path, 2, 5_000)
        process = subprocess.Popen(
            [sys.executable, "-c", KILLED, str(tmp_path / "47018NED.csv"), str(store.root)],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(SRC)},
        )
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        seen.add(total(store))
        import_figures(write_year(tmp_path, 1, 5_000), store=store, at=MONDAY)

    assert seen <= {5_000.0, 10_000.0}
    assert list((store.root / ".work").iterdir()) == []
    stored = {path.name.split(".")[0] for path in (store.root / "47018NED").iterdir()}
    entry = store.entry("47018NED")
    assert stored <= {entry.version, entry.previous_version}


@pytest.mark.slow
def test_who_reads_while_another_writes_sees_one_whole_table(
    store: FigureStore, tmp_path: Path
) -> None:
    import_figures(write_year(tmp_path, 1, 200), store=store, at=MONDAY)
    totals: list[float] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            totals.append(total(store))

    reader = threading.Thread(target=read)
    reader.start()
    for value in (2, 1, 2, 1, 2):
        import_figures(write_year(tmp_path, value, 200), store=store, at=MONDAY)
    done.set()
    reader.join()

    assert totals
    assert set(totals) <= {200.0, 400.0}


@pytest.mark.slow
def test_two_imports_at_once_both_arrive(store: FigureStore, tmp_path: Path) -> None:
    def take_year(year: int) -> None:
        path = tmp_path / f"47018NED-{year}.csv"
        path.write_text(f"{HEAD}GM0160,{year}JJ00,{year}\n", "utf-8")
        import_figures(path, store=store, at=MONDAY)

    threads = [threading.Thread(target=take_year, args=(year,)) for year in range(2012, 2018)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    answer = queries.series(store, "47018NED", topic="Aantal", regions=["GM0160"])
    assert answer.frame["value"].to_list() == [float(year) for year in range(2012, 2018)]


def test_the_catalogue_survives_writing_and_reading(take: Taker, store: FigureStore) -> None:
    entry = take(HEAD + "GM0160,2023JJ00,1540\n").entry

    assert FigureStore(store.root).entry("47018ned") == entry
    assert entry.fetched_at == MONDAY


def test_a_damaged_catalogue_is_named_and_not_written_over(take: Taker, store: FigureStore) -> None:
    take(HEAD + "GM0160,2023JJ00,1540\n")
    catalogue = store.root / "catalogue.json"
    catalogue.write_text(catalogue.read_text("utf-8")[:-40], "utf-8")
    damaged = catalogue.read_bytes()

    with pytest.raises(QuestionRefused) as refusal:
        take(HEAD + "GM0160,2023JJ00,1541\n")

    assert refusal.value.code is Reason.STORE_BROKEN
    assert catalogue.read_bytes() == damaged


def test_a_catalogue_of_a_later_format_is_refused(take: Taker, store: FigureStore) -> None:
    take(HEAD + "GM0160,2023JJ00,1540\n")
    catalogue = store.root / "catalogue.json"
    content = json.loads(catalogue.read_text("utf-8"))
    catalogue.write_text(json.dumps({**content, "format": 99}), "utf-8")

    with pytest.raises(QuestionRefused, match="beschadigd"):
        store.entries()


def test_figures_of_an_earlier_format_are_refused_and_not_written_over(
    take: Taker, store: FigureStore
) -> None:
    take(HEAD + "GM0160,2023JJ00,1540\n")
    catalogue = store.root / "catalogue.json"
    content = json.loads(catalogue.read_text("utf-8"))
    catalogue.write_text(json.dumps({**content, "format": 1}), "utf-8")
    earlier = catalogue.read_bytes()

    with pytest.raises(QuestionRefused, match="opnieuw in") as refusal:
        take(HEAD + "GM0160,2023JJ00,1541\n")

    assert refusal.value.code is Reason.STORE_OUTDATED
    assert refusal.value.facts == {"folder": str(store.root)}
    assert catalogue.read_bytes() == earlier


def test_a_folder_with_odd_characters_in_its_name_is_a_folder_like_any_other(
    tmp_path: Path,
) -> None:
    store = FigureStore(tmp_path / "cijfers [2023] * ? 'x'")

    import_figures(write_year(tmp_path, 3), store=store, at=MONDAY)

    assert total(store) == 3.0


@pytest.mark.parametrize(("odd", "matched"), [("year*", "year1"), ("[y]", "y"), ("y?", "yy")])
def test_a_store_never_reads_the_figures_of_another(tmp_path: Path, odd: str, matched: str) -> None:
    mine, other = FigureStore(tmp_path / odd), FigureStore(tmp_path / matched)

    import_figures(write_year(tmp_path, 3), store=mine, at=MONDAY)
    import_figures(write_year(tmp_path, 5), store=other, at=MONDAY)
    (other.root / "47018NED").joinpath(mine.cells(mine.entry("47018NED")).name).write_bytes(
        other.cells(other.entry("47018NED")).read_bytes()
    )

    assert (total(mine), total(other)) == (3.0, 5.0)


def test_a_moment_without_time_zone_is_refused(store: FigureStore, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="time zone"):
        import_figures(
            write_year(tmp_path, 1),
            store=store,
            at=datetime(2026, 11, 23),  # noqa: DTZ001
        )


def test_only_the_present_and_the_previous_version_are_kept(
    take: Taker, store: FigureStore
) -> None:
    for value in range(4):
        take(f"{HEAD}GM0160,2023JJ00,{value}\n")

    versions = {path.name.split(".")[0] for path in (store.root / "47018NED").iterdir()}
    entry = store.entry("47018NED")
    assert versions == {entry.version, entry.previous_version}
