"""Signals over a whole table: which series stand out in a month, among all that were judged.

Reads the series that ingest keeps beside the cells and judges them with `safetystats.signals`, in
batches. False discoveries are controlled within each municipality, so that the answer for one does
not depend on who else was judged.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from safetydata import queries
from safetydata.catalogue import CatalogueEntry
from safetydata.errors import QuestionRefused, Reason
from safetydata.periods import PeriodKind
from safetydata.series import read_series
from safetydata.store import FigureStore
from safetydata.tables import LABEL
from safetystats.signals import Signals, Status, discoveries, farrington_flexible

YEAR = 12
SHOWN = 13
"""Months for which a signal shows its limits: the month itself and the year before."""

BATCH = 100_000
ANSWERED = Status.JUDGED.name.lower()
FEW = Status.FEW_CASES.name.lower()
_FAMILY = r"^(?:GM|WK|BU)(\d{4})"

Counts = npt.NDArray[np.integer] | npt.NDArray[np.floating]
Progress = Callable[[int, int], None]
"""Told after each batch: how many series are judged, of how many."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """How a month is judged; the names are those of `farrington_flexible`.

    `alpha` is the chance that a series without anything unusual gives an alarm all the same, as
    the method states it. `discovery_rate` is the share of the alarms called a discovery that may
    be false.
    """

    years_back: int = 5
    half_window: int = 1
    levels: int = 10
    past_excluded: int = 6
    alpha: float = 0.005
    discovery_rate: float = 0.1

    @property
    def months(self) -> int:
        """How many months judging one month looks at, itself included."""
        return self.years_back * YEAR + self.half_window + 1


USUAL = Parameters()


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a series; the limits are None where the month was not judged."""

    period: str
    count: int | None
    expected: float | None
    upper: float | None


@dataclass(frozen=True, slots=True)
class Judgement:
    """A table judged for one month. `frame` has a row per series, `counts` its months beside it.

    Columns of `frame`: those of the series (region_code, region_name, each dimension with its
    label, topic), observed, expected, upper, p, phi, score, excess (observed minus expected),
    has_trend, is_alarm, is_discovery, status (why there is no answer, or that there is one), and
    family: the digits of the municipality.
    """

    entry: CatalogueEntry
    at: str
    parameters: Parameters
    frame: pl.DataFrame
    periods: tuple[str, ...]
    counts: Counts

    def of(self, municipality: str) -> "Judgement":
        """Give what is judged of one municipality, its wijken and its buurten, by CBS code."""
        chosen = self.frame["family"] == municipality[2:]
        rows = chosen.arg_true().to_numpy()
        return Judgement(
            self.entry,
            self.at,
            self.parameters,
            self.frame.filter(chosen),
            self.periods,
            self.counts[rows],
        )

    @property
    def alarms(self) -> pl.DataFrame:
        """Give the series that stand out, the most unusual first."""
        return self.frame.filter(pl.col("is_alarm")).sort("p", "region_code")

    @property
    def judged(self) -> int:
        """Count the series that got an answer."""
        return int((self.frame["status"] == ANSWERED).sum())

    @property
    def tried(self) -> int:
        """Count the series that chance could have made an alarm, those with few cases included."""
        return self.judged + self.unanswered.get(FEW, 0)

    @property
    def unanswered(self) -> dict[str, int]:
        """Count the series without an answer, by the reason."""
        without = self.frame.filter(pl.col("status") != ANSWERED)
        found = without.group_by("status").len().sort("status")
        return {row["status"]: row["len"] for row in found.iter_rows(named=True)}

    def months(self, rows: Sequence[int]) -> Iterator[list[Month]]:
        """Give the months of these rows of `frame`, oldest first, with the limits of the last."""
        if not rows:
            return
        counts = self.counts[rows]
        last = len(self.periods)
        first = max(self.parameters.months - 1, last - SHOWN)
        judged = _judge(counts, list(range(first, last)), self.parameters)
        for i, line in enumerate(counts):
            yield [
                Month(
                    period,
                    _whole(line[j]),
                    _known(judged.expected, i, j - first),
                    _known(judged.upper, i, j - first),
                )
                for j, period in enumerate(self.periods)
            ]


def _whole(value: np.number) -> int | None:
    return None if np.isnan(value) else int(value)


def _known(values: npt.NDArray[np.floating], row: int, column: int) -> float | None:
    if column < 0 or not np.isfinite(values[row, column]):
        return None
    return float(values[row, column])


