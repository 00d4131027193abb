"""The small-number rules: the only place where a count is hidden or rounded before it leaves.

`publishable` and `publishable_parts` serve one count and one total; `protect` serves tables that
a reader can lay side by side: nested and overlapping areas, periods, types, earlier editions.
The defaults are the house rule for case figures: at least 10, rounded to 5. Published figures
of CBS and police follow their source's own rule and do not pass here.
Source: A. Hundepool et al. (2012), Statistical Disclosure Control.
"""

from safetystats.disclosure.counts import publishable, publishable_parts
from safetystats.disclosure.protection import protect
from safetystats.disclosure.publication import Audit, Publication, Reason
from safetystats.disclosure.rounding import controlled_rounding
from safetystats.disclosure.rules import Dominance, PriorPosterior, Rounding, Rule
from safetystats.disclosure.tables import Cell, Dimension, Table, TableSet, revision

__all__ = [
    "Audit",
    "Cell",
    "Dimension",
    "Dominance",
    "PriorPosterior",
    "Publication",
    "Reason",
    "Rounding",
    "Rule",
    "Table",
    "TableSet",
    "controlled_rounding",
    "protect",
    "publishable",
    "publishable_parts",
    "revision",
]
