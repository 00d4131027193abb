"""How respondents were drawn, and the variance that follows from it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from safetystats.checks import positives

Floats = NDArray[np.float64]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class SurveyDesign:
    """The weights, strata and clusters of the respondents, each [respondents].

    `stratum` and `cluster` are numbers from 0, a cluster lies in one stratum; `sampled` is the
    share of its stratum's clusters that was drawn (0 where the population is as good as
    endless). Raked weights keep `margins` [respondents, columns], what they were raked to, and
    `before` [respondents], the weights that they come from.
    """

    weights: Floats
    stratum: Places
    cluster: Places
    sampled: Floats
    margins: Floats | None = None
    before: Floats | None = None

    def __len__(self) -> int:
        return len(self.weights)

    def degrees_of_freedom(self, within: NDArray[np.bool_]) -> int:
        """Give the clusters less the strata in which the chosen respondents lie."""
        clusters = len(np.unique(self.cluster[within]))
        return clusters - len(np.unique(self.stratum[within]))

    def covariance(self, influence: Floats) -> Floats:
        """Give the covariance of totals of `influence` [respondents, columns], weights included.

        The spread between clusters within strata; a correction where much of a stratum was
        drawn; of raked weights only what the margins leave unexplained.
        """
        values = self._unexplained(influence)
        clusters = self.cluster.max() + 1
        totals = np.zeros((clusters, values.shape[1]))
        np.add.at(totals, self.cluster, values)
        stratum, sampled = np.empty(clusters, dtype=np.int64), np.empty(clusters)
        stratum[self.cluster], sampled[self.cluster] = self.stratum, self.sampled
        held = np.bincount(stratum).astype(np.float64)
        centre = np.zeros((len(held), values.shape[1]))
        np.add.at(centre, stratum, totals)
        spread = totals - (centre / held[:, None])[stratum]
        factor = (1 - sampled) * (held / np.maximum(held - 1, 1))[stratum]
        return np.asarray((spread.T * factor) @ spread)

    def _unexplained(self, influence: Floats) -> Floats:
        """Take from each respondent's part what the margins predict (weighted regression)."""
        if self.margins is None or self.before is None:
            return influence
        root = np.sqrt(self.before)[:, None]
        apiece = influence / self.weights[:, None]
        fitted = np.linalg.lstsq(self.margins * root, apiece * root, rcond=None)[0]
        return np.asarray((apiece - self.margins @ fitted) * self.weights[:, None])


def survey_design(
    weights: ArrayLike,
    *,
    strata: Sequence[object] | ArrayLike | None = None,
    clusters: Sequence[object] | ArrayLike | None = None,
    population: ArrayLike | None = None,
) -> SurveyDesign:
    """Say how the respondents were drawn.

    Meaning: `weights` [respondents] say how many residents one stands for (any scale); `strata`
    the parts that were sampled apart (wijken, say); `clusters` who were drawn together
    (households, streets); `population` [respondents] how many clusters the respondent's stratum
    holds in all (residents when nobody was clustered), for the correction when a large part was
    drawn. Cluster names need to be unique within their stratum only.
    Assumptions: clusters drawn at random within strata and, beyond the first stage, with
    replacement; non-response mended by the weights.
    Raises ValueError on weights not above zero, lengths that differ, a stratum with a single
    cluster (its variance is unknown), or a population below the number drawn.
    Source: W. Cochran (1977), Sampling Techniques; T. Lumley (2010), Complex Surveys.

    >>> drawn = survey_design([10, 10, 20, 20], strata=["north", "north", "south", "south"])
    >>> len(drawn), drawn.degrees_of_freedom(np.ones(4, dtype=bool))
    (4, 2)
    """
    weight = positives("weights", weights)
    if weight.ndim != 1 or not len(weight):
        raise ValueError("weights must be one number per respondent")
    stratum = _numbered("strata", strata, len(weight))
    within = _numbered("clusters", clusters, len(weight), alone=True)
    cluster = np.unique(np.column_stack([stratum, within]), axis=0, return_inverse=True)[1]
    cluster = cluster.reshape(-1).astype(np.int64)
    of_cluster = np.empty(cluster.max() + 1, dtype=np.int64)
    of_cluster[cluster] = stratum
    held = np.bincount(of_cluster)
    if (held < 2).any():
        lonely = stratum == int(np.flatnonzero(held < 2)[0])
        name = "the sample" if strata is None else f"stratum {np.asarray(strata)[lonely][0]!s}"
        raise ValueError(f"{name} holds a single cluster: join its stratum with another")
    sampled = _sampled(population, held[stratum].astype(np.float64), stratum)
    return SurveyDesign(weight, stratum, cluster, sampled)


def _numbered(
    name: str, labels: Sequence[object] | ArrayLike | None, length: int, *, alone: bool = False
) -> Places:
    if labels is None:
        return np.arange(length) if alone else np.zeros(length, dtype=np.int64)
    array = np.asarray(labels)
    if array.ndim != 1 or len(array) != length:
        raise ValueError(f"{name} must be one label per respondent ({length})")
    if array.dtype.kind == "O" and any(label is None for label in array):
        raise ValueError(f"{name} must not miss a label")
    if array.dtype.kind == "f" and not np.isfinite(array).all():
        raise ValueError(f"{name} must not miss a label")
    return np.unique(array, return_inverse=True)[1].reshape(-1).astype(np.int64)


def _sampled(population: ArrayLike | None, held: Floats, stratum: Places) -> Floats:
    if population is None:
        return np.zeros(len(held))
    sizes = positives("population", population)
    if sizes.shape != held.shape:
        raise ValueError(f"population must be one number per respondent ({len(held)})")
    if (sizes < held).any():
        raise ValueError("population must not be below the number of clusters drawn")
    order = np.argsort(stratum, kind="stable")
    same = stratum[order][1:] == stratum[order][:-1]
    if (np.diff(sizes[order])[same] != 0).any():
        raise ValueError("population must be the same for everybody in a stratum")
    return held / sizes
