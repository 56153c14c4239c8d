"""Links: how each article sees those that it is tied to, as sorted records; a shelf keeps those of an article together.

The two ends of a tie see each other, so every tie is two links. What a link says depends on the two texts alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dedupe.lsh import PRIORITY_SHIFT as ID_BITS
from dedupe.lsh import Number, dense, different, steps

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]
    Rows = NDArray[np.void]

# joins: are the two one story by themselves? gives: if not, may the other still have given a part? mask: which of the
# article's slices lie in the other; size: how many of the 64 slices it has. held: the share of the other that lies in
# it. likeness: in millionths, so that sums do not depend on their order. common: how many samples both have; 0
# where an earlier version did not note it.
LINK = np.dtype(
    [
        ("own", "<i8"),
        ("other", "<i8"),
        ("mask", "<u8"),
        ("likeness", "<i4"),
        ("held", "<f4"),
        ("size", "u1"),
        ("joins", "?"),
        ("gives", "?"),
        ("", "V1"),  # so that every field lies at a multiple of its size
        ("common", "<u2"),
        ("", "V2"),
    ]
)
NONE = np.zeros(0, LINK)


def pack(own: Whole, other: Whole) -> Whole:
    """One number for each pair of ids, which sorts by the first, then by the second."""
    packed: Whole = own << ID_BITS | other
    return packed


def pair(own: Whole, other: Whole) -> Whole:
    """One number for each pair of ids, whichever comes first."""
    return pack(np.minimum(own, other), np.maximum(own, other))


def unpack(packed: Whole) -> Whole:
    """The pairs that were packed, shape (n, 2)."""
    return np.column_stack([packed >> ID_BITS, packed & (1 << ID_BITS) - 1])


def undirected(rows: Rows) -> Whole:
    """The sorted, packed pairs that links are between, the smaller id first."""
    return different(pair(rows["own"], rows["other"]))


def ends(rows: Rows) -> Whole:
    """The sorted, different articles that links are between."""
    return different(np.concatenate([rows["own"], rows["other"]]))


def once(rows: Rows) -> Rows:
    """One of the two links of each pair, in the order of `undirected`."""
    pairs = pair(rows["own"], rows["other"])
    order = np.argsort(pairs)
    return rows[order[steps(pairs[order])]]


def ordered(rows: Rows) -> Rows:
    """Links sorted by their two ends."""
    return rows[np.argsort(pack(rows["own"], rows["other"]))]


def amend(rows: Rows, gone: Whole, unseen: Whole, new: Rows) -> Rows:
    """Sorted links without those of the articles `gone` and the packed pairs `unseen`, and with new ones."""
    if len(rows) and (len(gone) or len(unseen)):
        own, other = rows["own"], rows["other"]
        stays = ~(among(own, gone) | among(other, gone))
        stays &= ~among(pair(own, other), unseen)
        rows = rows[stays]
    return ordered(np.concatenate([rows, new]) if len(rows) else new)


def without(ids: Whole, others: Whole) -> Whole:
    """The sorted, different ids that are not among sorted others."""
    return ids[~among(ids, others)]


@dataclass(frozen=True, slots=True)
class Owners:
    """The articles that sorted links belong to, and where the links of each begin and end."""

    ids: Whole
    begins: Whole
    ends: Whole

    @classmethod
    def of(cls, rows: Rows) -> Owners:
        """The owners of sorted links."""
        begins = np.flatnonzero(steps(rows["own"]))
        return cls(rows["own"][begins], begins, np.append(begins, len(rows))[1:])

    @property
    def degrees(self) -> Whole:
        """How many links each has."""
        return self.ends - self.begins


def among(values: NDArray[Number], ids: NDArray[Number]) -> NDArray[np.bool_]:
    """Which of the values are among sorted, different ones."""
    if not len(ids):
        return np.zeros(len(values), bool)
    found: NDArray[np.bool_]
    if ids[-1] - ids[0] == len(ids) - 1:  # a batch of new articles has ids in a row
        found = (values >= ids[0]) & (values <= ids[-1])
    elif dense(ids, values):
        table = np.zeros(int(ids[-1] - ids[0]) + 2, bool)  # the last is for what lies outside
        table[ids - ids[0]] = True
        found = table[np.minimum((values - ids[0]).view(np.uint64), np.uint64(len(table) - 1))]
    else:
        found = ids[np.minimum(np.searchsorted(ids, values), len(ids) - 1)] == values
    return found


def by_owner(rows: Rows) -> dict[int, bytes]:
    """Sorted links, those of each article apart."""
    owners, raw = Owners.of(rows), memoryview(rows.tobytes())
    begins, ends = ((places * LINK.itemsize).tolist() for places in (owners.begins, owners.ends))
    return {own: bytes(raw[begin:end]) for own, begin, end in zip(owners.ids.tolist(), begins, ends, strict=True)}
