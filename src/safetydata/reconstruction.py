"""Years of a merged municipality from before it existed, summed from those that went into it.

Only on request, only counts, and only where all of every predecessor went into it: part of a
municipality has no figures of its own.
"""

from collections.abc import Collection
from dataclasses import replace
from itertools import pairwise

import polars as pl

from safetydata.errors import QuestionRefused, Reason
from safetydata.provenance import Answer, Note, Reconstruction, in_words
from safetydata.regions import BreakKind, Changes
from safetydata.tables import CellStatus

COUNT_UNIT = "aantal"
_CELL = ["region", "period"]


def predecessors(
    answer: Answer, changes: Changes, listed: Collection[str]
) -> tuple[Reconstruction, ...]:
    """Tell which cells of an answer are a sum of others, in the periods before a break."""
    broken = {item.region for item in answer.breaks if item.kind is BreakKind.REGION}
    rows = answer.frame.filter(pl.col("region").is_in(broken))
    found = []
    for region, period, start in rows.select("region", "period", "period_start").iter_rows():
        codes = changes.made_of(region, start.year)
        if codes and codes != {region} and codes <= set(listed):
            found.append(Reconstruction(region, period, tuple(sorted(codes))))
    return tuple(found)


def reconstruct(answer: Answer, merged: tuple[Reconstruction, ...], before: Answer) -> Answer:
    """Put sums of the cells of `before` in an answer, and say which cells they are.

    A sum of which a part is unknown is unknown. Raises QuestionRefused for what is no count:
    percentages and rates do not add up.
    """
    if not merged:
        return answer
    if answer.unit != COUNT_UNIT:
        raise QuestionRefused(Reason.NO_SUM, table=answer.provenance.table, unit=answer.unit or "?")
    parts = pl.DataFrame(
        [(item.region, item.period, code) for item in merged for code in item.summed],
        schema=["whole", "period", "region"],
        orient="row",
    ).join(before.frame, on=_CELL, how="left")
    is_known = pl.col("value").is_not_null().all()
    is_provisional = (pl.col("status") == CellStatus.PROVISIONAL.value).any()
    sums = parts.group_by(region="whole", period="period").agg(
        sum=pl.when(is_known).then(pl.col("value").sum()),
        sum_status=pl.when(~is_known)
        .then(pl.lit(CellStatus.ABSENT.value))
        .when(is_provisional)
        .then(pl.lit(CellStatus.PROVISIONAL.value))
        .otherwise(pl.lit(CellStatus.FINAL.value)),
    )
    joined = answer.frame.join(sums, on=_CELL, how="left", maintain_order="left")
    is_sum = pl.col("sum_status").is_not_null()
    frame = joined.with_columns(
        value=pl.when(is_sum).then("sum").otherwise("value"),
        status=pl.when(is_sum).then("sum_status").otherwise("status"),
    )
    return _accounted(answer, frame.select(answer.frame.columns), merged, before)


def _accounted(
    answer: Answer, frame: pl.DataFrame, merged: tuple[Reconstruction, ...], before: Answer
) -> Answer:
    """Account for the sums: where they came from, and that the series no longer breaks there."""
    mine, theirs = answer.provenance, before.provenance
    inputs = {item.number: item for item in (*mine.inputs, *theirs.inputs)}
    newest = max(inputs.values(), key=lambda item: (item.at, item.number))
    notes = tuple(dict.fromkeys((*mine.notes, *theirs.notes, Note.RECONSTRUCTED)))
    added = in_words([Note.RECONSTRUCTED])
    provenance = replace(
        mine,
        inputs=tuple(inputs[number] for number in sorted(inputs)),
        fetched_at=newest.at,
        sha256=newest.sha256,
        origin=newest.origin,
        notes=notes,
        method=f"{mine.method} {added}",
    )
    done = {(item.region, item.period) for item in merged}
    starts = frame.group_by("region", maintain_order=True).agg(pl.col("period"))
    bridged = {
        (region, after)
        for region, periods in starts.iter_rows()
        for period, after in pairwise(periods)
        if (region, period) in done
    }
    left = tuple(item for item in answer.breaks if (item.region, item.period) not in bridged)
    return replace(answer, frame=frame, provenance=provenance, breaks=left, reconstructions=merged)
