"""Charts drawn on the server: data in, markup out. A table with the same figures goes along."""

from openveiligheid.ui.charts.bars import BarChart, BarItem
from openveiligheid.ui.charts.drawing import picture, png, svg_for_print
from openveiligheid.ui.charts.figures import Figures
from openveiligheid.ui.charts.lines import LineChart, Series, Target
from openveiligheid.ui.charts.poster import poster

__all__ = [
    "BarChart",
    "BarItem",
    "Figures",
    "LineChart",
    "Series",
    "Target",
    "picture",
    "png",
    "poster",
    "svg_for_print",
]
