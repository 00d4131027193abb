"""How the inner loops become machine code: one place for the options of the compiler."""

from collections.abc import Callable
from hashlib import blake2b
from importlib.resources import files
from typing import Any, TypeVar, cast

from numba import njit
from numba.core.caching import IndexDataCacheFile

Function = TypeVar("Function", bound=Callable[..., Any])

_SOURCES = sorted(
    source.read_bytes()
    for source in files("safetystats.signals").iterdir()
    if source.name.endswith(".py")
)
_STAMP = blake2b(b"".join(_SOURCES), digest_size=8).hexdigest()


def compiled(function: Function) -> Function:
    """Compile at the first call and keep the machine code for the next process.

    Division by zero gives inf or NaN as in NumPy, products and sums may be fused, other threads
    run meanwhile. Nothing is reordered: the same numbers come out whatever the neighbours are.
    Numba keeps machine code as long as the function's own file is unchanged, although it holds
    that of the functions called as well; here each state of the folder has machine code of its own.
    """
    options: dict[str, Any] = {"nogil": True, "error_model": "numpy", "fastmath": {"contract"}}
    try:
        machine_code = njit(cast(Any, function), cache=True, **options)
    except RuntimeError:  # nowhere to write: each process compiles for itself
        return cast(Function, njit(cast(Any, function), **options))
    cache = machine_code._cache
    cache._cache_file = cast(Any, IndexDataCacheFile)(
        cache_path=cache._cache_path,
        filename_base=f"{cache._impl.filename_base}-{_STAMP}",
        source_stamp=_STAMP,
    )
    return cast(Function, machine_code)
