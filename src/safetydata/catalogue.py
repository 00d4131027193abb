"""The list of stored tables: where each came from, what it covers and what its topics mean."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from safetydata.errors import QuestionRefused, Reason
from safetydata.metadata import Dimension, Topic

FORMAT = 2
"""The shape of all that is stored; figures of an earlier shape are taken in again."""


@dataclass(frozen=True, slots=True)
class Import:
    """One time that figures of a table were taken in; `number` is what rows refer to."""

    number: int
    at: datetime
    origin: str
    sha256: str
    rows: int
    added: int
    changed: int


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """A stored table."""

    table: str
    source: str
    title: str
    licence: str
    version: str
    rows: int
    first_period: str
    last_period: str
    period_kinds: tuple[str, ...]
    dimensions: tuple[Dimension, ...]
    topics: tuple[Topic, ...]
    imports: tuple[Import, ...]
    division: str = ""
    regions_by_code: bool = True
    is_complete: bool = False
    previous_version: str = ""

    @property
    def fetched_at(self) -> datetime:
        """When figures were last taken in."""
        return self.imports[-1].at

    @property
    def sha256(self) -> str:
        """The fingerprint of what was last taken in."""
        return self.imports[-1].sha256

    @property
    def origin(self) -> str:
        """The file or address that was last taken in."""
        return self.imports[-1].origin

    def topic(self, name: str) -> Topic:
        """Find a topic by its code, its code without number, or its title."""
        for spelling in (_by_code, _without_number, _by_title):
            found = [topic for topic in self.topics if spelling(topic) == name]
            if len(found) == 1:
                return found[0]
        known = ", ".join(topic.code for topic in self.topics[:8])
        raise QuestionRefused(Reason.TOPIC_ABSENT, table=self.table, value=name, known=known)

    def dimension(self, name: str) -> Dimension:
        """Find a dimension by its code or title."""
        for dimension in self.dimensions:
            if name in {dimension.code, dimension.title}:
                return dimension
        known = ", ".join(dimension.code for dimension in self.dimensions) or "geen"
        raise QuestionRefused(Reason.DIMENSION_ABSENT, table=self.table, value=name, known=known)


def _by_code(topic: Topic) -> str:
    return topic.code


def _without_number(topic: Topic) -> str:
    return topic.code.rsplit("_", 1)[0]


def _by_title(topic: Topic) -> str:
    return topic.title


def read_catalogue(path: Path) -> dict[str, CatalogueEntry]:
    """Read the list; empty when nothing was stored yet.

    Raises QuestionRefused when it cannot be read, or lists files of an earlier shape.
    """
    if not path.exists():
        return {}
    try:
        content = json.loads(path.read_text("utf-8"))
        is_earlier = content["format"] in range(1, FORMAT)
        tables = {} if is_earlier else {FORMAT: content["tables"]}[content["format"]]
        entries = {name: _entry(fields) for name, fields in tables.items()}
    except (ValueError, KeyError, TypeError) as error:
        raise QuestionRefused(Reason.STORE_BROKEN, file=str(path)) from error
    if is_earlier:
        raise QuestionRefused(Reason.STORE_OUTDATED, folder=str(path.parent))
    return entries


def write_catalogue(entries: Mapping[str, CatalogueEntry]) -> str:
    """Give the list as text, the same text for the same list."""
    tables = {name: asdict(entries[name]) for name in sorted(entries)}
    content = {"format": FORMAT, "tables": tables}
    return json.dumps(content, ensure_ascii=False, indent=1, default=_moment) + "\n"


def _moment(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _entry(fields: Mapping[str, object]) -> CatalogueEntry:
    parts: dict[str, Any] = dict(fields)
    parts["period_kinds"] = tuple(cast("Sequence[str]", parts["period_kinds"]))
    parts["dimensions"] = tuple(Dimension(**item) for item in _items(parts["dimensions"]))
    parts["topics"] = tuple(Topic(**item) for item in _items(parts["topics"]))
    parts["imports"] = tuple(
        Import(**(item | {"at": datetime.fromisoformat(item["at"])}))
        for item in _items(parts["imports"])
    )
    return CatalogueEntry(**parts)


def _items(value: object) -> list[dict[str, Any]]:
    return cast("list[dict[str, Any]]", value)
