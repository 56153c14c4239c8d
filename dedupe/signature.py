"""MinHash signatures (Broder 1997), value for value those of datasketch, without importing it.

datasketch is the reference: `tests/dedupe/test_loops.py` compares them. It costs 1.5 s to import, so folding
itself computes the two permutation vectors the way datasketch 2 does and leaves the rest to the compiled loop.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from datasketch import MinHash

    from dedupe.recipe import Recipe


@cache
def permutations(recipe: Recipe) -> tuple[bytes, bytes]:
    """`(a, b)` of datasketch's scheme `affine32`, h -> a * fmix32(h) + b mod 2**32, as `uint32` bytes."""
    if recipe.scheme != "affine32":
        raise NotImplementedError(f"no signatures of the scheme {recipe.scheme!r}")
    generator = np.random.RandomState(recipe.seed)  # datasketch's generator, and therefore ours
    a = generator.randint(0, 1 << 31, recipe.permutations, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    b = generator.randint(0, 1 << 32, recipe.permutations, dtype=np.uint32)
    return a.tobytes(), b.tobytes()


def resemblance(one: bytes, other: bytes) -> float:
    """The Jaccard similarity that two signatures of one recipe estimate, 0 to 1."""
    return float(np.mean(np.frombuffer(one, np.uint32) == np.frombuffer(other, np.uint32)))


def as_minhash(signature: bytes, recipe: Recipe) -> MinHash:
    """The signature as datasketch's own value, for use with its indexes."""
    from datasketch import MinHash

    values = np.frombuffer(signature, np.uint32)
    return MinHash(recipe.permutations, seed=recipe.seed, scheme=recipe.scheme, hashvalues=values)
