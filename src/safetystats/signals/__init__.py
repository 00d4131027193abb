"""Early signals: counts that are higher than their own past explains.

One module per concern: `farrington` and `ears` judge, `discoveries` controls how many false
alarms are among many, `simulation` draws series in which nothing happens. `windows`, `lanes`,
`tails` and `judging` hold the inner loops, compiled at the first call.
"""

from safetystats.signals.farrington import farrington_flexible
from safetystats.signals.results import Signals, Status

__all__ = ["Signals", "Status", "farrington_flexible"]
