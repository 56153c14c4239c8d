"""The longest passages that two texts share, with their places in both."""

from __future__ import annotations

from collections.abc import Sequence
from struct import iter_unpack

from dedupe.characters import tables
from dedupe.native import loops
from storage.records import Passage

MOST = 5
LONGEST = 280  # characters of a passage that are kept: enough to recognise it, so that a match does not hold a text

Located = tuple[bytes, Sequence[int], Sequence[int]]  # views on `uint32`: single numbers are read, and quickly so


def locate(text: str) -> Located:
    """The tokens of a text and where each begins and ends."""
    tokens, starts, ends = loops.locate(text, *tables())
    return tokens, memoryview(starts).cast("I"), memoryview(ends).cast("I")


def shared_passages(text: str, one: Located, other: Located, width: int) -> tuple[Passage, ...]:
    """At most five passages of `text`, whose tokens are `one`, that the other has too, the longest first.

    Words count, not what stands between them: case, accents and punctuation may differ in the other text.
    """
    passages = []
    for i, j, shingles in iter_unpack("=3i", loops.shared_runs(one[0], other[0], width, MOST)):
        last = min(i + shingles + width - 2, len(one[1]) - 1)
        start, end = one[1][i], one[2][last]
        passages.append(Passage(_short(text[start:end]), start, other[1][j]))
    return tuple(passages)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"
