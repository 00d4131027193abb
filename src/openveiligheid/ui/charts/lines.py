"""Lines over time: one series that matters, others to compare with, perhaps a target."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from openveiligheid.ui import formatting
from openveiligheid.ui.charts import drawing
from openveiligheid.ui.charts.drawing import LETTER_WIDTH, Drawing
from openveiligheid.ui.charts.figures import Figures, shown
from openveiligheid.ui.components import Source

# Each has its own dashes, so that lines stay apart in black and white.
OTHER_STROKES = (
    ("#526378", [5, 4]),
    ("#8a5a00", [2, 3]),
    ("#17603a", [9, 3, 2, 3]),
    ("#7a3b8f", [12, 4]),
)
LINE_HEIGHT = 17
TOP, BOTTOM = 14, 28
SOLID = [1, 0]
Row = dict[str, Any]


@dataclass(frozen=True)
class Series:
    """Values by label (usually a year); None where a value is missing. Interval optional."""

    name: str
    points: Sequence[tuple[str, float | None]]
    emphasis: bool = False
    low: Sequence[float | None] | None = None
    high: Sequence[float | None] | None = None

    @property
    def last(self) -> tuple[str, float] | None:
        """The last point that is known."""
        known = [(label, value) for label, value in self.points if value is not None]
        return known[-1] if known else None

    def rows(self) -> list[dict[str, Any]]:
        """List the points as rows, with their interval."""
        blank = [None] * len(self.points)
        triples = zip(self.points, self.low or blank, self.high or blank, strict=True)
        return [
            {"x": label, "y": value, "low": low, "high": high}
            for (label, value), low, high in triples
        ]

    def lonely(self) -> list[dict[str, Any]]:
        """Pick the points that no line reaches, because both neighbours are missing."""
        rows = self.rows()
        known = [row["y"] is not None for row in rows]
        return [
            row
            for index, row in enumerate(rows)
            if known[index] and not any(known[max(index - 1, 0) : index] + known[index + 1 :][:1])
        ]


@dataclass(frozen=True)
class Target:
    """A level to reach, with its words."""

    label: str
    value: float


@dataclass(frozen=True)
class KeyEntry:
    """A line in the key: its stroke, its name and its last figure."""

    name: str
    text: str
    colour: str
    dashes: str


@dataclass(frozen=True)
class LineChart:
    """A development in time. The vertical axis starts at zero.

    `axis` gives the labels that stand at the axis, with their words there; without it all may.
    A break lies before each label in `breaks`: numbers before and after may not be compared.
    """

    title: str
    description: str
    series: Sequence[Series]
    unit: str = ""
    target: Target | None = None
    decimals: int = 0
    source: Source | None = None
    axis: Mapping[str, str] | None = None
    breaks: Sequence[str] = ()

    @cached_property
    def key(self) -> str:
        return drawing.key_of(self)

    @property
    def labels(self) -> list[str]:
        """List the labels of all series once, in order of appearance."""
        return list(dict.fromkeys(label for one in self.series for label, _value in one.points))

    @property
    def has_figures(self) -> bool:
        return any(one.last for one in self.series)

    @property
    def wide(self) -> SafeString:
        return self.svg(narrow=False)

    @property
    def narrow(self) -> SafeString:
        return self.svg(narrow=True)

    def svg(self, *, narrow: bool) -> SafeString:
        ids = {"title_id": f"titel-{self.key}", "text_id": f"tekst-{self.key}"}
        return drawing.svg_for_page(self, narrow=narrow, **ids)

    @property
    def figures(self) -> Figures:
        """Give the same figures as a table: a row per label, a column per series."""
        rows = []
        by_series = [{row["x"]: row for row in one.rows()} for one in self.series]
        for label in self.labels:
            found = [rows_of.get(label, {}) for rows_of in by_series]
            cells = [
                shown(row.get("y"), self.decimals, row.get("low"), row.get("high")) for row in found
            ]
            rows.append([label, *cells])
        return Figures([_("Periode"), *(one.name for one in self.series)], rows)

    def drawing(self, *, narrow: bool) -> Drawing:
        """Draw the lines between their axes."""
        return _Plot(self, narrow=narrow).drawn()

    @property
    def largest(self) -> float:
        """Find the highest figure that must fit."""
        rows = [row for one in self.series for row in one.rows()]
        figures = [row[part] for row in rows for part in ("y", "high") if row[part] is not None]
        return max([*figures, self.target.value if self.target else 0.0], default=0.0)

    def axis_words(self, label: str) -> str:
        """What stands at the axis for a label."""
        return self.axis.get(label, label) if self.axis else label

    def shown_labels(self, width: float) -> list[str]:
        """Leave out labels on the axis that would overlap; the last one stays."""
        wanted = [label for label in self.labels if self.axis is None or label in self.axis]
        words = [self.axis_words(label) for label in wanted]
        longest = max(map(len, words), default=1) * LETTER_WIDTH + 14
        every = math.ceil(len(wanted) * longest / width) or 1
        return wanted[::-1][::every][::-1]

    @property
    def main(self) -> int:
        """Tell which series matters: the one with emphasis, else the first."""
        return next((i for i, one in enumerate(self.series) if one.emphasis), 0)

    def is_main(self, numbered: tuple[int, Series]) -> bool:
        return numbered[0] == self.main

    def stroke(self, index: int) -> tuple[str, list[int], float]:
        """Choose colour, dashes and width of a line."""
        if index == self.main:
            return drawing.MAIN, SOLID, 2.75
        others = [i for i in range(len(self.series)) if i != self.main]
        colour, dashes = OTHER_STROKES[others.index(index) % len(OTHER_STROKES)]
        return colour, dashes, 2

    def ending(self, one: Series) -> str:
        """Name a line, with its last figure."""
        value = one.last[1] if one.last else None
        return f"{one.name} {shown(value, self.decimals)}"

    @property
    def key_entries(self) -> list[KeyEntry]:
        """Name the lines beside a narrow drawing, where there is no room inside."""
        return [
            KeyEntry(
                one.name,
                shown(one.last[1], self.decimals) if one.last else _("onbekend"),
                self.stroke(index)[0],
                " ".join(map(str, self.stroke(index)[1])),
            )
            for index, one in enumerate(self.series)
        ]


class _Plot:
    """A line chart on its way to the paper: where each label and each value goes."""

    def __init__(self, chart: LineChart, *, narrow: bool) -> None:
        self.chart, self.narrow = chart, narrow
        self.height = 200 if narrow else 270
        self.values = drawing.ticks(chart.largest, chart.decimals)
        decimals = drawing.decimals_of(self.values)
        self.marks = [formatting.number(value, decimals) for value in self.values]
        endings = [chart.ending(one) for one in chart.series if one.last]
        longest = max(map(len, endings), default=0)
        self.right = 8 if narrow else round(longest * LETTER_WIDTH) + 20
        self.left = round(max(map(len, self.marks)) * LETTER_WIDTH) + 12
        self.width = 298 if narrow else 668 - self.right
        self.numbers = {label: number for number, label in enumerate(chart.labels)}
        self.paper = Drawing(self.left + self.width + self.right, TOP + self.height + BOTTOM)

    def x(self, label: str) -> float:
        """How far to the right a label stands."""
        edge = 0.2 if self.narrow else 0.25
        steps = len(self.numbers) - 1 + 2 * edge
        place = self.numbers[label] + edge if len(self.numbers) > 1 else steps / 2
        return self.left + self.width * place / steps

    def y(self, value: float) -> float:
        """How far down a value stands."""
        return TOP + self.height * (1 - value / self.values[-1])

    def drawn(self) -> Drawing:
        """Draw from back to front: axes, breaks, target, bands, lines, points, names."""
        self.axes()
        self.breaks()
        self.target()
        chart = self.chart
        ordered = sorted(enumerate(chart.series), key=chart.is_main)
        for draw in (self.band, self.line, self.points):
            for index, one in ordered:
                draw(index, one)
        if not self.narrow:
            self.names()
        return self.paper

    def axes(self) -> None:
        right = self.left + self.width
        for value, mark in zip(self.values, self.marks, strict=True):
            y = self.y(value)
            self.paper.rule((self.left, y), (right, y), drawing.GRID)
            self.paper.words(mark, (self.left - 8, y), anchor="end")
        for label in self.chart.shown_labels(self.width):
            words = self.chart.axis_words(label)
            below = TOP + self.height + 16
            self.paper.words(words, (self.x(label), below), anchor="middle")

    def breaks(self) -> None:
        """Mark where numbers before and after may not be compared."""
        for label in self.chart.breaks:
            if label in self.numbers:
                step = self.width / (len(self.numbers) or 1)
                x = self.x(label) - step / 2
                ends = (x, TOP), (x, TOP + self.height)
                self.paper.rule(*ends, drawing.INK, stroke_dasharray="4,4", stroke_width=1.25)

    def target(self) -> None:
        target = self.chart.target
        if target is None:
            return
        y = self.y(target.value)
        ends = (self.left, y), (self.left + self.width, y)
        self.paper.rule(*ends, drawing.TARGET, stroke_width=1.5, stroke_dasharray="2,3")
        above = (self.left + 4, y - 10)
        self.paper.words(target.label, above, colour=drawing.TARGET, weight=600, halo=True)

    def band(self, index: int, one: Series) -> None:
        if not (one.low and one.high):
            return
        colour = self.chart.stroke(index)[0]
        for stretch in _stretches([row if row["low"] is not None else None for row in one.rows()]):
            there = [(self.x(row["x"]), self.y(row["high"])) for row in stretch]
            back = [(self.x(row["x"]), self.y(row["low"])) for row in reversed(stretch)]
            self.paper.path([[*there, *back]], fill=colour, fill_opacity=0.14)

    def line(self, index: int, one: Series) -> None:
        colour, dashes, width = self.chart.stroke(index)
        rows = [row if row["y"] is not None else None for row in one.rows()]
        stretches = [[(self.x(row["x"]), self.y(row["y"])) for row in s] for s in _stretches(rows)]
        solid = dashes == SOLID
        self.paper.path(
            stretches,
            fill="none",
            stroke=colour,
            stroke_width=width,
            stroke_linejoin="round",
            **({} if solid else {"stroke_dasharray": ",".join(map(str, dashes))}),
        )

    def points(self, index: int, one: Series) -> None:
        ending = [{"x": one.last[0], "y": one.last[1]}] if one.last else []
        for row in [*one.lonely(), *ending]:
            place = {"cx": self.x(row["x"]), "cy": self.y(row["y"])}
            self.paper.add("circle", **place, r=4, fill=self.chart.stroke(index)[0])

    def names(self) -> None:
        """Put its name at the end of each line, kept apart from the others."""
        known = [(i, one, one.last) for i, one in enumerate(self.chart.series) if one.last]
        wanted = [(self.y(last[1]) - TOP, index) for index, _one, last in known]
        heights = {index: place for place, index in spread(wanted, self.height)}
        for index, one, last in known:
            colour = self.chart.stroke(index)[0]
            self.paper.words(
                self.chart.ending(one),
                (self.x(last[0]) + 10, TOP + heights[index]),
                colour=colour,
                weight=600 if colour == drawing.MAIN else 500,
                halo=True,
            )


def _stretches(rows: Sequence[Row | None]) -> list[list[Row]]:
    """Cut a row of points where one is missing."""
    found: list[list[Row]] = [[]]
    for row in rows:
        if row is None:
            found.append([])
        else:
            found[-1].append(row)
    return [stretch for stretch in found if stretch]


def spread(wanted: list[tuple[float, int]], height: int) -> list[tuple[float, int]]:
    """Move labels apart until none overlap, keeping their order and staying inside."""
    placed: list[tuple[float, int]] = []
    for place, index in sorted(wanted):
        lowest = placed[-1][0] + LINE_HEIGHT if placed else -float("inf")
        placed.append((max(place, lowest), index))
    overflow = max((placed[-1][0] - (height - 4)) if placed else 0, 0)
    if not overflow:
        return placed
    back: list[tuple[float, int]] = []
    for place, index in reversed(placed):
        ceiling = back[-1][0] - LINE_HEIGHT if back else height - 4
        back.append((min(place, ceiling), index))
    return back[::-1]
