"""What two texts share word for word, as `loops/passages.h`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np

from dedupe.plain.shingles import make_shingles
from dedupe.plain.words import read

if TYPE_CHECKING:
    from collections.abc import Sequence


def shared_runs(tokens_a: bytes, tokens_b: bytes, width: int, most: int) -> bytes:
    """As `_native.shared_runs`."""
    x, y = (make_shingles(np.frombuffer(tokens, np.uint32), width).tolist() for tokens in (tokens_a, tokens_b))
    places: dict[int, int] = {}
    for place, shingle in enumerate(x):
        places.setdefault(shingle, place)
    runs: list[list[int]] = []
    for j, shingle in enumerate(y):
        if runs and runs[-1][1] + runs[-1][2] == j:
            after = runs[-1][0] + runs[-1][2]
            if x[after : after + 1] == [shingle]:
                runs[-1][2] += 1
                continue
        if shingle in places:
            runs.append([places[shingle], j, 1])
    runs.sort(key=lambda run: (-run[2], run[0]))
    return np.array(runs[:most], np.int32).tobytes()


def passages(  # noqa: PLR0913, PLR0917 (as the C call)
    texts: Sequence[str], pairs: np.ndarray, classes: bytes, folds: bytes, width: int, most: int, longest: int
) -> list[str]:
    """As `_native.passages`."""
    if len(pairs) and not 0 <= pairs.min() <= pairs.max() < len(texts):
        raise IndexError("a pair names no text")
    located = [read(text, classes, folds) for text in texts]
    tokens = [np.array([token for token, _, _ in those], np.uint32).tobytes() for those in located]
    found = []
    for a, b in pairs.tolist():
        rows = []
        for i, j, count in np.frombuffer(shared_runs(tokens[a], tokens[b], width, most), np.int32).reshape(-1, 3):
            start, end = located[a][i][1], located[a][min(i + count + width - 2, len(located[a]) - 1)][2]
            rows.append([_cut(texts[a][start:end], longest), start, located[b][j][1]])
        found.append(json.dumps(rows, ensure_ascii=False))
    return found


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
