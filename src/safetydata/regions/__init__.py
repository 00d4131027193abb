"""What became of regions over the years, and where a series of a region breaks because of it.

A code is not a place. Municipalities merge and end; wijken and buurten are drawn anew, and an old
code is given to another area (WK016012 was Balkbrug in 2014 and is Gramsbergen in 2024). A
`Change` says what of an area went where from 1 January of a year. Known are the municipalities
since 2012 (`national`), what a file of one's own says (`read_changes`), what two code lists tell
(`between`), and what Kerncijfers wijken en buurten say of each area (`stated_by_kwb`).
"""

from safetydata.regions.breaks import Break, BreakKind, breaks
from safetydata.regions.changes import (
    OWN_CHANGES,
    Change,
    ChangeKind,
    Changes,
    known_to,
    national,
    read_changes,
    write_changes,
)
from safetydata.regions.comparing import between, stated_by_kwb

__all__ = [
    "OWN_CHANGES",
    "Break",
    "BreakKind",
    "Change",
    "ChangeKind",
    "Changes",
    "between",
    "breaks",
    "known_to",
    "national",
    "read_changes",
    "stated_by_kwb",
    "write_changes",
]
