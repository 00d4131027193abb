"""Tables of a handful of cells, for tests that say in numbers what is hidden."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from safetystats import Suppressed
from safetystats.disclosure import Dimension, Publication, Rule, TableSet
from tests.safetystats.puzzles import Story, attack

EXACT = Rule(base=1)


def row_of(counts: Sequence[int], **extra: object) -> TableSet:
    """Give one row of areas A, B, C... with their town."""
    codes = [chr(ord("A") + place) for place in range(len(counts))]
    area = Dimension("area", {"town": codes})
    wanted = TableSet([area], np.array(counts), [{"area": [*codes, "town"]}])
    return replace(wanted, **extra)  # type: ignore[arg-type]


def values(edition: Publication) -> list[int | None]:
    return [None if isinstance(v, Suppressed) else v for v in edition.values.values()]


def survives(tables: TableSet, rule: Rule, *editions: Publication) -> bool:
    """Say whether an attack on these editions gives away nothing."""
    return not attack(Story(tables, (), rule), list(editions), exact=True).broken
