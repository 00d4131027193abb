"""Tables of the room; each file knows one kind of evidence."""

from openveiligheid.evidence.models.figures import Figure, Gap
from openveiligheid.evidence.models.findings import Finding
from openveiligheid.evidence.models.signals import Signal, SignalRun, Triage

__all__ = ["Figure", "Finding", "Gap", "Signal", "SignalRun", "Triage"]
