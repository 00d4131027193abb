"""Bars beside each other: amounts per area, kind or partner."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from openveiligheid.ui.charts import drawing
from openveiligheid.ui.charts.drawing import LETTER_WIDTH, Drawing, short
from openveiligheid.ui.charts.figures import Figures, shown
from openveiligheid.ui.components import Source

SOFT_BAR = "#9db8cd"
NAME = "#1b2b3f"
WIDEST_NAME = 230


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

    def drawing(self, *, narrow: bool) -> Drawing:
        """Draw the bars under each other; on a phone the name stands above its bar."""
        names = max((len(bar.name) for bar in self.bars), default=0) * LETTER_WIDTH
        figures = max((len(shown(bar.value, self.decimals)) for bar in self.bars), default=0)
        left = 4 if narrow else round(min(names, WIDEST_NAME)) + 12
        right = round(figures * LETTER_WIDTH) + 22
        width = (332 if narrow else 702) - left - right
        step = 48 if narrow else 34
        paper = Drawing(left + width + right, len(self.bars) * step + 8)
        for number, bar in enumerate(self.bars):
            middle = 4 + step * (number + 0.5)
            self.draw(paper, bar, (left, middle), width / self.largest, narrow=narrow)
        return paper

    def draw(
        self, paper: Drawing, bar: BarItem, at: tuple[float, float], scale: float, *, narrow: bool
    ) -> None:
        """Draw one bar with its name, its interval and its figure."""
        left, middle = at
        y, size = (middle + 9, 14) if narrow else (middle, 20)
        if narrow:
            paper.words(bar.name, (left, middle - 10), colour=NAME)
        else:
            name = clipped(bar.name, WIDEST_NAME)
            paper.words(name, (left - 8, y), colour=NAME, anchor="end")
        length, top = (bar.value or 0) * scale, y - size / 2
        if length > 0:
            round_end = min(3.0, length)
            paper.add(
                "path",
                d=(
                    f"M{short(left)},{short(top)} h{short(length - round_end)} "
                    f"q{short(round_end)},0 {short(round_end)},{short(round_end)} "
                    f"v{short(size - 2 * round_end)} "
                    f"q0,{short(round_end)} {short(-round_end)},{short(round_end)} "
                    f"H{short(left)} Z"
                ),
                fill=self.colour(bar),
            )
        if bar.low is not None and bar.high is not None:
            ends = (left + bar.low * scale, y), (left + bar.high * scale, y)
            paper.rule(*ends, drawing.WHITE, stroke_width=5, stroke_opacity=0.85)
            paper.rule(*ends, drawing.INK, stroke_width=2)
        end = left + max(bar.value or 0, bar.high or 0) * scale + 6
        text = shown(bar.value, self.decimals)
        paper.words(text, (end, y), colour=drawing.INK, weight=600)

    @property
    def largest(self) -> float:
        """Find the highest figure that must fit."""
        figures = [number for bar in self.bars for number in (bar.value, bar.high)]
        return max((number for number in figures if number is not None), default=0) or 1

    def colour(self, bar: BarItem) -> str:
        """Bars with emphasis stand out; without any, all are alike."""
        is_main = bar.emphasis or not any(other.emphasis for other in self.bars)
        return drawing.MAIN if is_main else SOFT_BAR


def clipped(name: str, room: float) -> str:
    """Cut a name that does not fit."""
    most = int(room / LETTER_WIDTH)
    return name if len(name) <= most + 2 else f"{name[:most].rstrip()}…"
