"""What the reader proposes: a plan in fields, themes and objectives, each with its place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["objective", "goal", "action"]


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One line as it stands in the source; page is None for a text without pages."""

    page: int | None
    line: int
    text: str


@dataclass(slots=True)
class ObjectiveProposal:
    text: str
    kind: Kind
    page: int | None
    line: int
    confidence: float = 1.0
    flags: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return {
            "text": self.text,
            "kind": self.kind,
            "page": self.page,
            "line": self.line,
            "confidence": self.confidence,
            "flags": list(self.flags),
        }


@dataclass(slots=True)
class ThemeProposal:
    number: str
    title: str
    page: int | None
    line: int
    kernbeleid: list[str] = field(default_factory=list)
    context: str = ""
    objectives: list[ObjectiveProposal] = field(default_factory=list)
    confidence: float = 1.0
    flags: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "title": self.title,
            "kernbeleid": list(self.kernbeleid),
            "context": self.context,
            "page": self.page,
            "line": self.line,
            "confidence": self.confidence,
            "flags": list(self.flags),
            "objectives": [objective.as_json() for objective in self.objectives],
        }


@dataclass(slots=True)
class FieldProposal:
    number: str
    title: str
    page: int | None
    line: int | None
    kernbeleid: str | None = None
    context: str = ""
    themes: list[ThemeProposal] = field(default_factory=list)
    confidence: float = 1.0
    flags: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "title": self.title,
            "kernbeleid": self.kernbeleid,
            "context": self.context,
            "page": self.page,
            "line": self.line,
            "confidence": self.confidence,
            "flags": list(self.flags),
            "themes": [theme.as_json() for theme in self.themes],
        }


@dataclass(slots=True)
class Proposal:
    """A plan as read, for a person to check, with the source lines it was read from."""

    title: str
    year_from: int | None
    year_to: int | None
    fields: list[FieldProposal]
    source: list[SourceLine]
    flags: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Give the proposal as plain data, without the source."""
        return {
            "title": self.title,
            "from": self.year_from,
            "to": self.year_to,
            "flags": list(self.flags),
            "fields": [item.as_json() for item in self.fields],
        }
