"""Refuses input on which no statistic can be based, in the words of the argument's name.

One kind of error for all of it: whoever passes a wrong figure need not tell a type from a value.
"""

# ruff: noqa: TRY004

import math
import operator
from typing import SupportsFloat, SupportsIndex

import numpy as np
from numpy.typing import ArrayLike, NDArray


def whole(name: str, value: object, *, least: int = 0) -> int:
    """Return the value as an int, or raise ValueError when it is no whole number from `least`."""
    if isinstance(value, bool) or not isinstance(value, SupportsIndex):
        raise ValueError(f"{name} must be a whole number, not {value!r}")
    number = operator.index(value)
    if number < least:
        raise ValueError(f"{name} must be at least {least}, not {number}")
    return number


def positive(name: str, value: object) -> float:
    """Return the value as a float, or raise ValueError when it is not finite and above zero."""
    if isinstance(value, bool) or not isinstance(value, SupportsFloat):
        raise ValueError(f"{name} must be a number, not {value!r}")
    number = float(value)
    if not math.isfinite(number) or number <= 0:
        raise ValueError(f"{name} must be finite and above zero, not {number}")
    return number


def confidence(level: object, *, name: str = "level") -> float:
    """Return the level or share, or raise ValueError when it is not strictly from 0 to 1."""
    number = positive(name, level)
    if number >= 1:
        raise ValueError(f"{name} must lie between 0 and 1, not {number}")
    return number


def whole_numbers(name: str, values: ArrayLike, *, missing: bool = False) -> NDArray[np.float64]:
    """Return counts as floats, or raise ValueError when one is negative, broken or not known.

    With `missing`, NaN stands for an unknown count and passes.
    """
    numbers = _numbers(name, values)
    known = numbers[~np.isnan(numbers)] if missing else numbers
    if not np.all(np.isfinite(known) & (known >= 0) & (known == np.floor(known))):
        raise ValueError(f"{name} must hold whole numbers from 0")
    return numbers


def positives(name: str, values: ArrayLike) -> NDArray[np.float64]:
    """Return the values as floats, or raise ValueError when one is not finite and above zero."""
    numbers = _numbers(name, values)
    if not np.all(np.isfinite(numbers) & (numbers > 0)):
        raise ValueError(f"{name} must hold finite numbers above zero")
    return numbers


def _numbers(name: str, values: ArrayLike) -> NDArray[np.float64]:
    array = np.asarray(values)
    if array.dtype.kind not in "iuf":
        raise ValueError(f"{name} must hold numbers")
    return array.astype(np.float64, copy=False)
