"""How likely two registrations are of one person (Fellegi and Sunter, by Splink)."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import combinations
from typing import Any

import numpy as np
import polars as pl

from safetydata.linkage.keys import Key
from safetydata.linkage.persons import Linkage, gathered

# Pairs to compare, in all and per registration: beyond these a rule finds little but chance.
_MOST_PAIRS, _MOST_PER_REGISTRATION = 5_000_000, 100
_RANDOM_PAIRS = 2e6
_ROUNDS = 200
# Pairs below this are left out: together they add next to nothing to the number of persons.
_LEAST_PROBABILITY, _LEAST_ASKED = 0.01, 1e-6
_SEED = 1


def link(
    registrations: pl.DataFrame,
    keys: Sequence[Key],
    *,
    blocking: Sequence[tuple[str, ...]] | None = None,
    threshold: float = 0.5,
    backend: Any = None,
) -> Linkage:
    """Say which registrations are of one person.

    Meaning: pairs that share a set of columns are compared key by key; what an agreement is
    worth is learned from the registrations themselves (u from random pairs, m and the share of
    true pairs by expectation maximisation), rare values counting for more. Shapes: a row per
    registration; `keys` from `pseudonymise`, or of plain columns where names may be used.
    `blocking`: sets of columns; by default all pairs of keys on their middle column that give at
    most a hundred pairs per registration and five million in all. `backend`: a Splink database,
    by default DuckDB in memory; Spark's for more registrations than fit.
    Assumptions: agreements are independent given whether two are one person (twins and families
    break this); true pairs share one blocking set.
    Raises ValueError on fewer than two keys, columns that are not there or empty, a threshold
    outside 0 to 1, or keys with which too many pairs would have to be compared.
    Source: I. Fellegi, A. Sunter (1969), A theory for record linkage, JASA 64; R. Linacre et al.
    (2022), Splink, International Journal of Population Data Science 7.
    """
    table = _checked(registrations, keys)
    if not 0 < threshold < 1:
        raise ValueError(f"threshold must lie between 0 and 1, not {threshold}")
    rules = tuple(blocking) if blocking else _rules(table, keys)
    if unknown := {name for rule in rules for name in rule} - set(table.columns):
        raise ValueError(f"registrations have no column {min(unknown)} to block on")
    with _quiet(), _database(backend) as database:
        pairs = _scored(table, keys, rules, database)
    return gathered(len(table), pairs, threshold=threshold, blocking=rules)


def _checked(registrations: pl.DataFrame, keys: Sequence[Key]) -> pl.DataFrame:
    if len(keys) < 2:
        raise ValueError("keys must hold at least two: one cannot tell how much it is worth")
    names = [name for key in keys for name in key.columns]
    for name in names:
        if name not in registrations.columns:
            raise ValueError(f"registrations have no column {name}")
        if registrations[name].null_count() == len(registrations):
            raise ValueError(f"registrations have nothing in column {name}")
    if len(registrations) < 2:
        raise ValueError("registrations must be at least two")
    return registrations.select(pl.int_range(pl.len()).alias("row"), *names)


def _rules(table: pl.DataFrame, keys: Sequence[Key]) -> tuple[tuple[str, ...], ...]:
    """Give the pairs of keys on which few enough registrations agree, on their middle column."""
    middle = [key.columns[len(key.columns) // 2] for key in keys]
    affordable, total = [], 0
    most = min(_MOST_PAIRS, _MOST_PER_REGISTRATION * len(table))
    for pairs, rule in sorted((_pairs(table, pair), pair) for pair in combinations(middle, 2)):
        if total + pairs <= most:
            affordable.append(rule)
            total += pairs
    if not affordable:
        raise ValueError("any two keys leave too many pairs to compare: give `blocking`")
    return tuple(affordable)


def _pairs(table: pl.DataFrame, columns: tuple[str, ...]) -> int:
    sizes = table.drop_nulls(columns).group_by(columns).len()["len"]
    return int((sizes.cast(pl.Int64) * (sizes.cast(pl.Int64) - 1) // 2).sum())


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep Splink's remarks on small data from the log and the screen."""
    log = logging.getLogger("splink")
    level = log.level
    log.setLevel(logging.ERROR)
    try:
        yield
    finally:
        log.setLevel(level)


