"""Random, invented table sets with everything that makes them hard to protect, and their judge."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, product

import numpy as np

from safetystats import Suppressed
from safetystats.disclosure import (
    Cell,
    Dimension,
    Dominance,
    PriorPosterior,
    Publication,
    Rounding,
    Rule,
    Table,
    TableSet,
    protect,
)
from tests.safetystats.attacker import Attacker, Pieces, subtractions


@dataclass(frozen=True)
class Story:
    """A table set and the tables of each edition; only the last knows all earlier ones."""

    tables: TableSet
    editions: tuple[tuple[Table, ...], ...]
    rule: Rule

    def publish(self, seed: int) -> list[Publication]:
        """Publish edition after edition, each protected given those before."""
        published: list[Publication] = []
        for tables in self.editions:
            edition = replace(self.tables, tables=tables, earlier=tuple(published))
            published.append(protect(edition, self.rule, seed=seed))
        return published


def invent(random: np.random.Generator) -> Story:
    """Invent areas, months or types, counts, tables, outside knowledge and editions."""
    sizes = [(3, 6), (2, 4), (2, 2)][: random.choice([1, 2, 3], p=[0.4, 0.45, 0.15])]
    dimensions = [
        _dimension(f"d{place}", int(random.integers(low, high + 1)), random)
        for place, (low, high) in enumerate(sizes)
    ]
    if random.random() < 0.15:
        dimensions.append(
            Dimension("standing", {"before": ["kept", "gone"], "now": ["kept", "new"]})
        )
    counts, possible = _counts(dimensions, random)
    story = TableSet(dimensions, counts, [], possible=possible)
    story = replace(story, known=_known(story, random), contributors=_contributors(story, random))
    editions = tuple(
        tuple(_table(dimensions, random, late) for _ in range(random.integers(1, 4)))
        for late in range(int(random.choice([1, 2, 3], p=[0.4, 0.4, 0.2])))
    )
    return Story(story, editions, _rule(random))


def _rule(random: np.random.Generator) -> Rule:
    rules = (Dominance(n=1, k=0.7), PriorPosterior(p=0.2))
    return Rule(
        rounding=Rounding(random.choice(list(Rounding), p=[0.6, 0.2, 0.2])),
        base=int(random.choice([5, 5, 5, 1])),
        concentration=rules if random.random() < 0.3 else (),
        zeros_are_secret=bool(random.random() < 0.5),
    )


def _dimension(name: str, leaves: int, random: np.random.Generator) -> Dimension:
    """Give leaves under groups under a whole, and sometimes groups along other borders."""
    codes = [f"{name}.{number}" for number in range(leaves)]
    parts: dict[str, Sequence[str]] = {}
    cuts = sorted({0, leaves, *random.integers(1, leaves + 1, size=leaves // 3).tolist()})
    groups = [codes[start:end] for start, end in pairwise(cuts)]
    parts |= {f"{name}.g{number}": group for number, group in enumerate(groups) if len(group) > 1}
    parts[f"{name}.all"] = codes
    if random.random() < 0.4 and leaves > 2:
        start = int(random.integers(0, leaves - 1))
        parts[f"{name}.other"] = codes[start : start + int(random.integers(2, leaves))]
    return Dimension(name, parts)


def _counts(
    dimensions: Sequence[Dimension], random: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    shape = tuple(len(dimension.leaves) for dimension in dimensions)
    mean = random.choice([0.7, 2.0, 5.0, 12.0, 30.0])
    counts = random.poisson(mean * random.gamma(random.choice([0.5, 2.0]), 1.0, size=shape))
    possible = random.random(shape) > random.choice([0.0, 0.1])
    if dimensions[-1].name == "standing":
        counts[..., 1:] = random.poisson(0.3, size=counts[..., 1:].shape)
    return np.where(possible, counts, 0), possible


def _table(dimensions: Sequence[Dimension], random: np.random.Generator, late: int) -> Table:
    shown: dict[str, list[str]] = {}
    for dimension in dimensions:
        if dimension.name == "standing":
            shown[dimension.name] = ["now" if late else "before"]
        elif random.random() < 0.75:
            codes = [code for code in dimension.codes if random.random() < 0.85]
            shown[dimension.name] = codes or list(dimension.codes)
    return shown


def _known(story: TableSet, random: np.random.Generator) -> dict[Cell, int | tuple[int, int]]:
    """Let the outside world know a large total exactly, or a cell more or less."""
    known: dict[Cell, int | tuple[int, int]] = {}
    if random.random() < 0.3:
        for _ in range(random.integers(1, 3)):
            cell = tuple(str(random.choice(each.codes)) for each in story.dimensions)
            count = true_count(story, cell)
            slack = random.integers(0, 4, size=2)
            known[cell] = (
                count
                if count >= 10 and random.random() < 0.7
                else (max(0, count - int(slack[0])), count + int(slack[1]))
            )
    return known


def _contributors(story: TableSet, random: np.random.Generator) -> dict[Cell, dict[str, int]]:
    found: dict[Cell, dict[str, int]] = {}
    for at in np.argwhere(np.asarray(story.counts) > 3):
        if random.random() < 0.15:
            cell = tuple(
                each.leaves[place] for each, place in zip(story.dimensions, at, strict=True)
            )
            count = int(story.counts[tuple(at)])
            found[cell] = {f"c{random.integers(3)}": int(random.integers(2, count + 1))}
    return found


def true_count(story: TableSet, cell: Cell) -> int:
    """Count the pieces under a cell."""
    chosen = [
        [place for place, leaf in enumerate(each.leaves) if leaf in _under(each, code)]
        for each, code in zip(story.dimensions, cell, strict=True)
    ]
    return int(np.asarray(story.counts)[np.ix_(*chosen)].sum())


def _under(dimension: Dimension, code: str) -> set[str]:
    if code not in dimension.parts:
        return {code}
    return {leaf for part in dimension.parts[code] for leaf in _under(dimension, part)}


def truth(story: TableSet) -> dict[Cell, int]:
    """Give the count of each piece."""
    pieces = product(*(dimension.leaves for dimension in story.dimensions))
    return dict(zip(pieces, np.asarray(story.counts).ravel().tolist(), strict=True))


def attacker_of(story: TableSet, published: Sequence[Publication], smallest: int) -> Attacker:
    """Let the attacker read all editions, and know what everybody knows."""
    counts = truth(story)
    possible = np.ones(story.counts.shape, bool) if story.possible is None else story.possible
    never = frozenset(piece for piece, can in zip(counts, possible.ravel(), strict=True) if not can)
    attacker = Attacker([dimension.parts for dimension in story.dimensions], never)
    for cell, told in story.known.items():
        attacker.learns(attacker.cell(cell), *(told if isinstance(told, tuple) else (told, told)))
    for edition in published:
        rule = edition.rule
        for cell, value in edition.values.items():
            if not isinstance(value, Suppressed):
                attacker.reads(cell, value, rule.rounding.value, rule.smallest, rule.base)
    for cell in product(*(each.codes for each in story.dimensions)):
        if true_count(story, cell) < smallest:
            attacker.learns(attacker.cell(cell), 0, smallest - 1)
    return attacker


def unsafe_sets(
    story: TableSet, published: Sequence[Publication], attacker: Attacker
) -> Iterator[tuple[Pieces, int]]:
    """Give the sets of pieces that hold 1 to 9 cases and that somebody could ask after."""
    counts = truth(story)
    every = {attacker.cell(cell) for cell in product(*(each.codes for each in story.dimensions))}
    shown = {
        attacker.cell(cell)
        for edition in published
        for cell, value in edition.values.items()
        if not isinstance(value, Suppressed)
    }
    for pieces in sorted(every | subtractions(shown), key=sorted):
        if 0 < (count := sum(counts[piece] for piece in pieces)) < published[-1].rule.smallest:
            yield pieces, count


@dataclass(frozen=True)
class Verdict:
    """What an attack on one table set found."""

    cells: int
    large: int
    shown: int
    unsafe: int
    known_outside: int
    narrowest: int
    broken: tuple[str, ...]


def attack(story: Story, published: Sequence[Publication], *, exact: bool = False) -> Verdict:
    """Attack all unsafe sets; `exact` solves also those already seen wide enough.

    A set that outside knowledge alone gives away is not held against the publications.
    """
    tables, width, smallest = story.tables, story.rule.width, story.rule.smallest
    attacker, stranger = attacker_of(tables, published, smallest), attacker_of(tables, [], smallest)
    targets = list(unsafe_sets(tables, published, attacker))
    seen = {pieces: [count, count] for pieces, count in targets}
    narrowest, broken, outside = 99, [], 0
    for pieces, count in targets:
        low, high = seen[pieces]
        if exact or high - max(low, 1) < width:
            low, high = _corner(attacker, pieces, seen)
        if high - max(low, 1) < width:
            below, above = stranger.interval(pieces)
            if above - max(below, 1) < width:
                outside += 1
                continue
            broken.append(f"{count} in {sorted(pieces)} is {low} to {high}")
        narrowest = min(narrowest, high - max(low, 1))
    large = [
        c for c in published[-1].values if true_count(tables, c) >= published[-1].rule.smallest
    ]
    shown = [c for c in large if not isinstance(published[-1].values[c], Suppressed)]
    cells = sum(len(edition.values) for edition in published)
    return Verdict(cells, len(large), len(shown), len(targets), outside, narrowest, tuple(broken))


def _corner(attacker: Attacker, pieces: Pieces, seen: dict[Pieces, list[int]]) -> tuple[int, int]:
    """Solve for the lowest and highest count, and note what else those answers allow."""
    for sign in (1, -1):
        data = attacker.solve(dict.fromkeys(pieces, sign))
        for other, ends in seen.items():
            count = sum(data[piece] for piece in other)
            ends[:] = min(ends[0], count), max(ends[1], count)
    return seen[pieces][0], seen[pieces][1]


def campaign(numbers: range) -> list[Verdict]:
    """Invent, publish and attack one table set per number."""
    verdicts = []
    for number in numbers:
        story = invent(np.random.default_rng([number, 7]))
        verdicts.append(attack(story, story.publish(number)))
    return verdicts


def summary(verdicts: Sequence[Verdict]) -> dict[str, float]:
    """Give the figures of a campaign."""
    large = sum(verdict.large for verdict in verdicts)
    return {
        "sets": len(verdicts),
        "cells": sum(verdict.cells for verdict in verdicts),
        "unsafe": sum(verdict.unsafe for verdict in verdicts),
        "known outside": sum(verdict.known_outside for verdict in verdicts),
        "broken": sum(len(verdict.broken) for verdict in verdicts),
        "narrowest": min(verdict.narrowest for verdict in verdicts),
        "share of large cells shown": round(sum(v.shown for v in verdicts) / large, 3),
    }
