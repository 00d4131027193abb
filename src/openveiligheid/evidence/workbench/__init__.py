"""One question to the figures, answered whole: an area through time, its parts, and its peers.

Chart, map and table of the workbench all come out of one `Panorama`, and that out of one query.
"""

from openveiligheid.evidence.workbench.answering import panorama
from openveiligheid.evidence.workbench.choices import MOST_OTHERS, Choice, Peers, counts_events
from openveiligheid.evidence.workbench.panorama import Panorama, Part, Track

__all__ = [
    "MOST_OTHERS",
    "Choice",
    "Panorama",
    "Part",
    "Peers",
    "Track",
    "counts_events",
    "panorama",
]
