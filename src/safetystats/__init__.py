"""Pure functions on counts: how large is a figure, and how sure can we be of it.

Knows no database, no file, no clock and no table: numbers go in, frozen results come out.
"""

from safetystats.compare import compare_counts
from safetystats.disclosure import publishable, publishable_parts
from safetystats.rates import exact_rate
from safetystats.results import Comparison, Interval, PublishableParts, Rate, Suppressed, Verdict

__all__ = [
    "Comparison",
    "Interval",
    "PublishableParts",
    "Rate",
    "Suppressed",
    "Verdict",
    "compare_counts",
    "exact_rate",
    "publishable",
    "publishable_parts",
]
