"""Charts: honest axes, gaps, and markup that a strict policy and a screen reader accept."""

import re
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from openveiligheid.ui.charts import (
    BarChart,
    BarItem,
    LineChart,
    Series,
    Target,
    png,
    svg_for_print,
)
from openveiligheid.ui.charts.drawing import ticks
from openveiligheid.ui.charts.lines import LINE_HEIGHT, spread

YEARS = ["2021", "2022", "2023", "2024"]


def line_chart(values: list[float | None], **options: Any) -> LineChart:
    points = list(zip(YEARS, values, strict=True))
    options.setdefault("series", [Series("Hardenberg", points)])
    return LineChart("Inbraken", "Het daalt.", decimals=1, unit="per 1.000 woningen", **options)


def words(svg: str) -> str:
    return " ".join("".join(element.itertext()) for element in ElementTree.fromstring(svg))  # noqa: S314


def test_a_chart_is_one_image_with_a_name_and_a_description() -> None:
    chart = line_chart([3.1, 2.8, 2.4, 1.9])

    page = render_to_string("ui/_chart.html", {"chart": chart})

    assert page.count('role="img"') == 2  # wide and narrow, one of which shows
    for kind in ("titel", "tekst"):
        assert page.count(f'id="{kind}-{chart.key}"') == 1
    assert "aria-roledescription" not in page


def test_a_chart_carries_no_style_and_no_script() -> None:
    page = render_to_string("ui/_chart.html", {"chart": line_chart([1, 2, 3, 4])})

    assert re.search(r"style=|<style|<script|xlink", page) is None


def test_words_in_a_chart_are_never_markup() -> None:
    nasty = '<script>alert("x")</script>'
    chart = LineChart(nasty, nasty, [Series(nasty, [(nasty, 1.0)])], target=Target(nasty, 1))
    bars = BarChart(nasty, nasty, [BarItem(nasty, 1.0)])

    for drawn in (chart, bars):
        assert "<script" not in render_to_string("ui/_chart.html", {"chart": drawn})


def test_figures_are_in_the_language_of_the_reader() -> None:
    chart = line_chart([3.1, 2.8, 2.4, 1.9])

    assert "1,9" in words(svg_for_print(chart))
    with override("en"):
        assert "1.9" in words(svg_for_print(chart))


def test_the_axis_starts_at_zero_and_stands_under_the_lowest_value() -> None:
    drawn = ElementTree.fromstring(svg_for_print(line_chart([98.0, 99.0, 99.5, 100.0])))  # noqa: S314

    texts = [element for element in drawn.iter() if element.tag.endswith("text")]
    axis = {t.text: float(t.attrib["y"]) for t in texts if t.attrib.get("text-anchor") == "end"}
    assert axis["0"] == max(axis.values())
    assert axis["0"] - axis["100"] == 270


def test_a_line_stops_where_a_year_is_missing() -> None:
    svg = svg_for_print(line_chart([3.1, 2.8, None, 1.9]))

    line = next(path for path in re.findall(r' d="([^"]+)"', svg))
    assert line.count("M") == 2
    assert line.count("L") == 1


def test_a_break_is_drawn_before_the_label_and_an_axis_may_name_fewer_labels() -> None:
    chart = line_chart([1, 2, 3, 4], breaks=("2023",), axis={"2021": "21", "2024": "24"})

    svg = svg_for_print(chart)

    assert svg.count('stroke-dasharray="4,4"') == 1
    assert "24" in words(svg)
    assert "2022" not in words(svg)


def test_a_missing_year_is_a_gap_and_a_lonely_year_a_point() -> None:
    chart = line_chart([3.1, None, 2.4, None])

    assert [row["x"] for row in chart.series[0].lonely()] == ["2021", "2023"]
    assert chart.figures.rows[1] == ["2022", "onbekend"]


