"""How many different shingles each article has: one array by id, which a store keeps in slices."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from dedupe.shingles import Fingerprint

    Whole = NDArray[np.int64]

SLICE = 8192  # articles in a slice: 32 kB. Stores have it so: another one needs a step in `storage.schema`


class Sizes:
    """The number of different shingles of articles, 0 of those that are not known."""

    def __init__(self, slices: Iterable[tuple[int, bytes]] = ()) -> None:
        self._sizes = np.zeros(SLICE, np.int32)
        for number, sizes in slices:
            self._make_room((number + 1) * SLICE)
            self._sizes[number * SLICE : (number + 1) * SLICE] = np.frombuffer(sizes, np.int32)

    def of(self, ids: Whole) -> Whole:
        """The size of each article."""
        self._make_room(int(ids.max(initial=0)) + 1)
        return self._sizes[ids].astype(np.int64)

    def note(self, fingerprints: Sequence[Fingerprint]) -> Iterator[tuple[int, bytes]]:
        """Take in the sizes of fingerprints, and give the slices that changed, each with its number."""
        ids = np.array([fp.article for fp in fingerprints], np.int64)
        self._make_room(int(ids.max(initial=0)) + 1)
        self._sizes[ids] = [fp.distinct for fp in fingerprints]
        changed: list[int] = np.unique(ids // SLICE).tolist()
        return ((number, self._sizes[number * SLICE : (number + 1) * SLICE].tobytes()) for number in changed)

    def _make_room(self, articles: int) -> None:
        if articles > len(self._sizes):
            slices = -(-articles // SLICE)
            room = max(slices, len(self._sizes) // SLICE * 5 // 4) * SLICE
            self._sizes = np.concatenate([self._sizes, np.zeros(room - len(self._sizes), np.int32)])
