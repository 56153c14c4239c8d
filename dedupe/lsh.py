"""The index: which articles hold a sampled shingle or a band of a signature, as sorted runs of 64-bit postings.

A posting is one number: 34 bits of what is held (1 bit says sample or band, 33 bits of hash), 4 bits of the holder's
priority (the highest sorts first) and 26 bits of its id. So a run is a sorted array, the holders of a hash lie in a
row with those of high priority in front, and a lookup is a binary search. Where four runs are of about one length they
are merged (log-structured merge: O'Neil et al. 1996), so each posting is written once for each such length.

What is taken out is kept in runs of its own until a merge meets both. Bands are those of locality-sensitive hashing
(Indyk & Motwani 1998); datasketch's MinHashLSH is the reference that the tests hold them against.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

import numpy as np

from dedupe.native import loops

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    Words = NDArray[np.uint64]

Number = TypeVar("Number", np.uint64, np.int64)

HASH_SHIFT, PRIORITY_SHIFT = 30, 26
SAMPLE_BITS = 33
MOST_ARTICLES = 1 << PRIORITY_SHIFT
_ID = np.uint64(MOST_ARTICLES - 1)
_ALIKE = 4  # runs of about one length that become one
_LIKE = 2  # times as long as another: no longer about one length
_TINY = 4  # times as short as what comes: taken in with it
SPARSE = 4  # so many numbers for each that is asked for make a search in sorted ones quicker than a table of all


def holders(keys: Words) -> Words:
    """The ids of the articles in postings."""
    return keys & _ID


def priorities(keys: Words) -> Words:
    """The priorities of the holders in postings."""
    return np.uint64(15) - (keys >> np.uint64(PRIORITY_SHIFT) & np.uint64(15))


class Run(Protocol):
    """A sorted array of postings, wherever it lies."""

    def __len__(self) -> int:
        """How many postings."""

    def find(self, keys: Words, /) -> NDArray[np.int64]:
        """Where each of the sorted keys would lie."""

    def between(self, low: Words, high: Words, /) -> Words:
        """The postings from each `low` on and below its `high`, where the next `low` is not less than that."""

    def all(self) -> Words:
        """Every posting."""


class MemoryRun:
    """A run in memory."""

    def __init__(self, keys: Words) -> None:
        self._keys = keys

    def __len__(self) -> int:
        return len(self._keys)

    def find(self, keys: Words) -> NDArray[np.int64]:
        """Where each of the sorted keys would lie."""
        return find(self._keys, keys)

    def between(self, low: Words, high: Words) -> Words:
        """The postings from each `low` on and below its `high`."""
        return between(self._keys, low, high)

    def all(self) -> Words:
        """Every posting."""
        return self._keys


def find(keys: Words, values: Words) -> NDArray[np.int64]:
    """Where each of the sorted values would lie in the sorted keys."""
    return np.frombuffer(loops.find(keys, values), np.int64)


def between(keys: Words, low: Words, high: Words) -> Words:
    """Those of the sorted keys from each `low` on and below its `high`."""
    return np.frombuffer(loops.between(keys, low, high), np.uint64)


def places(ids: NDArray[np.int64], values: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where each of the values, which are all there, lies in the sorted, different ids; quick where these lie close."""
    if not dense(ids, values):
        return np.searchsorted(ids, values)
    table = np.zeros(int(ids[-1] - ids[0]) + 1, np.int64)
    table[ids - ids[0]] = np.arange(len(ids))
    found: NDArray[np.int64] = table[values - ids[0]]
    return found


def dense(ids: NDArray[Number], values: NDArray[Number]) -> bool:
    """Whether the sorted ids lie so close that a table of all between them is made sooner than values are searched."""
    return len(ids) > 0 and int(ids[-1] - ids[0]) < SPARSE * (len(ids) + values.size)


def spread(starts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.int64]:
    """The numbers of all ranges, one range after the other."""
    sizes = ends - starts
    total = int(sizes.sum())
    if total == 0:
        return np.zeros(0, np.int64)
    before = np.cumsum(sizes) - sizes
    numbers: NDArray[np.int64] = np.arange(total, dtype=np.int64) + np.repeat(starts - before, sizes)
    return numbers


class Runs(Protocol):
    """Where runs are kept: in memory or in the store. `sign` is 1 for what is held, -1 for what was taken out."""

    def runs(self, sign: int, /) -> Sequence[Run]:
        """The runs from the largest to the smallest."""

    def push(self, sign: int, keys: Words, /) -> None:
        """Add a run."""

    def pop(self, sign: int, /) -> Words:
        """Remove the smallest run and give its postings."""

    def merge(self, sign: int, runs: int, keys: Words, /) -> None:
        """Make one run of so many of the smallest and of sorted postings."""