@contextmanager
def _database(backend: Any) -> Iterator[Any]:
    """Give the backend, or DuckDB in memory that writes no file and fetches nothing."""
    if backend is not None:
        yield backend
        return
    import duckdb
    from splink.backends.duckdb import DuckDBAPI

    connection = duckdb.connect(
        ":memory:",
        config={
            "temp_directory": "",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        },
    )
    try:
        yield DuckDBAPI(connection)
    finally:
        connection.close()


def _scored(
    table: pl.DataFrame, keys: Sequence[Key], rules: Sequence[tuple[str, ...]], database: Any
) -> pl.DataFrame:
    """Give the pairs with their probability."""
    from splink import Linker, SettingsCreator, block_on

    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="row",
        comparisons=[_comparison(key) for key in keys],
        blocking_rules_to_generate_predictions=[block_on(*rule) for rule in rules],
        probability_two_random_records_match=1 / len(table),
        retain_matching_columns=False,
    )
    linker = Linker(database.register(table.to_arrow()), settings, log_level=None)
    linker.training.estimate_u_using_random_sampling(max_pairs=_RANDOM_PAIRS, seed=_SEED)
    for rule in _lessons(keys, rules):
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(*rule))
    found = linker.inference.predict(threshold_match_probability=_LEAST_ASKED)
    table_of: Any = found.as_pyarrow_table()  # type: ignore[no-untyped-call]
    pairs = pl.DataFrame(pl.from_arrow(table_of))
    return (
        _at_true_prior(pairs, len(table))
        .select(
            pl.min_horizontal("row_l", "row_r").cast(pl.Int64).alias("left"),
            pl.max_horizontal("row_l", "row_r").cast(pl.Int64).alias("right"),
            "probability",
        )
        .sort("left", "right")
    )


def _at_true_prior(pairs: pl.DataFrame, registrations: int) -> pl.DataFrame:
    """Set the share of true pairs to what the probabilities themselves add up to.

    Splink learns it within a block only; over all pairs it is the fixed point of expectation
    maximisation, in which a pair never compared counts as no.
    """
    every = registrations * (registrations - 1) / 2
    first = prior = 1 / registrations
    chance = pairs["match_probability"].to_numpy().clip(1e-12, 1 - 1e-12)
    weight = np.log(chance / (1 - chance)) - np.log(first / (1 - first))
    for _ in range(_ROUNDS):
        chance = 1 / (1 + np.exp(-weight - np.log(prior / (1 - prior))))
        before, prior = prior, min(max(chance.sum() / every, 1e-12), 0.5)
        if abs(prior / before - 1) < 1e-9:
            break
    scored = pairs.with_columns(pl.Series("probability", chance))
    return scored.filter(pl.col("probability") >= _LEAST_PROBABILITY)


def _lessons(keys: Sequence[Key], rules: Sequence[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """Give the rules to learn from: no key can be learned among pairs that share it."""
    to_learn = {key.name: 2 for key in keys}
    for rule in rules:
        taught = [key.name for key in keys if not set(key.columns) & set(rule)]
        if any(to_learn[name] > 0 for name in taught):
            yield rule
            for name in taught:
                to_learn[name] -= 1


def _comparison(key: Key) -> Any:
    """Compare by the first column on which two agree, from strict to lenient."""
    from splink import comparison_level_library as levels
    from splink import comparison_library as comparisons

    strict, *lenient = key.columns
    return comparisons.CustomComparison(
        output_column_name=key.name,
        comparison_levels=[
            levels.NullLevel(strict),
            levels.ExactMatchLevel(strict, term_frequency_adjustments=True),
            *(levels.ExactMatchLevel(column) for column in lenient),
            levels.ElseLevel(),
        ],
    )
