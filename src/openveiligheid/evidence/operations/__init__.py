"""Writes of the room: tables that come in, what is shown of them, signals and findings."""

from openveiligheid.evidence.operations.figures import (
    explain_gap,
    import_table,
    remove_figure,
    save_figure,
)

__all__ = ["explain_gap", "import_table", "remove_figure", "save_figure"]
