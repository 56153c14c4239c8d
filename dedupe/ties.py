"""Ties: the compared pairs that have something to say, with how each end sees the other."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dedupe import relation, verify
from dedupe.lsh import PRIORITY_SHIFT as ID_BITS
from dedupe.stories import Link

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from numpy.typing import NDArray

    from dedupe.recipe import Recipe
    from dedupe.shingles import Fingerprint

MOST_TEMPLATES = 2  # templates that are kept of an article, for each batch that it is looked at in


UNTIED, TIED, GIVES, JOINS = range(4)


@dataclass(frozen=True, slots=True)
class Past:
    """What was said of pairs before: sorted packed pairs with a verdict each; of `fresh` articles all is to be said."""

    fresh: NDArray[np.int64]
    pairs: NDArray[np.int64]
    verdicts: NDArray[np.int64]

    @classmethod
    def of(cls, before: Mapping[int, Mapping[int, Link]], fresh: Collection[int]) -> Past:
        """The past of articles, from how each saw those that it was tied to."""
        seen = {
            (one << ID_BITS | other if one < other else other << ID_BITS | one): JOINS
            if link.joins
            else TIED + link.gives
            for one, near in before.items()
            for other, link in near.items()
        }
        pairs, verdicts = (np.fromiter(part, np.int64, len(seen)) for part in (seen, seen.values()))
        order = np.argsort(pairs)
        return cls(np.sort(np.fromiter(fresh, np.int64, len(fresh))), pairs[order], verdicts[order])

    def said(self, packed: NDArray[np.int64]) -> NDArray[np.int64]:
        """The verdict on each of the packed pairs."""
        if not len(self.pairs):
            return np.full(len(packed), UNTIED)
        places = np.minimum(np.searchsorted(self.pairs, packed), len(self.pairs) - 1)
        return np.where(self.pairs[places] == packed, self.verdicts[places], UNTIED)

    def without(self, packed: NDArray[np.int64]) -> set[tuple[int, int]]:
        """The pairs that are not among the packed ones, the smaller id first."""
        left = self.pairs[~np.isin(self.pairs, packed)]
        return set(zip((left >> ID_BITS).tolist(), (left & (1 << ID_BITS) - 1).tolist(), strict=True))


def pack(pairs: NDArray[np.int64]) -> NDArray[np.int64]:
    """One number for each pair of ids, whichever comes first."""
    packed: NDArray[np.int64] = pairs.min(axis=1) << ID_BITS | pairs.max(axis=1)
    return packed


class Tie(NamedTuple):
    """A pair that has something to say: `first` is the one whose key is smaller; `links` are how each sees the other.

    A template has none: it is only kept to tell why the two are not one story.
    """

    first: int
    second: int
    rule: int
    likeness: float
    jaccard: float
    share_first: float
    share_second: float
    links: tuple[Link, Link] | tuple[()]


def ties_of(pairs: NDArray[np.int64], known: Mapping[int, Fingerprint], recipe: Recipe) -> list[Tie]:
    """Compare pairs of ids, shape (n, 2), and give those that matter."""
    if not len(pairs):
        return []
    pairs, evidence = _compared(pairs, known, recipe)
    rules = relation.decide(evidence)
    return _ties(pairs, evidence, rules, np.flatnonzero(relation.matters(evidence, rules)))


def news_of(
    pairs: NDArray[np.int64], known: Mapping[int, Fingerprint], recipe: Recipe, past: Past
) -> tuple[list[Tie], NDArray[np.int64]]:
    """Compare pairs of ids; give the ties of which something new is to be said, and all that are tied, packed."""
    if not len(pairs):
        return [], np.zeros(0, np.int64)
    pairs, evidence = _compared(pairs, known, recipe)
    rules = relation.decide(evidence)
    matters = relation.matters(evidence, rules)
    verdicts = np.where(np.isin(rules, relation.JOINING), JOINS, np.where(relation.gives(evidence), GIVES, TIED))
    packed = pack(pairs)
    fresh = np.isin(pairs, past.fresh).any(axis=1)
    news = np.flatnonzero(matters & (fresh | (past.said(packed) != verdicts)))
    templates = _asides(pairs, evidence, np.flatnonzero(fresh & relation.is_template(evidence, rules)))
    return _ties(pairs, evidence, rules, np.concatenate([news, templates])), packed[matters]


def _compared(
    pairs: NDArray[np.int64], known: Mapping[int, Fingerprint], recipe: Recipe
) -> tuple[NDArray[np.int64], verify.Evidence]:
    """The pairs, those of a first side together, and their evidence."""
    ids, places = np.unique(pairs, return_inverse=True)
    sides = [known[article] for article in ids.tolist()]
    keys = np.array([side.key for side in sides], np.int64)
    places = places.reshape(pairs.shape)
    swapped = keys[places[:, 0]] > keys[places[:, 1]]  # the same side first, whichever came first
    places[swapped] = places[swapped][:, ::-1]
    places = places[np.argsort(places[:, 0], kind="stable")]
    return ids[places], verify.compare_pairs(sides, places.astype(np.int32), recipe)


def _ties(
    pairs: NDArray[np.int64], evidence: verify.Evidence, rules: NDArray[np.uint8], kept: NDArray[np.int64]
) -> list[Tie]:
    """The ties of the kept pairs: first those that are linked, then templates."""
    joins = np.isin(rules, relation.JOINING)
    likeness = relation.closeness(evidence)
    chosen = kept[relation.matters(evidence, rules)[kept]]
    firsts, seconds = (_links(evidence, joins, likeness, chosen, side) for side in (0, 1))
    columns = (
        *pairs[kept].T,
        rules[kept],
        likeness[kept],
        evidence.jaccard[kept],
        evidence.containment_a[kept],
        evidence.containment_b[kept],
    )
    links = [*zip(firsts, seconds, strict=True), *[()] * (len(kept) - len(chosen))]
    return list(map(Tie._make, zip(*(column.tolist() for column in columns), links, strict=True)))


def _links(
    evidence: verify.Evidence,
    joins: NDArray[np.bool_],
    likeness: NDArray[np.float64],
    chosen: NDArray[np.int64],
    side: int,
) -> Iterator[Link]:
    """How one side of each chosen pair sees the other."""
    masks, slices = evidence.masks[chosen], np.clip(evidence.rows[chosen, :2], 1, verify.SLICES)
    held = np.bitwise_count(masks) / slices
    gives = relation.gives(evidence)[chosen]
    columns = (joins[chosen], gives, likeness[chosen], masks[:, side], slices[:, side], held[:, 1 - side])
    return map(Link._make, zip(*(column.tolist() for column in columns), strict=True))


def _asides(pairs: NDArray[np.int64], evidence: verify.Evidence, chosen: NDArray[np.int64]) -> NDArray[np.int64]:
    """The most alike of the chosen pairs, a few an article."""
    likeness = relation.kinship(evidence)
    seen: defaultdict[int, int] = defaultdict(int)
    kept = []
    for at in chosen[np.argsort(-likeness[chosen], kind="stable")].tolist():
        first, second = pairs[at].tolist()
        if seen[first] < MOST_TEMPLATES and seen[second] < MOST_TEMPLATES:
            seen[first] += 1
            seen[second] += 1
            kept.append(at)
    return np.array(kept, np.int64)
