"""The evidence of a candidate pair, on the whole shingle sets of both texts.

Everything here is a ratio that can be said in words. The telling one is `agreement`: where two texts run in parallel
and then differ in a few words, are those words names and numbers? Then it is one form filled in twice, not a copy.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dedupe.native import loops

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from dedupe.recipe import Recipe
    from dedupe.shingles import Fingerprint

    Floats = NDArray[np.float64]
    Whole = NDArray[np.int64]

FIELDS = 25
JOINT = 4  # words of a row of shared words beyond its shingles: of five words each, as every recipe has them
SLICES = 64


@dataclass(frozen=True, slots=True)
class Evidence:
    """One row a pair, of first texts a and second texts b; `rows` are the counts of `loops.compare`."""

    rows: Whole

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def shared(self) -> Whole:
        """How many different shingles both have."""
        return self.rows[:, 2]

    @property
    def smaller(self) -> Whole:
        """The number of different shingles of the shorter text."""
        return np.minimum(self.rows[:, 0], self.rows[:, 1])

    @property
    def larger(self) -> Whole:
        """The number of different shingles of the longer text."""
        return np.maximum(self.rows[:, 0], self.rows[:, 1])

    @property
    def jaccard(self) -> Floats:
        """Shared shingles over all of both."""
        return _ratio(self.shared, self.rows[:, 0] + self.rows[:, 1] - self.shared)

    @property
    def containment_a(self) -> Floats:
        """The share of a that is in b."""
        return _ratio(self.shared, self.rows[:, 0])

    @property
    def containment_b(self) -> Floats:
        """The share of b that is in a."""
        return _ratio(self.shared, self.rows[:, 1])

    @property
    def agreement(self) -> Floats:
        """Of the names and numbers where both texts run in parallel, the share that is the same in both."""
        kept = self.rows[:, 9] + self.rows[:, 11] + 0.5
        return kept / (kept + self.exchanged)

    @property
    def faced(self) -> Whole:
        """How many names and numbers face one in the other text, the same or another; 0 makes `agreement` void."""
        faced: Whole = self.rows[:, 9:13].sum(axis=1)
        return faced

    @property
    def exchanged(self) -> Whole:
        """How many names and numbers face another name or number."""
        return self.rows[:, 10] + self.rows[:, 12]

    @property
    def anchored(self) -> Floats:
        """Of the names and numbers that the text with fewer has, the share that the other has too."""
        few = np.minimum(self.rows[:, 3], self.rows[:, 4]) + np.minimum(self.rows[:, 6], self.rows[:, 7])
        return (self.rows[:, 5] + self.rows[:, 8] + 0.5) / (few + 0.5)

    @property
    def named(self) -> Floats:
        """How many different names in mid-sentence there are for each shingle, in the text that has more of them."""
        return np.maximum(_ratio(self.rows[:, 3], self.rows[:, 0]), _ratio(self.rows[:, 4], self.rows[:, 1]))

    @property
    def other_numbers(self) -> Whole:
        """How many different numbers of the text with fewer the other does not have, wherever they stand."""
        fewer: Whole = np.minimum(self.rows[:, 6], self.rows[:, 7]) - self.rows[:, 8]
        return fewer

    @property
    def titles(self) -> Floats:
        """Of the words of the shorter title, the share that the other has."""
        return _ratio(self.rows[:, 15], np.minimum(self.rows[:, 13], self.rows[:, 14]))

    @property
    def openings(self) -> NDArray[np.bool_]:
        """Whether both titles are but the first words of their texts, and say nothing that these do not."""
        return self.rows[:, 22] > 0

    @property
    def begins(self) -> Whole:
        """After how many words the shared ones begin in the longer text."""
        longer = np.where(self.rows[:, 0] <= self.rows[:, 1], self.rows[:, 17], self.rows[:, 16])
        return np.maximum(longer, 0)

    @property
    def begins_shorter(self) -> Whole:
        """After how many words the shared ones begin in the shorter text."""
        shorter = np.where(self.rows[:, 0] <= self.rows[:, 1], self.rows[:, 16], self.rows[:, 17])
        return np.maximum(shorter, 0)

    @property
    def late(self) -> Floats:
        """How far into the longer text the shared words begin, 0 to 1."""
        return _ratio(self.begins, self.larger)

    @property
    def longest(self) -> Whole:
        """The longest row of shared shingles."""
        return self.rows[:, 18]

    @property
    def runs(self) -> Whole:
        """How many rows of shared shingles there are."""
        return self.rows[:, 23]

    @property
    def covered(self) -> Floats:
        """Of the words of the text with fewer shingles, the share that lies in shared rows."""
        return np.minimum(1.0, (self.shared + JOINT * self.runs) / (self.smaller + JOINT))

    @property
    def disorder(self) -> Floats:
        """Of the steps from one shared row to the next in b, the share that leads back in a: 0 in the same order."""
        return _ratio(self.rows[:, 24], self.runs - 1)

    @property
    def same_outlet(self) -> NDArray[np.bool_]:
        """Whether both outlets are known and the same."""
        return self.rows[:, 21] > 0

    @property
    def masks(self) -> NDArray[np.uint64]:
        """Which of 64 equal slices of a, and which of b, lie for the greater part in the other: shape (n, 2)."""
        return np.ascontiguousarray(self.rows[:, 19:21]).view(np.uint64)


def _ratio(part: Whole, whole: Whole) -> Floats:
    return part / np.maximum(whole, 1)


def compare(one: Fingerprint, others: Sequence[Fingerprint], recipe: Recipe) -> Evidence:
    """The evidence of `one` with each of the others."""
    pairs = np.zeros((len(others), 2), np.int32)
    pairs[:, 1] = np.arange(1, len(others) + 1)
    return compare_pairs([one, *others], pairs, recipe)


def compare_pairs(fingerprints: Sequence[Fingerprint], pairs: NDArray[np.int32], recipe: Recipe) -> Evidence:
    """The evidence of pairs, shape (n, 2), of places in `fingerprints`; quickest where equal first places adjoin.

    Raises ValueError where a fingerprint was made wrongly.
    """
    raw = loops.compare(list(fingerprints), pairs, recipe.width)
    fields = np.frombuffer(raw, np.int64).reshape(FIELDS, len(pairs))  # a rule reads a few of them, of all pairs
    return Evidence(fields.T)


def common_samples(fingerprints: Sequence[Fingerprint], pairs: NDArray[np.int32]) -> NDArray[np.uint16]:
    """How many samples both of each pair of places have, at most 65,535."""
    counts = np.frombuffer(loops.common(list(fingerprints), pairs), np.int32)
    return np.minimum(counts, np.iinfo(np.uint16).max).astype(np.uint16)
