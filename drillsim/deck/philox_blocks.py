"""Many Philox blocks at once with NumPy alone: the same random bits as `numpy.random.Philox`, for many addresses.

Where a scenario has thousands of sources, each with a number or two to draw, making a generator for
each address costs more than the numbers do.
J. K. Salmon et al., Parallel random numbers: as easy as 1, 2, 3, SC 2011: Philox4x64-10.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]

_FACTORS = (np.uint64(0xD2E7470EE14C6C93), np.uint64(0xCA5A826395121157))
_STEPS = (0x9E3779B97F4A7C15, 0xBB67AE8584CAA73B)  # of the key
_ROUNDS = 10
_HALF, _LOW = np.uint64(32), np.uint64(0xFFFFFFFF)


def uniforms_at(seed: int, runs: Words, addresses: Words, counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """`counts` (A) uniform numbers inside (0, 1) for each run (A) and address (A), one after the other."""
    blocks = (counts + 3) // 4
    first = np.cumsum(blocks) - blocks
    nth = np.arange(int(blocks.sum())) - np.repeat(first, blocks)
    c0 = (nth + 1).astype(np.uint64)  # the counter moves before it is used
    c1, c2, c3 = np.zeros_like(c0), np.repeat(addresses, blocks), np.repeat(runs, blocks)
    for number in range(_ROUNDS):
        k0, k1 = (np.uint64((key + number * step) % 2**64) for key, step in zip((seed, 0), _STEPS, strict=True))
        h0, h1 = _upper(c0, _FACTORS[0]), _upper(c2, _FACTORS[1])
        c0, c1, c2, c3 = h1 ^ c1 ^ k0, c2 * _FACTORS[1], h0 ^ c3 ^ k1, c0 * _FACTORS[0]
    raw = np.stack((c0, c1, c2, c3), axis=1)
    wanted = (4 * nth[:, None] + np.arange(4)) < np.repeat(counts, blocks)[:, None]
    return np.asarray((raw[wanted] >> np.uint64(12)) * 2.0**-52 + 2.0**-53)


def _upper(a: Words, b: np.uint64) -> Words:
    """The upper 64 bits of the products of 64-bit numbers."""
    a_low, a_high, b_low, b_high = a & _LOW, a >> _HALF, b & _LOW, b >> _HALF
    middle = a_high * b_low
    cross = ((a_low * b_low) >> _HALF) + (middle & _LOW) + a_low * b_high
    return np.asarray((middle >> _HALF) + (cross >> _HALF) + a_high * b_high)
