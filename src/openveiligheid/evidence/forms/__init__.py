"""Forms of the room; each file knows one kind of evidence."""

from openveiligheid.evidence.forms.figures import LARGEST_UPLOAD, FigureForm, GapForm, ImportForm

__all__ = ["LARGEST_UPLOAD", "FigureForm", "GapForm", "ImportForm"]
