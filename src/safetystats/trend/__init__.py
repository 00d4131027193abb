"""Whether a series rose or fell: between periods, along its months, and against its peers."""

from safetystats.trend.growth import Growths, growths
from safetystats.trend.peers import Difference, against_peers
from safetystats.trend.periods import Change, Changes, change, changes

__all__ = [
    "Change",
    "Changes",
    "Difference",
    "Growths",
    "against_peers",
    "change",
    "changes",
    "growths",
]
