"""Whatever file comes in: it is stored as it says or refused in words; never half, no crash."""

import csv
import io
import re
import tempfile
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from safetydata import queries
from safetydata.errors import ImportRefused
from safetydata.importer import import_figures
from safetydata.store import FigureStore
from tests.safetydata.feeds import save, v3_entities
from tests.safetydata.moments import MONDAY
from tests.safetydata.test_import_csv import ANE, HEAD, TOWN
from tests.safetydata.test_statline import CRIMES, WEALTH

patient = settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.too_slow])
cells = st.text(st.sampled_from(list("0123456789.,;-+eE\"'\n\r\t *abNGMJW_\\ë\u2028")), max_size=8)
names = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12).filter(
    lambda text: text.strip() == text and not re.match("[A-Z]{2}[0-9]", text)
)


def taken_or_refused(content: bytes, name: str = "47018NED.csv") -> FigureStore | None:
    """Take the bytes in over a table that is already there; refusal must leave that as it was."""
    with tempfile.TemporaryDirectory() as folder:
        store = FigureStore(Path(folder) / "figures")
        path = Path(folder) / name
        path.write_text(HEAD + TOWN, "utf-8")
        import_figures(path, store=store, at=MONDAY, table="47018NED")
        before = (store.root / "catalogue.json").read_bytes()
        path.write_bytes(content)
        try:
            import_figures(path, store=store, at=MONDAY, table="47018NED")
        except ImportRefused:
            assert (store.root / "catalogue.json").read_bytes() == before
        entry = store.entry("47018NED")
        assert pl.read_parquet(store.cells(entry)).height == entry.rows
        return store


@pytest.mark.slow
@patient
@given(content=st.binary(max_size=300))
def test_any_bytes(content: bytes) -> None:
    taken_or_refused(content)


@pytest.mark.slow
@patient
@given(rows=st.lists(st.lists(cells, min_size=5, max_size=7), max_size=5))
def test_any_rows_below_a_good_header(rows: list[list[str]]) -> None:
    text = HEAD + "".join(",".join(row) + "\n" for row in rows)

    taken_or_refused(text.encode())


@pytest.mark.slow
@patient
@given(data=st.data(), base=st.sampled_from([HEAD + ANE + TOWN, CRIMES, WEALTH]))
def test_any_damage_to_a_good_file(data: st.DataObject, base: str) -> None:
    start = data.draw(st.integers(0, len(base)))
    end = data.draw(st.integers(start, min(len(base), start + 12)))
    damaged = base[:start] + data.draw(cells) + base[end:]

    taken_or_refused(damaged.encode())


@pytest.mark.slow
@patient
@given(keep=st.floats(0, 1), base=st.sampled_from([HEAD + ANE + TOWN, CRIMES, WEALTH]))
def test_a_file_cut_off_at_any_byte_never_gives_a_wrong_figure(keep: float, base: str) -> None:
    whole = base.encode()

    with tempfile.TemporaryDirectory() as folder:
        store = FigureStore(Path(folder) / "figures")
        path = Path(folder) / "cut.csv"
        path.write_bytes(whole)
        full = import_figures(path, store=store, at=MONDAY, table="47018NED")
        path.write_bytes(whole[: int(len(whole) * keep)])
        try:
            cut = import_figures(path, store=store, at=MONDAY, table="47018NED")
        except ImportRefused:
            return

        # A cut inside the last number is the one that no reader can see.
        assert cut.changed <= 1
        assert cut.unchanged + cut.changed + cut.kept == full.rows


@patient
@given(keep=st.floats(0, 0.999))
def test_a_saved_page_cut_off_at_any_byte_is_refused(keep: float) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = FigureStore(Path(folder) / "figures")
        save(v3_entities(), Path(folder) / "saved")
        page = Path(folder) / "saved" / "TypedDataSet_2.json"
        content = page.read_bytes()
        page.write_bytes(content[: int(len(content) * keep)])

        with pytest.raises(ImportRefused):
            import_figures(Path(folder) / "saved", store=store, at=MONDAY)


@pytest.mark.slow
@patient
@given(
    figures=st.dictionaries(
        names, st.floats(-1e12, 1e12).map(lambda value: round(value, 3)), min_size=1, max_size=8
    ),
    separator=st.sampled_from([",", ";", "\t"]),
)
def test_what_goes_in_comes_out(figures: dict[str, float], separator: str) -> None:
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=separator, quoting=csv.QUOTE_ALL)
    writer.writerow(["RegioS", "Perioden", "A_1"])
    for name, value in figures.items():
        text = f"{value:.4f}" if separator != ";" else f"{value:.4f}".replace(".", ",")
        writer.writerow([name, "2023JJ00", text])

    with tempfile.TemporaryDirectory() as folder:
        store = FigureStore(Path(folder) / "figures")
        path = Path(folder) / "83648NED.csv"
        path.write_text(stream.getvalue(), "utf-8", newline="")
        import_figures(path, store=store, at=MONDAY)
        frame = queries.by_region(store, "83648NED", topic="A_1", period="2023").frame

    assert dict(frame.select("region_name", "value").rows()) == pytest.approx(figures)
