"""One small number for each article, in one array by id; a store keeps it in slices."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dedupe.lsh import different

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    Whole = NDArray[np.int64]


class Numbers:
    """Numbers of a `kind` of integer by id, `unknown` where none was set, in slices of a fixed number of articles."""

    def __init__(self, kind: type[np.integer], width: int, *, unknown: int, slices: Iterable[tuple[int, bytes]] = ()):
        self._kind, self._width, self._unknown = kind, width, unknown
        self._numbers = np.full(width, unknown, kind)
        for number, raw in slices:
            self._make_room((number + 1) * width)
            self._numbers[number * width : (number + 1) * width] = np.frombuffer(raw, kind)

    def of(self, ids: Whole) -> Whole:
        """The number of each article."""
        self._make_room(int(ids.max(initial=0)) + 1)
        return self._numbers[ids].astype(np.int64)

    def put(self, ids: Whole, numbers: Whole) -> Iterator[tuple[int, bytes]]:
        """Set the numbers of articles, at most the greatest that the kind holds, and give the slices that changed."""
        self._make_room(int(ids.max(initial=0)) + 1)
        self._numbers[ids] = np.minimum(numbers, np.iinfo(self._kind).max)
        changed: list[int] = different(ids // self._width).tolist()
        return ((at, self._numbers[at * self._width : (at + 1) * self._width].tobytes()) for at in changed)

    def _make_room(self, articles: int) -> None:
        if articles > len(self._numbers):
            slices = -(-articles // self._width)
            room = max(slices, len(self._numbers) // self._width * 5 // 4) * self._width
            fresh = np.full(room - len(self._numbers), self._unknown, self._kind)
            self._numbers = np.concatenate([self._numbers, fresh])


UNKNOWN = np.iinfo(np.uint16).max  # of how many samples an article yielded at


def sizes(slices: Iterable[tuple[int, bytes]] = ()) -> Numbers:
    """How many different shingles each article has, 0 where that is not known; a slice has 32 kB."""
    return Numbers(np.int32, 8192, unknown=0, slices=slices)


def days(slices: Iterable[tuple[int, bytes]] = ()) -> Numbers:
    """On which day each article was published, counted from 1970, 0 where that is not known; a slice has 32 kB."""
    return Numbers(np.int32, 8192, unknown=0, slices=slices)


def yielded(slices: Iterable[tuple[int, bytes]] = ()) -> Numbers:
    """At how many of its samples an article stands no longer for others or which are not rare: 65,535 where unknown.

    A slice has 2 kB: those that change lie all over.
    """
    return Numbers(np.uint16, 1024, unknown=UNKNOWN, slices=slices)
