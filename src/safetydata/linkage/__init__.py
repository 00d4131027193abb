"""Registrations are not persons: which registrations are of one person, and how sure that is.

`pseudonymise` turns names and dates into keys that cannot be read back without the secret,
`link` says with Splink which registrations belong together, and `concentration` and
`population` say what that means for the number of persons, with the doubt of the linkage in it.

Nothing personal is written to disk: the embedded DuckDB lives in memory, may not spill to files
and may not fetch extensions. A backend of your own keeps its own promises.
"""

from safetydata.linkage.concentration import (
    Concentration,
    PersonShare,
    concentration,
    population,
)
from safetydata.linkage.keys import Key, Kind, pseudonymise
from safetydata.linkage.persons import Linkage
from safetydata.linkage.scoring import link

__all__ = [
    "Concentration",
    "Key",
    "Kind",
    "Linkage",
    "PersonShare",
    "concentration",
    "link",
    "population",
    "pseudonymise",
]
