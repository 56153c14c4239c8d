"""What is read off one text, as `loops/fingerprint.h`."""

from __future__ import annotations

import numpy as np

from dedupe.plain.shingles import make_shingles, sign
from dedupe.plain.words import NAME, NUMBER, SAMPLE_BITS, read


def fingerprint(  # noqa: PLR0913, PLR0917 (as the C call)
    text: str, classes: bytes, folds: bytes, width: int, limit: int, a: bytes, b: bytes
) -> tuple[bytes, bytes, bytes, bytes, int]:
    """As `_native.fingerprint`."""
    tokens = np.array([token for token, _, _ in read(text, classes, folds)], np.uint32)
    shingles = make_shingles(tokens, width)
    chosen = np.flatnonzero(shingles <= np.uint64(limit))
    samples = np.sort(shingles[chosen] << np.uint64(64 - SAMPLE_BITS) | chosen.astype(np.uint64))
    kinds = samples >> np.uint64(64 - SAMPLE_BITS)
    samples = samples[np.concatenate(([True], kinds[1:] != kinds[:-1]))] if len(samples) else samples
    labels = tokens & 3
    anchors = np.unique(tokens[(labels == NAME) | (labels == NUMBER)])
    signature = sign(shingles, a, b)
    return tokens.tobytes(), samples.tobytes(), anchors.tobytes(), signature, len(np.unique(shingles))


def locate(text: str, classes: bytes, folds: bytes) -> tuple[bytes, bytes, bytes]:
    """As `_native.locate`."""
    found = np.array(read(text, classes, folds), np.uint32).reshape(-1, 3)
    tokens, starts, ends = (np.ascontiguousarray(column).tobytes() for column in found.T)
    return tokens, starts, ends


def words(text: str, classes: bytes, folds: bytes) -> bytes:
    """As `_native.words`."""
    return np.unique(np.array([token & ~3 for token, _, _ in read(text, classes, folds)], np.uint32)).tobytes()
