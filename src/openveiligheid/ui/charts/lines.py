"""Lines over time: one series that matters, others to compare with, perhaps a target."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from openveiligheid.ui.charts import drawing
from openveiligheid.ui.charts.drawing import FONT_SIZE, LETTER_WIDTH, Specification
from openveiligheid.ui.charts.figures import Figures, shown
from openveiligheid.ui.components import Source

Layer = dict[str, Any]
# Each has its own dashes, so that lines stay apart in black and white.
OTHER_STROKES = (
    ("#526378", [5, 4]),
    ("#8a5a00", [2, 3]),
    ("#17603a", [9, 3, 2, 3]),
    ("#7a3b8f", [12, 4]),
)
LINE_HEIGHT = 17


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
    """A development in time. The vertical axis starts at zero."""

    title: str
    description: str
    series: Sequence[Series]
    unit: str = ""
    target: Target | None = None
    decimals: int = 0
    source: Source | None = None

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

    def specification(self, *, narrow: bool) -> Specification:
        """Describe the picture in Vega-Lite."""
        height = 200 if narrow else 270
        endings = [self.ending(one) for one in self.series if one.last]
        margin = 0 if narrow else round(max(map(len, endings), default=0) * LETTER_WIDTH) + 12
        width = 290 if narrow else 660 - margin
        values = drawing.ticks(self.largest, self.decimals)
        names = [] if narrow else self.labels_of(height)
        scale = {"domain": self.labels, "padding": 0.2 if narrow else 0.25}
        return {
            **drawing.frame(width, height),
            "encoding": {
                "x": {
                    "field": "x",
                    "type": "ordinal",
                    "scale": scale,
                    "axis": {"values": self.shown_labels(width)},
                },
                "y": {
                    "field": "y",
                    "type": "quantitative",
                    "scale": {"domain": [0, values[-1]], "nice": False},
                    "axis": {"values": values, "format": f",.{drawing.decimals_of(values)}f"},
                },
            },
            "layer": [*self.target_layers(), *self.line_layers(), *names],
        }

    @property
    def largest(self) -> float:
        """Find the highest figure that must fit."""
        rows = [row for one in self.series for row in one.rows()]
        figures = [row[part] for row in rows for part in ("y", "high") if row[part] is not None]
        return max([*figures, self.target.value if self.target else 0.0], default=0.0)

    def shown_labels(self, width: int) -> list[str]:
        """Leave out labels on the axis that would overlap; the last one stays."""
        longest = max(map(len, self.labels), default=1) * LETTER_WIDTH + 14
        every = math.ceil(len(self.labels) * longest / width) or 1
        return self.labels[::-1][::every][::-1]

    @property
    def main(self) -> int:
        """Tell which series matters: the one with emphasis, else the first."""
        return next((i for i, one in enumerate(self.series) if one.emphasis), 0)

    def is_main(self, numbered: tuple[int, Series]) -> bool:
        return numbered[0] == self.main

    def stroke(self, index: int) -> tuple[str, list[int], float]:
        """Choose colour, dashes and width of a line."""
        if index == self.main:
            return drawing.MAIN, [1, 0], 2.75
        others = [i for i in range(len(self.series)) if i != self.main]
        colour, dashes = OTHER_STROKES[others.index(index) % len(OTHER_STROKES)]
        return colour, dashes, 2

    def target_layers(self) -> list[Layer]:
        if not self.target:
            return []
        place = {"y": self.target.value}
        rule = {"type": "rule", "strokeDash": [2, 3], "color": drawing.TARGET, "strokeWidth": 1.5}
        words = {
            "type": "text",
            "text": self.target.label,
            "align": "left",
            "baseline": "bottom",
            "dy": -4,
            "dx": 4,
            "color": drawing.TARGET,
            "fontWeight": 600,
            "x": 0,
        }
        marks = [rule, *halo(words)]
        return [{"data": {"values": [place]}, "mark": m, "encoding": {"x": None}} for m in marks]

    def line_layers(self) -> list[Layer]:
        """Draw the bands first, then the lines, then the points."""
        bands, lines, points = [], [], []
        for index, one in sorted(enumerate(self.series), key=self.is_main):
            colour, dashes, width = self.stroke(index)
            data = {"data": {"values": one.rows()}}
            if one.low and one.high:
                band = {"type": "area", "color": colour, "opacity": 0.14}
                ends = {"y": {"field": "low"}, "y2": {"field": "high"}}
                bands.append({**data, "mark": band, "encoding": ends})
            line = {"type": "line", "color": colour, "strokeWidth": width, "strokeDash": dashes}
            lines.append({**data, "mark": line})
            ending = [{"x": one.last[0], "y": one.last[1]}] if one.last else []
            dots = {"type": "point", "filled": True, "size": 50, "opacity": 1, "color": colour}
            points.append({"data": {"values": [*one.lonely(), *ending]}, "mark": dots})
        return [*bands, *lines, *points]

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

    def labels_of(self, height: int) -> list[Layer]:
        """Put its name at the end of each line, kept apart from the others."""
        top = drawing.ticks(self.largest, self.decimals)[-1]
        wanted = [
            (height * (1 - one.last[1] / top), index)
            for index, one in enumerate(self.series)
            if one.last
        ]
        layers = []
        for place, index in spread(wanted, height):
            one = self.series[index]
            if one.last is None:
                continue
            words = {
                "type": "text",
                "text": self.ending(one),
                "align": "left",
                "baseline": "middle",
                "dx": 10,
                "color": self.stroke(index)[0],
                "fontWeight": 600 if self.stroke(index)[0] == drawing.MAIN else 500,
                "fontSize": FONT_SIZE,
                "y": place,
            }
            at = {"data": {"values": [{"x": one.last[0]}]}, "encoding": {"y": None}}
            layers += [{**at, "mark": mark} for mark in halo(words)]
        return layers


def halo(words: Layer) -> list[Layer]:
    """Put a white edge behind words, so that a line through them does not harm."""
    edge = {**words, "color": "#ffffff", "stroke": "#ffffff", "strokeWidth": 4}
    return [{**edge, "strokeJoin": "round"}, words]


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
