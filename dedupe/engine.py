"""Folding without a store: changed fingerprints in, regrouped stories out. `dedupe.fold` lends it a store.

The stories are a function of the set of articles, whatever the order and the batches in which they came. What is kept
between two batches (postings, fingerprints, links) is a function of that set too; a batch redoes what its articles
reach: the holders of a hash whose level changed, the pairs of these, the pieces of the link graph that they lie in.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Protocol

import numpy as np

from dedupe import candidates
from dedupe.lsh import HASH_SHIFT, MOST_ARTICLES, Postings, different, first_of, holders, priorities
from dedupe.stories import mixture, part, whole
from dedupe.ties import Past, news_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from numpy.typing import NDArray

    from dedupe.recipe import Recipe
    from dedupe.shingles import Fingerprint
    from dedupe.stories import Link
    from dedupe.ties import Tie

    Whole8 = NDArray[np.uint8]
    Words = NDArray[np.uint64]

# Of the samples of the text with fewer, the share that a pair must have in common to be looked at: weighed, or simply.
LEAST, LEAST_OF_ALL = 0.12, 0.3
AT_ONCE = 20_000  # articles whose candidates are looked for together


class Shelf(Protocol):
    """What the engine keeps between batches, in memory or in the store."""

    postings: Postings

    def fingerprints(self, ids: Collection[int], /) -> Mapping[int, Fingerprint]:
        """The fingerprints of those articles that have one."""

    def keep(self, fingerprints: Sequence[Fingerprint], /) -> None:
        """Keep fingerprints, in place of earlier ones of the same articles."""

    def weigh(self, fingerprints: Sequence[Fingerprint], /) -> None:
        """Keep the levels and weights of fingerprints that are kept already."""

    def drop(self, ids: Collection[int], /) -> None:
        """Forget articles."""

    def links(self, ids: Collection[int], /) -> Mapping[int, Mapping[int, Link]]:
        """How each of the articles sees those that it is tied to."""

    def tie(self, lost: Collection[tuple[int, int]], ties: Sequence[Tie], /) -> None:
        """Untie pairs, and keep ties in place of those that the same pairs had."""

    def mixtures(self, ids: Collection[int], /) -> set[int]:
        """Those of the articles that are mash-ups."""

    def parts(self, ids: Collection[int], /) -> dict[int, tuple[tuple[int, ...], ...]]:
        """The parts of those of the articles that are mash-ups."""

    def mix(self, parts: Mapping[int, tuple[tuple[int, ...], ...]], /) -> None:
        """Say of articles which parts they are mixed from; an empty tuple says from none."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a batch changed.

    stories: those of every article that may have another one now; mixtures: the mash-ups in them, stories of their own.
    changed: the articles that came, changed or went; ties: all of theirs, and those of others with another verdict;
    lost: pairs of others that are tied no longer. reconsidered: articles that became mash-ups, ceased to be, or are now
    of other parts.
    """

    stories: list[list[int]]
    mixtures: set[int]
    changed: set[int]
    reconsidered: set[int]
    ties: list[Tie]
    lost: set[tuple[int, int]]


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
        self._facts = np.full((1024, 2), -1, np.int64)  # weight and number of samples by id, -1 where not known yet

    def fold(self, fresh: Sequence[Fingerprint], gone: Collection[int] = ()) -> Outcome:
        """Take in new or changed articles, let others go, and regroup what that reaches."""
        fresh = candidates.by_rank(fresh)
        ids = {fp.article for fp in fresh}
        crowded, taken = self._take_in(fresh, ids | set(gone))
        self.shelf.drop(gone)
        dirty = candidates.by_rank(list(self.shelf.fingerprints(crowded - ids).values()))
        work = [*fresh, *dirty]
        changed = {fp.article for fp in work} | set(gone)
        before = {one: dict(near) for one, near in self.shelf.links(changed).items()}
        looked = [self._look(fresh, taken)]
        looked += [self._look(dirty[at : at + AT_ONCE]) for at in range(0, len(dirty), AT_ONCE)]
        batch = np.sort(np.fromiter((fp.article for fp in work), np.int64, len(work)))
        past = Past.of(before, ids)
        judged = [self._judge(chunk, batch, past) for chunk in looked]
        news = [tie for ties, _ in judged for tie in ties]
        lost = past.without(np.concatenate([tied for _, tied in judged]))
        self.shelf.tie(lost, news)
        shaken = _shaken(before, news, lost)
        ends = ids.union(*lost, *((tie.first, tie.second) for tie in news))
        reconsidered = self._find_mixtures((ends | self._between(shaken, ids)) - set(gone))
        stories, mixtures = self._fold_pieces(ids.union(*shaken) - set(gone), reconsidered)
        told = [tie for tie in news if tie.first in ids or tie.second in ids or (tie.first, tie.second) in shaken]
        return Outcome(stories, mixtures, ids | set(gone), reconsidered, told, lost)

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

    def _look(self, fingerprints: Sequence[Fingerprint], taken: _Looked | None = None) -> _Looked:
        """Keep the fingerprints with the levels that their samples have now."""
        looked = taken
        if looked is None:
            held = candidates.held(fingerprints, self.recipe)
            counts = self.shelf.postings.count(first_of(held.hashes))
            looked = _Looked(held, candidates.crowded(held, first_of(held.hashes), counts, self.recipe))
        fresh, held, crowd = looked is taken, looked.held, looked.crowd
        levels = candidates.dealt(held, crowd, self.recipe)
        weighed = np.concatenate(
            [[0], np.cumsum(candidates.scale(self.recipe)[np.frombuffer(b"".join(levels), np.uint8)])]
        )
        ends = np.cumsum(held.samples)
        weights = (weighed[ends] - weighed[ends - held.samples]).tolist()
        known = zip(fingerprints, levels, weights, strict=True)
        now = [fp.at(own, weight) for fp, own, weight in known if fresh or fp.levels != own]
        if fresh:
            self.shelf.keep(now)
        else:
            self.shelf.weigh(now)
        ids = held.ranks & np.uint64(MOST_ARTICLES - 1)
        self._make_room(int(ids.max(initial=0)))
        self._facts[ids] = np.column_stack([weights, held.samples])
        return looked

    def _make_room(self, most: int) -> None:
        if most >= len(self._facts):
            self._facts = np.concatenate([self._facts, np.full((most + 1, 2), -1, np.int64)])

    def _facts_of(self, ids: NDArray[np.int64]) -> NDArray[np.int64]:
        self._make_room(int(ids.max(initial=0)))
        unknown = ids[self._facts[ids, 0] < 0]
        if len(unknown):
            for fp in self.shelf.fingerprints(set(unknown.tolist())).values():
                self._facts[fp.article] = fp.weight, len(fp.levels)
        return self._facts[ids]

    def _judge(self, chunk: _Looked, batch: NDArray[np.int64], past: Past) -> tuple[list[Tie], NDArray[np.int64]]:
        """What is new of a chunk, and its tied pairs, except what another of the batch with a smaller id brings."""
        hits = candidates.hits(chunk.held, chunk.crowd, _tail(batch), self.shelf.postings, self.recipe)
        weight, size = np.minimum(self._facts_of(hits.own), self._facts_of(hits.other)).T
        worth = hits.banded | (hits.weights >= LEAST * weight) | (hits.counts >= LEAST_OF_ALL * size)
        worth &= (hits.other > hits.own) | ~_among(hits.other, batch)
        mine, other = hits.own[worth], hits.other[worth]
        known = self.shelf.fingerprints(set(mine.tolist()).union(other.tolist()))
        return news_of(np.column_stack([mine, other]), known, self.recipe, past)

    def _between(self, shaken: Collection[tuple[int, int]], fresh: AbstractSet[int]) -> set[int]:
        """Those who are tied to both ends of a pair: whether such two join says whether they are two parts or one.

        Whoever is tied to a fresh article is looked at anyway.
        """
        shaken = [pair for pair in shaken if fresh.isdisjoint(pair)]
        near = self.shelf.links({end for pair in shaken for end in pair})
        found: set[int] = set()
        for a, b in shaken:
            found |= near.get(a, {}).keys() & near.get(b, {}).keys()
        return found

    def _find_mixtures(self, touched: set[int]) -> set[int]:
        """Look again which of the articles are mash-ups; give those with another answer than before."""
        links = dict(self.shelf.links(touched))
        mixed = {}
        before = self.shelf.parts(touched)
        doubtful = [one for one in touched if len(links.get(one, ())) > 1 and not whole(links[one].values())]
        around = {other for one in doubtful for other in links[one]} - links.keys()
        links.update(self.shelf.links(around))

        @cache
        def mates(one: int) -> frozenset[int]:
            return frozenset(other for other, link in links.get(one, {}).items() if link.joins)

        known = self.shelf.fingerprints(set(doubtful).union(*(links[one] for one in doubtful)))
        for one in doubtful:
            mine = known[one]
            if parts := mixture(links[one], mates, lambda other, mine=mine: _may_precede(known[other], mine)):  # type: ignore[misc]
                mixed[one] = parts
        other = {one for one in before.keys() | mixed.keys() if before.get(one) != mixed.get(one)}
        self.shelf.mix({one: mixed.get(one, ()) for one in other})
        return other

    def _fold_pieces(self, touched: set[int], reconsidered: set[int]) -> tuple[list[list[int]], set[int]]:
        """The stories of every piece of the graph of joining links that the touched articles lie in."""
        start = touched.union(reconsidered, *self.shelf.links(reconsidered).values())
        links: dict[int, Mapping[int, Link]] = dict(self.shelf.links(start))
        alone = start - links.keys()
        front, seen, mixed = start - alone, set(alone), set()
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
        stories = [story for piece in _pieces(joins) for story in self._part(piece, joins)]
        return stories + [[one] for one in sorted(alone)], mixed & seen

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
    found: NDArray[np.bool_] = batch[np.minimum(np.searchsorted(batch, values), len(batch) - 1)] == values
    return found


def _shaken(
    before: Mapping[int, Mapping[int, Link]], news: Sequence[Tie], lost: Collection[tuple[int, int]]
) -> set[tuple[int, int]]:
    """The pairs that join now or did before, of those with news: the rest does not move any story."""
    joining = [(tie.first, tie.second) for tie in news if any(link.joins for link in tie.links)]
    others = [*((tie.first, tie.second) for tie in news), *lost]
    return {*joining, *(pair for pair in others if _joined(before, *pair))}


def _joined(before: Mapping[int, Mapping[int, Link]], one: int, other: int) -> bool:
    link = before.get(one, {}).get(other) or before.get(other, {}).get(one)
    return link is not None and link.joins


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
    if not len(batch):
        return 0
    gaps = np.flatnonzero(np.diff(batch) != 1)
    return int(batch[gaps[-1] + 1 if len(gaps) else 0])


def _may_precede(other: Fingerprint, mine: Fingerprint) -> bool:
    """Whether one may have taken from the other: published no later, as far as known, and by another outlet."""
    if mine.outlet and mine.outlet == other.outlet:
        return False
    if mine.published_at is None or other.published_at is None:
        return True
    exact = min(len(mine.published_at), len(other.published_at))
    return other.published_at[:exact] <= mine.published_at[:exact]
