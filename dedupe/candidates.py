"""Which pairs are worth a look: those that share enough of what is not crowded.

The candidates are a function of the set of articles alone. Every article of a crowded hash (one that more than
`recipe.crowd` hold) is paired only with the few of high priority among its holders: at level n those with a priority
of n or more, one holder in 4**n. A pair is a candidate by the share of common samples seen so, or by a common band.
Two articles far apart in time must have more in common: what they share is mostly a form's, and a copy has more.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dedupe.lsh import HASH_SHIFT, PRIORITY_SHIFT, SAMPLE_BITS, find, first_of, holders, spread, steps
from dedupe.native import loops

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from dedupe.lsh import Postings
    from dedupe.recipe import Recipe
    from dedupe.shingles import Fingerprint

    Words = NDArray[np.uint64]
    Whole = NDArray[np.int64]
    Levels = NDArray[np.uint8]

TOP_LEVEL = 15
RARE = 1  # the level up to which a common sample may tell of a part of a mash-up: 64 holders. Beyond, it is furniture.
FEWEST = 1  # common samples, where no band is common: a teaser of thirty words has three or four
LEAST = 0.12  # the share of the samples of the text with fewer that must be in common
FEW = 8  # samples from which on a text has enough of them, so that a crowded band says nothing: forms share such bands
CROWDED = 0.25  # that share where most of what is common is crowded: below it, it is furniture
FAR = 60  # days
COPIED = 0.35  # that share where two are so far apart, unless the shorter has too few samples to tell
CROWDED_COPIED = 0.5  # and that of all they have in common: what very many ran once comes again, too
AT_ONCE = 1 << 15  # hashes that are looked up together: few enough for a processor's cache
_ROWS = np.uint64((1 << HASH_SHIFT) - 1)


@dataclass(frozen=True, slots=True)
class Held:
    """What some articles put into the index.

    `packed` is sorted: 34 bits of hash, which `hashes` has alone, and 30 of the row of the holder; rows are in the
    order in which postings of one hash are sorted, so that `ranks[row]`, priority and id as in a posting, rises.
    """

    packed: Words
    hashes: Words
    ranks: Words

    @property
    def keys(self) -> Words:
        """The sorted postings."""
        keys = np.empty_like(self.packed)
        for at in range(0, len(keys), AT_ONCE):
            packed = self.packed[at : at + AT_ONCE]
            keys[at : at + AT_ONCE] = packed & ~_ROWS | self.ranks[packed & _ROWS]
        return keys


def by_rank(fingerprints: Sequence[Fingerprint]) -> list[Fingerprint]:
    """The fingerprints in the order in which postings of one hash are sorted."""
    ids = np.array([fp.article for fp in fingerprints], np.int64)
    order = np.lexsort((ids, -_priorities(fingerprints)))
    return [fingerprints[row] for row in order.tolist()]


def _priorities(fingerprints: Sequence[Fingerprint]) -> Whole:
    """How readily each article stands for others in crowded places of the index: 0 to 15, as its key draws.

    One article in four has at least 1, one in sixteen at least 2, and so on.
    """
    keys = np.array([fp.key for fp in fingerprints], np.uint64)
    zeros = np.bitwise_count(~keys & (keys - np.uint64(1)))  # at the end of the key, in binary
    drawn: Whole = np.minimum(zeros >> 1, TOP_LEVEL).astype(np.int64)
    return drawn


def held(fingerprints: list[Fingerprint], recipe: Recipe) -> Held:
    """The sample and band hashes of fingerprints that are `by_rank`; texts without shingles hold none."""
    priorities = (TOP_LEVEL - _priorities(fingerprints)).astype(np.uint64)
    ids = np.array([fp.article for fp in fingerprints], np.uint64)
    packed = np.frombuffer(loops.hold(fingerprints, recipe.bands, recipe.rows), np.uint64)
    packed.sort()  # in place
    return Held(packed, packed >> np.uint64(HASH_SHIFT), priorities << np.uint64(PRIORITY_SHIFT) | ids)


def levels(counts: Whole, recipe: Recipe) -> Levels:
    """How crowded hashes are: 0 up to `crowd` holders, 1 up to four times that, 2 up to sixteen times, and so on."""
    bounds = recipe.crowd * 4 ** np.arange(TOP_LEVEL, dtype=np.int64)
    found, crowded = np.zeros(len(counts), np.uint8), counts > recipe.crowd  # few are
    found[crowded] = np.searchsorted(bounds, counts[crowded], side="left")
    return found


@dataclass(frozen=True, slots=True)
class Crowd:
    """Different hashes, sorted, how many articles hold each, and how crowded that makes it."""

    hashes: Words
    counts: Whole
    levels: Levels


def crowd_of(asked: Held, index: Postings, recipe: Recipe) -> Crowd:
    """How many articles hold what some of them hold."""
    hashes = first_of(asked.hashes)
    counts = index.count(hashes)
    return Crowd(hashes, counts, levels(counts, recipe))


def yielded(asked: Held, crowd: Crowd) -> tuple[Whole, Whole]:
    """The ids of those that ask, and at how many of its samples each does not stand for all others, or is not rare.

    `crowd` has all hashes that are asked for. Whoever stands for others at a common sample sees them there, so two
    articles see at least as many common, rare samples as they have common ones, without those that the one yielded at,
    or the other.
    """
    crowded = np.flatnonzero(crowd.levels)  # at the others everybody stands for all
    begins, ends = (find(asked.hashes, crowd.hashes[crowded] + np.uint64(more)) for more in (0, 1))
    packed, each = asked.packed[spread(begins, ends)], np.repeat(crowd.levels[crowded], ends - begins)
    rows = packed & _ROWS
    stands = np.minimum(_own_levels(asked), RARE)[rows] >= each
    yields = ~stands & (packed >> np.uint64(HASH_SHIFT + SAMPLE_BITS) == 0)
    counts = np.bincount(rows[yields].astype(np.int64), minlength=len(asked.ranks))
    return holders(asked.ranks).astype(np.int64), counts


def _own_levels(asked: Held) -> Levels:
    """The priority of each of those that ask: the highest level at which it stands for others."""
    return (np.uint64(TOP_LEVEL) - (asked.ranks >> np.uint64(PRIORITY_SHIFT))).astype(np.uint8)


class Measures(NamedTuple):
    """What a pair's candidacy is measured by: the shingles of the text with fewer; whether they are far in time."""

    fewer: Whole
    apart: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Hits:
    """Pairs of ids, and how many of their common samples and bands they see of each other: all, and those rare."""

    own: Whole
    other: Whole
    counts: Whole
    rare: Whole
    bands: Whole
    rare_bands: Whole

    def only(self, chosen: NDArray[np.bool_]) -> Hits:
        """Some of the pairs."""
        columns = (self.own, self.other, self.counts, self.rare, self.bands, self.rare_bands)
        return Hits(*(column[chosen] for column in columns))

    def worth(self, measures: Measures, recipe: Recipe) -> NDArray[np.bool_]:
        """Which are candidates."""
        rare_bands = np.where(measures.apart, 0, self.rare_bands)
        banded: NDArray[np.bool_] = np.where(measures.fewer < FEW * recipe.rate, self.bands, rare_bands) > 0
        return banded | self.parts(measures, recipe) | enough(self.counts, measures, recipe)

    def parts(self, measures: Measures, recipe: Recipe) -> NDArray[np.bool_]:
        """Of which pairs one may be a part of the other as a mash-up: what they share is no furniture."""
        return partly(self.rare, measures, recipe)


