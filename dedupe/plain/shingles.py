"""From tokens to shingles, and what is drawn from them, as `loops/shingles.h`."""

from __future__ import annotations

import numpy as np

from dedupe.plain.words import FACTOR, fmix32, fmix64


def make_shingles(tokens: np.ndarray, width: int) -> np.ndarray:
    """The shingles of tokens as `uint64`; fewer tokens than `width` are one shingle, none are none."""
    if len(tokens) == 0:
        return np.zeros(0, np.uint64)
    words = np.zeros(max(len(tokens), width), np.uint64)
    words[: len(tokens)] = tokens >> 2
    count = len(words) - width + 1
    h = np.zeros(count, np.uint64)
    for q in range(width):
        h = h * np.uint64(FACTOR) + words[q : q + count]
    return fmix64(h)


def sign(shingles: np.ndarray, a: bytes, b: bytes) -> bytes:
    """The least of `a * h + b` over the 32-bit hashes h of the shingles, for each permutation, as `uint32`."""
    h = fmix32(shingles & np.uint64(0xFFFFFFFF)).astype(np.uint32)
    x, y = np.frombuffer(a, np.uint32), np.frombuffer(b, np.uint32)
    least = np.full(len(x), 0xFFFFFFFF, np.uint32)
    for part in np.array_split(h, max(1, len(h) // 4096)):
        if len(part):
            least = np.minimum(least, (part[:, None] * x + y).min(axis=0))
    return least.tobytes()
