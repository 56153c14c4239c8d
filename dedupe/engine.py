"""Folding without a store: changed fingerprints in, regrouped stories out. `dedupe.fold` lends it a store.

The stories are a function of the set of articles, whatever the order and the batches in which they came. What is kept
between two batches (postings, fingerprints, links) is a function of that set too; a batch redoes what its articles
reach: the holders of a hash whose level changed, the pairs of these, the pieces of the link graph that they lie in.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

from dedupe import candidates, relation, verify
from dedupe.lsh import HASH_SHIFT, MOST_ARTICLES, MemoryRuns, Postings, different, first_of, holders, priorities
from dedupe.stories import Link, mixture, part, whole

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from dedupe.recipe import Recipe
    from dedupe.shingles import Fingerprint

    Whole8 = NDArray[np.uint8]
    Words = NDArray[np.uint64]

LEAST = 0.12  # share of the samples, weighed, that a pair must have in common to be looked at
MOST_TEMPLATES = 2  # templates that are kept of an article, for each chunk that it is looked at in
AT_ONCE = 20_000  # articles whose candidates are looked for together


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


class Shelf(Protocol):
    """What the engine keeps between batches, in memory or in the store."""

    postings: Postings

    def fingerprints(self, ids: Collection[int], /) -> Mapping[int, Fingerprint]:
        """The fingerprints of those articles that have one."""

    def keep(self, fingerprints: Sequence[Fingerprint], /) -> None:
        """Keep fingerprints, in place of earlier ones of the same articles."""

    def drop(self, ids: Collection[int], /) -> None:
        """Forget articles."""

    def links(self, ids: Collection[int], /) -> Mapping[int, Mapping[int, Link]]:
        """How each of the articles sees those that it is tied to."""

    def tie(self, ids: Collection[int], ties: Sequence[Tie], /) -> None:
        """Keep `ties` as all that the articles `ids` have."""

    def mixtures(self, ids: Collection[int], /) -> set[int]:
        """Those of the articles that are mash-ups."""

    def mix(self, parts: Mapping[int, tuple[tuple[int, ...], ...]], /) -> None:
        """Say of articles which parts they are mixed from; an empty tuple says from none."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a batch changed.

    stories: those of every article that may have another one now; mixtures: the mash-ups in them, stories of their own.
    changed: the articles whose ties were all decided anew; ties: these. reconsidered: articles that became mash-ups or
    ceased to be, or are mash-ups that the batch touched.
    """

    stories: list[list[int]]
    mixtures: set[int]
    changed: set[int]
    reconsidered: set[int]
    ties: list[Tie]


@dataclass(frozen=True, slots=True)
class _Looked:
    """What a chunk of articles holds, and how crowded that is."""

    held: candidates.Held
    crowd: candidates.Crowding


class Engine:
    """Folds batches into what lies on a shelf."""

    def __init__(self, recipe: Recipe, shelf: Shelf) -> None:
        self.recipe = recipe
        self.shelf = shelf
        self._weights = np.full(1024, -1, np.int64)  # by id, -1 where not known yet

    def fold(self, fresh: Sequence[Fingerprint], gone: Collection[int] = ()) -> Outcome:
        """Take in new or changed articles, let others go, and regroup what that reaches."""
        fresh = candidates.by_rank(fresh)
        ids = {fp.article for fp in fresh}
        crowded, taken = self._take_in(fresh, ids | set(gone))
        self.shelf.drop(gone)
        dirty = candidates.by_rank(list(self.shelf.fingerprints(crowded - ids).values()))
        work = [*fresh, *dirty]
        changed = {fp.article for fp in work} | set(gone)
        before = _reach(changed, self.shelf.links(changed))
        looked = [self._look(fresh, taken)]
        looked += [self._look(dirty[at : at + AT_ONCE]) for at in range(0, len(dirty), AT_ONCE)]
        batch = np.sort(np.fromiter((fp.article for fp in work), np.int64, len(work)))
        ties = [tie for chunk in looked for tie in self._judge(chunk, batch)]
        self.shelf.tie(changed, ties)
        touched = (before | _reach(changed, self.shelf.links(changed))) - set(gone)
        reconsidered = self._find_mixtures(touched)
        stories, mixtures = self._fold_pieces(touched, reconsidered)
        return Outcome(stories, mixtures, changed, reconsidered, ties)

    def _take_in(self, fresh: Sequence[Fingerprint], ids: set[int]) -> tuple[set[int], _Looked]:
        """Change the index; give the articles of which a hash got another level, and how crowded the fresh ones are."""
        old = candidates.by_rank(list(self.shelf.fingerprints(ids).values()))
        coming, going = candidates.held(fresh, self.recipe), candidates.held(old, self.recipe)
        index = self.shelf.postings
        hashes = different(np.concatenate([coming.hashes, going.hashes])) if old else first_of(coming.hashes)
        counts = index.count(hashes)
        index.change(coming.keys, going.keys)
        after = counts + _counted(hashes, coming.hashes) - _counted(hashes, going.hashes)
        return self._reached(hashes, counts, after), _Looked(
            coming, candidates.crowded(coming, hashes, after, self.recipe)
        )

    def _reached(self, hashes: Words, before: NDArray[np.int64], after: NDArray[np.int64]) -> set[int]:
        """Whom it concerns that hashes are more or less crowded than before.

        Where the weight of a hash changes: all its holders. Where only the priority changes that it takes to stand for
        others: those who stand no longer, or do now; a pair that is seen through the hash has one of them in it.
        """
        index = self.shelf.postings
        old, new = (candidates.levels(counts, self.recipe) for counts in (before, after))
        weights = candidates.scale(self.recipe)
        heavier = weights[old] != weights[new]
        shifted = (old != new) & ~heavier
        low, high = np.minimum(old, new)[shifted], np.maximum(old, new)[shifted]
        keys = [
            index.gather(hashes[heavier], np.zeros(int(heavier.sum()), np.uint64)),
            _below(index.gather(hashes[shifted], low.astype(np.uint64)), hashes[shifted], high),
        ]
        return set(different(holders(np.concatenate(keys))).tolist())

    def _look(self, fingerprints: Sequence[Fingerprint], looked: _Looked | None = None) -> _Looked:
        """Keep the fingerprints with the levels that their samples have now."""
        if looked is None:
            held = candidates.held(fingerprints, self.recipe)
            counts = self.shelf.postings.count(first_of(held.hashes))
            looked = _Looked(held, candidates.crowded(held, first_of(held.hashes), counts, self.recipe))
        held, crowd = looked.held, looked.crowd
        levels = candidates.dealt(held, crowd, self.recipe)
        weighed = np.concatenate([[0], np.cumsum(candidates.scale(self.recipe)[np.frombuffer(b"".join(levels), np.uint8)])])
        ends = np.cumsum(held.samples)
        weights = (weighed[ends] - weighed[ends - held.samples]).tolist()
        self.shelf.keep([fp.at(*where) for fp, *where in zip(fingerprints, levels, weights, strict=True)])
        self._weigh(held.ranks & np.uint64(MOST_ARTICLES - 1), weights)
        return looked

    def _weigh(self, ids: Words, weights: list[int]) -> None:
        self._make_room(int(ids.max(initial=0)))
        self._weights[ids] = weights

    def _make_room(self, most: int) -> None:
        if most >= len(self._weights):
            self._weights = np.concatenate([self._weights, np.full(most + 1, -1, np.int64)])

    def _weights_of(self, ids: NDArray[np.int64]) -> NDArray[np.int64]:
        self._make_room(int(ids.max(initial=0)))
        unknown = ids[self._weights[ids] < 0]
        if len(unknown):
            for fp in self.shelf.fingerprints(set(unknown.tolist())).values():
                self._weights[fp.article] = fp.weight
        return self._weights[ids]

    def _judge(self, chunk: _Looked, batch: NDArray[np.int64]) -> list[Tie]:
        """The ties of a chunk, except those that another article of the batch with a smaller id brings."""
        hits = candidates.hits(chunk.held, chunk.crowd, _tail(batch), self.shelf.postings, self.recipe)
        lighter = np.minimum(self._weights_of(hits.own), self._weights_of(hits.other))
        worth = (hits.banded | (hits.weights >= LEAST * lighter)) & ((hits.other > hits.own) | ~_among(hits.other, batch))
        mine, other = hits.own[worth], hits.other[worth]
        known = self.shelf.fingerprints(set(mine.tolist()).union(other.tolist()))
        return ties_of(np.column_stack([mine, other]), known, self.recipe)

    def _find_mixtures(self, touched: set[int]) -> set[int]:
        """Look again which of the articles are mash-ups; give those whose answer changed, or is yes."""
        links = dict(self.shelf.links(touched))
        mixed = {}
        before = self.shelf.mixtures(touched)
        doubtful = [one for one in touched if len(links.get(one, ())) > 1 and not whole(links[one].values())]
        around = {other for one in doubtful for other in links[one]} - links.keys()
        links.update(self.shelf.links(around))

        def joined(a: int, b: int) -> bool:
            link = links.get(a, {}).get(b)
            return link is not None and link.joins

        known = self.shelf.fingerprints({other for one in doubtful for other in links[one]}.union(doubtful))
        for one in doubtful:
            mine = known[one]
            if parts := mixture(links[one], joined, lambda other, mine=mine: _may_precede(known[other], mine)):  # type: ignore[misc]
                mixed[one] = parts
        self.shelf.mix(mixed | {one: () for one in before - mixed.keys()})
        return before | mixed.keys()

    def _fold_pieces(self, touched: set[int], reconsidered: set[int]) -> tuple[list[list[int]], set[int]]:
        """The stories of every piece of the graph of joining links that the touched articles lie in."""
        links: dict[int, Mapping[int, Link]] = dict(self.shelf.links(touched))
        start = touched | {other for one in reconsidered for other in links.get(one, ())}
        front, seen, mixed = set(start), set(), set()
        joins: dict[int, dict[int, float]] = {}
        while front:
            seen |= front
            links = {one: links[one] for one in front if one in links} | dict(self.shelf.links(front - links.keys()))
            around = front | {other for one in front for other, link in links.get(one, {}).items() if link.joins}
            mixed |= self.shelf.mixtures(around)
            for one in front:
                near = {} if one in mixed else links.get(one, {})
                joins[one] = {o: link.likeness for o, link in near.items() if link.joins and o not in mixed}
            front = {other for one in front for other in joins[one]} - seen
        return [story for piece in _pieces(joins) for story in self._part(piece, joins)], mixed & seen

    def _part(self, piece: list[int], joins: Mapping[int, Mapping[int, float]]) -> list[list[int]]:
        if len(piece) <= 2:
            return [piece]
        known = self.shelf.fingerprints(piece)
        return part(piece, joins, lambda article: known[article].key)


def _below(keys: Words, hashes: Words, ceilings: Whole8) -> Words:
    """The postings whose holders have a priority below the ceiling of their hash."""
    places = np.searchsorted(hashes, keys >> np.uint64(HASH_SHIFT))
    return keys[priorities(keys) < ceilings[places]]


def _counted(hashes: Words, held: Words) -> NDArray[np.int64]:
    """How often each of the sorted, different hashes occurs in the sorted `held`."""
    return np.searchsorted(held, hashes, side="right") - np.searchsorted(held, hashes)


def _among(values: NDArray[np.int64], batch: NDArray[np.int64]) -> NDArray[np.bool_]:
    if not len(batch):
        return np.zeros(len(values), bool)
    return batch[np.minimum(np.searchsorted(batch, values), len(batch) - 1)] == values


def _reach(ids: Iterable[int], links: Mapping[int, Mapping[int, Link]]) -> set[int]:
    return set(ids).union(*links.values())


def _pieces(joins: Mapping[int, Mapping[int, float]]) -> list[list[int]]:
    """The connected pieces of the graph."""
    pieces, seen = [], set()
    for one in joins:
        if one in seen:
            continue
        seen.add(one)
        piece = [one]
        for member in piece:  # grows while it is walked
            new = joins[member].keys() - seen
            seen |= new
            piece += new
        pieces.append(sorted(piece))
    return pieces


def _tail(batch: NDArray[np.int64]) -> int:
    """The smallest id from which on every id up to the greatest is in the sorted batch."""
    gaps = np.flatnonzero(np.diff(batch) != 1)
    return int(batch[gaps[-1] + 1 if len(gaps) else 0])


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
    rules, likeness = relation.decide(evidence), relation.likeness(evidence)
    chosen = np.flatnonzero(relation.matters(evidence, rules, likeness))
    templates = _asides(pairs, likeness, np.flatnonzero(relation.is_template(evidence, rules)))
    firsts, seconds = (_links(evidence, rules, likeness, chosen, side) for side in (0, 1))
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
    evidence: verify.Evidence, rules: Whole8, likeness: NDArray[np.float64], chosen: NDArray[np.int64], side: int
) -> Iterator[Link]:
    """How one side of each chosen pair sees the other."""
    masks, slices = evidence.masks[chosen], np.clip(evidence.rows[chosen, :2], 1, verify.SLICES)
    held = np.bitwise_count(masks) / slices
    joins = np.isin(rules[chosen], relation.JOINING)
    columns = (joins, likeness[chosen], masks[:, side], slices[:, side], held[:, 1 - side])
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


def _may_precede(other: Fingerprint, mine: Fingerprint) -> bool:
    """Whether one may have taken from the other: published no later, as far as known, and by another outlet."""
    if mine.outlet and mine.outlet == other.outlet:
        return False
    if mine.published_at is None or other.published_at is None:
        return True
    exact = min(len(mine.published_at), len(other.published_at))
    return other.published_at[:exact] <= mine.published_at[:exact]


class MemoryShelf:
    """Everything in memory: for measurements, and for tests that need no store."""

    def __init__(self) -> None:
        self.postings = Postings(MemoryRuns())
        self._fingerprints: dict[int, Fingerprint] = {}
        self._links: dict[int, dict[int, Link]] = {}
        self._mixed: dict[int, tuple[tuple[int, ...], ...]] = {}

    def fingerprints(self, ids: Collection[int]) -> Mapping[int, Fingerprint]:
        """The fingerprints of those articles that have one."""
        return {article: self._fingerprints[article] for article in ids if article in self._fingerprints}

    def keep(self, fingerprints: Sequence[Fingerprint]) -> None:
        """Keep fingerprints, in place of earlier ones of the same articles."""
        self._fingerprints.update((fp.article, fp) for fp in fingerprints)

    def drop(self, ids: Collection[int]) -> None:
        """Forget articles."""
        for article in ids:
            self._fingerprints.pop(article, None)
            self._mixed.pop(article, None)

    def links(self, ids: Collection[int]) -> Mapping[int, Mapping[int, Link]]:
        """How each of the articles sees those that it is tied to."""
        return {article: self._links[article] for article in ids if article in self._links}

    def tie(self, ids: Collection[int], ties: Sequence[Tie]) -> None:
        """Keep `ties` as all that the articles `ids` have."""
        for article in ids:
            for other in self._links.pop(article, {}):
                self._links.get(other, {}).pop(article, None)
        for tie in ties:
            if tie.links:
                self._links.setdefault(tie.first, {})[tie.second] = tie.links[0]
                self._links.setdefault(tie.second, {})[tie.first] = tie.links[1]

    def mixtures(self, ids: Collection[int]) -> set[int]:
        """Those of the articles that are mash-ups."""
        return {article for article in ids if article in self._mixed}

    def mix(self, parts: Mapping[int, tuple[tuple[int, ...], ...]]) -> None:
        """Say of articles which parts they are mixed from; an empty tuple says from none."""
        for article, groups in parts.items():
            if groups:
                self._mixed[article] = groups
            else:
                self._mixed.pop(article, None)
