"""The loops of `_native.c` in Python and numpy, value for value.

They are the reference for tests, and what runs where no C compiler was at hand when newsfold was installed.
"""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from dedupe.characters import CODE_POINTS, DENSE, DIGIT, GAP, KINDS, PIECE, SINGLE, SKIP, STOP, UPPER, WORD

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dedupe.shingles import Fingerprint

PLAIN, NAME, NUMBER, OPENING = 0, 1, 2, 3
SAMPLE_BITS = 33
SHORTEST_PIECE, LONGEST_PIECE = 2, 8
LONGEST_SITE = 40
FIELDS = 25
HASH_SHIFT, ID_BITS = 30, 26
_IDS = (1 << ID_BITS) - 1
_ALL = 0xFFFFFFFFFFFFFFFF


def _fmix64(h: int) -> int:
    h = (h ^ h >> 33) * 0xFF51AFD7ED558CCD & _ALL
    h = (h ^ h >> 33) * 0xC4CEB9FE1A85EC53 & _ALL
    return h ^ h >> 33


def _hash(letters: Iterable[int]) -> int:
    h = 0xCBF29CE484222325
    for letter in letters:
        h = (h ^ letter) * 0x100000001B3 & _ALL
    return _fmix64(h) >> 34 << 2


def _read(text: str, classes: bytes, folds: bytes) -> list[tuple[int, int, int]]:
    """`(token, start, end)` for each token of the text."""
    # What lies beyond the tables is a gap, as a surrogate is.
    codes = [code if (code := ord(character)) < CODE_POINTS else 0xD800 for character in text]
    fold = np.frombuffer(folds, "<u4")
    found, i, fresh = [], 0, True
    while i < len(codes):
        first = classes[codes[i]]
        group = first & KINDS
        if group in {GAP, SKIP}:
            fresh = fresh or bool(first & STOP)
            i += 1
            continue
        start = i
        letters, i = _piece(codes, i, classes, fold) if group == PIECE else _letters(codes, i, group, classes)
        label = PLAIN
        if first & DIGIT:
            label = NUMBER
        elif first & UPPER and len(letters) > 1:
            label = OPENING if fresh else NAME
        found.append((_hash(int(fold[letter]) for letter in letters) | label, start, i))
        fresh = False
        if first & UPPER and len(letters) <= 2 and i < len(codes) and codes[i] == ord("."):
            i += 1
    return found


def _piece(codes: Sequence[int], i: int, classes: bytes, fold: np.ndarray) -> tuple[list[int], int]:
    """The letters of the piece that begins at `i`, and where to read on: the letters around its end make it one."""
    letters: list[int] = []
    while i < len(codes) and len(letters) < LONGEST_PIECE:
        kind = classes[codes[i]] & KINDS
        if kind == PIECE:
            if len(letters) >= SHORTEST_PIECE and _parts(int(fold[letters[-1]]), int(fold[codes[i]])):
                break
            letters.append(codes[i])
        elif kind != SKIP:
            break
        i += 1
    return letters, i


def _parts(before: int, letter: int) -> bool:
    h = (before << 16 ^ letter) & 0xFFFFFFFF
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35)):
        h = (h ^ h >> shift) * factor & 0xFFFFFFFF
    return bool((h ^ h >> 16) & 1)


def _letters(codes: Sequence[int], i: int, group: int, classes: bytes) -> tuple[list[int], int]:
    """The letters of the token that begins at `i`, and where to read on."""
    if group == SINGLE:
        return [codes[i]], i + 1
    letters = []
    if group == DENSE:
        for code in codes[i : i + 3]:
            if classes[code] & KINDS != DENSE:
                break
            letters.append(code)
        return letters, i + 1
    while i < len(codes):
        kind = classes[codes[i]] & KINDS
        if kind == WORD:
            letters.append(codes[i])
        elif kind != SKIP:
            break
        i += 1
    return letters, i


def _shingles(tokens: np.ndarray, width: int) -> np.ndarray:
    if len(tokens) == 0:
        return np.zeros(0, np.uint64)
    words = np.zeros(max(len(tokens), width), np.uint64)
    words[: len(tokens)] = tokens >> 2
    count = len(words) - width + 1
    h = np.zeros(count, np.uint64)
    for q in range(width):
        h = h * np.uint64(0x9E3779B97F4A7C15) + words[q : q + count]
    for factor in (0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53):
        h ^= h >> np.uint64(33)
        h *= np.uint64(factor)
    return h ^ (h >> np.uint64(33))