def test_a_series_that_begins_later_is_unknown_before() -> None:
    other = Series("Nederland", [("2023", 5.0), ("2024", 4.0)])
    chart = line_chart([1, 2, 3, 4], series=[Series("H", [("2022", 1.0), ("2023", 2.0)]), other])

    assert chart.figures.rows[0] == ["2022", "1,0", "onbekend"]
    assert chart.labels == ["2022", "2023", "2024"]


def test_lines_stay_apart_in_black_and_white() -> None:
    many = [Series(f"Gemeente {n}", [("2023", n), ("2024", n + 1.0)]) for n in range(5)]
    chart = LineChart("Veel", "Vijf lijnen.", many)

    strokes = [tuple(chart.stroke(index)[1]) for index in range(5)]

    assert len(set(strokes)) == 5


def test_the_line_with_emphasis_is_solid() -> None:
    series = [Series("Nederland", [("2024", 2.0)]), Series("H", [("2024", 1.0)], emphasis=True)]
    chart = LineChart("Twee", "Twee lijnen.", series)

    assert [chart.stroke(index)[1] for index in (0, 1)] == [[5, 4], [1, 0]]


def test_an_interval_is_drawn_and_written() -> None:
    series = Series("H", [("2023", 2.0), ("2024", 3.0)], low=[1.0, 2.0], high=[3.0, 4.5])
    chart = LineChart("Met zekerheid", "Band.", [series], decimals=1)

    assert chart.figures.rows == [["2023", "2,0 (1,0–3,0)"], ["2024", "3,0 (2,0–4,5)"]]
    assert chart.largest == 4.5


def test_no_figures_is_said_and_not_drawn() -> None:
    page = render_to_string("ui/_chart.html", {"chart": line_chart([None] * 4)})

    assert "nog geen cijfers" in page
    assert "<svg" not in page


def test_bars_show_what_is_unknown_as_a_word() -> None:
    chart = BarChart("Wijken", "Verschil.", [BarItem("Centrum", 12.0), BarItem("Noord", None)])

    assert "onbekend" in words(svg_for_print(chart))
    assert chart.figures.rows == [["Centrum", "12"], ["Noord", "onbekend"]]


def test_a_report_gets_a_drawing_with_a_size_and_a_picture() -> None:
    chart = BarChart("Wijken", "Verschil.", [BarItem("Centrum", 12.0, low=9.0, high=15.0)])

    assert re.search(r'<svg [^>]*width="\d', svg_for_print(chart))
    assert png(chart).startswith(b"\x89PNG")


def test_two_charts_on_a_page_have_their_own_ids() -> None:
    assert line_chart([1, 2, 3, 4]).key != line_chart([1, 2, 3, 5]).key


@given(st.floats(0, 1e7, allow_nan=False), st.integers(0, 2))
def test_axis_values_start_at_zero_and_reach_the_largest_figure(
    largest: float, decimals: int
) -> None:
    values = ticks(largest, decimals)

    assert values[0] == 0
    assert values[-1] >= largest * 0.999
    assert 2 <= len(values) <= 8


@given(st.lists(st.floats(0, 270), min_size=1, max_size=10))
def test_names_at_the_end_of_lines_never_overlap(places: list[float]) -> None:
    placed = spread([(place, index) for index, place in enumerate(places)], 270)

    heights = [place for place, _index in placed]
    gaps = [later - earlier for earlier, later in pairwise(heights)]
    assert all(gap >= LINE_HEIGHT - 0.001 for gap in gaps)
    assert max(heights) <= 270
    assert sorted(index for _place, index in placed) == list(range(len(places)))


@pytest.mark.parametrize("count", [3, 12, 40])
def test_labels_on_the_axis_make_room_and_keep_the_last(count: int) -> None:
    years = [str(1980 + year) for year in range(count)]
    chart = LineChart("Lang", "Lang.", [Series("H", [(year, 1.0) for year in years])])

    kept = chart.shown_labels(290)

    assert kept[-1] == years[-1]
    assert len(kept) * 40 <= 330
