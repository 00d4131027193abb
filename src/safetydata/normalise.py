"""From the text of a source to the stored shape: keys stripped, codes named, numbers read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from safetydata.errors import ImportRefused, Reason
from safetydata.metadata import Code
from safetydata.periods import Period, parse_period
from safetydata.sources.draft import TEXT_MISSING, Draft
from safetydata.sources.figures import AMBIGUOUS, LARGEST, NUMBER, NUMBER_COMMA
from safetydata.tables import LABEL, REGION_CODE_PATTERN, CellStatus

_FINAL = {"Definitief": CellStatus.FINAL, "Final": CellStatus.FINAL}


@dataclass(frozen=True, slots=True)
class Choices:
    """What the user said that the file does not say."""

    period: Period | None = None
    region_codes: Mapping[str, str] | None = None


def normalise(draft: Draft, choices: Choices) -> pl.LazyFrame:
    """Give the cells in the stored shape, with `record`, `column`, `text` and `fault` beside them.

    `fault` holds the reason why a cell cannot be stored, null when it can.
    """
    names = draft.cells.collect_schema().names()
    cells = draft.cells.with_columns(
        pl.col(name).str.strip_chars() for name in names if name != "record"
    )
    cells = _with_period(cells, draft, choices.period)
    cells = _with_region(cells, draft, choices.region_codes)
    for name in draft.dimensions:
        cells = _with_label(cells, name, name + LABEL, draft)
    return _with_value(cells, draft, "attribute" in names)


def _with_label(cells: pl.LazyFrame, code: str, label: str, draft: Draft) -> pl.LazyFrame:
    """Add what a code means: as beside it in the source, else from the code list."""
    names = cells.collect_schema().names()
    listed = draft.metadata.codes.get(code) or ()
    if label in names:
        return cells
    if not listed:
        return cells.with_columns(pl.lit(None, dtype=pl.String).alias(label))
    return cells.join(_titles(listed, code, label), on=code, how="left")


def _titles(listed: Sequence[Code], code: str, label: str) -> pl.LazyFrame:
    titles = {item.key: item.title for item in listed}
    return pl.LazyFrame({code: list(titles), label: list(titles.values())})


def _with_region(
    cells: pl.LazyFrame, draft: Draft, region_codes: Mapping[str, str] | None
) -> pl.LazyFrame:
    region = pl.col("region")
    is_code = region.str.contains(REGION_CODE_PATTERN)
    cells = cells.rename({"region_label": "label"}, strict=False)
    listed = draft.metadata.codes.get(draft.metadata.region) or ()
    if "label" not in cells.collect_schema().names():
        titles = {item.key: item.title for item in listed}
        frame = pl.LazyFrame(
            {"region": list(titles), "label": list(titles.values())},
            schema={"region": pl.String(), "label": pl.String()},
        )
        cells = cells.join(frame, on="region", how="left")
    known = dict(region_codes or {})
    code = region.replace_strict(known, default=None, return_dtype=pl.String) if known else None
    return cells.with_columns(
        region_code=pl.when(is_code).then(region).otherwise(code),
        region_name=pl.when(is_code).then(pl.col("label")).otherwise(region),
    )


def _with_period(cells: pl.LazyFrame, draft: Draft, chosen: Period | None) -> pl.LazyFrame:
    """Add the period; a file without periods is about the one chosen or described."""
    texts = cells.select("period").unique().collect(engine="streaming")["period"].to_list()
    fallback = chosen or parse_period(draft.metadata.period)
    if fallback is None and not any(texts):
        raise ImportRefused(Reason.PERIOD_MISSING)
    statuses = stated_statuses(draft)
    read = {text: parse_period(text) if text else None for text in texts}
    if not any(texts):
        read = dict.fromkeys(texts, fallback)
    frame = pl.LazyFrame(
        [
            (text, found.code, found.start, found.kind.value, period_status(found, statuses))
            for text, found in read.items()
            if found
        ],
        schema={
            "period": pl.String(),
            "code": pl.String(),
            "period_start": pl.Date(),
            "period_kind": pl.String(),
            "period_status": pl.String(),
        },
        orient="row",
    )
    joined = cells.join(frame, on="period", how="left", nulls_equal=True)
    return joined.with_columns(period_text=pl.col("period"), period=pl.col("code"))


def stated_statuses(draft: Draft) -> Mapping[str, str]:
    """Give what the source says of how firm the figures of each period are."""
    return {item.key: item.status for item in draft.metadata.codes.get(draft.metadata.time, ())}


def period_status(period: Period, statuses: Mapping[str, str]) -> str:
    """Say how firm the figures of a period are: as stated, else as its label tells."""
    stated = statuses.get(period.code, "")
    if stated:
        return _FINAL.get(stated, CellStatus.PROVISIONAL).value
    if period.is_provisional:
        return CellStatus.PROVISIONAL.value
    return CellStatus.UNSTATED.value


def _with_value(cells: pl.LazyFrame, draft: Draft, has_attribute: bool) -> pl.LazyFrame:
    text = pl.col("text").fill_null("")
    missing = text.is_in(TEXT_MISSING)
    pattern = NUMBER_COMMA if draft.reading.decimal_comma else NUMBER
    plain = text.str.replace(",", ".", literal=True) if draft.reading.decimal_comma else text
    readable = text.str.contains(pattern)
    value = pl.when(readable).then(plain).cast(pl.Float64, strict=False)
    blank = (text == "") if draft.reading.blank_is_impossible else pl.lit(value=False)
    if has_attribute:
        blank = pl.col("attribute") == "Impossible"
    status = (
        pl.when(~missing)
        .then("period_status")
        .when(blank)
        .then(pl.lit(CellStatus.IMPOSSIBLE.value))
        .otherwise(pl.lit(CellStatus.MISSING.value))
    )
    unsure = text.str.contains(AMBIGUOUS) if draft.reading.decimal_comma else pl.lit(value=False)
    checks = [
        (_empty("region"), Reason.KEY_MISSING),
        *((_empty(name), Reason.KEY_MISSING) for name in draft.dimensions),
        (_empty("topic"), Reason.KEY_MISSING),
        (pl.col("code").is_null(), Reason.PERIOD_UNKNOWN),
        (unsure, Reason.NUMBER_AMBIGUOUS),
        (~missing & ~(readable & (value.abs() <= LARGEST)), Reason.NOT_A_NUMBER),
    ]
    fault: pl.Expr = pl.lit(None, dtype=pl.String)
    for wrong, reason in reversed(checks):
        fault = pl.when(wrong).then(pl.lit(reason.value)).otherwise(fault)
    return cells.with_columns(
        value=value,
        status=status,
        fault=fault,
    )


def _empty(name: str) -> pl.Expr:
    return pl.col(name).fill_null("") == ""
