"""Texts as numbers: each distinct text of a column is looked at once, its cells never again.

A cell's key (region, choice of topic and dimensions, period) then fits in one number, and what is
true of a region or a period holds for all of its cells at the cost of one look.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import polars as pl

from safetydata.periods import Period, parse_period
from safetydata.tables import LABEL, REGION_CODE_PATTERN, CellStatus

Codes = npt.NDArray[np.int64]
STATUSES = tuple(status.value for status in CellStatus)
REGION_BITS, CHOICE_BITS, PERIOD_BITS = 24, 26, 13

_NUMBER_OF = {status: number for number, status in enumerate(STATUSES)}
_IS_CODE = re.compile(REGION_CODE_PATTERN)


class Doubtful(Exception):
    """The quick way met something that it does not understand; the exact way must look."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Some records of a source: the columns with keys, and the figures per topic.

    `figures` pairs a topic (its code, or the column that holds it) with numbers, null where there
    is none. Beside that go the cells of which the source says that no figure can exist, or the
    status of each cell where that is known; else the period tells.
    """

    keys: Mapping[str, pl.Series]
    figures: Sequence[tuple[str | pl.Series, pl.Series]]
    status: pl.Series | None = None
    impossible: pl.Series | None = None


@dataclass(frozen=True, slots=True)
class Cells:
    """Cells as numbers, beside each other; `value` is NaN where it is not known."""

    key: npt.NDArray[np.int64]
    value: npt.NDArray[np.float64]
    status: npt.NDArray[np.uint8]
    import_no: npt.NDArray[np.int32]


@dataclass
class Texts:
    """The distinct texts of a column, numbered in the order in which they came."""

    clean: Callable[[str], str] = str.strip
    texts: list[str] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._category = pl.Categorical(pl.Categories.random())
        self._alive = pl.Series(dtype=self._category)
        self._known = np.empty(0, np.int64)

    def number(self, text: str) -> int:
        """Give the number of a text, a new one when it is new."""
        found = self._numbers.get(text)
        if found is None:
            found = self._numbers[text] = len(self.texts)
            self.texts.append(text)
        return found

    def numbers(self, column: pl.Series, labels: pl.Series | None = None) -> Codes:
        """Give the number of each text; the label beside the first of each is kept."""
        if isinstance(column.dtype, pl.Categorical) and not len(self._known):
            self._category = column.dtype  # the reader has numbered the texts already
        coded = column.cast(self._category)
        self._alive = coded.head(0)  # Polars forgets its numbers when no column holds them
        if coded.null_count():
            raise Doubtful
        places = coded.to_physical().to_numpy()
        if len(places) and (top := int(places.max())) >= len(self._known):
            self._learn(coded, places, top, labels)
        known: Codes = self._known.take(places)
        return known

    def _learn(
        self, coded: pl.Series, places: npt.NDArray[np.uint32], top: int, labels: pl.Series | None
    ) -> None:
        fresh = np.flatnonzero(places >= len(self._known))
        found, first = np.unique(places[fresh], return_index=True)
        rows = fresh[first]
        known = np.full(top + 1, -1, np.int64)
        known[: len(self._known)] = self._known
        texts = coded.gather(rows).cast(pl.String).to_list()
        beside = labels.gather(rows).to_list() if labels is not None else [None] * len(texts)
        for place, text, label in zip(found, texts, beside, strict=True):
            code = self.clean(text)
            if not code:
                raise Doubtful
            known[place] = self.number(code)
            if label and label.strip():
                self.labels.setdefault(code, label.strip())
        self._known = known


def _unstated(_: Period) -> str:
    return CellStatus.UNSTATED.value


class Coder:
    """Turns the records of a source into cells as numbers."""

    def __init__(
        self,
        dimensions: Sequence[str],
        *,
        region_codes: Mapping[str, str] | None = None,
        status_of: Callable[[Period], str] = _unstated,
    ) -> None:
        self.dimensions = tuple(dimensions)
        self.regions = Texts(self._region)
        self.periods = Texts(self._period)
        self.topics = Texts()
        self.values = {name: Texts() for name in dimensions}
        self.choices: list[tuple[int, ...]] = []
        self._region_codes = dict(region_codes or {})
        self._stated = set(self._region_codes.values())
        self._periods: dict[str, Period] = {}
        self._choice_of: dict[tuple[int, ...], int] = {}
        self._status_of = status_of

    def cells(self, batch: Batch) -> list[Cells]:
        """Give the cells of a batch, one part per topic, not yet of any import."""
        keys = batch.keys
        region = self.regions.numbers(keys["region"], keys.get("region_label"))
        period = self.periods.numbers(keys["period"])
        parts = [
            self.values[name].numbers(keys[name], keys.get(name + LABEL))
            for name in self.dimensions
        ]
        base = (region << (CHOICE_BITS + PERIOD_BITS)) | period
        known = None if batch.status is None else _statuses(batch.status)
        found = []
        for topic, figures in batch.figures:
            choice = self._choices(topic, parts, len(region))
            value = figures.cast(pl.Float64).fill_null(np.nan).to_numpy()
            status = self._status(period, value, batch) if known is None else known
            key = base | (choice << PERIOD_BITS)
            imports = np.broadcast_to(np.int32(0), len(key))
            found.append(Cells(key, value, status, imports))
        self._check_room()
        return found

    def _status(
        self, period: Codes, value: npt.NDArray[np.float64], batch: Batch
    ) -> npt.NDArray[np.uint8]:
        codes = (self._status_of(self._periods[code]) for code in self.periods.texts)
        of_period = np.array([_NUMBER_OF[code] for code in codes], np.uint8)
        missing = np.uint8(_NUMBER_OF[CellStatus.MISSING])
        status = np.where(np.isnan(value), missing, of_period[period])
        if batch.impossible is not None:
            cannot = batch.impossible.to_numpy() & np.isnan(value)
            status[cannot] = _NUMBER_OF[CellStatus.IMPOSSIBLE]
        return status

    def _choices(self, topic: str | pl.Series, parts: Sequence[Codes], length: int) -> Codes | int:
        """Give the number of each combination of topic and dimensions; runs are looked up once."""
        if isinstance(topic, str):
            columns = [*parts]
            fixed: tuple[int, ...] = (self.topics.number(topic),)
        else:
            columns = [self.topics.numbers(topic), *parts]
            fixed = ()
        if not columns:
            return self._choice(fixed)
        turns = np.zeros(length, bool)
        turns[:1] = True
        for column in columns:
            turns[1:] |= column[1:] != column[:-1]
        starts = np.flatnonzero(turns)
        heads = np.zeros(len(starts), np.int64)
        for column in columns:
            heads = heads * (int(column.max(initial=0)) + 1) + column[starts]
        _, first, places = np.unique(heads, return_index=True, return_inverse=True)
        rows = zip(*(column[starts[first]].tolist() for column in columns), strict=True)
        numbers = np.array([self._choice((*fixed, *row)) for row in rows], np.int64)
        return np.repeat(numbers[places], np.diff(starts, append=length))

    def _choice(self, parts: tuple[int, ...]) -> int:
        found = self._choice_of.get(parts)
        if found is None:
            found = self._choice_of[parts] = len(self.choices)
            self.choices.append(parts)
        return found

    def _region(self, text: str) -> str:
        """Give the code of a region, or its name; keep the name as its label."""
        name = text.strip()
        if is_code(name) or name in self._stated:
            return name
        code = self._region_codes.get(name, name)
        if name:
            self.regions.labels.setdefault(code, name)
        return code

    def _period(self, text: str) -> str:
        found = parse_period(text)
        if found is None:
            return ""
        if self._periods.setdefault(found.code, found) != found:
            raise Doubtful  # one period under two labels, "2024" and "2024*"
        return found.code

    @property
    def by_code(self) -> bool:
        """Whether any region goes by its code."""
        return any(is_code(text) or text in self._stated for text in self.regions.texts)

    def _check_room(self) -> None:
        if (
            len(self.regions.texts) >> REGION_BITS
            or len(self.choices) >> CHOICE_BITS
            or len(self.periods.texts) >> PERIOD_BITS
        ):
            raise OverflowError(
                "a table with more regions, choices or periods than can be numbered"
            )


def is_code(region: str) -> bool:
    """Whether this is the code of a region, not its name."""
    return _IS_CODE.fullmatch(region) is not None


def _statuses(column: pl.Series) -> npt.NDArray[np.uint8]:
    return column.replace_strict(_NUMBER_OF, return_dtype=pl.UInt8).to_numpy()
