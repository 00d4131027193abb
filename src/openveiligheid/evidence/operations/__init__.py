"""Writes of the room: tables that come in, what is shown of them, signals and findings."""

from openveiligheid.evidence.operations.figures import (
    explain_gap,
    import_table,
    remove_figure,
    save_figure,
)
from openveiligheid.evidence.operations.findings import save_finding
from openveiligheid.evidence.operations.signals import record_signals
from openveiligheid.evidence.operations.triage import (
    AlreadyTriaged,
    link_finding,
    reopen_signal,
    triage_signal,
)

__all__ = [
    "AlreadyTriaged",
    "explain_gap",
    "import_table",
    "link_finding",
    "record_signals",
    "remove_figure",
    "reopen_signal",
    "save_figure",
    "save_finding",
    "triage_signal",
]
