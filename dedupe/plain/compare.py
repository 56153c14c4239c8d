"""The evidence of a pair of fingerprints, as `loops/compare.h`."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from dedupe.plain.shingles import make_shingles
from dedupe.plain.words import NAME, NUMBER, OPENING, SAMPLE_BITS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dedupe.shingles import Fingerprint

FIELDS = 25
LONGEST_SITE = 40


def compare(fingerprints: Sequence[Fingerprint], pairs: np.ndarray, width: int) -> bytes:
    """As `_native.compare`."""
    rows = np.zeros((len(pairs), FIELDS), np.int64)
    for row, (first, second) in zip(rows, pairs.tolist(), strict=True):
        if not 0 <= min(first, second) <= max(first, second) < len(fingerprints):
            raise IndexError("a pair names no side")
        a, b = fingerprints[first], fingerprints[second]
        _align(a, b, width, row)
        _share_anchors(a, b, row)
        one, two = (set(np.frombuffer(side.title, np.uint32).tolist()) for side in (a, b))
        row[13:16] = len(one), len(two), len(one & two)
        row[22] = _opens_text(a, one) and _opens_text(b, two)
    return rows.T.tobytes()


def common(fingerprints: Sequence[Fingerprint], pairs: np.ndarray) -> bytes:
    """As `_native.common`."""
    if len(pairs) and not 0 <= pairs.min() <= pairs.max() < len(fingerprints):
        raise IndexError("a pair names no side")
    held = [np.frombuffer(side.samples, np.uint64) >> np.uint64(64 - SAMPLE_BITS) for side in fingerprints]
    both = [len(np.intersect1d(held[a], held[b], assume_unique=True)) for a, b in pairs.tolist()]
    return np.array(both, np.int32).tobytes()


def _opens_text(side: Fingerprint, title: set[int]) -> bool:
    """Whether the first words of the text, as many as the title has, are all words of the title."""
    first = np.frombuffer(side.tokens, np.uint32)[: len(title)] & ~np.uint32(3)
    return bool(title) and len(first) == len(title) and title.issuperset(first.tolist())


def _share_anchors(a: Fingerprint, b: Fingerprint, row: np.ndarray) -> None:
    one, two = (np.frombuffer(side.anchors, np.uint32) for side in (a, b))
    both = np.intersect1d(one, two, assume_unique=True)
    for place, label in ((3, NAME), (6, NUMBER)):
        row[place : place + 3] = [np.count_nonzero(anchors & 3 == label) for anchors in (one, two, both)]


def _lacking(x: list[int], y: list[int], labels: set[int]) -> tuple[int, int]:
    known = {token >> 2 for token in y}
    found = [token >> 2 in known for token in x if token & 3 in labels]
    return len(found) - sum(found), sum(found)


def _face(x: list[int], y: list[int], row: np.ndarray) -> None:
    if not (0 < len(x) <= LONGEST_SITE and 0 < len(y) <= LONGEST_SITE):
        return
    for place, labels in ((9, {NAME, OPENING}), (11, {NUMBER})):
        missing, kept = _lacking(x, y, labels)
        row[place] += kept
        row[place + 1] += min(missing, _lacking(y, x, labels)[0])


def _pairs(shingles: list[int], places: dict[int, int], others: list[int]) -> list[tuple[int, int, int]]:
    """`(i, j, first)` for each shingle j of the other text that lies at i in this one, first seen at `first`."""
    found: list[tuple[int, int, int]] = []
    for j, shingle in enumerate(others):
        first = places.get(shingle)
        if first is None:
            continue
        i = first
        if found and found[-1][1] == j - 1 and shingles[found[-1][0] + 1 : found[-1][0] + 2] == [shingle]:
            i = found[-1][0] + 1
        found.append((i, j, first))
    return found


def _align(a: Fingerprint, b: Fingerprint, width: int, row: np.ndarray) -> None:
    shingles = make_shingles(np.frombuffer(a.tokens, np.uint32), width).tolist()
    places: dict[int, int] = {}
    for place, shingle in enumerate(shingles):
        places.setdefault(shingle, place)
    tokens_a, tokens_b = (np.frombuffer(side.tokens, np.uint32).tolist() for side in (a, b))
    others = make_shingles(np.frombuffer(b.tokens, np.uint32), width).tolist()
    pairs = _pairs(shingles, places, others)
    covered_a, covered_b = np.zeros(len(shingles), bool), np.zeros(len(others), bool)
    row[16:18] = pairs[0][:2] if pairs else (-1, -1)
    run = longest = row[23] = 1 if pairs else 0
    for (i, j, _), (next_i, next_j, _) in pairwise(pairs):
        if next_j == j + 1 and next_i == i + 1 and shingles[next_i] == others[next_j]:
            run += 1
            longest = max(longest, run)
            continue
        run = 1
        row[23] += 1
        if next_i > i:
            _face(tokens_a[i + width : next_i], tokens_b[j + width : next_j], row)
        else:
            row[24] += 1
    for i, j, first in pairs:
        covered_a[i] = covered_a[first] = True
        covered_b[j] = True
    shared = len({first for _, _, first in pairs})
    inside = {token for j in np.flatnonzero(covered_b).tolist() for token in range(j, min(j + width, len(tokens_b)))}
    labels = [tokens_b[token] & 3 for token in inside]
    row[9] += sum(label in {NAME, OPENING} for label in labels)
    row[11] += labels.count(NUMBER)
    row[0:3] = a.distinct, b.distinct, shared
    row[18], row[21] = longest, a.outlet != 0 and a.outlet == b.outlet
    row[19:21] = np.array([_slices(covered_a), _slices(covered_b)], np.uint64).view(np.int64)


def _slices(covered: np.ndarray) -> int:
    n, mask = len(covered), 0
    for k in range(64):
        part = covered[k * n // 64 : (k + 1) * n // 64]
        hit = int(part.sum())
        if hit > 0 and 2 * hit >= len(part):
            mask |= 1 << k
    return mask
