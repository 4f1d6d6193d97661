"""Functions that are compiled for this machine, once where the result can be kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba
from numba.core.cpu import CPUTargetOptions


def njit(*, cache: bool, allocates: bool = True, inner: bool = False, **options: Any) -> Callable[[Callable[..., Any]], Any]:
    """`numba.njit`, but a function that can be kept nowhere (all is read-only) is compiled anew by each process.

    One that `allocates` nothing is faster without the counting of references. That option is numba's own affair: where
    a version does not know it, the function is compiled with the counting. One that only compiled functions call
    (`inner`) needs no door for Python, which takes long to compile where it takes many arrays.
    """
    if inner:
        options["no_cpython_wrapper"] = options["no_cfunc_wrapper"] = True
    if not allocates and hasattr(CPUTargetOptions, "_nrt"):
        options["_nrt"] = False

    def compiled(function: Callable[..., Any]) -> Any:
        try:
            return numba.njit(cache=cache, **options)(function)
        except RuntimeError:
            return numba.njit(**options)(function)

    return compiled
