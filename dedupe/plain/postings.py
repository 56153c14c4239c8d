"""The postings of the index, as `loops/index.h`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dedupe.plain.words import FACTOR, SAMPLE_BITS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dedupe.shingles import Fingerprint

HASH_SHIFT, ID_BITS = 30, 26
_IDS = (1 << ID_BITS) - 1


def find(keys: np.ndarray, values: np.ndarray) -> bytes:
    """As `_native.find`."""
    return bytes(np.searchsorted(keys, values).astype(np.int64).tobytes())


def between(keys: np.ndarray, low: np.ndarray, high: np.ndarray) -> bytearray:
    """As `_native.between`."""
    begun, ended = (np.searchsorted(bounds, keys, side="right") for bounds in (low, high))
    return bytearray(keys[begun > ended].tobytes())


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
        h = (h * np.uint64(FACTOR)) ^ used[:, row]
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
    uncommon = (floor <= np.uint64(rare)).astype(np.uint64)
    met = own << np.uint64(ID_BITS + 2) | other << np.uint64(2) | uncommon << np.uint64(1) | banded
    return bytearray(met[wanted].tobytes())


def tally(met: np.ndarray, fewest: int) -> bytearray:
    """As `_native.tally`."""
    if not len(met):
        return bytearray()
    pairs = met >> np.uint64(2)
    begins = np.flatnonzero(np.concatenate(([True], pairs[1:] != pairs[:-1])))
    kinds = [np.add.reduceat((met & np.uint64(3) == kind).astype(np.int64), begins) for kind in range(4)]
    samples, bands = kinds[0] + kinds[2], kinds[1] + kinds[3]
    pairs = pairs[begins]
    own, other = (pairs >> np.uint64(ID_BITS)).astype(np.int64), (pairs & np.uint64(_IDS)).astype(np.int64)
    rows = np.column_stack([own, other, samples, kinds[2], bands, kinds[3]])
    return bytearray(rows[(samples >= fewest) | (bands > 0)].tobytes())
