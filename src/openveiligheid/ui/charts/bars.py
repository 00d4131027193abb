"""Bars beside each other: amounts per area, kind or partner."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from openveiligheid.ui.charts import drawing
from openveiligheid.ui.charts.drawing import LETTER_WIDTH, Specification
from openveiligheid.ui.charts.figures import Figures, shown
from openveiligheid.ui.components import Source

SOFT_BAR = "#9db8cd"


@dataclass(frozen=True)
class BarItem:
    """One bar; None where the value is missing. Interval optional."""

    name: str
    value: float | None
    emphasis: bool = False
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class BarChart:
    """Amounts to compare, in the given order. The bars start at zero."""

    title: str
    description: str
    bars: Sequence[BarItem]
    unit: str = ""
    decimals: int = 0
    source: Source | None = None

    @cached_property
    def key(self) -> str:
        return drawing.key_of(self)

    @property
    def has_figures(self) -> bool:
        return any(bar.value is not None for bar in self.bars)

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
        """Give the same figures as a table."""
        rows = [[bar.name, shown(bar.value, self.decimals, bar.low, bar.high)] for bar in self.bars]
        return Figures([_("Naam"), self.unit or _("Waarde")], rows)

    def specification(self, *, narrow: bool) -> Specification:
        """Describe the picture in Vega-Lite; on a phone the name stands above its bar."""
        names = max((len(bar.name) for bar in self.bars), default=0) * LETTER_WIDTH
        left = 0 if narrow else min(names, 230)
        figures = [shown(bar.value, self.decimals) for bar in self.bars]
        right = round(max(map(len, figures), default=0) * LETTER_WIDTH) + 14
        step = 48 if narrow else 34
        axis = None if narrow else {"labelLimit": 230, "labelColor": "#1b2b3f"}
        return {
            **drawing.frame(round((320 if narrow else 690) - left - right), 0, top=4),
            "height": {"step": step},
            "data": {"values": [self.row(bar) for bar in self.bars]},
            "encoding": {
                "y": {
                    "field": "name",
                    "type": "ordinal",
                    "sort": None,
                    "axis": axis,
                    "scale": {"paddingInner": 0, "paddingOuter": 0},
                },
                "x": {
                    "field": "value",
                    "type": "quantitative",
                    "axis": None,
                    "scale": {"domain": [0, self.largest], "nice": False},
                },
            },
            "layer": self.layers(narrow),
        }

    @property
    def largest(self) -> float:
        """Find the highest figure that must fit."""
        figures = [number for bar in self.bars for number in (bar.value, bar.high)]
        return max((number for number in figures if number is not None), default=0) or 1

    def row(self, bar: BarItem) -> dict[str, Any]:
        main = bar.emphasis or not any(other.emphasis for other in self.bars)
        return {
            "name": bar.name,
            "value": bar.value or 0,
            "low": bar.low,
            "high": bar.high,
            "end": max(bar.value or 0, bar.high or 0),
            "colour": drawing.MAIN if main else SOFT_BAR,
            "text": shown(bar.value, self.decimals),
        }

    def layers(self, narrow: bool) -> list[dict[str, Any]]:
        """Draw bar, interval, figure, and on a phone the name."""
        down = 9 if narrow else 0
        size = 14 if narrow else 20
        ink = {"color": {"field": "colour", "type": "nominal", "scale": None}}
        bar = {"type": "bar", "height": size, "cornerRadiusEnd": 3, "yOffset": down}
        interval = {"type": "rule", "strokeWidth": 2, "color": "#12263f", "yOffset": down}
        figure = {
            "type": "text",
            "align": "left",
            "dx": 6,
            "dy": down,
            "fontWeight": 600,
            "color": "#12263f",
        }
        layers: list[dict[str, Any]] = [{"mark": bar, "encoding": ink}]
        if any(item.low is not None for item in self.bars):
            ends = {"x": {"field": "low"}, "x2": {"field": "high"}}
            known = [{"filter": "datum.low !== null"}]
            edge = {**interval, "strokeWidth": 5, "color": "#ffffff", "opacity": 0.85}
            marks = (edge, interval)
            layers += [{"mark": mark, "encoding": ends, "transform": known} for mark in marks]
        words = {"text": {"field": "text"}, "x": {"field": "end", "type": "quantitative"}}
        layers.append({"mark": figure, "encoding": words})
        if narrow:
            name = {"type": "text", "align": "left", "x": 0, "dy": -10, "color": "#1b2b3f"}
            layers.append({"mark": name, "encoding": {"text": {"field": "name"}, "x": None}})
        return layers
