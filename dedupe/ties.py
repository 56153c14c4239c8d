"""Ties: the compared pairs that have something to say, with how each end sees the other."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dedupe import relation, verify
from dedupe.stories import Link

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from dedupe.recipe import Recipe
    from dedupe.shingles import Fingerprint

MOST_TEMPLATES = 2  # templates that are kept of an article, for each batch that it is looked at in


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
    ids, places = np.unique(pairs, return_inverse=True)
    sides = [known[article] for article in ids.tolist()]
    keys = np.array([side.key for side in sides], np.int64)
    places = places.reshape(pairs.shape)
    swapped = keys[places[:, 0]] > keys[places[:, 1]]  # the same side first, whichever came first
    places[swapped] = places[swapped][:, ::-1]
    places = places[np.argsort(places[:, 0], kind="stable")]
    evidence = verify.compare_pairs(sides, places.astype(np.int32), recipe)
    return _ties(ids[places], evidence)


def _ties(pairs: NDArray[np.int64], evidence: verify.Evidence) -> list[Tie]:
    rules = relation.decide(evidence)
    joins = np.isin(rules, relation.JOINING)
    likeness = relation.closeness(evidence)
    chosen = np.flatnonzero(relation.matters(evidence, rules))
    templates = _asides(pairs, relation.kinship(evidence), np.flatnonzero(relation.is_template(evidence, rules)))
    firsts, seconds = (_links(evidence, joins, likeness, chosen, side) for side in (0, 1))
    kept = np.concatenate([chosen, templates]).astype(np.int64)
    columns = (
        *pairs[kept].T,
        rules[kept],
        likeness[kept],
        evidence.jaccard[kept],
        evidence.containment_a[kept],
        evidence.containment_b[kept],
    )
    links = [*zip(firsts, seconds, strict=True), *[()] * len(templates)]
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


def _asides(pairs: NDArray[np.int64], likeness: NDArray[np.float64], chosen: NDArray[np.int64]) -> NDArray[np.int64]:
    """The most alike of the chosen pairs, a few an article."""
    seen: defaultdict[int, int] = defaultdict(int)
    kept = []
    for at in chosen[np.argsort(-likeness[chosen], kind="stable")].tolist():
        first, second = pairs[at].tolist()
        if seen[first] < MOST_TEMPLATES and seen[second] < MOST_TEMPLATES:
            seen[first] += 1
            seen[second] += 1
            kept.append(at)
    return np.array(kept, np.int64)