def _sign(shingles: np.ndarray, a: bytes, b: bytes) -> bytes:
    h = shingles.astype(np.uint32)
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35)):
        h ^= h >> np.uint32(shift)
        h *= np.uint32(factor)
    h ^= h >> np.uint32(16)
    x, y = np.frombuffer(a, np.uint32), np.frombuffer(b, np.uint32)
    least = np.full(len(x), 0xFFFFFFFF, np.uint32)
    for part in np.array_split(h, max(1, len(h) // 4096)):
        if len(part):
            least = np.minimum(least, (part[:, None] * x + y).min(axis=0))
    return least.tobytes()


def fingerprint(  # noqa: PLR0913, PLR0917 (as the C call)
    text: str, classes: bytes, folds: bytes, width: int, limit: int, a: bytes, b: bytes
) -> tuple[bytes, bytes, bytes, bytes, int]:
    """As `_native.fingerprint`."""
    tokens = np.array([token for token, _, _ in _read(text, classes, folds)], np.uint32)
    shingles = _shingles(tokens, width)
    chosen = np.flatnonzero(shingles <= np.uint64(limit))
    samples = np.sort(shingles[chosen] << np.uint64(64 - SAMPLE_BITS) | chosen.astype(np.uint64))
    kinds = samples >> np.uint64(64 - SAMPLE_BITS)
    samples = samples[np.concatenate(([True], kinds[1:] != kinds[:-1]))] if len(samples) else samples
    labels = tokens & 3
    anchors = np.unique(tokens[(labels == NAME) | (labels == NUMBER)])
    signature = _sign(shingles, a, b)
    return tokens.tobytes(), samples.tobytes(), anchors.tobytes(), signature, len(np.unique(shingles))


def locate(text: str, classes: bytes, folds: bytes) -> tuple[bytes, bytes, bytes]:
    """As `_native.locate`."""
    found = np.array(_read(text, classes, folds), np.uint32).reshape(-1, 3)
    tokens, starts, ends = (np.ascontiguousarray(column).tobytes() for column in found.T)
    return tokens, starts, ends


def words(text: str, classes: bytes, folds: bytes) -> bytes:
    """As `_native.words`."""
    return np.unique(np.array([token & ~3 for token, _, _ in _read(text, classes, folds)], np.uint32)).tobytes()


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


def find(keys: np.ndarray, values: np.ndarray) -> bytes:
    """As `_native.find`."""
    return bytes(np.searchsorted(keys, values).astype(np.int64).tobytes())


def hold(fingerprints: Sequence[Fingerprint], bands: int, rows: int) -> bytearray:
    """As `_native.hold`."""
    packed = [np.zeros(0, np.uint64)]
    for row, side in enumerate(fingerprints):
        hashes = [np.frombuffer(side.samples, np.uint64) >> np.uint64(64 - SAMPLE_BITS)]
        if side.distinct:
            hashes.append(_bands(np.frombuffer(side.signature, np.uint32), bands, rows))
        packed += [those << np.uint64(HASH_SHIFT) | np.uint64(row) for those in hashes]
    return bytearray(np.concatenate(packed).tobytes())


def _bands(signature: np.ndarray, bands: int, rows: int) -> np.ndarray:
    """The hashes of the bands of a signature, marked as bands. Raises ValueError where it is shorter than these."""
    used = signature[: bands * rows].reshape(bands, rows)
    h = np.arange(bands, dtype=np.uint64)
    for row in range(rows):
        h = (h * np.uint64(0x9E3779B97F4A7C15)) ^ used[:, row]
        h ^= h >> np.uint64(29)
        h *= np.uint64(0xBF58476D1CE4E5B9)
    return (h >> np.uint64(64 - SAMPLE_BITS)) | np.uint64(1 << SAMPLE_BITS)


def meet(  # noqa: PLR0913, PLR0917 (as the C call)
    packed: np.ndarray, levels: np.ndarray, ranks: np.ndarray, found: np.ndarray, since: int, rare: int
) -> bytearray:
    """As `_native.meet`, in another order."""
    hashes = packed >> np.uint64(HASH_SHIFT)
    mine = ranks[packed & np.uint64((1 << HASH_SHIFT) - 1)]
    kinds = found >> np.uint64(HASH_SHIFT)
    starts, ends = np.searchsorted(kinds, hashes), np.searchsorted(kinds, hashes, side="right")
    asker = np.repeat(np.arange(len(packed)), ends - starts)
    before = np.cumsum(ends - starts) - (ends - starts)
    keys = found[np.arange(len(asker)) + np.repeat(starts - before, ends - starts)]
    priority = np.uint64(15) - (keys >> np.uint64(ID_BITS) & np.uint64(15))
    own, other = mine[asker] & np.uint64(_IDS), keys & np.uint64(_IDS)
    floor = levels[asker].astype(np.uint64)
    seen = (np.uint64(15) - (mine[asker] >> np.uint64(ID_BITS)) >= floor) | (priority >= floor)
    wanted = seen & ((other > own) | ((other < own) & (other < np.uint64(since))))
    banded = hashes[asker] >> np.uint64(SAMPLE_BITS)
    uncommon = ((floor <= np.uint64(rare)) & (banded == 0)).astype(np.uint64)
    met = own << np.uint64(ID_BITS + 2) | other << np.uint64(2) | uncommon << np.uint64(1) | banded
    return bytearray(met[wanted].tobytes())


def tally(met: np.ndarray, fewest: int) -> bytearray:
    """As `_native.tally`."""
    if not len(met):
        return bytearray()
    pairs = met >> np.uint64(2)
    begins = np.flatnonzero(np.concatenate(([True], pairs[1:] != pairs[:-1])))
    banded = np.add.reduceat((met & np.uint64(1)).astype(np.int64), begins)
    counts = np.diff(np.append(begins, len(met))) - banded
    pairs = pairs[begins]
    own, other = (pairs >> np.uint64(ID_BITS)).astype(np.int64), (pairs & np.uint64(_IDS)).astype(np.int64)
    rare = np.add.reduceat((met >> np.uint64(1) & np.uint64(1)).astype(np.int64), begins)
    rows = np.column_stack([own, other, counts, rare, banded > 0])
    return bytearray(rows[(counts >= fewest) | (banded > 0)].tobytes())


def components(count: int, edges: np.ndarray) -> bytes:
    """As `_native.components`."""
    if len(edges) and not 0 <= edges.min() <= edges.max() < count:
        raise IndexError("an edge names no node")
    parent = list(range(count))
    for one, other in edges.tolist():
        _unite(parent, one, other)
    return np.array([_root(parent, node) for node in range(count)], np.int32).tobytes()


def kin(near: np.ndarray, ends: np.ndarray, begins: np.ndarray, mates: np.ndarray) -> bytes:
    """As `_native.kin`."""
    labels: list[int] = []
    for start, end in pairwise([0, *ends.tolist()]):
        rows = near[start:end].tolist()
        places = {row: place for place, row in enumerate(rows)}
        parent = list(range(len(rows)))
        for place, row in enumerate(rows):
            for mate in mates[begins[row] : begins[row + 1]].tolist():
                if mate in places:
                    _unite(parent, place, places[mate])
        labels += (_root(parent, place) for place in range(len(rows)))
    return np.array(labels, np.int32).tobytes()


def _root(parent: list[int], node: int) -> int:
    while parent[node] != node:
        node = parent[node]
    return node


def _unite(parent: list[int], one: int, other: int) -> None:
    low, high = sorted((_root(parent, one), _root(parent, other)))
    parent[high] = low


def shared_runs(tokens_a: bytes, tokens_b: bytes, width: int, most: int) -> bytes:
    """As `_native.shared_runs`."""
    x, y = (_shingles(np.frombuffer(tokens, np.uint32), width).tolist() for tokens in (tokens_a, tokens_b))
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
    located = [_read(text, classes, folds) for text in texts]
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
    shingles = _shingles(np.frombuffer(a.tokens, np.uint32), width).tolist()
    places: dict[int, int] = {}
    for place, shingle in enumerate(shingles):
        places.setdefault(shingle, place)
    tokens_a, tokens_b = (np.frombuffer(side.tokens, np.uint32).tolist() for side in (a, b))
    others = _shingles(np.frombuffer(b.tokens, np.uint32), width).tolist()
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
