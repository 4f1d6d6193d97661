"""Many draws at once, compiled: the same random bits as NumPy's Philox, and look-ups in tables.

J. K. Salmon et al., Parallel random numbers: as easy as 1, 2, 3, SC 2011: Philox4x64-10.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]
from numba import types
from numba.extending import intrinsic

from drillsim.base.jit import njit

_M0, _M1 = np.uint64(0xD2E7470EE14C6C93), np.uint64(0xCA5A826395121157)  # multipliers
_W0, _W1 = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBB67AE8584CAA73B)  # steps of the key
ROUNDS = 10


def _upper(_typing: Any, a: Any, b: Any) -> Any:
    """The upper 64 bits of a product of two 64-bit numbers: one instruction, which Python has no word for."""

    def code(_context: Any, builder: Any, _signature: Any, factors: Any) -> Any:
        wide = ir.IntType(128)
        product = builder.mul(*(builder.zext(factor, wide) for factor in factors))
        return builder.trunc(builder.lshr(product, ir.Constant(wide, 64)), ir.IntType(64))

    return types.uint64(a, b), code


_high: Any = intrinsic(_upper)


@njit(cache=True)
def uniforms(seed: Any, runs: Any, address: Any, counts: Any, found: Any) -> None:
    """Fill `found` with uniform numbers inside (0, 1): counts[i] of them for runs[i] at an address, run by run."""
    begin = 0
    for i in range(len(runs)):
        for block in range((counts[i] + 3) // 4):
            c0, c1, c2, c3 = np.uint64(block + 1), np.uint64(0), address, runs[i]  # the counter moves before it is used
            k0, k1 = seed, np.uint64(0)
            for _ in range(ROUNDS):
                h0, h1 = _high(_M0, c0), _high(_M1, c2)
                c0, c1, c2, c3 = h1 ^ c1 ^ k0, _M1 * c2, h0 ^ c3 ^ k1, _M0 * c0
                k0, k1 = k0 + _W0, k1 + _W1
            for j, bits in enumerate((c0, c1, c2, c3)):
                if 4 * block + j < counts[i]:
                    found[begin + 4 * block + j] = (bits >> np.uint64(12)) * 2.0**-52 + 2.0**-53
        begin += counts[i]


@njit(cache=True)
def look_up(u: Any, edges: Any, guide: Any) -> Any:
    """For each of `u` (n), how many edges are no larger: `np.searchsorted(edges, u, side="right")`."""
    found = np.empty(len(u), np.int64)
    marks = len(guide)
    for i in range(len(u)):
        at = guide[int(u[i] * marks)]
        while edges[at] <= u[i]:
            at += 1
        found[i] = at
    return found
