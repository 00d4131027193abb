"""How the inner loops become machine code: one place for the options of the compiler."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

from numba import njit

Function = TypeVar("Function", bound=Callable[..., Any])

_STAMP = tuple(
    (path.name, path.stat().st_mtime, path.stat().st_size)
    for path in sorted(Path(__file__).parent.glob("*.py"))
)


def compiled(function: Function) -> Function:
    """Compile at the first call and keep the machine code for the next process.

    Division by zero gives inf or NaN as in NumPy, products and sums may be fused, other threads
    run meanwhile. Nothing is reordered: the same numbers come out whatever the neighbours are.
    Numba keeps machine code as long as the function's own file is unchanged, although it holds
    that of the functions called as well; here a change in any file of the folder renews it.
    """
    machine_code = njit(
        cast(Any, function), cache=True, nogil=True, error_model="numpy", fastmath={"contract"}
    )
    machine_code._cache._cache_file._source_stamp = _STAMP
    return cast(Function, machine_code)
