"""The longest passages that two texts share, with their places in both."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dedupe.characters import tables
from dedupe.native import loops
from storage.records import Passage

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST = 5
LONGEST = 280  # characters of a passage that are kept: enough to recognise it, so that a match does not hold a text

Located = tuple[bytes, "NDArray[np.uint32]", "NDArray[np.uint32]"]


def locate(text: str) -> Located:
    """The tokens of a text and where each begins and ends."""
    tokens, starts, ends = loops.locate(text, *tables())
    return tokens, np.frombuffer(starts, np.uint32), np.frombuffer(ends, np.uint32)


def shared_passages(text: str, one: Located, other: Located, width: int) -> tuple[Passage, ...]:
    """At most five passages of `text`, whose tokens are `one`, that the other has too, the longest first.

    Words count, not what stands between them: case, accents and punctuation may differ in the other text.
    """
    runs = np.frombuffer(loops.shared_runs(one[0], other[0], width), np.int32).reshape(-1, 3)
    best = runs[np.lexsort((runs[:, 0], -runs[:, 2]))[:MOST]].tolist()
    passages = []
    for i, j, shingles in best:
        last = min(i + shingles + width - 2, len(one[1]) - 1)
        start, end = int(one[1][i]), int(one[2][last])
        passages.append(Passage(_short(text[start:end]), start, int(other[1][j])))
    return tuple(passages)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"
