"""How the inner loops become machine code: one place for the options of the compiler."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """Compile at the first call and keep the machine code for the next process.

    Division by zero gives inf or NaN as in NumPy, products and sums may be fused, other threads
    run meanwhile. Nothing is reordered: the same numbers come out whatever the neighbours are.
    """
    machine_code: object = njit(
        function, cache=True, nogil=True, error_model="numpy", fastmath={"contract"}
    )
    return cast(Function, machine_code)