class MemoryRuns:
    """Runs in memory."""

    def __init__(self) -> None:
        self._runs: dict[int, list[Run]] = {1: [], -1: []}

    def runs(self, sign: int) -> list[Run]:
        """The runs from the largest to the smallest."""
        return self._runs[sign]

    def push(self, sign: int, keys: Words) -> None:
        """Add a run."""
        self._runs[sign].append(MemoryRun(keys))
        self._runs[sign].sort(key=len, reverse=True)

    def pop(self, sign: int) -> Words:
        """Remove the smallest run and give its postings."""
        return self._runs[sign].pop().all()

    def merge(self, sign: int, runs: int, keys: Words) -> None:
        """Make one run of so many of the smallest and of sorted postings."""
        self.push(sign, merged([*(self.pop(sign) for _ in range(runs)), keys]))


class Postings:
    """The index over its runs."""

    def __init__(self, kept: Runs) -> None:
        self._kept = kept

    def change(self, added: Words, removed: Words) -> None:
        """Put in and take out sorted postings; one that is in both stays."""
        if len(removed):
            both = np.intersect1d(added, removed, assume_unique=True)
            added, removed = _without(added, both), _without(removed, both)
        self._push(1, added)
        self._push(-1, removed)
        self._settle()

    def count(self, hashes: Words) -> NDArray[np.int64]:
        """How many articles hold each of the sorted, different hashes."""
        total = np.zeros(len(hashes), np.int64)
        runs = [(sign, run) for sign in (1, -1) for run in self._kept.runs(sign)]
        if not runs:
            return total
        ends = (np.column_stack([hashes, hashes + np.uint64(1)]) << np.uint64(HASH_SHIFT)).ravel()
        for sign, run in runs:
            found = run.find(ends)
            total += sign * (found[1::2] - found[::2])
        return total

    def gather(self, hashes: Words, floors: NDArray[np.uint64]) -> Words:
        """The sorted postings of the sorted, different hashes whose holders' priority is at least the floor."""
        low = hashes << np.uint64(HASH_SHIFT)
        high = low + ((np.uint64(16) - floors) << np.uint64(PRIORITY_SHIFT))
        found = {sign: self._slices(sign, low, high) for sign in (1, -1)}
        return _cancel(found[1], found[-1])

    def _slices(self, sign: int, low: Words, high: Words) -> Words:
        parts = [run.between(low, high) for run in self._kept.runs(sign)]
        if not parts:
            return np.zeros(0, np.uint64)
        return parts[0] if len(parts) == 1 else merged(parts)

    def _push(self, sign: int, keys: Words) -> None:
        """Add a run, and merge it with those that are of about its length where there are enough of them."""
        sizes = [len(run) for run in self._kept.runs(sign)]
        size, taken = len(keys), 0
        while sizes and _TINY * sizes[-1] <= size:
            size, taken = size + sizes.pop(), taken + 1
        while len(alike := [length for length in sizes[1 - _ALIKE :] if length < _LIKE * size]) == _ALIKE - 1:
            size, taken = size + sum(alike), taken + len(alike)
            del sizes[1 - _ALIKE :]
        if taken:
            self._kept.merge(sign, taken, keys)
        elif len(keys):
            self._kept.push(sign, keys)

    def _settle(self) -> None:
        """Let what was taken out meet what is held, when it has come to a quarter of it."""
        held, gone = (sum(len(run) for run in self._kept.runs(sign)) for sign in (1, -1))
        if gone * 4 <= held or gone == 0:
            return
        kept, cut = (merged([self._kept.pop(s) for _ in list(self._kept.runs(s))]) for s in (1, -1))
        self._push(1, _cancel(kept, cut))


def _without(keys: Words, others: Words) -> Words:
    return keys[~np.isin(keys, others, assume_unique=True)]


def _cancel(held: Words, gone: Words) -> Words:
    """Sorted `held` without `gone`: a posting put in twice and taken out once stays once."""
    if not len(gone):
        return held
    first = steps(held)
    keys, counts = held[first], np.diff(np.append(np.flatnonzero(first), len(held)))
    np.subtract.at(counts, find(keys, gone), 1)
    return keys[counts > 0]


def merged(parts: Sequence[NDArray[Number]]) -> NDArray[Number]:
    """What sorted arrays hold, sorted: the stable sort of numpy (timsort) finds what is in order and only merges it."""
    return np.sort(np.concatenate(parts), kind="stable")


def different(values: NDArray[Number]) -> NDArray[Number]:
    """The sorted, different values: numpy's own `unique` builds a hash table, which is slower here."""
    return first_of(np.sort(values))


def sorted_ids(ids: Iterable[int]) -> NDArray[np.int64]:
    """The sorted, different ids of any number of articles."""
    return different(np.fromiter(ids, np.int64))


def first_of(ordered: NDArray[Number]) -> NDArray[Number]:
    """The different values of sorted ones."""
    return ordered[steps(ordered)]


def steps(ordered: NDArray[Number]) -> NDArray[np.bool_]:
    """Where sorted values begin to be others than before."""
    new = np.ones(len(ordered), bool)
    np.not_equal(ordered[1:], ordered[:-1], out=new[1:])
    return new
