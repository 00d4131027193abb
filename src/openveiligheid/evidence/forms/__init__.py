"""Forms of the room; each file knows one kind of evidence."""

from openveiligheid.evidence.forms.figures import LARGEST_UPLOAD, FigureForm, GapForm, ImportForm
from openveiligheid.evidence.forms.signals import (
    FindingForm,
    LinkForm,
    ReopenForm,
    SignalFilter,
    TriageForm,
)

__all__ = [
    "LARGEST_UPLOAD",
    "FigureForm",
    "FindingForm",
    "GapForm",
    "ImportForm",
    "LinkForm",
    "ReopenForm",
    "SignalFilter",
    "TriageForm",
]
