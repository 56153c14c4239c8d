"""The longest passages that two texts share, with their places in both."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from dedupe.characters import tables
from dedupe.lsh import different, places
from dedupe.native import loops
from storage.records import Passage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

MOST = 5
LONGEST = 280  # characters of a passage that are kept: enough to recognise it, so that a match does not hold a text

Located = tuple[bytes, Sequence[int], Sequence[int]]  # views on `uint32`: single numbers are read, and quickly so


def locate(text: str) -> Located:
    """The tokens of a text and where each begins and ends, as finely as it can be read, whatever the recipe."""
    tokens, starts, ends = loops.locate(text, *tables())
    return tokens, memoryview(starts).cast("I"), memoryview(ends).cast("I")


def shared_passages(text: str, other: str, width: int) -> tuple[Passage, ...]:
    """At most five passages of a text that the other has too, the longest first.

    Words count, not what stands between them: case, accents and punctuation may differ in the other text.
    """
    (found,) = passages_of({0: text, 1: other}, np.array([[0, 1]]), width)
    return tuple(Passage(*row) for row in json.loads(found))


def passages_of(texts: Mapping[int, str], pairs: NDArray[np.int64], width: int) -> list[str]:
    """The same for pairs of ids, shape (n, 2), as JSON: for each passage the words, its place in both."""
    ids = different(pairs.ravel())
    spots = places(ids, pairs).astype(np.int32)
    return loops.passages([texts[one] for one in ids.tolist()], spots, *tables(), width, MOST, LONGEST)
