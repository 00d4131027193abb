"""Persons out of pairs: a forest of registrations, cut once or drawn many times."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.cluster.hierarchy import linkage as agglomerate
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial.distance import squareform

Places = NDArray[np.int64]
Floats = NDArray[np.float64]
Method = Literal["average", "single"]

# A group this large hangs together by weak pairs only; its tree would take a fifth of a gigabyte.
_LARGEST_GROUP = 5_000


@dataclass(frozen=True, slots=True)
class Forest:
    """How registrations join into persons, the surest first.

    Nodes are the registrations and, numbered on from there, the joins of two nodes. `parent`
    [nodes] is the join that a node goes into, -1 at the top; `chance` [joins] that all below it
    are one person, never higher than below it; `levels` holds the nodes by their distance to
    the top.
    """

    parent: Places
    chance: Floats
    levels: tuple[Places, ...]

    @property
    def registrations(self) -> int:
        """The number of leaves."""
        return len(self.parent) - len(self.chance)

    def cut(self, threshold: float) -> Places:
        """Number the persons when every join from the threshold up holds."""
        return self._persons(self.chance >= threshold)

    def drawn(self, rng: np.random.Generator) -> Places:
        """Number the persons when each join holds with its own chance.

        What is one person as a whole stays so; what is not is judged by half, given that.
        """
        luck, kept = rng.random(len(self.chance)), np.zeros(len(self.chance), dtype=bool)
        for level in self.levels:
            joins = level[level >= self.registrations] - self.registrations
            above = self.parent[joins + self.registrations] - self.registrations
            inside, above = above >= 0, np.maximum(above, 0)
            whole = inside & kept[above]
            ruled_out = np.where(inside, self.chance[above], 0.0)
            given = (self.chance[joins] - ruled_out) / np.maximum(1 - ruled_out, 1e-12)
            kept[joins] = whole | (luck[joins] < given)
        return self._persons(kept)

    def _persons(self, kept: NDArray[np.bool_]) -> Places:
        label = np.arange(len(self.parent))
        for level in self.levels[1:]:
            above = self.parent[level]
            joined = kept[above - self.registrations]
            label[level] = np.where(joined, label[above], level)
        found = label[: self.registrations]
        _, first, person = np.unique(found, return_index=True, return_inverse=True)
        order = np.empty(len(first), dtype=np.int64)
        order[np.argsort(first)] = np.arange(len(first))
        return order[person.reshape(-1)]


@dataclass(frozen=True, slots=True)
class Linkage:
    """Which registrations are of one person.

    `person` [registrations] numbers the persons from 0, in the order of the registrations given;
    `pairs` holds left, right (row numbers) and probability of what was compared and not ruled
    out; `threshold` is the probability from which two groups are taken for one person;
    `blocking` names the columns of which a pair must share one set to be compared at all;
    `forests` say how the groups grow: by the mean probability of the pairs between two groups,
    and by the best pair.
    """

    person: Places
    pairs: pl.DataFrame
    threshold: float
    blocking: tuple[tuple[str, ...], ...]
    forests: tuple[Forest, Forest]

    @property
    def registrations(self) -> int:
        """The number of registrations."""
        return len(self.person)

    @property
    def persons(self) -> int:
        """The number of different persons, at the threshold."""
        return len(self.counts())

    def counts(self) -> Places:
        """Give the registrations per person, at the threshold."""
        return np.bincount(self.person)

    def drawn_counts(self, rng: np.random.Generator, samples: int) -> Iterator[Places]:
        """Give the registrations per person in linkages drawn from the probabilities.

        The mean of the pairs splits too much and the best pair joins too much; nobody knows
        where between them the truth lies, so that the draws take turns.
        """
        return (np.bincount(self.forests[turn % 2].drawn(rng)) for turn in range(samples))


def gathered(
    registrations: int,
    pairs: pl.DataFrame,
    *,
    threshold: float,
    blocking: tuple[tuple[str, ...], ...],
) -> Linkage:
    """Make persons of pairs by average linkage: a pair that was never compared counts as no.

    Source: R. Sokal, C. Michener (1958), A statistical method for evaluating systematic
    relationships, University of Kansas Science Bulletin 38 (average linkage); P. Sneath (1957),
    Journal of General Microbiology 17 (single linkage).
    """
    mean = _grown(registrations, pairs, "average")
    best = _grown(registrations, pairs, "single")
    return Linkage(mean.cut(threshold), pairs, threshold, blocking, (mean, best))


def _grown(registrations: int, pairs: pl.DataFrame, method: Method) -> Forest:
    """Join registrations, group by group, the surest first."""
    columns = [pairs[name].to_numpy() for name in ("left", "right", "probability")]
    parent = np.full(registrations, -1, dtype=np.int64)
    parents, chances, made = [parent], [], registrations
    for members, edges in _groups(registrations, columns[0], columns[1]):
        joins, chance = _tree(members, [column[edges] for column in columns], method)
        own = np.full(len(chance), -1, dtype=np.int64)
        number = made + np.arange(len(chance))
        for side in joins.T:
            leaf = side < len(members)
            parent[members[side[leaf]]] = number[leaf]
            own[side[~leaf] - len(members)] = number[~leaf]
        parents.append(own)
        chances.append(chance)
        made += len(chance)
    every = np.concatenate(parents)
    return Forest(every, np.concatenate([np.empty(0), *chances]), _levels(every))


def _groups(registrations: int, left: Places, right: Places) -> Iterator[tuple[Places, Places]]:
    """Give the members and the pairs of each group that hangs together."""
    graph = coo_array((np.ones(len(left)), (left, right)), shape=(registrations, registrations))
    count, group = connected_components(graph, directed=False)
    members, edges = np.argsort(group, kind="stable"), np.argsort(group[left], kind="stable")
    member_end = np.cumsum(np.bincount(group, minlength=count))
    edge_end = np.cumsum(np.bincount(group[left], minlength=count))
    for one in np.flatnonzero(np.diff(edge_end, prepend=0)):
        start = (member_end[one - 1], edge_end[one - 1]) if one else (0, 0)
        yield members[start[0] : member_end[one]], edges[start[1] : edge_end[one]]


def _tree(
    members: Places, pairs: list[NDArray[np.float64]], method: Method
) -> tuple[Places, Floats]:
    """Give the joins [members - 1, 2], numbered on from the members, and their chance."""
    left, right, chance = pairs
    if len(members) == 2:
        return np.array([[0, 1]]), chance[:1]
    if len(members) > _LARGEST_GROUP:
        raise ValueError(
            f"{len(members)} registrations hang together: the keys tell too few persons apart"
        )
    away = np.ones((len(members), len(members)))
    np.fill_diagonal(away, 0)
    rows, columns = np.searchsorted(members, left), np.searchsorted(members, right)
    away[rows, columns] = away[columns, rows] = 1 - chance
    joined = agglomerate(squareform(away, checks=False), method=method)
    return joined[:, :2].astype(np.int64), np.clip(1 - joined[:, 2], 0, 1)


def _levels(parent: Places) -> tuple[Places, ...]:
    """Sort the nodes by their distance to the top; a parent has a higher number than its own."""
    depth = np.zeros(len(parent), dtype=np.int64)
    above = parent
    while (above >= 0).any():
        inside = above >= 0
        depth[inside] += 1
        above = np.where(inside, parent[above], -1)
    return tuple(np.flatnonzero(depth == level) for level in range(int(depth.max(initial=0)) + 1))
