"""Persons as rows of numbers, and the few different rows that many persons share."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from safetystats.hidden_population.results import Floats, NotEstimable


@dataclass(frozen=True, slots=True)
class Design:
    """The covariates as numbers: `matrix` [persons, columns] and what each column stands for."""

    matrix: Floats
    names: tuple[str, ...]


def design(columns: Mapping[str, ArrayLike]) -> Design:
    """Turn covariates into the columns of a regression, with a constant in front.

    Meaning: a numeric covariate is taken as it is; a covariate of words becomes a column of
    zeros and ones per word but the first in the alphabet, against which the others are set.
    Shapes: each covariate holds one value per person.
    Raises ValueError on no covariates, unequal lengths, a missing value, a number that is not
    finite, or a covariate with one value for everybody (it says nothing beside the constant).

    >>> made = design({"age": [31, 52, 44], "district": ["east", "west", "east"]})
    >>> made.names
    ('constant', 'age', 'district: west')
    >>> made.matrix[:, 2]
    array([0., 1., 0.])
    """
    if not columns:
        raise ValueError("columns must hold at least one covariate")
    names, parts = ["constant"], []
    for name, values in columns.items():
        made = _numeric(name, values) if _is_numeric(values) else _words(name, values)
        for label, part in made.items():
            names.append(label)
            parts.append(part)
    if len({len(part) for part in parts}) != 1:
        raise ValueError("columns must all have one value per person")
    return Design(np.column_stack([np.ones(len(parts[0])), *parts]), tuple(names))


def _is_numeric(values: ArrayLike) -> bool:
    return np.asarray(values).dtype.kind in "biuf"


def _numeric(name: str, values: ArrayLike) -> dict[str, Floats]:
    numbers = np.asarray(values, dtype=np.float64)
    if numbers.ndim != 1 or not np.isfinite(numbers).all():
        raise ValueError(f"{name} must be one finite number per person")
    if len(numbers) and (numbers == numbers[0]).all():
        raise ValueError(f"{name} is the same for everybody and cannot be a covariate")
    return {name: numbers}


def _words(name: str, values: ArrayLike) -> dict[str, Floats]:
    words: NDArray[Any] = np.asarray(values, dtype=object)
    if words.ndim != 1 or any(not isinstance(word, str) for word in words):
        raise ValueError(f"{name} must be one word per person, without missing values")
    levels = sorted(set(words))
    if len(levels) < 2:
        raise ValueError(f"{name} is the same for everybody and cannot be a covariate")
    return {f"{name}: {level}": (words == level).astype(np.float64) for level in levels[1:]}


@dataclass(frozen=True, slots=True)
class Cells:
    """Unique combinations of count and covariates.

    `counts` [cells], `matrix` [cells, columns], `persons` [cells] says how many share a cell,
    `cell_of` [persons] which cell each is in.
    """

    counts: Floats
    matrix: Floats
    persons: Floats
    cell_of: NDArray[np.int64]
    names: tuple[str, ...]

    @property
    def observed(self) -> int:
        """The number of persons seen."""
        return len(self.cell_of)


def person_counts(counts: ArrayLike) -> Floats:
    """Return registrations per person, or raise ValueError when one is no whole number from 1."""
    array = np.asarray(counts)
    if array.ndim != 1 or not len(array) or array.dtype.kind not in "iuf":
        raise ValueError("counts must be a list of numbers, one per person")
    numbers = array.astype(np.float64)
    if not np.isfinite(numbers).all() or (numbers != np.floor(numbers)).any():
        raise ValueError("counts must be whole numbers without missing values")
    if (numbers < 1).any():
        raise ValueError("counts must be at least 1: a person with none is not in the register")
    return numbers


def collapse(counts: ArrayLike, covariates: Design | ArrayLike | None) -> Cells:
    """Gather persons who have the same count and covariates."""
    numbers = person_counts(counts)
    matrix, names = _matrix(covariates, len(numbers))
    if np.linalg.matrix_rank(matrix) < matrix.shape[1]:
        raise ValueError("design must have columns of which none follows from the others")
    rows, first, cell_of = _unique_rows(np.column_stack([numbers, matrix]))
    if (numbers == 1).all():
        raise NotEstimable("nobody was registered twice: the counts do not bound the population")
    return Cells(
        counts=np.ascontiguousarray(rows[:, 0]),
        matrix=np.ascontiguousarray(rows[:, 1:]),
        persons=first,
        cell_of=cell_of,
        names=names,
    )


def _matrix(covariates: Design | ArrayLike | None, persons: int) -> tuple[Floats, tuple[str, ...]]:
    if covariates is None:
        return np.ones((persons, 1)), ("constant",)
    if isinstance(covariates, Design):
        matrix, names = covariates.matrix, covariates.names
    else:
        matrix = np.asarray(covariates, dtype=np.float64)
        names = tuple(f"column {place}" for place in range(1, matrix.shape[-1] + 1))
    if matrix.ndim != 2 or len(matrix) != persons or not matrix.shape[1]:
        raise ValueError(f"design must be [{persons} persons, columns], not {matrix.shape}")
    if not np.isfinite(matrix).all():
        raise ValueError("design must hold finite numbers only")
    return matrix, names


def _unique_rows(rows: Floats) -> tuple[Floats, Floats, NDArray[np.int64]]:
    unique, cell_of, persons = np.unique(rows, axis=0, return_inverse=True, return_counts=True)
    return unique, persons.astype(np.float64), cell_of.reshape(-1).astype(np.int64)
