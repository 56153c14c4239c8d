"""Every passage that two texts share, as places in both, for showing them; matches keep the longest few only."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dedupe.native import loops
from dedupe.passages import locate


@dataclass(frozen=True, slots=True)
class Span:
    """Words in a row that two texts share: from where to where in the first, and in the second, in characters."""

    start: int
    end: int
    other_start: int
    other_end: int


def shared_spans(text: str, other: str, width: int) -> tuple[Span, ...]:
    """The passages of at least `width` words in a row that both texts have, in the order of `text`.

    Words count, not what stands between them: case, accents and punctuation may differ.
    """
    one, two = locate(text), locate(other)
    runs = np.frombuffer(loops.shared_runs(one[0], two[0], width, len(two[1])), np.int32).reshape(-1, 3)
    spans = []
    for i, j, shingles in runs[np.argsort(runs[:, 0], kind="stable")].tolist():
        last, other_last = (
            min(i + shingles + width - 2, len(one[1]) - 1),
            min(j + shingles + width - 2, len(two[1]) - 1),
        )
        spans.append(Span(int(one[1][i]), int(one[2][last]), int(two[1][j]), int(two[2][other_last])))
    return tuple(spans)
