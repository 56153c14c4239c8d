"""Ties: what comparing pairs of articles found, as records, one a pair that has something to say."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dedupe import relation, verify
from dedupe.links import LINK, among
from dedupe.lsh import different, places

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from dedupe.recipe import Recipe
    from dedupe.shingles import Fingerprint

    Whole = NDArray[np.int64]
    Rows = NDArray[np.void]

MOST_TEMPLATES = 2  # templates that are kept of an article, for each batch that it is looked at in
AT_ONCE = 1 << 16  # pairs whose evidence is in memory together
MILLION = 1_000_000

# `first` is the one whose key is smaller; `share_first` is the share of its shingles that the second has. A tie that is
# not linked is a template: it is only kept to tell why the two are not one story.
TIE = np.dtype(
    [
        ("first", "<i8"),
        ("second", "<i8"),
        ("jaccard", "<f8"),
        ("share_first", "<f8"),
        ("share_second", "<f8"),
        ("mask_first", "<u8"),
        ("mask_second", "<u8"),
        ("likeness", "<i4"),
        ("common", "<u2"),
        ("size_first", "u1"),
        ("size_second", "u1"),
        ("rule", "u1"),
        ("joins", "?"),
        ("gives", "?"),
        ("linked", "?"),
    ],
    align=True,
)
NONE = np.zeros(0, TIE)


class Tie(NamedTuple):
    """A record of `TIE`, to read it field by field."""

    first: int
    second: int
    jaccard: float
    share_first: float
    share_second: float
    mask_first: int
    mask_second: int
    likeness: int
    common: int
    size_first: int
    size_second: int
    rule: int
    joins: bool
    gives: bool
    linked: bool

    @property
    def ids(self) -> tuple[int, int]:
        """The two ends, the smaller id first."""
        return min(self.first, self.second), max(self.first, self.second)


def ties_of(pairs: Whole, known: Mapping[int, Fingerprint], recipe: Recipe, fresh: Whole) -> Rows:
    """Compare pairs of ids, shape (n, 2), and give those that matter; templates only of `fresh` articles (sorted)."""
    parts = [_ties(*some, recipe, fresh) for some in _sides(pairs, known)]
    return np.concatenate(parts) if parts else NONE


def links_of(ties: Rows) -> Rows:
    """How the two ends of each tie see each other."""
    linked = ties[ties["linked"]]
    return np.concatenate([_seen(linked, "first", "second"), _seen(linked, "second", "first")])


def _seen(ties: Rows, own: str, other: str) -> Rows:
    rows = np.zeros(len(ties), LINK)
    rows["own"], rows["other"] = ties[own], ties[other]
    rows["mask"], rows["size"] = ties[f"mask_{own}"], ties[f"size_{own}"]
    rows["held"] = np.bitwise_count(ties[f"mask_{other}"]) / ties[f"size_{other}"]
    for column in ("likeness", "joins", "gives", "common"):
        rows[column] = ties[column]
    return rows


def _sides(pairs: Whole, known: Mapping[int, Fingerprint]) -> Iterator[tuple[list[Fingerprint], NDArray[np.int32]]]:
    """Fingerprints and the pairs of places in them, those of a first side together, some at a time."""
    ids = different(pairs.ravel())
    spots = places(ids, pairs)
    keys = np.array([known[article].key for article in ids.tolist()], np.int64)
    swapped = keys[spots[:, 0]] > keys[spots[:, 1]]  # the same side first, whichever came first
    spots[swapped] = spots[swapped][:, ::-1]
    spots = spots[np.argsort(spots[:, 0], kind="stable")]
    for at in range(0, len(spots), AT_ONCE):
        chunk = spots[at : at + AT_ONCE]
        some = different(chunk.ravel())
        yield [known[article] for article in ids[some].tolist()], places(some, chunk).astype(np.int32)


def _ties(sides: list[Fingerprint], spots: NDArray[np.int32], recipe: Recipe, fresh: Whole) -> Rows:
    """The ties among pairs of places in `sides`: first those that are linked, then templates."""
    evidence = verify.compare_pairs(sides, spots, recipe)
    pairs = np.array([side.article for side in sides], np.int64)[spots]
    rules = relation.decide(evidence)
    matters = np.flatnonzero(relation.matters(evidence, rules))
    forms = relation.is_template(evidence, rules)
    asides = np.flatnonzero(forms & (among(pairs[:, 0], fresh) | among(pairs[:, 1], fresh)))
    kept = np.concatenate([matters, _most_alike(pairs, evidence, asides)])
    rows = np.zeros(len(kept), TIE)
    rows["first"], rows["second"] = pairs[kept].T
    rows["linked"][: len(matters)] = True
    rows["rule"] = rules[kept]
    rows["joins"] = relation.joining(rules[kept])
    rows["common"][: len(matters)] = verify.common_samples(sides, spots[matters])
    some = verify.Evidence(evidence.rows[kept])
    rows["gives"] = relation.gives(some)
    rows["likeness"] = np.rint(relation.likeness(some) * MILLION)
    rows["jaccard"], rows["share_first"], rows["share_second"] = some.jaccard, some.containment_a, some.containment_b
    rows["mask_first"], rows["mask_second"] = some.masks.T
    rows["size_first"], rows["size_second"] = np.clip(some.rows[:, :2], 1, verify.SLICES).T
    return rows


def _most_alike(pairs: Whole, evidence: verify.Evidence, chosen: Whole) -> Whole:
    """The most alike of the chosen pairs, a few an article."""
    likeness = relation.kinship(verify.Evidence(evidence.rows[chosen]))
    seen: defaultdict[int, int] = defaultdict(int)
    kept = []
    order = chosen[np.argsort(-likeness, kind="stable")]
    for at, (first, second) in zip(order.tolist(), pairs[order].tolist(), strict=True):
        if seen[first] < MOST_TEMPLATES and seen[second] < MOST_TEMPLATES:
            seen[first] += 1
            seen[second] += 1
            kept.append(at)
    return np.array(kept, np.int64)