def far(one: Whole, other: Whole) -> NDArray[np.bool_]:
    """Which pairs of days are far apart; one that is not known, 0, is so from none."""
    apart: NDArray[np.bool_] = (one != 0) & (other != 0) & (np.abs(one - other) >= FAR)
    return apart


def common_samples(one: Fingerprint, other: Fingerprint) -> int:
    """How many samples two texts have in common, however many others hold them."""
    hashes = [np.frombuffer(fp.samples, np.uint64) >> np.uint64(64 - SAMPLE_BITS) for fp in (one, other)]
    return len(np.intersect1d(hashes[0], hashes[1], assume_unique=True))


def partly(rare: Whole, measures: Measures, recipe: Recipe) -> NDArray[np.bool_]:
    """Of which pairs one may be a part of the other, by how many rare samples they see of each other."""
    fewer, apart = measures
    least: NDArray[np.float64] = np.where(apart & (fewer >= FEW * recipe.rate), COPIED, LEAST)
    return rare * recipe.rate >= least * fewer


def enough(counts: Whole, measures: Measures, recipe: Recipe) -> NDArray[np.bool_]:
    """Which pairs see enough common samples, crowded or not."""
    least: NDArray[np.float64] = np.where(measures.apart, CROWDED_COPIED, CROWDED)
    return counts * recipe.rate >= least * measures.fewer


def hits(asked: Held, crowd: Crowd, since: int, index: Postings) -> Hits:
    """The articles that share `FEWEST` samples or a band with those that ask.

    `crowd` has all hashes that are asked for. Of two articles with ids of `since` or more, only the one with the
    smaller id is to ask.
    """
    cuts = np.searchsorted(asked.hashes, asked.hashes[::AT_ONCE])  # before the first of a hash
    parts = pairwise([*first_of(cuts).tolist(), len(asked.hashes)])
    return _tallied(bytearray().join([_met(asked, slice(*part), crowd, since, index) for part in parts]))


def _met(asked: Held, part: slice, crowd: Crowd, since: int, index: Postings) -> bytearray:
    """Who meets whom, as `loops.meet`, at a part of the hashes that are asked for."""
    first = steps(asked.hashes[part])
    kinds = asked.hashes[part][first]
    here = find(crowd.hashes, kinds)
    common, level = crowd.counts[here] > 1, crowd.levels[here]
    number = np.cumsum(first) - 1
    shared = common[number]  # the rest has met nobody
    number = number[shared]
    packed, each = asked.packed[part][shared], level[number]
    stands = _own_levels(asked)[packed & _ROWS] >= each  # one of those whom all others see there: it sees all of them
    begins = np.flatnonzero(steps(number))
    anyone = np.logical_or.reduceat(stands, begins) if len(begins) else stands
    floors = np.where(anyone, np.uint8(0), np.minimum(each[begins], TOP_LEVEL)).astype(np.uint64)
    found = index.gather(kinds[common], floors)
    return loops.meet(packed, each, asked.ranks, found, since, RARE)


def hits_among(asked: Held, crowd: Crowd) -> Hits:
    """The pairs of those that ask, where `crowd` has just their hashes."""
    each = crowd.levels[np.cumsum(steps(asked.hashes)) - 1]
    return _tallied(loops.meet(asked.packed, each, asked.ranks, asked.keys, 0, RARE))


def _tallied(met: bytearray) -> Hits:
    found = np.frombuffer(met, np.uint64)
    found.sort()  # in place
    return Hits(*np.frombuffer(loops.tally(found, FEWEST), np.int64).reshape(-1, 6).T)