def judge(
    store: FigureStore,
    table: str,
    *,
    at: str = "",
    municipality: str = "",
    parameters: Parameters = USUAL,
    progress: Progress | None = None,
) -> Judgement:
    """Judge the month `at` (2024MM12, or the last) of all series, or of one municipality's.

    Raises QuestionRefused when the table is not stored, has no months or not this one, or holds
    too few months before it.
    """
    entry = store.entry(table)
    at = _month(store, entry, at, parameters)
    block = read_series(
        store,
        entry.table,
        kind=PeriodKind.MONTH,
        until=at,
        periods=parameters.months - 1 + SHOWN,
        regions=_regions(store, entry, municipality),
    )
    last = len(block.periods) - 1
    parts: list[Signals] = []
    for first in range(0, len(block.counts), BATCH):
        parts.append(_judge(block.counts[first : first + BATCH], [last], parameters))
        if progress:
            progress(min(first + BATCH, len(block.counts)), len(block.counts))
    frame = _with_words(store, entry, block.keys)
    frame = frame.with_columns(_answers(parts, block.counts[:, last]))
    frame = _with_discoveries(frame, parameters)
    return Judgement(entry, at, parameters, frame, tuple(block.periods), block.counts)


def _month(store: FigureStore, entry: CatalogueEntry, at: str, parameters: Parameters) -> str:
    """Give the month to judge, when the table holds it with enough months before it."""
    months = [period.code for period in queries.periods(store, entry.table, PeriodKind.MONTH)]
    if not months:
        raise QuestionRefused(Reason.MONTHS_ABSENT, table=entry.table)
    month = at or months[-1]
    if month not in months:
        raise QuestionRefused(Reason.PERIOD_ABSENT, table=entry.table, value=month)
    found = months.index(month) + 1
    if found < parameters.months:
        raise QuestionRefused(
            Reason.HISTORY_SHORT,
            table=entry.table,
            value=month,
            found=found,
            needed=parameters.months,
        )
    return month


def _regions(store: FigureStore, entry: CatalogueEntry, municipality: str) -> list[str] | None:
    """Give the codes of a municipality, its wijken and its buurten; None is every region."""
    if not municipality:
        return None
    listed = queries.regions(store, entry.table)["code"]
    own = listed.filter(listed.str.extract(_FAMILY) == municipality[2:])
    if own.is_empty():
        raise QuestionRefused(
            Reason.CODE_ABSENT, table=entry.table, dimension="regio", value=municipality
        )
    return own.to_list()


def _judge(counts: Counts, at: list[int], parameters: Parameters) -> Signals:
    return farrington_flexible(
        counts,
        at=at,
        years_back=parameters.years_back,
        half_window=parameters.half_window,
        levels=parameters.levels,
        past_excluded=parameters.past_excluded,
        alpha=parameters.alpha,
    )


def _answers(parts: list[Signals], observed: Counts) -> list[pl.Series]:
    """Give the answers of all batches as columns."""

    def column(name: str, of: str) -> pl.Series:
        values = [getattr(part, of)[:, 0] for part in parts]
        found = pl.Series(name, np.concatenate(values) if values else [])
        return found.fill_nan(None) if found.dtype.is_float() else found

    names = {status.value: status.name.lower() for status in Status}
    expected = column("expected", "expected")
    counted = pl.Series("observed", observed).cast(pl.Float64).fill_nan(None)
    return [
        counted.cast(pl.Int64),
        expected,
        *(column(name, name) for name in ("upper", "p", "phi", "score")),
        (counted - expected).alias("excess"),
        column("has_trend", "trend_used").cast(pl.Boolean),
        column("is_alarm", "alarm").cast(pl.Boolean),
        column("status", "status").cast(pl.Int64).replace_strict(names, return_dtype=pl.String),
    ]


def _with_discoveries(frame: pl.DataFrame, parameters: Parameters) -> pl.DataFrame:
    """Say which alarms survive among all series of the same municipality."""
    family = pl.col("region_code").str.extract(_FAMILY)
    frame = frame.with_columns(family.fill_null(pl.col("region_code")).alias("family"))
    frame = frame.with_row_index("row")
    survives = np.zeros(len(frame), dtype=bool)
    # Whether a series has enough cases is chance too. Those without count as tried and in vain:
    # left out, the others would look more unusual than they are.
    in_vain = pl.col("status") == FEW
    tried = frame.filter(in_vain | (pl.col("status") == ANSWERED))
    tried = tried.select("row", "family", pl.when(in_vain).then(1.0).otherwise("p").alias("p"))
    for part in tried.partition_by("family"):
        found = discoveries(part["p"].to_numpy(), parameters.discovery_rate)
        survives[part["row"].to_numpy()] = found
    alarm = pl.Series("is_discovery", survives) & frame["is_alarm"]
    return frame.with_columns(alarm.alias("is_discovery")).drop("row")


def _with_words(store: FigureStore, entry: CatalogueEntry, keys: pl.DataFrame) -> pl.DataFrame:
    """Add the names of regions and of the values of each dimension."""
    frame, order = keys, ["region_code", "region_name"]
    names = {"region_name": ("region_code", queries.regions(store, entry.table))}
    for dimension in entry.dimensions:
        code = dimension.code
        names[code + LABEL] = (code, queries.codes(store, entry.table, code))
        order += [code, code + LABEL]
    for label, (code, listed) in names.items():
        known = listed.select(pl.col("code").alias(code), pl.col("title").alias(label))
        frame = frame.drop(label, strict=False).join(known, on=code, how="left")
        frame = frame.with_columns(pl.col(label).fill_null(pl.col(code)))
    return frame.select(*order, "topic")
