"""Tables of the room; each file knows one kind of evidence."""

from openveiligheid.evidence.models.figures import Figure, Gap

__all__ = ["Figure", "Gap"]
