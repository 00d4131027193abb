"""Whether an action worked: what changed here and not elsewhere, and could we have seen it."""

from safetystats.evaluation.difference import (
    Placebos,
    difference_in_differences,
    placebo_in_time,
    placebos_in_space,
)
from safetystats.evaluation.power import Visible, smallest_visible_change
from safetystats.evaluation.synthetic import SyntheticControl, synthetic_control

__all__ = [
    "Placebos",
    "SyntheticControl",
    "Visible",
    "difference_in_differences",
    "placebo_in_time",
    "placebos_in_space",
    "smallest_visible_change",
    "synthetic_control",
]
