"""Early signals: counts that are higher than their own past explains.

One module per concern: `farrington` and `ears` judge, `discoveries` controls how many false
alarms are among many, `simulation` draws series in which nothing happens. `windows` lays out the
past; `blocks` divides the work; `packs`, `vectors`, `iterations`, `fitting`, `waves`, `tails`,
`judging` and `baselines` hold the inner loops, compiled at the first call.
"""

from safetystats.signals.discoveries import discoveries
from safetystats.signals.ears import EarsSignals, ears
from safetystats.signals.farrington import farrington_flexible
from safetystats.signals.results import Signals, Status
from safetystats.signals.simulation import null_series

__all__ = [
    "EarsSignals",
    "Signals",
    "Status",
    "discoveries",
    "ears",
    "farrington_flexible",
    "null_series",
]
