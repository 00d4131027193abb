"""Reads the next part of a source while the last one is worked on."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar, cast

Part = TypeVar("Part")


def ahead(parts: Iterable[Part]) -> Iterator[Part]:
    """Give the parts in order, one of them already under way in a thread of its own."""
    source = iter(parts)
    nothing = object()
    with ThreadPoolExecutor(max_workers=1) as reader:
        coming = reader.submit(next, source, nothing)
        while (part := coming.result()) is not nothing:
            coming = reader.submit(next, source, nothing)
            yield cast("Part", part)
