"""Which pairs are worth a look: those that share enough of what is not crowded.

The candidates are a function of the set of articles alone. Every article of a crowded hash (one that more than
`recipe.crowd` hold) is paired only with the few of high priority among its holders: at level n those with a priority
of n or more, one holder in 4**n. A pair is a candidate by the weighed share of common samples, or by a common band.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from dedupe.lsh import HASH_SHIFT, PRIORITY_SHIFT, SAMPLE_BITS, bands, steps
from dedupe.native import loops

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from dedupe.lsh import Postings
    from dedupe.recipe import Recipe
    from dedupe.shingles import Fingerprint

    Words = NDArray[np.uint64]
    Whole = NDArray[np.int64]

TOP_LEVEL = 15
FEWEST = 2  # common samples, where no band is common
_BAND_LEVEL = 31
_ROWS = np.uint64((1 << HASH_SHIFT) - 1)


@dataclass(frozen=True, slots=True)
class Held:
    """What some articles put into the index.

    `packed` is sorted: 34 bits of hash and 30 of the row of the holder; rows are in the order in which postings of one
    hash are sorted, so that `ranks[row]`, priority and id as in a posting, rises. `samples` counts those of each row.
    """

    packed: Words
    ranks: Words
    samples: Whole

    @property
    def hashes(self) -> Words:
        """The hash of each packed value."""
        hashes: Words = self.packed >> np.uint64(HASH_SHIFT)
        return hashes

    @property
    def keys(self) -> Words:
        """The sorted postings."""
        keys: Words = self.packed & ~_ROWS | self.ranks[self.packed & _ROWS]
        return keys


def by_rank(fingerprints: Sequence[Fingerprint]) -> list[Fingerprint]:
    """The fingerprints in the order in which postings of one hash are sorted."""
    return sorted(fingerprints, key=lambda fp: (-fp.priority, fp.article))


def held(fingerprints: Sequence[Fingerprint], recipe: Recipe) -> Held:
    """The sample and band hashes of fingerprints that are `by_rank`; texts without shingles hold none."""
    samples = np.frombuffer(b"".join([fp.samples for fp in fingerprints]), np.uint64) >> np.uint64(64 - SAMPLE_BITS)
    sizes = np.array([len(fp.samples) >> 3 for fp in fingerprints], np.int64)
    signed = np.array([row for row, fp in enumerate(fingerprints) if fp.distinct], np.int64)
    signatures = np.frombuffer(b"".join([fp.signature for fp in fingerprints if fp.distinct]), np.uint32)
    marks = bands(signatures.reshape(len(signed), recipe.permutations), recipe)
    rows = np.concatenate([np.repeat(np.arange(len(sizes)), sizes), np.repeat(signed, recipe.bands)])
    packed = np.concatenate([samples, marks.ravel()]) << np.uint64(HASH_SHIFT) | rows.astype(np.uint64)
    priorities = np.array([15 - fp.priority for fp in fingerprints], np.uint64)
    ids = np.array([fp.article for fp in fingerprints], np.uint64)
    packed.sort()
    return Held(packed, priorities << np.uint64(PRIORITY_SHIFT) | ids, sizes)


def levels(counts: Whole, recipe: Recipe) -> NDArray[np.uint8]:
    """How crowded hashes are: 0 up to `crowd` holders, 1 up to four times that, 2 up to sixteen times, and so on."""
    bounds = recipe.crowd * 4 ** np.arange(TOP_LEVEL, dtype=np.int64)
    return np.searchsorted(bounds, counts, side="left").astype(np.uint8)


@dataclass(frozen=True, slots=True)
class Crowding:
    """The different hashes of `held`, the first place of each in it, and the level of each."""

    kinds: Words
    first: NDArray[np.bool_]
    levels: NDArray[np.uint8]

    def of_each(self) -> NDArray[np.uint8]:
        """The level of every packed value."""
        levels: NDArray[np.uint8] = self.levels[np.cumsum(self.first) - 1]
        return levels


def crowded(asked: Held, hashes: Words, counts: Whole, recipe: Recipe) -> Crowding:
    """How crowded it is where these articles are; `counts` says how many hold each of the sorted `hashes`."""
    first = steps(asked.hashes)
    kinds = asked.hashes[first]
    if len(kinds) != len(hashes):
        counts = counts[np.searchsorted(hashes, kinds)]
    return Crowding(kinds, first, levels(counts, recipe))


def dealt(asked: Held, crowd: Crowding, recipe: Recipe) -> list[bytes]:
    """The levels of the samples of each article; of levels that weigh the same, the lowest."""
    ends = np.cumsum(asked.samples)
    begins = ends - asked.samples
    raw = loops.deal(asked.packed, _classes(recipe)[crowd.of_each()], begins, int(asked.samples.sum()))
    return [raw[begin:end] for begin, end in zip(begins.tolist(), ends.tolist(), strict=True)]


@dataclass(frozen=True, slots=True)
class Hits:
    """Pairs of ids, weight and number of their common samples as the index sees it, and whether they share a band."""

    own: Whole
    other: Whole
    weights: Whole
    counts: Whole
    banded: NDArray[np.bool_]


def hits(asked: Held, crowd: Crowding, since: int, index: Postings, recipe: Recipe) -> Hits:
    """The articles that share `FEWEST` samples or a band with those that ask.

    Of two articles with ids of `since` or more, only the one with the smaller id is to ask.
    """
    each = crowd.of_each()
    mine = (np.uint64(TOP_LEVEL) - (asked.ranks >> np.uint64(PRIORITY_SHIFT))).astype(np.uint8)
    stands = mine[asked.packed & _ROWS] >= each  # one of those whom all others see there: it sees all of them
    anyone = np.logical_or.reduceat(stands, np.flatnonzero(crowd.first)) if len(each) else stands
    floors = np.where(anyone, np.uint8(0), crowd.levels).astype(np.uint64)
    found = index.gather(crowd.kinds, np.minimum(floors, np.uint64(TOP_LEVEL)))
    met = np.frombuffer(loops.meet(asked.packed, each, asked.ranks, found, since), np.uint64)
    rows = np.frombuffer(loops.tally(np.sort(met), scale(recipe), FEWEST), np.int64).reshape(-1, 5)
    return Hits(rows[:, 0], rows[:, 1], rows[:, 2], rows[:, 3], rows[:, 4] > 0)


@cache
def _classes(recipe: Recipe) -> NDArray[np.uint8]:
    weights = scale(recipe).tolist()
    return np.array([weights.index(weight) for weight in weights], np.uint8)


@cache
def scale(recipe: Recipe) -> Whole:
    """The weight of a sample by its level; a band weighs nothing."""
    table = np.full(_BAND_LEVEL + 1, recipe.weights[-1], np.int64)
    table[: len(recipe.weights)] = recipe.weights
    table[_BAND_LEVEL] = 0
    return table
