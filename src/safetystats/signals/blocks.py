"""Cuts many series into blocks that fit a processor's cache, and works on several at once."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import ArrayLike, NDArray

from safetystats.checks import whole

_CELLS = 1 << 17


def series_of(counts: ArrayLike) -> NDArray[np.generic]:
    """Return counts as they are, or raise ValueError when they are not [series, time] numbers."""
    series = np.asarray(counts)
    if series.ndim != 2 or series.dtype.kind not in "iuf":
        raise ValueError("counts must be numbers in the shape [series, time]")
    return series


def places_of(at: int | Sequence[int], length: int) -> list[int]:
    """Return the time points to judge, or raise ValueError when one lies outside the series."""
    places = [whole("at", place) for place in np.atleast_1d(np.asarray(at, dtype=object))]
    if not places:
        raise ValueError("at must hold at least one time point")
    if max(places) >= length:
        raise ValueError(f"at {max(places)} lies outside the {length} time points of counts")
    return places


def by_time(block: NDArray[np.generic]) -> NDArray[np.float64]:
    """Return the block as floats [time, series]: a copy, of this block only."""
    return np.ascontiguousarray(block.T, dtype=np.float64)


def counts_by_time(block: NDArray[np.generic]) -> NDArray[np.float64]:
    """Return the block as floats [time, series], or raise ValueError when a count is broken."""
    from safetystats.signals.judging import broken

    counts = by_time(block)
    if broken(counts):
        raise ValueError("counts must be whole numbers from 0, or NaN where one is missing")
    return counts


def in_blocks(work: Callable[[slice], None], shape: tuple[int, ...]) -> None:
    """Work on all series, block by block, on each processor at once."""
    size = max(_CELLS // max(shape[1], 1) // 64 * 64, 64)
    blocks = [slice(start, start + size) for start in range(0, shape[0], size)]
    if len(blocks) < 2:
        for block in blocks:
            work(block)
        return
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        list(threads.map(work, blocks))
