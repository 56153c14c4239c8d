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

from dedupe.lsh import (
    HASH_SHIFT,
    MOST_ARTICLES,
    PRIORITY_SHIFT,
    Postings,
    bands,
    holders,
    is_band,
    postings,
    spread,
    steps,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from dedupe.recipe import Recipe
    from dedupe.shingles import Fingerprint

    Words = NDArray[np.uint64]

TOP_LEVEL = 15
_LEVEL_BITS = 5
_ROW_SHIFT = PRIORITY_SHIFT + _LEVEL_BITS
_BAND_LEVEL = 31  # stands for a common band


@dataclass(frozen=True, slots=True)
class Held:
    """What some articles put into the index: `hashes[i]` is held by the article `rows[i]` of the sequence."""

    hashes: Words
    rows: NDArray[np.int64]
    samples: NDArray[np.int64]  # the number of samples of each article; its samples precede its bands

    def keys(self, fingerprints: Sequence[Fingerprint]) -> Words:
        """The sorted postings."""
        ranks = np.array([fp.priority for fp in fingerprints], np.uint64)
        ids = np.array([fp.article for fp in fingerprints], np.uint64)
        return postings(self.hashes, ranks[self.rows], ids[self.rows])


def held(fingerprints: Sequence[Fingerprint], recipe: Recipe) -> Held:
    """The sample and band hashes of the fingerprints; texts without shingles hold none."""
    samples = np.frombuffer(b"".join(fp.samples for fp in fingerprints), np.uint64) >> np.uint64(64 - 33)
    sizes = np.array([len(fp.samples) // 8 for fp in fingerprints], np.int64)
    signed = np.array([i for i, fp in enumerate(fingerprints) if fp.distinct], np.int64)
    signatures = np.frombuffer(b"".join(fingerprints[i].signature for i in signed), np.uint32)
    marks = bands(signatures.reshape(len(signed), recipe.permutations), recipe)
    rows = np.concatenate([np.repeat(np.arange(len(sizes)), sizes), np.repeat(signed, recipe.bands)])
    return Held(np.concatenate([samples, marks.ravel()]), rows, sizes)


def levels(counts: NDArray[np.int64], recipe: Recipe) -> NDArray[np.uint8]:
    """How crowded hashes are: 0 up to `crowd` holders, 1 up to four times that, 2 up to sixteen times, and so on."""
    steps = recipe.crowd * 4 ** np.arange(TOP_LEVEL, dtype=np.int64)
    return np.searchsorted(steps, counts, side="left").astype(np.uint8)


@dataclass(frozen=True, slots=True)
class Hits:
    """Pairs `(rows[i], articles[i])` with the weight of their common samples, as the index sees it."""

    rows: NDArray[np.int64]
    articles: NDArray[np.int64]
    weights: NDArray[np.int64]
    counts: NDArray[np.int64]
    banded: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Askers:
    """The articles whose candidates are looked for: ids, priorities, and what they hold at which level.

    `since`: of two articles with ids from there on, only the one with the smaller id is to ask.
    """

    ids: Words
    priorities: NDArray[np.uint8]
    held: Held
    levels: NDArray[np.uint8]
    since: int


def hits(askers: Askers, index: Postings, recipe: Recipe) -> Hits:
    """Every article that shares a sample or a band with one of the askers."""
    order = np.argsort(askers.held.hashes, kind="stable")
    hashes, rows, ranks = askers.held.hashes[order], askers.held.rows[order], askers.levels[order]
    stands = (ranks > 0) & (askers.priorities[rows] >= ranks)  # it is one of those that all others see there
    parts = []
    for chosen, floors in ((~stands, ranks), (stands, np.zeros_like(ranks))):
        if chosen.any():
            parts.append(_meet(hashes[chosen], rows[chosen], ranks[chosen], floors[chosen], index))
    met = np.concatenate(parts) if parts else np.zeros(0, np.uint64)
    others, own = met >> np.uint64(_LEVEL_BITS) & np.uint64(MOST_ARTICLES - 1), askers.ids[met >> np.uint64(_ROW_SHIFT)]
    return _tally(met[(others > own) | (others < np.minimum(own, np.uint64(askers.since)))], recipe)


def _meet(
    hashes: Words, rows: NDArray[np.int64], ranks: NDArray[np.uint8], floors: NDArray[np.uint8], index: Postings
) -> Words:
    """`row << 31 | article << 5 | level` for each hash of a row that the article holds too; hashes are sorted."""
    first = steps(hashes)
    kinds, kind = hashes[first], np.cumsum(first) - 1
    keys = index.gather(kinds, floors[first].astype(np.uint64))
    bounds = np.searchsorted(keys, np.append(kinds, kinds[-1] + np.uint64(1)) << np.uint64(HASH_SHIFT))
    starts, ends = bounds[:-1][kind], bounds[1:][kind]
    marks = np.where(is_band(hashes), np.uint8(_BAND_LEVEL), np.minimum(ranks, TOP_LEVEL)).astype(np.uint64)
    mine = rows.astype(np.uint64) << np.uint64(_ROW_SHIFT) | marks
    return np.repeat(mine, ends - starts) | holders(keys)[spread(starts, ends)] << np.uint64(_LEVEL_BITS)


def _tally(met: Words, recipe: Recipe) -> Hits:
    met = np.sort(met)
    pairs = met >> np.uint64(_LEVEL_BITS)
    begins = np.flatnonzero(steps(pairs))
    if not len(begins):
        none = np.zeros(0, np.int64)
        return Hits(none, none, none, none, none.astype(bool))
    marks = (met & np.uint64((1 << _LEVEL_BITS) - 1)).astype(np.uint8)
    sizes = np.diff(np.append(begins, len(met)))
    banded = np.add.reduceat((marks == _BAND_LEVEL).astype(np.int64), begins)
    return Hits(
        (pairs[begins] >> np.uint64(PRIORITY_SHIFT)).astype(np.int64),
        (pairs[begins] & np.uint64(MOST_ARTICLES - 1)).astype(np.int64),
        np.add.reduceat(scale(recipe)[marks], begins),
        sizes - banded,
        banded > 0,
    )


@cache
def scale(recipe: Recipe) -> NDArray[np.int64]:
    """The weight of a sample by its level; a band weighs nothing."""
    table = np.full(_BAND_LEVEL + 1, recipe.weights[-1], np.int64)
    table[: len(recipe.weights)] = recipe.weights
    table[_BAND_LEVEL] = 0
    return table
