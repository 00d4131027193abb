"""The frozen content of a progress report: facts as they were on one day, in no one's words.

Text is cleaned when a part is made, so content that exists can be written as JSON, PDF and Word.
Equal content has equal JSON and an equal sha256; `from_json(to_json(c)) == c`.
"""

import math
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum

from openveiligheid.core.json import canonical, sha256
from openveiligheid.publication.decode import as_plain, decode, parse
from openveiligheid.publication.text import clean_text


class Status(StrEnum):
    """Where an action stands."""

    DONE = "done"
    ON_SCHEDULE = "on_schedule"
    NEEDS_ATTENTION = "needs_attention"
    LATE = "late"
    NOT_STARTED = "not_started"
    STOPPED = "stopped"


class Direction(StrEnum):
    """Which side of a target is the good side."""

    AT_MOST = "at_most"
    AT_LEAST = "at_least"


class PointKind(StrEnum):
    """How far one value of a figure may be trusted; a hidden value is not zero."""

    FINAL = "final"
    PROVISIONAL = "provisional"
    HIDDEN = "hidden"
    MISSING = "missing"


class ChangeKind(StrEnum):
    """What happened to a part of the plan after it was adopted."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


class _Part:
    """A part of the report; its texts are clean from the moment that it exists."""

    def __post_init__(self) -> None:
        for field in fields(self):  # type: ignore[arg-type]
            value = getattr(self, field.name)
            if type(value) is str:
                object.__setattr__(self, field.name, clean_text(value))
            elif isinstance(value, tuple) and value and type(value[0]) is str:
                object.__setattr__(self, field.name, tuple(clean_text(text) for text in value))


def _store_floats(part: _Part, *names: str) -> None:
    """Store whole numbers as 2.0, not 2, so that equal values have equal JSON."""
    for name in names:
        value = getattr(part, name)
        if value is None:
            continue
        if not math.isfinite(value):
            raise ValueError(f"{name} of {part} is not a finite number")
        object.__setattr__(part, name, float(value))


@dataclass(frozen=True, kw_only=True)
class Money(_Part):
    """What was set aside and, where that is known, what was spent; in cents."""

    budget_cents: int
    spent_cents: int | None = None


@dataclass(frozen=True, kw_only=True)
class ActionRow(_Part):
    """One action with its latest update."""

    title: str
    lead: str
    status: Status
    due_on: date | None
    lead_function: str = ""
    partners: tuple[str, ...] = ()
    progress_percent: int | None = None
    note: str = ""
    note_on: date | None = None
    days_late: int = 0
    explanation: str = ""
    money: Money | None = None
    is_example: bool = False


@dataclass(frozen=True, kw_only=True)
class ObjectiveSection(_Part):
    """An objective and the actions that serve it."""

    text: str
    actions: tuple[ActionRow, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ThemeSection(_Part):
    """A theme of a priority with its objectives."""

    number: str
    title: str
    objectives: tuple[ObjectiveSection, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Provenance(_Part):
    """Where a figure comes from."""

    source: str
    table: str = ""
    period: str = ""
    fetched_on: date | None = None
    licence: str = ""
    method: str = ""


@dataclass(frozen=True, kw_only=True)
class Point(_Part):
    """One value of a series; `low` and `high` are the bounds of its interval."""

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None
    kind: PointKind = PointKind.FINAL

    def __post_init__(self) -> None:
        super().__post_init__()
        _store_floats(self, "value", "low", "high")


@dataclass(frozen=True, kw_only=True)
class FigureSeries(_Part):
    """One line in a figure; `is_own` marks the municipality's own."""

    name: str
    points: tuple[Point, ...]
    is_own: bool = False


@dataclass(frozen=True, kw_only=True)
class FigureTarget(_Part):
    """What the plan wants a figure to become, and by when."""

    value: float
    direction: Direction
    by: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        _store_floats(self, "value")


@dataclass(frozen=True, kw_only=True)
class FigureBlock(_Part):
    """A figure bound to a priority: its series, what may be read from it, where it comes from."""

    title: str
    unit: str
    series: tuple[FigureSeries, ...]
    provenance: Provenance
    reading: str = ""
    decimals: int = 1
    target: FigureTarget | None = None
    is_example: bool = False


@dataclass(frozen=True, kw_only=True)
class PriorityChapter(_Part):
    """A priority of the plan with all that was done for it."""

    number: str
    title: str
    summary: str = ""
    themes: tuple[ThemeSection, ...] = ()
    figures: tuple[FigureBlock, ...] = ()

    @property
    def actions(self) -> tuple[ActionRow, ...]:
        """The actions of all objectives, in the plan's order."""
        return tuple(
            action
            for theme in self.themes
            for objective in theme.objectives
            for action in objective.actions
        )

    @property
    def objective_count(self) -> int:
        return sum(len(theme.objectives) for theme in self.themes)


@dataclass(frozen=True, kw_only=True)
class Adoption(_Part):
    """The decision that made the plan binding."""

    body: str
    decided_on: date


@dataclass(frozen=True, kw_only=True)
class PlanFacts(_Part):
    """The plan that is reported on; the hash is that of the version that was decided on."""

    title: str
    year_from: int
    year_to: int
    version: int
    sha256: str
    adoption: Adoption | None = None


@dataclass(frozen=True, kw_only=True)
class PlanChange(_Part):
    """One difference between the adopted plan and the plan as it is now."""

    kind: ChangeKind
    subject: str
    before: str = ""
    after: str = ""
    reason: str = ""
    version: int | None = None
    changed_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class StatusCount(_Part):
    """How many actions had one status."""

    status: Status
    actions: int


@dataclass(frozen=True, kw_only=True)
class EarlierReport(_Part):
    """The counts of the report before this one."""

    as_of: date
    counts: tuple[StatusCount, ...]


@dataclass(frozen=True, kw_only=True)
class ReportContent(_Part):
    """All that a progress report says, as it was on `as_of`."""

    title: str
    municipality: str
    cbs_code: str
    as_of: date
    plan: PlanFacts
    priorities: tuple[PriorityChapter, ...] = ()
    asks: tuple[str, ...] = ()
    changes: tuple[PlanChange, ...] = ()
    earlier: EarlierReport | None = None
    language: str = "nl"
    is_example: bool = False
    form_version: int = 1

    @property
    def actions(self) -> tuple[ActionRow, ...]:
        """The actions of all priorities, in the plan's order."""
        return tuple(action for chapter in self.priorities for action in chapter.actions)

    @property
    def figures(self) -> tuple[FigureBlock, ...]:
        """The figures of all priorities, in the plan's order."""
        return tuple(figure for chapter in self.priorities for figure in chapter.figures)

    @property
    def sha256(self) -> str:
        """The hash of the content's one spelling, in hexadecimal."""
        return sha256(as_plain(self))


def to_json(content: ReportContent) -> bytes:
    """The content in its one spelling: UTF-8, sorted keys, no spaces."""
    return canonical(as_plain(content))


def from_json(text: bytes | str) -> ReportContent:
    """Read frozen content back; raises `ContentUnreadable` naming the place that is wrong."""
    return decode(ReportContent, parse(text))
